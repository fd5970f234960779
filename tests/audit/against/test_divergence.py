"""Divergences as findings of an audit, and as a table."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from rich.console import Console

import reaug
from planted import relabelled, sets
from reaug.audit.divergence.condition_rows import Meeting
from reaug.audit.divergence.results import Divergence, differs
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.data.rows_to_klue import to_klue
from reaug.report.audit_console import audit_view
from reaug.report.console import show
from reaug.report.shell_commands import AuditOptions
from reaug.report.words import words
from reaug.rulebook import load

BOOK = load("klue-re")


def test_an_audit_against_another_set() -> None:
    new, gold = sets()
    member = np.array([label == "org:member_of" for label in new.label.to_pylist()])
    new = relabelled(new, np.flatnonzero(member), "org:members")
    audit = audit_table(new.table, BOOK, gold.table)
    findings = [finding for finding in audit.findings if finding.rule == "rule/divergence"]
    assert len(findings) == len(audit.divergences) == audit.counts["rule/divergence"].findings == 1
    [finding], [divergence] = findings, audit.divergences
    assert finding.rows == divergence.rows
    assert len(finding.rows) == member.sum()
    assert finding.value == "org:members"
    assert finding.score is not None
    assert finding.score > 3
    assert divergence.condition.en in finding.en
    assert divergence.condition.ko in finding.ko
    document = json.loads(json.dumps(audit.to_json(), ensure_ascii=False))
    assert document["divergences"][0]["after"] == "org:members"
    assert document["divergences"][0]["rows"] == list(divergence.rows)


def test_an_audit_of_one_set_has_none() -> None:
    new, _ = sets()
    audit = audit_table(new.table, BOOK)
    assert audit.divergences == ()
    assert "rule/divergence" not in audit.counts
    assert audit.to_json()["divergences"] == []


def test_sets_alike_do_not_diverge_from_python() -> None:
    new, gold = (to_klue(batch.table) for batch in sets())
    assert reaug.audit(new, against=gold).counts["rule/divergence"].findings == 0


def divergences_between(new: Batch, gold: Batch) -> tuple[Divergence, ...]:
    return audit_table(new.table, BOOK, gold.table).divergences


def counted(batch: Batch, divergence: Divergence) -> list[int]:
    """Rows that meet the condition, and those with either label: as a user counts them."""
    rows = Rows(batch.table, BOOK)
    labels = [rows.labels[row] for row in Meeting(rows).rows_of(divergence.condition).tolist()]
    return [
        sum(bool(x) for x in labels),
        labels.count(divergence.before),
        labels.count(divergence.after),
    ]


def some_changed() -> tuple[Batch, Batch]:
    """Two labels of the new set changed, one in all rows, one in every second."""
    new, gold = sets()
    labels = new.label.to_pylist()
    for name, other, step in (
        ("org:member_of", "org:members", 1),
        ("per:title", "per:employee_of", 2),
        ("per:place_of_birth", "per:origin", 2),
    ):
        rows = [n for n, label in enumerate(labels) if label == name][::step]
        new = relabelled(new, np.array(rows, dtype=np.int64), other)
    return new, gold


def test_the_figures_can_be_counted_again() -> None:
    new, gold = some_changed()
    divergences = divergences_between(new, gold)
    assert divergences
    for divergence in divergences:
        for batch, side in ((new, divergence.new), (gold, divergence.gold)):
            assert counted(batch, divergence) == [side.support, side.before, side.after]
            assert side.rows == sum(bool(label) for label in batch.label.to_pylist())
        assert len(divergence.rows) == divergence.new.after


def test_what_is_told_differs_and_one_label_lost_what_the_other_won() -> None:
    for divergence in divergences_between(*some_changed()):
        new, gold = divergence.new.to_json(), divergence.gold.to_json()
        assert differs(gold["share_after"], new["share_after"])
        assert new["share_before"] < gold["share_before"]


@pytest.mark.parametrize(
    ("less", "more", "reported"),
    [(0.50, 0.51, False), (0.50, 0.53, True), (0.01, 0.013, True), (0.3, 0.3, False)],
)
def test_shares_differ_from_a_least_difference_on(
    less: float, more: float, *, reported: bool
) -> None:
    assert differs(less, more) == reported
    assert not differs(more, less)


def test_a_shift_over_all_rows_is_told_as_the_mix_of_labels_once() -> None:
    marked = [
        f"[O|ORG|{a}{b}리그]의 [S|ORG|{b}{a}팀]이 이겼다."
        for a in "가나다라마"
        for b in "바사아자차"
    ]
    new = batch_of(*marked, label="org:members")
    gold = batch_of(*marked, label="org:member_of")
    audit = audit_table(new.table, BOOK, gold.table)
    assert [divergence.is_mix for divergence in audit.divergences] == [True]
    for lang, word in (("en", "The mix of labels differs"), ("ko", "라벨 구성이 다르다")):
        screen = io.StringIO()
        view = audit_view(audit, AuditOptions("new.json", against="gold.json"), lang, 200)  # type: ignore[arg-type]
        show(Console(file=screen, width=200), *view)
        text = screen.getvalue()
        assert text.count(word) == 1
        assert "org:members" in text
        assert "100.0%" in text
        assert words(lang)["divergences"] not in text  # type: ignore[arg-type]
