"""The result of an audit, for printing, files and counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reaug.audit.extra_tables import TABLES
from reaug.audit.finding_tally import Count, Tally
from reaug.audit.fixes import Patch, patch_of
from reaug.audit.other_scheme import UNKNOWN_NAMES, Foreign
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.core.html_table import html_table

if TYPE_CHECKING:
    import pandas as pd

    from reaug.audit.noise import Ranking


@dataclass(frozen=True)
class Audit:
    """The result of an audit.

    rows : the number of rows of the set.
    book : the name of the rule book.
    catalogue : every rule that was checked, by id.
    findings : the findings, sorted by severity, rule, score and row id.
    table : the rows, in `core.schema.CORE_SCHEMA`; ignored by `==`.
    against : the audit of the other set by itself, with the same rules; None without another set.
    ambiguities, shortcuts, divergences : tables beside the findings; empty if they were not made.
    unread : the number of rows that could not be read, by the rule that these rows break. `rows`
        includes them.
    unknown : ids of rows with a label or type that is not in the book. `reaug run` refuses such
        rows.
    mendable : of the unread rows, the number that could be read with the option `repair`.
    foreign : the unknown names, if most labels or types of the set are not in the book. Rules that
        depend on the book are not checked then.
    sentences : the number of rows whose sentence was compared with the other set, including rows
        that could not be read.
    not_computed : rules that could not be checked, with the reason for each.
    sampled : rules that looked at a sample, since the set is very large, with the reason for each.
    unlabelled : whether the rows were read as a test set, without labels.
    noise : all rows ranked by label noise; None if this was not requested.
    notes : notes about how the sets were read, one line each.
    """

    rows: int
    book: str
    catalogue: dict[str, Rule]
    findings: Sequence[Finding]
    table: pa.Table | None = field(default=None, compare=False, repr=False)
    against: Audit | None = None
    ambiguities: tuple[Any, ...] = ()
    shortcuts: tuple[Any, ...] = ()
    divergences: tuple[Any, ...] = ()
    unread: dict[str, int] = field(default_factory=dict)
    unknown: frozenset[str] = field(default=frozenset(), repr=False)
    mendable: int = 0
    foreign: Foreign | None = None
    sentences: int = 0
    not_computed: dict[str, str] = field(default_factory=dict)
    sampled: dict[str, str] = field(default_factory=dict)
    unlabelled: bool = False
    noise: Ranking | None = field(default=None, compare=False, repr=False)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{name} {count.rows:,}" for name, count in self.counts.items() if count.findings
        )
        return f"<Audit of {self.rows:,} rows by {self.book}; rows found: {counts or 0}>"

    def _repr_html_(self) -> str:
        rows = [
            (name, count.severity, f"{count.findings:,}", f"{count.rows:,}")
            for name, count in self.counts.items()
            if count.findings
        ]
        return html_table(repr(self), ("rule", "severity", "findings", "rows"), rows)

    @property
    def counts(self) -> dict[str, Count]:
        """The number of findings and rows of each rule, by rule id, including rules without
        findings.
        """
        return self.tally.by_rule

    @property
    def severities(self) -> dict[str, int]:
        """The number of findings by severity: the severity of the finding, or else that of its
        rule.
        """
        return self.tally.severities

    @cached_property
    def tally(self) -> Tally:
        """The counts of findings and of their rows; computed on first use and cached."""
        return Tally(self.findings, self.catalogue)

    @property
    def listed(self) -> Sequence[Finding]:
        """The findings that a page and a sheet list row by row.

        If most labels or types of the set are not in the rule book, findings about unknown names
        are left out: there are thousands, and nobody decides them one by one.
        """
        if self.foreign is None:
            return self.findings
        return [finding for finding in self.findings if finding.rule not in UNKNOWN_NAMES]

    @cached_property
    def patch(self) -> Patch:
        """The patch that combines the fixes of all findings; computed on first use and cached."""
        return patch_of(self.findings, self.catalogue)

    def to_json(self) -> dict[str, Any]:
        """Return `rows`, `unread`, `rules` (the book), `counts` by rule id, `noise` and other
        tables.
        """
        counts = {name: count._asdict() for name, count in self.counts.items()}
        tables = {name: [line.to_json() for line in getattr(self, name)] for name in TABLES}
        head = {"rows": self.rows, "unread": self.unread, "rules": self.book}
        head |= {"unlabelled": self.unlabelled, "not_computed": self.not_computed}
        head |= {"sampled": self.sampled}
        noise = None if self.noise is None else self.noise.to_json()
        return {**head, "counts": counts, "noise": noise, **tables}

    def to_pandas(self, lang: str = "en") -> pd.DataFrame:
        """Return the findings as a DataFrame with the columns of `findings.jsonl`."""
        import pandas as pd

        columns = ("rule", "severity", "rows", "field", "value", "suggestion", "score", "message")
        lines = [
            finding.to_json(self.catalogue[finding.rule].severity, lang)
            for finding in self.findings
        ]
        return pd.DataFrame(lines, columns=[*columns, "key", "fixes"])
