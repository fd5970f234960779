"""Rank the rules by the number of rows that they find to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reaug.audit.other_scheme import UNKNOWN_NAMES
from reaug.audit.rules import Cure
from reaug.core.findings import Severity

if TYPE_CHECKING:
    from reaug.audit.result import Audit

PRESUMED: Final[dict[Severity, float]] = {"error": 0.95, "warning": 0.8, "review": 0.5}
"""The precision that the ranking assumes for a rule that nobody has judged: the least precision of
its severity.
"""


class Cause(NamedTuple):
    """A rule and the rows that it finds to be wrong.

    rule : the id of the rule.
    severity, precision, cure : the values of these fields of the rule.
    findings, rows : the number of findings, and of the rows in these findings.
    spoiled : the expected number of rows that are really wrong (rows times precision); None if
        nobody has judged the rule.
    """

    rule: str
    severity: Severity
    precision: float | None
    cure: Cure
    findings: int
    rows: int
    spoiled: int | None


def causes(audit: Audit, most: int | None = 5) -> list[Cause]:
    """Return the rules with the most wrong rows (rows times precision), the worst first.

    `most` is the greatest number of rules to return; None for all.

    Examples
    --------
    >>> from reaug.audit import audit_table
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> twice = ["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2
    >>> batch = batch_of(*twice, label="per:place_of_birth")
    >>> [cause.rule for cause in causes(audit_table(batch.table, load("klue-re")))]
    ['duplicate/exact']
    """
    all_causes = []
    for name, count in audit.counts.items():
        if count.rows == 0 or (audit.foreign is not None and name in UNKNOWN_NAMES):
            continue
        rule = audit.catalogue[name]
        spoiled = None if rule.precision is None else round(count.rows * rule.precision)
        all_causes.append(
            Cause(
                name, rule.severity, rule.precision, rule.cure, count.findings, count.rows, spoiled
            )
        )
    return sorted(all_causes, key=_worst_first)[:most]


def _worst_first(cause: Cause) -> tuple[float, str]:
    precision = PRESUMED[cause.severity] if cause.precision is None else cause.precision
    return -cause.rows * precision, cause.rule
