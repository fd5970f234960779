"""Rows whose unknown label or type a person has corrected: they are read, to be corrected."""

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
"""The column of each field that holds a name."""


class Renamed(NamedTuple):
    """The name that a row has, and the one that it is to get; None where the row is to go."""

    old: str | None
    new: str | None


Renaming = Mapping[str, Mapping[str, Renamed]]
"""By row id, the fields that are to get another name."""


def to_rename(table: pa.Table, renaming: Renaming, known: Mapping[str, Any]) -> dict[str, Bool]:
    """By field, which rows of a table hold a name that is to become a known one.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`.
    renaming
        What is to be renamed. A row in which another name stands than is said there is in none,
        since it will be left as it is.
    known
        The known names by field.

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
