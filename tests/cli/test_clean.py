from __future__ import annotations

from pathlib import Path

import pytest

from command import reaug
from runs import SAMPLE, carry_out, listing


def test_types_and_duplicates(tmp_path: Path) -> None:
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--json")
    told = carry_out(["entity_type_correction", "deduplicate"])
    assert (said.code, said.err) == (0, "")
    assert said.json["output"]["digest"] == told.digest
    assert (tmp_path / "run" / "findings.jsonl").is_file()


@pytest.mark.parametrize(("keep", "rows"), [("none", 257), ("first", 260), ("majority", 257)])
def test_who_stays_of_a_conflict(keep: str, rows: int, tmp_path: Path) -> None:
    words = ["--keep", keep, "--threshold", 0.99, "--dry-run", "--json"]
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", *words)
    assert said.json["output"]["rows"] == rows
    assert said.json["recipe"]["steps"][0] == {"entity_type_correction": {"threshold": 0.99}}
    assert listing(tmp_path) == []


def test_findings_are_pointed_out(tmp_path: Path) -> None:
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run")
    assert said.out == ""
    assert f"findings in {tmp_path}/run/findings.jsonl" in said.err
