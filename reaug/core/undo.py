"""Undo one step: apply the inverse of its log."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.log import Log, inverse
from reaug.core.spans import with_spans
from reaug.errors import InputError


def undo(batch: Batch, log: Log) -> Batch:
    """Return a batch as it was before one step, from the step's log.

    Copies and columns that the step added are removed. Dropped rows are restored after the other
    rows; sort by `_position` to have the order of the input.

    Raises
    ------
    InputError
        A row is not as the step left it.
    """
    copies = log.entries.filter(pc.equal(log.entries["kind"], "copy"))["row_id"]
    if len(copies):
        is_copy = pc.is_in(batch.ids, value_set=copies.combine_chunks())
        batch = Batch(batch.table.filter(pc.invert(is_copy)))
    undone, _, refusals = apply(batch, inverse(log, batch), step=f"undo of {log.step}")
    if len(refusals.row):
        row, reason = batch.ids[refusals.row[0]].as_py(), refusals.reason[0].as_py()
        raise InputError(
            f"step {log.step!r} cannot be undone for {len(refusals.row)} rows, first {row!r} "
            f"({reason}): the rows are not as the step left them"
        )
    batch = _spans_back(_emptied(undone, log), log)
    table = batch.table.drop_columns(list(log.columns))
    dropped_rows = log.dropped.drop_columns(list(schema.LOGGED))
    return Batch(
        pa.concat_tables([table, dropped_rows.select(table.column_names)])
        if len(dropped_rows)
        else table
    )


def _emptied(batch: Batch, log: Log) -> Batch:
    """Return the batch with null in the fields that were null before the step."""
    # `Changes` cannot express a change to null.
    fields = log.entries.filter(pc.equal(log.entries["kind"], "field"))
    fields = fields.filter(pc.is_null(fields["old"]))
    table = batch.table
    for name in dict.fromkeys(fields["field"].to_pylist()):
        ids = fields.filter(pc.equal(fields["field"], name))["row_id"].combine_chunks()
        missing = pc.is_in(batch.ids, value_set=ids)
        values = pc.if_else(missing, pa.scalar(None, pa.string()), batch.column(name))
        table = table.set_column(table.schema.get_field_index(name), table.field(name), values)
    return Batch(table)


def _spans_back(batch: Batch, log: Log) -> Batch:
    """Return the batch with the spans from before the step; its text is already restored."""
    moved = log.entries.filter(pc.equal(log.entries["kind"], "span"))
    place = pc.index_in(moved["row_id"].combine_chunks(), value_set=batch.ids)
    spans = batch.spans.copy()
    for entry, row in zip(moved.to_pylist(), place.to_pylist(), strict=True):
        if row is None:
            continue
        at = 0 if entry["field"] == schema.ROLES[0] else 2
        if spans[row, at : at + 2].tolist() != [int(part) for part in entry["new"].split(":")]:
            raise InputError(
                f"step {log.step!r} cannot be undone for row {entry['row_id']!r}: its mentions are "
                "not where the step left them"
            )
        spans[row, at : at + 2] = entry["start"], entry["end"]
    return with_spans(batch, spans) if len(moved) else batch
