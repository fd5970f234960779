"""Ranks the rules by how many rows they spoil, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reaug.audit.other_scheme import UNKNOWN_NAMES
from reaug.audit.rules import Cure
from reaug.core.findings import Severity

if TYPE_CHECKING:
    from reaug.audit.result import Audit

PRESUMED: Final[dict[Severity, float]] = {"error": 0.95, "warning": 0.8, "review": 0.5}
"""The precision assumed for ranking where nobody has judged a rule: the least of its severity."""


class Cause(NamedTuple):
    """A rule that spoils rows.

    rule : its id.
    severity, precision, cure : those of the rule.
    findings, rows : the number of its findings, and of the rows in them.
    spoiled : rows times precision: how many of them are really wrong; None where nobody judged.
    """

    rule: str
    severity: Severity
    precision: float | None
    cure: Cure
    findings: int
    rows: int
    spoiled: int | None


def causes(audit: Audit, most: int | None = 5) -> list[Cause]:
    """Rank the rules by rows times precision.

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
