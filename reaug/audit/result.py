"""The result of an audit, as it is shown, written and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from reaug.audit.extra_tables import TABLES
from reaug.audit.fixes import Patch, patch_of
from reaug.audit.other_scheme import UNKNOWN_NAMES, Foreign
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.core.html_table import html_table

if TYPE_CHECKING:
    import pandas as pd

    from reaug.audit.noise import Ranking


class Count(NamedTuple):
    """How often a rule reported something: findings, and distinct rows in them."""

    severity: str
    findings: int
    rows: int


@dataclass(frozen=True)
class Audit:
    """The result of an audit.

    rows : number of rows of the set.
    book : name of the rule book.
    catalogue : every rule that was checked, by id.
    findings : in order of severity, rule, score and row id.
    table : the rows themselves, `core.schema.CORE_SCHEMA`; not compared.
    against : the audit of the other set by itself, with the same rules; None where there is none.
    ambiguities, shortcuts, divergences : further tables.
    unread : rows that could not be read, by the rule that they break; counted in `rows`.
    unknown : ids of the other rows with a label or type that the book lacks; a run refuses them.
    mendable : rows that could not be read, but that reading with repair mends.
    foreign : the set's own names where the rule book lacks most of its labels or types; the rules
        that depend on the book are not checked then.
    sentences : rows whose sentence was compared, read or not; leak rules need no more.
    not_computed : rules that could not be checked, and why.
    unlabelled : whether the rows were read as a test set, without labels.
    noise : every row ranked by label noise; None where that was not requested.
    notes : what to know about how the sets were read, one line each.
    """

    rows: int
    book: str
    catalogue: dict[str, Rule]
    findings: list[Finding]
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
        """Count what each rule found, by rule id; rules that found nothing count 0."""
        rows: dict[str, set[str]] = {name: set() for name in self.catalogue}
        numbers = dict.fromkeys(self.catalogue, 0)
        for finding in self.findings:
            rows[finding.rule].update(finding.rows)
            numbers[finding.rule] += 1
        return {
            name: Count(rule.severity, numbers[name], len(rows[name]))
            for name, rule in sorted(self.catalogue.items())
        }

    @property
    def severities(self) -> dict[str, int]:
        """Count findings by severity: the finding's own, else its rule's."""
        counts = dict.fromkeys(("error", "warning", "review"), 0)
        for finding in self.findings:
            counts[finding.severity or self.catalogue[finding.rule].severity] += 1
        return counts

    @property
    def listed(self) -> list[Finding]:
        """Return the findings that a page and a sheet list row by row.

        For a foreign set the unknown names are left out: nobody decides them in thousands of rows.
        """
        if self.foreign is None:
            return self.findings
        return [finding for finding in self.findings if finding.rule not in UNKNOWN_NAMES]

    @cached_property
    def patch(self) -> Patch:
        """The fixes of all findings that fit together; computed once, on first use."""
        return patch_of(self.findings, self.catalogue)

    def to_json(self) -> dict[str, Any]:
        """Return `rows`, `unread`, `rules` (the book), `counts` by rule id, `noise`, further
        tables.
        """
        counts = {name: count._asdict() for name, count in self.counts.items()}
        tables = {name: [line.to_json() for line in getattr(self, name)] for name in TABLES}
        head = {"rows": self.rows, "unread": self.unread, "rules": self.book}
        head |= {"unlabelled": self.unlabelled, "not_computed": self.not_computed}
        noise = None if self.noise is None else self.noise.to_json()
        return {**head, "counts": counts, "noise": noise, **tables}

    def to_pandas(self, lang: str = "en") -> pd.DataFrame:
        """Return the findings as a table with the columns of `findings.jsonl`."""
        import pandas as pd

        columns = ("rule", "severity", "rows", "field", "value", "suggestion", "score", "message")
        lines = [
            finding.to_json(self.catalogue[finding.rule].severity, lang)
            for finding in self.findings
        ]
        return pd.DataFrame(lines, columns=[*columns, "key", "fixes"])
