"""Accept rows whose unknown label or type has been corrected by a person's decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import Bool
from reaug.core.schema import LABEL, OBJECT_TYPE, SUBJECT_TYPE

NAMES: Final = {
    "label": LABEL,
    "subject_entity.type": SUBJECT_TYPE,
    "object_entity.type": OBJECT_TYPE,
}
"""The column of each field with a name."""


class Renamed(NamedTuple):
    """The present name and the new one; None if the row will be dropped."""

    old: str | None
    new: str | None


Renaming = Mapping[str, Mapping[str, Renamed]]
"""The fields to rename, by row id."""


def to_rename(table: pa.Table, renaming: Renaming, known: Mapping[str, Any]) -> dict[str, Bool]:
    """Return, by field, which rows of a table have a name that will become a known one.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`.
    renaming
        The names to replace. A row with another present name than given there is not included,
        since it will not be changed.
    known
        The known names, by field.

    Returns
    -------
    `bool[n]` by field.
    """
    renamed = {field: np.zeros(len(table), dtype=np.bool_) for field in NAMES}
    for row, row_id in enumerate(table["_row_id"].to_pylist()):
        fields = renaming.get(row_id)
        if fields is None:
            continue
        stands = {field: table[column][row].as_py() for field, column in NAMES.items()}
        if any(one.old not in (None, stands[field]) for field, one in fields.items()):
            continue
        for field, one in fields.items():
            renamed[field][row] = one.new is None or one.new in known.get(field, ())
    return renamed
