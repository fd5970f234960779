"""A run that is taken back in parts gives the rows that it gives as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reaug.runs import large_undo
from reaug.runs.undo import open_run, undone
from reaug.runs.verify import verify
from run_folders import EVERYTHING, carry_out

TWICE = {"deduplicate": {"where": {"labels": ["no_relation"]}}}


@pytest.mark.parametrize(
    "steps",
    [
        list(EVERYTHING),
        [TWICE, {"curriculum": {"buckets": 2}}, "deduplicate", "aeda"],
        [{"deduplicate": {"keep": "first"}}, {"curriculum": {"split": True}}],
    ],
    ids=["everything", "drops", "splits"],
)
def test_parts_give_what_the_whole_gives(
    steps: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(steps, tmp_path / "run")
    run = open_run(tmp_path / "run")
    whole = undone(run)
    monkeypatch.setattr("reaug.runs.undo.MANY", 1)
    for size in (7, 64, 10_000):
        monkeypatch.setitem(large_undo.in_parts.__kwdefaults__, "size", size)
        parts = undone(run)
        assert parts.schema.equals(whole.schema, check_metadata=True)
        assert parts.equals(whole)
    assert verify(tmp_path / "run").ok
