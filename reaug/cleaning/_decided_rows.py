"""Choice of the duplicates that stay if people have decided about some of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reaug.core import schema
from reaug.core.row_decisions import Part

_NAMES: Final = (Part.LABEL | Part.ROW).value


def labels_that_stay(
    rows: list[dict[str, Any]], parts: Mapping[str, int], survivor: dict[str, Any] | None
) -> set[str | None]:
    """Return the labels that stay, for rows that all have the same sentence and mentions.

    These are the labels of the rows that people decided. If people decided none of the rows, it is
    the rows' only label; with several labels, it is the label of `survivor`.

    Parameters
    ----------
    rows
        The rows as dicts of their columns.
    parts
        By row id, the parts of the row that people decided, as flags of `core.row_decisions.Part`.
    survivor
        The row that stays if nobody has decided about any of the rows; None if no row stays.
    """
    decided = {row[schema.LABEL] for row in rows if parts[row[schema.ROW_ID]] & _NAMES}
    if decided:
        return decided
    labels = {row[schema.LABEL] for row in rows}
    if len(labels) == 1:
        return labels
    return set() if survivor is None else {survivor[schema.LABEL]}


def rows_that_stay(
    rows: list[dict[str, Any]], parts: Mapping[str, int], survivor: dict[str, Any] | None
) -> set[str]:
    """Return the ids of the rows that stay, of duplicates with the same label.

    These rows stay:
    - one row: one that a person decided, else `survivor`, else the one with the smallest id;
    - each row that a person decided to keep;
    - each row with a decided field, if its two types are not those of a row that already stays.

    For the parameters see `labels_that_stay`.
    """

    def rank(row: dict[str, Any]) -> tuple[bool, bool, str]:
        row_id = row[schema.ROW_ID]
        return not parts[row_id], row is not survivor, row_id

    stay: set[str] = set()
    pairs: set[tuple[str | None, str | None]] = set()
    for row in sorted(rows, key=rank):
        row_id, pair = row[schema.ROW_ID], (row[schema.SUBJECT_TYPE], row[schema.OBJECT_TYPE])
        what = parts[row_id]
        if not stay or what & Part.ROW.value or (what and pair not in pairs):
            stay.add(row_id)
            pairs.add(pair)
    return stay
