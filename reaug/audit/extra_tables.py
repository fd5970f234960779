"""Further tables of an audit beside its findings: fields of `Audit`, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

TABLES: Final = ("ambiguities", "shortcuts", "divergences")
"""Fields of `Audit` that hold such a table; each of its lines has `to_json`."""

DIVERGENCE: Final = "rule/divergence"
"""The rule whose findings `divergences` summarises as conditions."""


def further_tables(
    rows: Rows, gold: Rows | None, asked: Collection[str], *, whole: bool
) -> dict[str, Any]:
    """Compute the further tables that these rows allow.

    Parameters
    ----------
    rows, gold
        The set, and the other one where there is one.
    asked
        Ids of the rules that are checked: a table that belongs to a rule is made with it.
    whole
        Whether every rule is checked: tables that belong to no rule are made only then.
    """
    tables: dict[str, Any] = {}
    if whole:
        from reaug.audit.ambiguities import spreads
        from reaug.audit.shortcuts import shortcuts

        tables |= {"ambiguities": spreads(rows), "shortcuts": tuple(shortcuts(rows))}
    if gold is not None and DIVERGENCE in asked:
        from reaug.audit.divergence.between import divergences

        tables["divergences"] = divergences(rows, gold)
    return tables
