"""Convert internal rows with flat columns to KLUE's schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64
from reaug.core.schema import GUID, LABEL, ROLES, ROW_ID, SENTENCE, SOURCE, extra_columns
from reaug.core.text import CodePoints, codepoints, slices_of
from reaug.data.row_batches import passed
from reaug.files.mapped_files import give_back

NAMED: Final = "row_id"
"""Name of the output column for row ids; it is written if any guid differs from the row id."""

_MENTIONS: Final = tuple(f"{role}_entity" for role in ROLES)
_MENTION: Final = pa.struct(
    [
        ("word", pa.string()),
        ("start_idx", pa.int32()),
        ("end_idx", pa.int32()),
        ("type", pa.string()),
    ]
)
_BATCH: Final = 16_384


def to_klue(table: pa.Table, *, named: bool | None = None) -> pa.Table:
    """Return internal rows in KLUE's schema: nested mentions, inclusive ends, labels by name.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA`, followed by the user's columns.
    named
        Whether to add the column `row_id`. None decides by these rows. If they are a part of a set,
        give what `are_named` returns for the whole set.

    Returns
    -------
    pa.Table
        `guid, sentence, subject_entity, object_entity, label, source`, then the user's columns,
        then `row_id` if any guid differs from the row id.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> rows = to_klue(batch_of("[S|ORG|삼성]의 [O|PER|이재용]", label="no_relation").table)
    >>> rows["object_entity"][0].as_py()
    {'word': '이재용', 'start_idx': 4, 'end_idx': 6, 'type': 'PER'}
    """
    extras = extra_columns(table.schema)
    pairs: tuple[list[pa.Array], ...] = ([], [])
    for batch in table.to_batches(max_chunksize=_BATCH):
        points = codepoints(batch[SENTENCE].cast(pa.string()))
        for role, structs in zip(ROLES, pairs, strict=True):
            structs.append(_structs(batch, role, points))
    columns = {GUID: table[GUID], SENTENCE: table[SENTENCE]}
    for name, structs in zip(_MENTIONS, pairs, strict=True):
        columns[name] = pa.chunked_array(structs, _MENTION)
    columns |= {name: table[name] for name in (LABEL, SOURCE, *extras)}
    if named is None:
        named = are_named(table)
    if named:
        columns[NAMED] = table[ROW_ID]
    fields = [
        table.schema.field(name) if name in extras else pa.field(name, column.type)
        for name, column in columns.items()
    ]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def are_named(table: pa.Table) -> bool:
    """Return whether the id of any row differs from its guid."""
    return not pc.all(pc.equal(table[GUID], table[ROW_ID]), min_count=0).as_py()


def klue_batches(
    table: pa.Table, size: int = _BATCH, order: I64 | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield rows in KLUE's schema in batches of at most `size`; only a few are in memory.

    `order` has the indices of the rows in the order to yield.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]", "[S|ORG|LG]의 [O|PER|구광모]").table
    >>> [batch["guid"].to_pylist() for batch in klue_batches(table, 1)]
    [['row-0'], ['row-1']]
    """
    named = are_named(table)
    for batch in passed(table, size) if order is None else _in_order(table, size, order):
        yield from to_klue(pa.Table.from_batches([batch]), named=named).to_batches()


def _in_order(table: pa.Table, size: int, order: I64) -> Iterator[pa.RecordBatch]:
    parts = table.to_batches()
    begins = np.cumsum([0, *map(len, parts)])
    for at in range(0, len(order), size):
        wanted = order[at : at + size]
        # Rows are taken per chunk, since `take` of a table may copy whole columns.
        inside = np.searchsorted(begins, wanted, side="right") - 1
        chunks = [
            parts[part].take(pa.array(wanted[inside == part] - begins[part]))
            for part in np.unique(inside).tolist()
        ]
        back = np.argsort(np.argsort(inside, kind="stable"), kind="stable")
        yield from pa.Table.from_batches(chunks).combine_chunks().take(pa.array(back)).to_batches()
        give_back()


def klue_columns(table: pa.Table) -> list[str]:
    """Return the column names of rows in KLUE's schema."""
    return to_klue(table.slice(0, 0), named=are_named(table)).column_names


def _structs(batch: pa.RecordBatch, role: str, points: CodePoints) -> pa.StructArray:
    """Return each row's mention as a struct, with the word cut out of the sentence."""
    start, end = (batch[f"{role}_{side}"].to_numpy() for side in ("start", "end"))
    word = slices_of(points, np.arange(len(batch)), start, end)
    kind = batch[f"{role}_type"].cast(pa.string())
    last = (end - 1).astype(np.int32)
    starts = pa.array(start.astype(np.int32, copy=False))
    return pa.StructArray.from_arrays([word, starts, pa.array(last), kind], fields=list(_MENTION))
