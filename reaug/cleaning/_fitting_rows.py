"""The rows that decisions about another version of the data still fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from reaug.cleaning._patch_row import DONE, outdated, resolve
from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.review.decisions import Correction, Corrections
from reaug.review.versions import is_other_text


def fitting_rows(table: pa.Table, corrections: Corrections, rows: set[str]) -> list[str]:
    """Return which of the row ids are in the table with the decided text and values."""
    fitting = []
    rows_ = _rows(table, rows)
    old = {one.row for one in outdated(rows_, corrections)} | set(
        rewritten_rows(table, corrections)
    )
    for row in rows_:
        if row.id in old:
            continue
        entries = corrections.by_row.get(row.id, [])
        done = resolve(row, entries) if entries else None
        if not isinstance(done, str) or done == DONE:
            fitting.append(row.id)
    return fitting


def rewritten_rows(table: pa.Table, corrections: Corrections) -> Iterator[str]:
    """Yield the ids of rows that have another text than when they were decided.

    Rows that already have all new values are left out: the decisions may have changed the text.
    """
    decided: dict[str, list[Correction]] = {}
    for one in (*corrections.entries, *corrections.rejected):
        if one.seen is not None:
            decided.setdefault(one.id, []).append(one)
    for row in _rows(table, decided) if decided else ():
        if any(is_other_text(row, one) for one in decided[row.id]):
            entries = corrections.by_row.get(row.id, [])
            if not entries or resolve(row, entries) != DONE:
                yield row.id


def _rows(table: pa.Table, ids: Collection[str]) -> list[Row]:
    """Return the rows with some ids."""
    is_known = pc.is_in(table[schema.ROW_ID], value_set=pa.array(sorted(ids), pa.string()))
    batch = Batch(table.filter(is_known).select(schema.CORE_SCHEMA.names).combine_chunks())
    return list(map(batch.row, range(len(batch))))
