"""Rows that another set holds as well, with another label."""

from __future__ import annotations

import unicodedata

import pyarrow as pa

from reaug.audit.against.label_other_set import RULE, check
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding
from reaug.rulebook import load

BOOK = load("klue-re")
ONE = "[S|PER|김하늘]은 [O|ORG|바다팀]에서 뛴다."
TURNED = "[O|PER|김하늘]은 [S|ORG|바다팀]에서 뛴다."


def findings_between(own: dict[str, str], other: dict[str, str]) -> list[Finding]:
    rows, gold = (
        Rows(batch_of(*labels, label=list(labels.values())).table, BOOK) for labels in (own, other)
    )
    return list(check(rows, gold))


def test_another_label_of_the_same_row() -> None:
    [finding] = findings_between({ONE: "per:employee_of"}, {ONE: "no_relation"})
    assert (finding.rule, finding.field, finding.value) == (RULE.id, "label", "per:employee_of")
    assert finding.suggestion == "no_relation"
    assert "no_relation in the other set" in finding.en


def test_the_same_label_or_another_row_is_none() -> None:
    assert not findings_between({ONE: "per:employee_of"}, {ONE: "per:employee_of"})
    assert not findings_between({ONE: "per:employee_of"}, {TURNED: "org:members"})


def test_another_spelling_is_the_same_row() -> None:
    apart = unicodedata.normalize("NFD", ONE)
    assert findings_between({ONE: "per:employee_of"}, {apart: "no_relation"})


def test_a_set_that_has_both_labels_does_not_disagree() -> None:
    table = batch_of(ONE, ONE, label=["per:employee_of", "no_relation"]).table
    rows = Rows(batch_of(ONE, label="no_relation").table, BOOK)
    assert not list(check(rows, Rows(table, BOOK)))


def test_rows_without_a_label_say_nothing() -> None:
    table = batch_of(ONE, label="no_relation").table
    at = table.schema.get_field_index("label")
    bare = table.set_column(at, table.schema.field("label"), pa.nulls(1, pa.string()))
    assert not list(check(Rows(table, BOOK), Rows(bare, BOOK)))
    assert not list(check(Rows(bare, BOOK), Rows(table, BOOK)))


def test_the_check_runs_only_beside_another_set() -> None:
    own = batch_of(ONE, label="per:employee_of").table
    other = batch_of(ONE, label="no_relation").table
    audit = audit_table(own, BOOK, other)
    assert audit.counts[RULE.id].rows == 1
    assert RULE.id not in audit_table(own, BOOK).counts
