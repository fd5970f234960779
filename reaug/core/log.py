"""The log of the changes applied to rows, and the changes that undo them.

The columns of an entry are `step, row_id, ordinal, kind, field, start, end, old, new, reason`:

| kind | field | start, end | old | new |
|---|---|---|---|---|
| span | subject or object | where the mention was | `start:end` | `start:end` |
| edit | sentence, subject or object | where, in code points before the step | old text | new text |
| field | label, subject_type or object_type | | old value | new value |
| swap_roles | | | | |
| copy | | number of the copy | the parent's row id | |

A dropped row is kept whole, as it was before the step, with the reason for the drop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, mask_of
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import MARK, OBJECT, SUBJECT, Edits
from reaug.core.text import codepoints

LOG_SCHEMA: Final = pa.schema(
    [
        ("step", pa.string()),
        ("row_id", pa.string()),
        ("ordinal", pa.int32()),
        ("kind", pa.string()),
        ("field", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("old", pa.string()),
        ("new", pa.string()),
        ("reason", pa.string()),
    ]
)
EDIT_FIELDS: Final = ("sentence", "subject", "object", "mark")
"""Names of the roles of edits; the index of a name is its code in `Edits.role`."""


@dataclass(frozen=True)
class Log:
    """The changes that one step made to some rows.

    entries : table of `LOG_SCHEMA`, sorted by row and ordinal.
    dropped : the dropped rows as they were, preceded by the columns `_step` and `_reason`.
    columns : names of the columns that the step added.
    step : the step's path in the recipe.
    """

    entries: pa.Table
    dropped: pa.Table
    columns: tuple[str, ...] = ()
    step: str = ""

    @classmethod
    def concat(cls, logs: Sequence[Log]) -> Log:
        """Return the logs of one step for several batches as one log; they must be in row order."""
        columns = dict.fromkeys(name for log in logs for name in log.columns)
        return cls(
            pa.concat_tables([log.entries for log in logs]),
            pa.concat_tables([log.dropped for log in logs]),
            tuple(columns),
            logs[0].step,
        )


def entries(n: int, step: str, kind: str, **columns: pa.Array | str) -> pa.Table:
    """Return a table of `LOG_SCHEMA` with `n` entries of one kind; missing columns are null."""
    values: dict[str, pa.Array | str] = {"step": step, "kind": kind, **columns}
    arrays = []
    for name in LOG_SCHEMA.names:
        value, type_ = values.get(name), LOG_SCHEMA.field(name).type
        if value is None:
            arrays.append(pa.nulls(n, type_))
        elif isinstance(value, str):
            arrays.append(pa.repeat(pa.scalar(value, type_), n))
        else:
            arrays.append(value.cast(type_))
    return pa.Table.from_arrays(arrays, schema=LOG_SCHEMA)


def drops(batch: Batch, rows: I64, step: str, reason: pa.StringArray | None) -> pa.Table:
    """Return the given rows (`int64[m]`) of a batch, with the step and the reason of their drop."""
    index = pa.array(rows, pa.int64())
    why = pa.nulls(len(rows), pa.string()) if reason is None else reason.take(index)
    table = batch.table.take(index) if len(rows) else batch.table.schema.empty_table()
    table = table.add_column(0, "_reason", why)
    return table.add_column(0, "_step", pa.repeat(pa.scalar(step, pa.string()), len(rows)))


def no_drops(batch: Batch) -> pa.Table:
    """Return an empty table of dropped rows."""
    return drops(batch, np.zeros(0, np.int64), "", None)


def ordered(table: pa.Table, row: I64) -> pa.Table:
    """Return entries sorted by row, and with the column `ordinal`: their number within the row.

    `row` (`int64[m]`) is the row of each entry. The entries of a row keep their order.
    """
    if np.any(row[1:] < row[:-1]):
        order = np.argsort(row, kind="stable")
        table, row = table.take(pa.array(order)), row[order]
    place = np.arange(len(row))
    begins = np.append(True, row[1:] != row[:-1])[: len(row)]
    number = pa.array(place - np.maximum.accumulate(np.where(begins, place, 0)), pa.int32())
    return table.set_column(
        LOG_SCHEMA.get_field_index("ordinal"), LOG_SCHEMA.field("ordinal"), number
    )


def inverse(log: Log, batch: Batch) -> Changes:
    """Return the changes that restore a batch to its state before one step.

    `log` is the log of that step; entries for rows that are not in the batch are ignored. Dropped
    rows, copies and spans are restored by `core.undo.undo`.
    """
    n = len(batch)
    place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
    is_changed = pc.is_valid(place)
    table = log.entries.filter(is_changed)
    row = place.filter(is_changed).to_numpy(zero_copy_only=False).astype(np.int64)
    kind = table["kind"]

    def of(name: str) -> tuple[pa.Table, I64]:
        mask = pc.equal(kind, name)
        return table.filter(mask), row[mask.to_numpy()]

    swap = mask_of(of("swap_roles")[1], n)
    edit_table, edit_row = of("edit")
    field_table, field_row = of("field")
    return Changes(
        edits=_inverse_edits(edit_table, edit_row, swap[edit_row]),
        fields=_inverse_fields(field_table, field_row, swap, n),
        swap_roles=swap,
    )


def _inverse_edits(table: pa.Table, row: I64, swapped: np.ndarray) -> Edits:
    start = table["start"].to_numpy().astype(np.int64)
    end = table["end"].to_numpy().astype(np.int64)
    order = np.lexsort((end, start, row))
    table, row, swapped = table.take(pa.array(order)), row[order], swapped[order]
    start, end = start[order], end[order]
    old, new = table["old"].combine_chunks(), table["new"].combine_chunks()
    length = codepoints(new).lengths
    growth = length - (end - start)
    before = np.cumsum(growth) - growth
    head = np.searchsorted(row, row, side="left")
    start = start + before - (before[head] if len(head) else 0)
    names = pa.array(EDIT_FIELDS, pa.string())
    role = pc.index_in(table["field"].combine_chunks(), value_set=names).to_numpy()
    traded = np.array([0, OBJECT, SUBJECT, MARK])
    role = np.where(swapped, traded[role], role)
    return Edits.of(row, start, start + length, old, role)


def _inverse_fields(
    table: pa.Table, row: I64, swap: np.ndarray, n: int
) -> dict[str, pa.StringArray]:
    traded = {"subject_type": "object_type", "object_type": "subject_type"}
    result: dict[str, pa.StringArray] = {}
    for name in schema.FIELDS:
        # After a role swap, the field of the other role has the value that was set.
        values = np.full(n, None, dtype=object)
        for source, wanted in ((name, False), (traded.get(name, name), True)):
            mask = pc.equal(table["field"], source).to_numpy() & (swap[row] == wanted)
            values[row[mask]] = table["old"].filter(pa.array(mask)).to_pylist()
        texts = pa.array(values, pa.string())
        if texts.null_count < n:
            result[name] = texts
    return result
