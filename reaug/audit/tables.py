"""What an audit tells beside its findings, a line per thing: fields of `Audit`, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

TABLES: Final = ("ambiguities", "shortcuts", "divergences")
"""Fields of `Audit` that hold one; each line of theirs has `to_json`."""

DIVERGENCE: Final = "rule/divergence"
"""The rule whose findings `divergences` tells as conditions."""


def further_tables(
    rows: Rows, gold: Rows | None, asked: Collection[str], *, whole: bool
) -> dict[str, Any]:
    """The further tables that can be told of these rows.

    Parameters
    ----------
    rows, gold
        The set, and the other one where there is one.
    asked
        Ids of the rules that are asked: a table that belongs to a rule is made with it.
    whole
        Whether every rule is asked: what belongs to none is told then alone.
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
