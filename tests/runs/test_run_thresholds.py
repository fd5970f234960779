from __future__ import annotations

from pathlib import Path

import pytest

from reaug.errors import InputError
from reaug.runs.run_thresholds import curriculum_like
from run_folders import carry_out


def test_the_thresholds_that_a_run_found(tmp_path: Path) -> None:
    steps = [
        "aeda",
        {"curriculum": {"by": "eojeol", "buckets": 4, "column": "level", "split": True}},
    ]
    result = carry_out(steps, tmp_path / "run")
    like = curriculum_like(tmp_path / "run")
    assert (like["by"], like["column"]) == ("eojeol", "level")
    assert len(like["thresholds"]) == 3
    assert carry_out(["aeda", {"curriculum": like}]).digest == result.digest


def test_the_last_of_several(tmp_path: Path) -> None:
    other = {"curriculum": {"thresholds": [7], "column": "a", "length_column": "b"}}
    carry_out(["curriculum", other], tmp_path / "run")
    assert curriculum_like(tmp_path / "run")["thresholds"] == [7]


def test_where_there_is_none(tmp_path: Path) -> None:
    carry_out(["aeda"], tmp_path / "run")
    with pytest.raises(InputError, match="that run had no curriculum"):
        curriculum_like(tmp_path / "run")
    with pytest.raises(InputError, match=r"is not a run folder: manifest\.json is not there"):
        curriculum_like(tmp_path)
