"""What an audit tells beside its findings, a line per thing: fields of `Audit`, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from reaug.audit.rows import Rows


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
    return {}
