"""Accept rows whose unknown label or type is corrected by a person's decision."""

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
"""The internal column of each field that is a label or a type."""


class Renamed(NamedTuple):
    """A correction of a label or type.

    old : the name to replace; None for any name.
    new : the new name; None to drop the row.
    """

    old: str | None
    new: str | None


Renaming = Mapping[str, Mapping[str, Renamed]]
"""The corrections of each row id, by field."""


def to_rename(table: pa.Table, renaming: Renaming, known: Mapping[str, Any]) -> dict[str, Bool]:
    """Return the rows that need no known label or type, since a correction renames or drops them.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`.
    renaming
        The corrections by row id and field. All corrections of a row are ignored if the row does
        not have the old name of one of them. A correction to an unknown name is ignored, too.
    known
        The known names, by field.

    Returns
    -------
    For each field, the rows (`bool[n]`).
    """
    renamed = {field: np.zeros(len(table), dtype=np.bool_) for field in NAMES}
    for row, row_id in enumerate(table["_row_id"].to_pylist()):
        fields = renaming.get(row_id)
        if fields is None:
            continue
        stands = {field: table[column][row].as_py() for field, column in NAMES.items()}
        if any(renamed.old not in (None, stands[field]) for field, renamed in fields.items()):
            continue
        for field, new in fields.items():
            renamed[field][row] = new.new is None or new.new in known.get(field, ())
    return renamed
