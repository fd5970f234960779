"""The parent of a copied row: the id of the original row, so that splits keep both together.

Saved data sets have it in the column `parent`, which is null for rows that are not copies. Inside
reaug the column is `_parent`, and not part of a row's content. A text column `parent` in an input
has this meaning if every value is a prefix of the row's id, as it is for copies; otherwise it is
the user's own column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import rows_where
from reaug.core.schema import GUID, PARENT
from reaug.core.text import contiguous
from reaug.data.row_batches import passed
from reaug.data.typed_columns import is_text

COLUMN: Final = "parent"
_MARK: Final = "~"
_TOGETHER: Final = 1 << 19
"""Number of rows whose parents are looked up at once; each lookup builds a table of all copies."""


def tells_parents(column: pa.ChunkedArray, guid: pa.ChunkedArray) -> bool:
    """Return whether a column contains, for each copy of a row, the id of the copied row.

    Augmentation makes copies of rows; the guid of a copy begins with the id of the copied row.

    >>> ids = pa.chunked_array([["a", "a~0.augment#1"]])
    >>> tells_parents(pa.chunked_array([[None, "a"]]), ids)
    True
    >>> tells_parents(pa.chunked_array([["book 1", "book 1"]]), ids)
    False
    """
    if not is_text(column.type) or column.null_count == len(column):
        return False
    with_parent = pa.array(rows_where(pc.is_valid(column)))
    named = zip(
        column.take(with_parent).to_pylist(), guid.take(with_parent).to_pylist(), strict=True
    )
    return all(own is not None and own.startswith(f"{parent}{_MARK}") for parent, own in named)


def with_parents(table: pa.Table, copies: Iterable[pa.Table]) -> pa.Table:
    """Return the rows with the column `_parent`, if any row is a copy made by augmentation.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA`.
    copies
        Tables of log entries about copies. `row_id` is the id of a copy, and `old` the id of the
        row that was copied. The parent of a copy of a copy is the original row.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]", "[S|ORG|LG]의 [O|PER|구광모]").table
    >>> log = pa.table({"row_id": ["row-1"], "old": ["row-0"]})
    >>> with_parents(table, [log])["_parent"].to_pylist()
    [None, 'row-0']
    """
    parts = [part.select(["row_id", "old"]) for part in copies]
    all_parents = pa.concat_tables(parts) if parts else None
    if all_parents is None or not all_parents.num_rows:
        return table
    own, first = contiguous(all_parents["row_id"]), contiguous(all_parents["old"])
    while True:
        place = pc.index_in(first, value_set=own)
        if place.null_count == len(place):
            break
        first = pc.coalesce(contiguous(all_parents["old"]).take(place), first)
    ids = table[schema.ROW_ID]
    parts_of_ids = (ids.slice(at, _TOGETHER) for at in range(0, len(ids), _TOGETHER))
    parents = [first.take(pc.index_in(contiguous(some), value_set=own)) for some in parts_of_ids]
    parent = pa.chunked_array(parents, pa.string())
    at = table.schema.get_field_index(schema.PARENT)
    if at >= 0:  # copies made by an earlier run, and their copies, have a parent already
        given = contiguous(table[schema.PARENT])
        return table.set_column(at, table.field(at), pc.coalesce(given, parent))
    if parent.null_count == len(parent):
        return table
    return table.append_column(pa.field(schema.PARENT, pa.string()), parent)


def without_empty(table: pa.Table) -> pa.Table:
    """Return the rows without the column `_parent` if no row is a copy."""
    if schema.PARENT not in table.column_names:
        return table
    column = table[schema.PARENT]
    return table.drop_columns([schema.PARENT]) if column.null_count == len(column) else table


def with_lineage(table: pa.Table) -> pa.Table:
    """Return the rows with `parent` renamed to `_parent`, if it has the parents of copies."""
    at = table.schema.get_field_index(COLUMN)
    if at < 0 or table[COLUMN].null_count == len(table):
        return table
    for batch in passed(table.select([COLUMN, GUID])):
        column, guid = (pa.chunked_array([batch[name]]) for name in (COLUMN, GUID))
        if column.null_count < len(column) and not tells_parents(column, guid):
            return table
    parents = table[COLUMN].cast(pa.string())
    return table.remove_column(at).append_column(pa.field(PARENT, pa.string()), parents)
