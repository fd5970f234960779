from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import reaug
from run_folders import SAMPLE, carry_out, listing, sample_rows, save


def test_types_and_duplicates(tmp_path: Path) -> None:
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--json")
    expected = carry_out([{"entity_type_correction": {"evidence": "full"}}, "deduplicate"])
    assert (result.code, result.err) == (0, "")
    assert result.json["output"]["digest"] == expected.digest
    assert (tmp_path / "run" / "findings.jsonl").is_file()


@pytest.mark.parametrize(("keep", "rows"), [("none", 257), ("first", 260), ("majority", 257)])
def test_who_stays_of_a_conflict(keep: str, rows: int, tmp_path: Path) -> None:
    words = ["--keep", keep, "--threshold", 0.99, "--dry-run", "--json"]
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", *words)
    assert result.json["output"]["rows"] == rows
    assert result.json["recipe"]["steps"][0] == {
        "entity_type_correction": {"threshold": 0.99, "evidence": "full"}
    }
    assert listing(tmp_path) == []


def test_findings_are_pointed_out(tmp_path: Path) -> None:
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run")
    assert result.out == ""
    assert f"findings in {tmp_path}/run/findings.jsonl" in result.err


def test_a_patch_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    fix = {"id": "reaug-sample-00143", "field": "object_entity.word", "old": "1998"}
    typed = {"id": "reaug-sample-00108", "field": "object_entity.type", "old": "LOC", "new": "POH"}
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (fix | {"new": "1998년"}, typed)]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file, "--json")
    assert result.code == 0
    first, second, _ = result.json["recipe"]["steps"]
    assert first == {"patch": {"path": str(file)}}
    assert "where" not in second["entity_type_correction"]  # the runner holds it back
    assert result.json["steps"][0]["state"]["decisions"] == {
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
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert (result.code, result.out) == (2, "")
    assert "fixes.jsonl: line 1: the data has no row 'nobody'" in result.err
    assert not (tmp_path / "run").exists()


def test_a_patch_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    fix = {"id": "reaug-sample-00143", "field": "object_entity.type", "old": "LOC", "new": "POH"}
    file.write_text(json.dumps(fix), encoding="utf-8")
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert result.code == 0
    assert "patch/old-differs 1" in result.err
    text = (tmp_path / "run" / "findings.jsonl").read_text(encoding="utf-8")
    assert "patch/old-differs" in text


def lines_of(file: Path, *decisions: dict[str, Any]) -> Path:
    text = "\n".join(json.dumps(decision, ensure_ascii=False) for decision in decisions)
    file.write_text(text, encoding="utf-8")
    return file


def findings(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "findings.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    text = (folder / "data.jsonl").read_text("utf-8")
    return {row["guid"]: row for row in map(json.loads, text.splitlines())}


def test_what_was_rejected_is_not_overruled(tmp_path: Path) -> None:
    reaug("clean", SAMPLE, "-o", tmp_path / "first", "--format", "jsonl")
    was = {row["guid"]: row for row in sample_rows()}
    first_rows = rows(tmp_path / "first")
    # Decisions are made on the findings of a run: those of conflicts, of which all rows went.
    conflicts = [
        finding
        for finding in findings(tmp_path / "first")
        if finding["rule"] == "duplicate/conflict"
    ]
    keep = ("key", "rows", "field", "value")
    decisions = [
        dict(zip(("finding", "rows", "field", "value"), map(conflict.get, keep), strict=True))
        | {"decision": "reject", "by": "박", "at": "2026-03-01T09:00:00+09:00"}
        for conflict in conflicts
    ]
    file = lines_of(tmp_path / "review.jsonl", *decisions)
    result = reaug(
        "clean", SAMPLE, "-o", tmp_path / "run", "--patch", file, "--format", "jsonl", "--json"
    )
    assert result.code == 0, result.err
    after = rows(tmp_path / "run")
    for decision in decisions:
        (row_id,) = decision["rows"]
        assert row_id not in first_rows
        assert after[row_id]["label"] == was[row_id]["label"]
    patch = result.json["steps"][0]["state"]["decisions"]
    assert patch == {"accepted": 0, "rejected": len(decisions), "edited": 0, "protected": 0}
    assert "people decided on different labels" in findings(tmp_path / "run")[0]["message"]
    assert reaug("undo", tmp_path / "run", "-o", tmp_path / "back").code == 0


def test_what_was_rejected_keeps_its_type(tmp_path: Path) -> None:
    data = tmp_path / "rows.json"
    every = sample_rows()
    wrong = next(row for row in every if row["label"] == "org:founded")
    wrong["object_entity"]["type"] = "PER"
    save(every, data)
    command = ("clean", data, "--format", "jsonl")
    assert reaug(*command, "-o", tmp_path / "first").code == 0
    assert rows(tmp_path / "first")[wrong["guid"]]["object_entity"]["type"] == "DAT"
    (finding,) = [f for f in findings(tmp_path / "first") if f["rows"] == [wrong["guid"]]]
    assert finding["fixes"] == [{"field": "object_entity.type", "old": "PER", "new": "DAT"}]
    reject = {"finding": finding["key"], "rows": finding["rows"], "field": finding["field"]}
    file = lines_of(tmp_path / "review.jsonl", reject | {"decision": "reject", "value": "DAT"})
    result = reaug(*command, "-o", tmp_path / "run", "--patch", file)
    assert result.code == 0
    assert rows(tmp_path / "run")[wrong["guid"]]["object_entity"]["type"] == "PER"
    assert "decisions: accepted 0; rejected 1; edited 0; protected 1" in result.err
    assert "refused: decision/protected 1" in result.err
    (again,) = [f for f in findings(tmp_path / "run") if f["rows"] == [wrong["guid"]]]
    assert (again["key"], again["applied"]) == (finding["key"], False)


def test_bad_fixes_stop_or_are_skipped(tmp_path: Path) -> None:
    name = "reaug-sample-00143"
    word = {"rows": [name], "field": "object_entity.word", "decision": "edit", "value": "1998년"}
    bad = {"rows": [name], "field": "label", "decision": "accept"}
    file = lines_of(
        tmp_path / "review.jsonl", word, bad, bad | {"rows": ["nobody"]} | {"value": "x"}
    )
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert result.code == 2
    assert f"line 2: there is no suggestion to accept for label of row '{name}'" in result.err
    assert "2 lines cannot be used" in result.err
    assert "--on-bad-fix skip" in result.err
    words = ["--patch", file, "--on-bad-fix", "skip", "--format", "jsonl"]
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", *words)
    assert result.code == 0, result.err
    assert "left_out: patch/no-value 1; patch/unknown-row 1" in result.err
    assert rows(tmp_path / "run")[name]["object_entity"]["word"] == "1998년"
    rows_by_rule = {finding["rule"]: finding["rows"] for finding in findings(tmp_path / "run")}
    assert rows_by_rule["patch/no-value"] == [name]
    assert rows_by_rule["patch/unknown-row"] == ["nobody"]
    assert "nobody" in (tmp_path / "run" / "report.html").read_text("utf-8")


def test_several_patches(tmp_path: Path) -> None:
    name = "reaug-sample-00143"
    word = {"rows": [name], "field": "object_entity.word", "decision": "edit", "value": "1998년"}
    first = lines_of(tmp_path / "a.jsonl", word)
    second = lines_of(
        tmp_path / "b.jsonl", {"rows": [name], "field": "label", "decision": "reject"}
    )
    command = ("clean", SAMPLE, "-o", tmp_path / "run", "--patch", first)
    result = reaug(*command, "--patch", second, "--json")
    assert result.json["recipe"]["steps"][0]["patch"]["path"] == [str(first), str(second)]
    assert result.json["steps"][0]["state"]["decisions"]["edited"] == 1
    lines_of(second, word | {"value": "1998년 3월"})
    result = reaug(*command, "--patch", second, "--force")
    assert result.code == 2
    assert f"b.jsonl: line 1: object_entity.word of row '{name}'" in result.err
    assert "line 1 of " in result.err
    assert (tmp_path / "run" / "manifest.json").is_file()


def test_a_recipe_names_decisions_beside_it(tmp_path: Path) -> None:
    lines_of(
        tmp_path / "a.jsonl", {"rows": ["reaug-sample-00143"], "field": "row", "decision": "reject"}
    )
    lines_of(
        tmp_path / "b.jsonl", {"rows": ["reaug-sample-00108"], "field": "row", "decision": "reject"}
    )
    recipe = tmp_path / "clean.yaml"
    recipe.write_text(
        f"input: {{path: '{SAMPLE}'}}\nsteps:\n"
        "  - patch: {path: [a.jsonl, b.jsonl], on_bad_fix: skip}\n  - deduplicate\n",
        encoding="utf-8",
    )
    result = reaug("run", recipe, "-o", tmp_path / "run", "--json")
    assert result.code == 0, result.err
    assert result.json["steps"][0]["state"]["decisions"]["rejected"] == 2
    result = reaug("run", recipe, "-o", tmp_path, "--force")
    assert result.code == 2


def test_a_sheet_that_korean_excel_saved(tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    text = "id,field,old,new,decision\nreaug-sample-00143,object_entity.word,1998,,1998년\n"
    file.write_bytes(text.encode("cp949"))
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", file)
    assert result.code == 0, result.err
    assert "notes: review.csv is not UTF-8: read as CP949" in result.err


@pytest.mark.parametrize("name", ["x.json", "x.csv", "x.JSONL.gz", "x.parquet"])
def test_a_run_is_no_file(name: str, tmp_path: Path) -> None:
    result = reaug("clean", SAMPLE, "-o", tmp_path / name)
    assert (result.code, result.out) == (2, "")
    assert "names a file, but a run is a folder" in result.err
    assert "--format" in result.err
    assert listing(tmp_path) == []


@pytest.mark.parametrize("left", [".DS_Store", "data/.DS_Store", "Thumbs.db", "log/desktop.ini"])
def test_what_an_operating_system_leaves_is_nobodys_work(left: str, tmp_path: Path) -> None:
    words = ["clean", SAMPLE, "-o", tmp_path / "run"]
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    assert reaug(*words, "--force").code == 0
    (tmp_path / "run" / left).write_bytes(b"\0\0\0\1Bud1")
    assert reaug("verify", tmp_path / "run").code == 0
    assert reaug(*words, "--force").code == 0
    (tmp_path / "run" / "mine.txt").write_text("mine")
    assert reaug(*words, "--force").code == 2


def test_exact_duplicates_alone(tmp_path: Path) -> None:
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--keep", "all", "--json")
    assert result.json["output"]["rows"] == 263
    reasons = result.json["steps"][1]["reasons"]
    assert "duplicate/conflict" not in json.dumps(reasons)
    text = (tmp_path / "run" / "findings.jsonl").read_text("utf-8")
    assert text.count('"duplicate/conflict"') == 6
