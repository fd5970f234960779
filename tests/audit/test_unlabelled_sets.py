"""A test set is judged for what it has, and what it lacks is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import reaug
from command import reaug as command
from reaug.audit.rule_request import known_rules
from reaug.audit.unlabelled_sets import needs_labels, needs_labels_there
from reaug.errors import UsageError
from reaug.rulebook import load
from run_folders import row, sample_rows, save

HIDDEN = [100, "100", "", " ", None, -1]


def hidden(label: Any, tmp_path: Path, *, suffix: str = "json") -> Path:
    rows = [row | {"label": label} for row in sample_rows()]
    file = tmp_path / f"test.{suffix}"
    if suffix == "csv":
        nested = ("subject_entity", "object_entity")
        cells = [row | {name: str(row[name]) for name in nested} for row in rows]
        pd.DataFrame(cells).rename(columns={"guid": "id"}).to_csv(file, index=False)
        return file
    return save(rows, file)


@pytest.mark.parametrize("suffix", ["json", "csv"])
@pytest.mark.parametrize("label", HIDDEN)
def test_a_set_without_labels_is_read_as_a_test_set(
    label: Any, suffix: str, tmp_path: Path
) -> None:
    audit = reaug.audit(hidden(label, tmp_path, suffix=suffix))
    assert audit.unlabelled
    assert (audit.rows, audit.unread) == (len(sample_rows()), {})
    assert "span/number-unit" in audit.catalogue
    assert audit.not_computed["label/outlier"] == "no row has a label"
    assert not set(audit.not_computed) & set(audit.catalogue)
    assert not any(fix.field == "label" for finding in audit.findings for fix in finding.fixes)
    types = [finding for finding in audit.findings if finding.rule == "type/inconsistent"]
    assert {type_.severity for type_ in types} <= {"review"}
    assert not any(fix.field.endswith("type") for fix in (f.fix for f in audit.patch.fixes))


def test_a_label_that_is_absent(tmp_path: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "label"} for row in sample_rows()]
    assert reaug.audit(save(rows, tmp_path / "test.json")).unlabelled
    assert reaug.audit(pd.DataFrame(rows)).unlabelled
    assert reaug.audit(pd.DataFrame(rows).assign(label=float("nan"))).unlabelled


def test_one_label_makes_it_a_labelled_set(tmp_path: Path) -> None:
    rows = [row(guid="a", label=100), row(guid="b")]
    audit = reaug.audit(save(rows, tmp_path / "rows.json"))
    assert not audit.unlabelled
    assert audit.unread == {"schema/bad-value": 1}
    asked = reaug.audit(tmp_path / "rows.json", unlabelled=True)
    assert (asked.unlabelled, asked.unread) == (True, {})


@pytest.mark.parametrize("label", ["no_relation", 7, "7", "장르:가수", 100])
def test_labels_are_not_judged_where_that_is_asked(label: Any, tmp_path: Path) -> None:
    file = hidden(label, tmp_path)
    result = command("audit", file, "--unlabelled")
    assert result.code == 0
    assert "labels are not judged" in result.out
    assert "schema/unknown-label" in result.out.split("Not computed")[1]
    assert "could be read" not in result.out
    document = command("audit", file, "--unlabelled", "--json").json
    assert document["unlabelled"] is True
    assert "schema/unknown-label" not in document["counts"]


def test_what_needs_labels_is_not_asked_by_name(tmp_path: Path) -> None:
    file = hidden(100, tmp_path)
    for words in (["--select", "label/outlier"], ["--select", "direction"], ["--noise"]):
        result = command("audit", file, *words)
        assert (result.code, result.out) == (2, "")
        assert "no row has a label" in result.err
    with pytest.raises(UsageError, match="no row of the other set has a label"):
        reaug.audit(save(sample_rows(), tmp_path / "a.json"), against=file, select=["leak/triple"])


def test_a_gate_on_what_was_not_computed_fails(tmp_path: Path) -> None:
    result = command("audit", hidden(100, tmp_path), "--fail-on", "label/outlier > 0")
    assert result.code == 1
    assert "was not computed" in result.err


def test_nothing_was_found_is_said_of_the_rules_that_were_asked(tmp_path: Path) -> None:
    result = command("audit", save([row(guid="a", label=100)], tmp_path / "test.json"))
    assert "Nothing was found by the" in result.out
    assert "Nothing was found.\n" not in result.out
    page = tmp_path / "page.html"
    words = ["--html", page, "--lang", "ko"]
    assert command("audit", tmp_path / "test.json", *words).code == 0
    text = page.read_text("utf-8")
    assert "평가 데이터로 읽음" in text
    assert "계산하지 않음(라벨이 있는 행이 없음)" in text


def test_a_command_for_a_test_set_says_that_it_is_one(tmp_path: Path) -> None:
    document = command("audit", hidden("no_relation", tmp_path), "--unlabelled", "--json").json
    assert document["causes"]
    assert all("--unlabelled" in cause["command"] for cause in document["causes"])


def test_every_rule_about_labels_is_known_as_such() -> None:
    book = load("klue-re")
    rules = known_rules(book)
    of_labels = needs_labels(rules)
    assert {name for name in rules if name.startswith(("span/", "text/"))}.isdisjoint(of_labels)
    assert {name for name in rules if name.startswith(("label/", "direction/"))} <= of_labels
    assert {"schema/subject-type", "duplicate/conflict", "leak/triple"} <= of_labels
    assert needs_labels_there(rules) == {"label/other-set", "leak/triple", "rule/divergence"}


def test_what_a_pattern_asks_of_labels_says_whether_it_needs_them() -> None:
    book = load("klue-re")
    of_labels = needs_labels(known_rules(book))
    for pattern in book.patterns:
        asks = any(part.labels or part.not_labels for part in pattern.parts.values())
        assert (pattern.rule in of_labels) is asks


def test_a_sheet_of_a_test_set_is_whole(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    findings = tmp_path / "findings.jsonl"
    words = ["--csv", sheet, "--findings", findings, "--fixes", tmp_path / "fixes.jsonl"]
    result = command("audit", hidden(None, tmp_path), *words)
    assert result.code == 0
    lines = findings.read_text("utf-8").splitlines()
    assert lines
    assert all("label" not in json.loads(line)["field"] for line in lines)
