"""Finds the rows to drop when a user asks to drop the rows of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from reaug.audit.noise import RULE as NOISE
from reaug.audit.noise import NoiseAsked, ranked
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.errors import UsageError

_TWINS: Final = "duplicate/exact"
"""Rules about identical rows: the least row id stays, and the others go."""
_COPIES: Final = "duplicate/near"
"""Rules about a copy followed by its original: the copy goes."""


class DroppedRow(NamedTuple):
    """A row to drop, by its id, and the rule that it is dropped for."""

    id: str
    rule: str


def is_ranked(rule: str) -> bool:
    """Whether a model ranks the rows of a rule, so that no findings are needed."""
    return rule == NOISE.id


def rows_to_drop(
    audit: Audit, rows: Rows, rules: Sequence[str], noise: NoiseAsked, top: int | None = None
) -> list[DroppedRow]:
    """Return the rows of some rules, each once, under the first rule that names it.

    Parameters
    ----------
    audit
        The audit, with the findings of those rules that no model ranks.
    rows
        The rows that were audited; rows that could not be read are not among them.
    top
        The most rows to drop for each rule, the surest first; all by default.

    Raises
    ------
    UsageError
        A finding is about several rows, and it is not known which of them is wrong.
    """
    known = set(rows.ids)
    dropped: dict[str, str] = {}
    for rule in rules:
        if is_ranked(rule):
            names = list(rows.named(ranked(rows, noise._replace(top=top)).listed))
        else:
            names = [name for name in _named(audit, rule) if name in known]
        for name in dict.fromkeys(names) if top is None else list(dict.fromkeys(names))[:top]:
            dropped.setdefault(name, rule)
    return [DroppedRow(name, rule) for name, rule in dropped.items()]


def _named(audit: Audit, rule: str) -> list[str]:
    names: list[str] = []
    for finding in (one for one in audit.findings if one.rule == rule):
        if len(finding.rows) > 1 and rule not in (_TWINS, _COPIES):
            raise UsageError(
                f"{rule} is about several rows together, and does not say which of them to drop; "
                f"decide yourself: reaug audit DATA --select {rule} --csv FILE, then reaug clean "
                "--patch"
            )
        names += sorted(finding.rows)[1:] if rule == _TWINS else finding.rows[:1]
    return names
