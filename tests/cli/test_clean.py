from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import reaug
from runs import SAMPLE, carry_out, listing


def test_types_and_duplicates(tmp_path: Path) -> None:
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--json")
    told = carry_out([{"entity_type_correction": {"evidence": "full"}}, "deduplicate"])
    assert (said.code, said.err) == (0, "")
    assert said.json["output"]["digest"] == told.digest
    assert (tmp_path / "run" / "findings.jsonl").is_file()


@pytest.mark.parametrize(("keep", "rows"), [("none", 257), ("first", 260), ("majority", 257)])
def test_who_stays_of_a_conflict(keep: str, rows: int, tmp_path: Path) -> None:
    words = ["--keep", keep, "--threshold", 0.99, "--dry-run", "--json"]
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", *words)
    assert said.json["output"]["rows"] == rows
    assert said.json["recipe"]["steps"][0] == {
        "entity_type_correction": {"threshold": 0.99, "evidence": "full"}
    }
    assert listing(tmp_path) == []


def test_findings_are_pointed_out(tmp_path: Path) -> None:
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run")
    assert said.out == ""
    assert f"findings in {tmp_path}/run/findings.jsonl" in said.err


def test_a_patch_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    fix = {"id": "reaug-sample-00143", "field": "object_entity.word", "old": "1998"}
    typed = {"id": "reaug-sample-00108", "field": "object_entity.type", "old": "LOC", "new": "POH"}
    lines = [json.dumps(one, ensure_ascii=False) for one in (fix | {"new": "1998년"}, typed)]
    file.write_text("\n".join(lines), encoding="utf-8")
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file, "--json")
    assert said.code == 0
    first, second, _ = said.json["recipe"]["steps"]
    assert first == {"patch": {"path": str(file)}}
    assert "where" not in second["entity_type_correction"]  # the runner holds it back
    assert said.json["steps"][0]["state"]["decisions"] == {
        "accepted": 0,
        "rejected": 0,
        "edited": 2,
        "protected": 0,
    }
    back = reaug("trace", tmp_path / "run", "reaug-sample-00143")
    assert "1998년" in back.out
    undone = reaug("undo", tmp_path / "run", "-o", tmp_path / "back")
    assert undone.code == 0


def test_a_patch_for_an_unknown_row(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    file.write_text('{"id": "nobody", "field": "label", "old": "a", "new": "b"}', encoding="utf-8")
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert (said.code, said.out) == (2, "")
    assert "fixes.jsonl: line 1: the data has no row 'nobody'" in said.err
    assert not (tmp_path / "run").exists()


def test_a_patch_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    fix = {"id": "reaug-sample-00143", "field": "object_entity.type", "old": "LOC", "new": "POH"}
    file.write_text(json.dumps(fix), encoding="utf-8")
    said = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert said.code == 0
    assert "patch/old-differs 1" in said.err
    found = (tmp_path / "run" / "findings.jsonl").read_text(encoding="utf-8")
    assert "patch/old-differs" in found
