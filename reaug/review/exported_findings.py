"""The findings to export for review, with their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow.compute as pc

from reaug.audit import Audit, Finding
from reaug.choices import Lang
from reaug.core import schema
from reaug.core.batch import Row
from reaug.errors import InputError
from reaug.review.finding_rows import rows_of
from reaug.review.questions import Question, State, text_digest
from reaug.review.versions import version_of


@dataclass(frozen=True)
class Outgoing:
    """The findings that are exported.

    audit : the audit with only these findings, and all rows of the data.
    version : the version of the data.
    labels, types : the names that an answer may use.
    only : the ids of the rows to export; None for all rows of the findings.
    reviewer : the reviewer who is asked; None for anybody.
    left_out : number of findings that are not exported, by reason.
    """

    audit: Audit
    version: str
    labels: tuple[str, ...]
    types: tuple[str, ...]
    lang: Lang = "en"
    only: frozenset[str] | None = None
    reviewer: str | None = None
    left_out: dict[str, int] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows by id."""
        return rows_of(self.audit)

    @cached_property
    def questions(self) -> list[Question]:
        """One question per row, in the order of the row's first finding."""
        by_row: dict[str, list[Finding]] = {}
        for finding in self.audit.listed:
            severity = finding.severity or self.audit.catalogue[finding.rule].severity
            for row in finding.rows:
                if row in self.rows and (self.only is None or row in self.only):
                    by_row.setdefault(row, []).append(finding._replace(severity=severity))
        return [
            Question(
                row,
                self.version,
                text_digest(self.rows[row].sentence),
                State.of(self.rows[row]),
                tuple(dict.fromkeys(findings)),
                self.reviewer,
            )
            for row, findings in by_row.items()
        ]

    @cached_property
    def sheet(self) -> Audit:
        """The audit with the findings that a sheet lists: those whose first row is exported."""
        if self.only is None:
            return self.audit
        findings = [
            finding
            for finding in self.audit.findings
            if finding.rows and finding.rows[0] in self.only
        ]
        return replace(self.audit, findings=findings)

    def for_reviewer(self, name: str, rows: Collection[str]) -> Outgoing:
        """Return the export of some rows for one reviewer."""
        return replace(self, only=frozenset(rows), reviewer=name)


def outgoing(
    audit: Audit,
    findings: Sequence[Finding],
    *,
    labels: Iterable[str] = (),
    types: Iterable[str] = (),
    lang: Lang = "en",
) -> Outgoing:
    """Return the audit's findings, and what an export needs besides them.

    Parameters
    ----------
    findings
        The audit's findings to export.
    labels, types
        The names of the rule book; names in the rows are added.

    Raises
    ------
    InputError
        The audit has no rows, or not the rule of a finding.
    """
    if audit.table is None:
        raise InputError("the audit result has no rows to show to reviewers")
    known = {finding.rule for finding in findings} - audit.catalogue.keys()
    if known:
        raise InputError(f"the audit does not know the rule {min(known)}")
    names = [
        sorted(filter(None, pc.unique(audit.table[name].combine_chunks()).to_pylist()))
        for name in (schema.LABEL, schema.SUBJECT_TYPE, schema.OBJECT_TYPE)
    ]
    return Outgoing(
        replace(audit, findings=list(findings)),
        version_of(audit.table),
        tuple(dict.fromkeys((*labels, *names[0]))),
        tuple(dict.fromkeys((*types, *names[1], *names[2]))),
        lang,
    )
