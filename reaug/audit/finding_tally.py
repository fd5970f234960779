"""Count the findings of an audit, and the rows that they are about."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reaug.audit.rules import Rule
from reaug.core.arrays import I64, distinct
from reaug.core.findings import SEVERITIES, Finding, Severity

Key = tuple[str, Severity]
"""A rule, and a severity that its findings have."""


class Count(NamedTuple):
    """The number of a rule's findings, and of the distinct rows in them."""

    severity: str
    findings: int
    rows: int


class Tally:
    """The number of findings by rule and severity, and hashes of the ids of their rows.

    Each rule takes 8 bytes for each row that it finds, however long the row's id is.

    Examples
    --------
    >>> rules = {"a/b": Rule("a/b", "error", "review", "", "")}
    >>> tally = Tally([Finding("a/b", ("r1", "r2"), "row", "", "?")] * 2, rules)
    >>> tally.by_rule, tally.worst
    ({'a/b': Count(severity='error', findings=2, rows=2)}, {'error': 2, 'warning': 0, 'review': 0})
    """

    def __init__(self, findings: Iterable[Finding], rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self.findings: dict[Key, int] = {}
        rows: dict[Key, array[int]] = {}
        for finding in findings:
            key = finding.rule, finding.severity or rules[finding.rule].severity
            if key not in rows:
                rows[key], self.findings[key] = array("q"), 0
            rows[key].extend(map(hash, finding.rows))
            self.findings[key] += 1
        self._rows = {key: distinct(np.array(hashes)) for key, hashes in rows.items()}

    @cached_property
    def by_rule(self) -> dict[str, Count]:
        """The counts of every rule, including rules without findings, by name."""
        return {
            name: Count(
                rule.severity,
                sum(n for (other, _), n in self.findings.items() if other == name),
                len(_joined(rows for (other, _), rows in self._rows.items() if other == name)),
            )
            for name, rule in sorted(self._rules.items())
        }

    @cached_property
    def by_severity(self) -> dict[Key, tuple[int, int]]:
        """The number of findings and of distinct rows by rule and severity."""
        return {key: (n, len(self._rows[key])) for key, n in self.findings.items()}

    @cached_property
    def severities(self) -> dict[str, int]:
        """The number of findings by severity."""
        counts: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        for (_, severity), n in self.findings.items():
            counts[severity] += n
        return counts

    @cached_property
    def worst(self) -> dict[str, int]:
        """The number of rows by the severity of their worst finding."""
        counts: dict[str, int] = {}
        known = _joined(())
        for severity in SEVERITIES:
            before = len(known)
            known = _joined([known, *(r for (_, own), r in self._rows.items() if own == severity)])
            counts[severity] = len(known) - before
        return counts


def _joined(rows: Iterable[I64]) -> I64:
    """Return the distinct hashes of several arrays of distinct hashes."""
    several = [*rows]
    if len(several) == 1:
        return several[0]
    return distinct(np.concatenate([np.zeros(0, dtype=np.int64), *several]))
