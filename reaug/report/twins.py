"""Finds the row that a dropped duplicate repeats."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.normal_form import plain
from reaug.core.text import contiguous
from reaug.data.row_batches import passed

_DUPLICATE: Final = "duplicate/"
_TOGETHER: Final = 1 << 17


def twins_of(rows: pa.Table, gone: pa.Table) -> dict[str, str]:
    """For each row that was dropped as a duplicate, return the id of a row with the same content.

    It is the one that was kept; where none was (rows in conflict), another one that was dropped. A
    row has no twin here if a later step rewrote it.

    Parameters
    ----------
    rows
        The run's result.
    gone
        Its dropped rows, with `_reason`.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2).table
    >>> gone = table.slice(1).append_column("_reason", pa.array(["duplicate/exact"]))
    >>> twins_of(table.slice(0, 1), gone)
    {'row-1': 'row-0'}
    """
    same = gone.filter(pc.fill_null(pc.starts_with(gone["_reason"], _DUPLICATE), fill_value=False))
    if not same.num_rows:
        return {}
    dropped = _texts(same)
    wanted = contiguous(dropped["sentence"])
    first: dict[tuple[str, ...], list[str]] = {}
    some = (pa.Table.from_batches([batch]) for batch in passed(rows, _TOGETHER))
    for table in (*(_among(_texts(_perhaps(part, wanted)), wanted) for part in some), dropped):
        for row_id, key in _keyed(table):
            first.setdefault(key, []).append(row_id)
    twins = {}
    for row_id, key in _keyed(dropped):
        other = next((one for one in first[key] if one != row_id), None)
        if other is not None:
            twins[row_id] = other
    return twins


def _perhaps(rows: pa.Table, sentences: pa.Array) -> pa.Table:
    """Return rows that may have one of some sentences in normal form: those few that are not in
    normal form themselves, and those with one of them.
    """
    text = contiguous(rows[schema.SENTENCE])
    return rows.filter(pc.or_(pc.is_in(text, value_set=sentences), pa.array(~plain(text))))


def _among(table: pa.Table, sentences: pa.Array) -> pa.Table:
    """Return rows with one of some sentences."""
    return table.filter(pc.is_in(table["sentence"], value_set=sentences))


def _texts(table: pa.Table) -> pa.Table:
    """Return rows as duplicates are compared: in normal form."""
    core = table.select(schema.CORE_SCHEMA.names).combine_chunks()
    normal = Batch(core).normal.table.select([schema.SENTENCE, *schema.SPANS])
    return normal.rename_columns(["sentence", "a", "b", "c", "d"]).append_column(
        "id", core[schema.ROW_ID]
    )


def _keyed(table: pa.Table) -> list[tuple[str, tuple[str, ...]]]:
    columns = [table[name].to_pylist() for name in ("id", "sentence", "a", "b", "c", "d")]
    return [(row[0], tuple(map(str, row[1:]))) for row in zip(*columns, strict=True)]
