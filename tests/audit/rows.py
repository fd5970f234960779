"""Helpers for the tests of checks."""

from __future__ import annotations

from collections.abc import Sequence

from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding
from reaug.rulebook import load

BOOK = load("klue-re")


def findings_of(
    *marked: str, label: str | Sequence[str] = "no_relation", rule: str
) -> list[Finding]:
    """The findings of one rule for rows written inline."""
    audit = audit_table(batch_of(*marked, label=label).table, BOOK)
    return [finding for finding in audit.findings if finding.rule == rule]
