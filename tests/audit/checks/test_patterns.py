"""`rule/NAME`: findings of a rule book's patterns and of the ambiguities that it decides."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.audit.checks import patterns
from reaug.audit.rows import Rows
from reaug.core import schema
from reaug.core.examples import batch_of
from reaug.core.findings import Finding, Fix
from reaug.rulebook import ErrorPattern, RuleBook, load

BOOK = load("klue-re")


def findings_of(*marked: str, label: str | list[str], book: RuleBook = BOOK) -> list[Finding]:
    return list(patterns.check(Rows(batch_of(*marked, label=label).table, book)))


def by_rule(findings: list[Finding], name: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == f"rule/{name}"]


def test_a_type_and_its_label_are_one_finding() -> None:
    [finding] = findings_of(
        "밴드 [S|PER|푸른고래]의 보컬 [O|PER|한서율]이다.", label="per:employee_of"
    )
    assert finding.rule == "rule/group-as-employee"
    assert finding.fixes == (
        Fix("label", "per:employee_of", "org:top_members/employees"),
        Fix("subject_entity.type", "PER", "ORG"),
    )
    assert (finding.field, finding.value) == ("label", "per:employee_of")
    assert finding.suggestion == "org:top_members/employees"
    assert "org:top_members/employees" in finding.ko


def test_a_suggestion_that_breaks_a_hard_rule_is_not_made() -> None:
    [finding] = findings_of("밴드 [S|PER|푸른고래]의 노래 [O|POH|먼 섬]이다.", label="per:product")
    assert finding.rule == "rule/group-named"
    assert finding.fixes == ()
    assert (finding.field, finding.value) == ("subject_entity.word", "푸른고래")
    [finding] = findings_of("밴드 [S|PER|푸른고래]의 노래 [O|POH|먼 섬]이다.", label="no_relation")
    assert finding.fixes == (Fix("subject_entity.type", "PER", "ORG"),)


def test_a_mention_that_shrinks() -> None:
    text = "😀 [S|PER|남도윤] 씨는 [O|PER|누나 남지안] 씨와 왔다."
    [finding] = findings_of(text, label="per:siblings")
    assert finding.fixes == (Fix("object_entity.start_idx", 9, 12),)
    parts = (finding.field, finding.value, finding.suggestion)
    assert parts == ("object_entity.word", "누나 남지안", "남지안")
    [finding] = findings_of(
        "[O|PER|백시온 총장]은 [S|ORG|가람대]", label="org:top_members/employees"
    )
    assert finding.fixes == (Fix("object_entity.end_idx", 5, 2),)


def test_offsets_are_those_of_the_sentence_as_stored() -> None:
    text = unicodedata.normalize("NFD", "[S|PER|남도윤] 씨는 [O|PER|누나 남지안] 씨와 왔다.")
    [finding] = findings_of(text, label="per:siblings")
    assert finding.fixes == (), "found in NFC, but no offsets are guessed for NFD"


def test_what_a_rule_says() -> None:
    rules = {rule.id: rule for rule in patterns.rules_of(BOOK)}
    assert set(rules) == {pattern.rule for pattern in BOOK.patterns}
    assert rules["rule/group-as-person"].cure == "patch"
    assert rules["rule/place-as-member"].cure == "review"


@pytest.mark.parametrize("pattern", BOOK.patterns, ids=lambda pattern: pattern.name)
def test_a_fix_puts_its_row_right(pattern: ErrorPattern) -> None:
    """The examples that hit, with what is suggested: lawful, and hit no more."""
    texts, labels = [hit.text for hit in pattern.hits], [hit.label for hit in pattern.hits]
    table = batch_of(*texts, label=labels).table
    findings = by_rule(list(patterns.check(Rows(table, BOOK))), pattern.name)
    assert len(findings) == len(texts)
    if pattern.suggest is None:
        return
    assert all(finding.fixes for finding in findings)
    mended = patched(table, findings)
    after = list(patterns.check(Rows(mended, BOOK)))
    assert by_rule(after, pattern.name) == []
    columns = (mended.column(name).combine_chunks() for name in ("label", *TYPES))
    assert set(BOOK.violations(*columns).to_pylist()) == {""}


TYPES = (schema.SUBJECT_TYPE, schema.OBJECT_TYPE)


def patched(table: pa.Table, findings: list[Finding]) -> pa.Table:
    """The table with the fixes of findings, row by row."""
    rows: list[dict[str, Any]] = table.to_pylist()
    named = {row[schema.ROW_ID]: row for row in rows}
    for finding in findings:
        row = named[finding.rows[0]]
        for fix in finding.fixes:
            role, _, field = fix.field.partition("_entity.")
            if fix.field == "label":
                row["label"] = fix.new
            elif field == "type":
                row[f"{role}_type"] = fix.new
            elif field == "start_idx":
                row[f"{role}_start"] = fix.new
            elif field == "end_idx":
                row[f"{role}_end"] = int(fix.new) + 1
        if finding.field.endswith(".word"):
            role = finding.field.partition("_")[0]
            word = row["sentence"][row[f"{role}_start"] : row[f"{role}_end"]]
            assert word == finding.suggestion, "the borders and the word agree"
    return pa.Table.from_pylist(rows, schema=table.schema)


DECIDED = """\
extends: klue-re
name: mine
version: "1"
description: {en: Mine., ko: 내 책.}
ambiguities:
  - name: candidate
    en: "a candidate belongs to the party"
    ko: "후보는 정당에 속한다"
    choices: [per:employee_of, no_relation]
    decision: per:employee_of
    subject_types: [PER]
    object_types: [ORG]
    behind_subject: '^ ?후보'
    hits:
      - {label: no_relation, text: "[O|ORG|새나라당] [S|PER|여진솔] 후보가 왔다."}
    misses:
      - {label: no_relation, text: "[O|ORG|새나라당] [S|PER|여진솔] 대표가 왔다."}
"""


def test_a_decision_makes_findings(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(DECIDED, encoding="utf-8")
    book = load(path)
    rows = ["[O|ORG|새나라당] [S|PER|여진솔] 후보가 왔다."] * 3
    labels = ["no_relation", "per:employee_of", "per:religion"]
    findings = by_rule(findings_of(*rows, label=labels, book=book), "candidate")
    assert [(finding.rows, finding.fixes) for finding in findings] == [
        (("row-0",), (Fix("label", "no_relation", "per:employee_of"),))
    ]
    assert "rule/candidate" in {rule.id for rule in patterns.rules_of(book)}
    assert "rule/candidate" not in {rule.id for rule in patterns.rules_of(BOOK)}
