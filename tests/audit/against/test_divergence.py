"""Divergences as findings of an audit, and as a table."""

from __future__ import annotations

import json

import numpy as np

import reaug
from planted import relabelled, sets
from reaug.audit.run import audit_table
from reaug.data.border import to_klue
from reaug.rulebook import load

BOOK = load("klue-re")


def test_an_audit_against_another_set() -> None:
    new, gold = sets()
    member = np.array([label == "org:member_of" for label in new.label.to_pylist()])
    new = relabelled(new, np.flatnonzero(member), "org:members")
    audit = audit_table(new.table, BOOK, gold.table)
    found = [finding for finding in audit.findings if finding.rule == "rule/divergence"]
    assert len(found) == len(audit.divergences) == audit.counts["rule/divergence"].findings == 1
    [finding], [divergence] = found, audit.divergences
    assert finding.rows == divergence.rows
    assert len(finding.rows) == member.sum()
    assert finding.value == "org:members"
    assert finding.score is not None
    assert finding.score > 3
    assert divergence.condition.en in finding.en
    assert divergence.condition.ko in finding.ko
    told = json.loads(json.dumps(audit.to_json(), ensure_ascii=False))
    assert told["divergences"][0]["after"] == "org:members"
    assert told["divergences"][0]["rows"] == list(divergence.rows)


def test_an_audit_of_one_set_has_none() -> None:
    new, _ = sets()
    audit = audit_table(new.table, BOOK)
    assert audit.divergences == ()
    assert "rule/divergence" not in audit.counts
    assert audit.to_json()["divergences"] == []


def test_from_python() -> None:
    new, gold = (to_klue(batch.table) for batch in sets())
    assert reaug.audit(new, against=gold).counts["rule/divergence"].findings == 0
