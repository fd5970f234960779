"""Suggest columns that may contain the labels, if no label column was recognised."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import CORE_SCHEMA
from reaug.data.typed_columns import is_text

_LONGEST: Final = 60
"""Maximum length of a label in characters."""
_CLASSES: Final = 20
"""Maximum number of distinct values, or half of the number of rows if that is more."""


def may_be_labels(table: pa.Table) -> list[str]:
    """Return the user's columns with few short names as values, in the order of the table.

    Examples
    --------
    >>> table = pa.table({"사건": ["인수", "투자", "인수"], "매체": ["신문"] * 3})
    >>> may_be_labels(table)
    ['사건']
    """
    own = [name for name in table.column_names if name not in CORE_SCHEMA.names]
    return [name for name in own if _holds_names(table[name])]


def _holds_names(column: pa.ChunkedArray) -> bool:
    """Whether a column contains the names of several classes, and no sentences."""
    if not is_text(column.type) and not pa.types.is_integer(column.type):
        return False
    names = pc.unique(column.cast(pa.string()).drop_null())
    few = len(names) <= max(_CLASSES, len(column) // 2)
    return len(names) > 1 and few and pc.max(pc.utf8_length(names)).as_py() <= _LONGEST
