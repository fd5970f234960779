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
    """Return the labels whose rows stay: labels that people decided, else the label of the row
    kept.

    Parameters
    ----------
    parts
        The decided parts of each row, by id, as flags of `core.row_decisions.Part`.
    survivor
        The row that stays if nobody has decided about any of them; None if no row stays.
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
    """Return the ids of the rows that stay, of rows with one label: a decided row if there is one.

    Another row stays as well if a person decided to keep it, or if a person decided about it and
    its pair of types differs from the pairs of the rows that stay.
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
