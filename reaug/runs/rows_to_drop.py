"""Find the rows that `reaug clean --drop` drops: those with findings of the given rules."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from reaug.audit.noise import RULE as NOISE
from reaug.audit.noise import NoiseOptions, ranked
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.errors import UsageError

_LOG: Final = logging.getLogger("reaug.data")
_TWINS: Final = "duplicate/exact"
"""The rule about identical rows: the row with the least id is kept, and the others are dropped."""
_COPIES: Final = "duplicate/near"
"""The rule about a copy and its original: the copy is dropped."""


class DroppedRow(NamedTuple):
    """The id of a row to drop, and the id of the audit rule that is the reason."""

    id: str
    rule: str


def is_ranked(rule: str) -> bool:
    """Return whether a rule is `label/noise`, whose rows come from a model's ranking."""
    return rule == NOISE.id


def rows_to_drop(
    audit: Audit, rows: Rows, rules: Sequence[str], noise: NoiseOptions, top: int | None = None
) -> list[DroppedRow]:
    """Return the rows to drop because of the given rules, each row once, under its first rule.

    Parameters
    ----------
    audit
        The audit, with the findings of all given rules except `label/noise`, whose rows a model
        ranks.
    rows
        The rows that were audited. Rows that could not be read are not dropped.
    top
        Maximum number of rows to drop for each rule, the highest score first; all by default.

    Raises
    ------
    UsageError
        A finding is about several rows, and does not say which of them is wrong.
    """
    known = set(rows.ids)
    dropped: dict[str, str] = {}
    for rule in rules:
        if is_ranked(rule):
            ranking = ranked(rows, noise._replace(top=top))
            if ranking.judged < len(rows):
                message = (
                    f"{rule}: {ranking.judged:,} of {len(rows):,} rows could be judged, and only "
                    "these can be dropped; the labels of the others have too few rows, or are not "
                    "in the rule book"
                )
                _LOG.warning("%s", message)
            names = list(rows.named(ranking.listed))
        else:
            names = [name for name in _named(audit, rule) if name in known]
        for name in dict.fromkeys(names) if top is None else list(dict.fromkeys(names))[:top]:
            dropped.setdefault(name, rule)
    return [DroppedRow(name, rule) for name, rule in dropped.items()]


def _named(audit: Audit, rule: str) -> list[str]:
    names: list[str] = []
    for finding in (finding for finding in audit.findings if finding.rule == rule):
        if len(finding.rows) > 1 and rule not in (_TWINS, _COPIES):
            raise UsageError(
                f"{rule} is about several rows together, and does not say which of them to drop; "
                f"decide yourself: reaug audit DATA --select {rule} --csv FILE, then reaug clean "
                "--patch"
            )
        names += sorted(finding.rows)[1:] if rule == _TWINS else finding.rows[:1]
    return names
