"""Assign row ids to a source that was read in pieces, when all of its rows are known."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.arrays import U64, distinct
from reaug.core.draws import text_keys
from reaug.core.schema import GUID, KEY, POSITION, ROW_ID
from reaug.data.digest import content_ids
from reaug.data.large_rows import RowsInFile
from reaug.data.parents import with_lineage
from reaug.data.problems import Problem
from reaug.data.row_batches import passed
from reaug.data.row_table import NO_ID, hashed_note, no_row_ids


class Named(NamedTuple):
    """Rows with their ids.

    note : the note for the user about the ids; None if there is nothing to say.
    """

    table: pa.Table
    note: str | None


def with_row_ids(table: pa.Table, *, named: bool, origin: str, together: int) -> Named:
    """Return the rows of all pieces, with the ids that reading the source at once would give them.

    Parameters
    ----------
    table
        n rows of `row_table.piece_of`.
    named
        Whether the source has its own row ids, which must be unique.
    together
        Number of rows per chunk.

    Raises
    ------
    InputError
        The source's own ids are missing or repeated.
    """
    keys: U64 = np.concatenate([batch[KEY].to_numpy() for batch in passed(table.select([KEY]))])
    lack = _lack_ids(table) if named else table[GUID].null_count
    if lack or _repeats(table, keys):
        if named:
            raise no_row_ids(origin)
        blank, note = table[GUID].null_count, None
        if blank < len(table):
            note = hashed_note(blank, len(table) - blank - _distinct(table))
        with RowsInFile(together) as stored:
            for ids in content_ids(table):
                stored.add(pa.table({ROW_ID: ids, KEY: pa.array(text_keys(ids))}))
            all_ids = stored.table()
        return Named(with_lineage(_replaced(table, all_ids, together)), note)
    if named and table[GUID].null_count:
        table = _replaced(table, table.select([ROW_ID, KEY]), together)
    return Named(with_lineage(table), None)


def _lack_ids(table: pa.Table) -> int:
    return sum(
        pc.sum(pc.equal(batch[ROW_ID], NO_ID)).as_py() or 0
        for batch in passed(table.select([ROW_ID]))
    )


def _repeats(table: pa.Table, keys: U64) -> bool:
    """Return whether two rows have the same id; `keys` are the hashes of the ids."""
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    for at in same.tolist():
        pair = [int(order[at]), int(order[at + 1])]
        if len({table[ROW_ID][row].as_py() for row in pair}) == 1:
            return True
    return False


def _distinct(table: pa.Table) -> int:
    """Return the number of distinct guids."""
    hashes = np.empty(len(table) - table[GUID].null_count, dtype="S16")
    at = 0
    for batch in passed(table.select([GUID])):
        for text in batch[GUID].drop_null().cast(pa.binary()).to_pylist():
            hashes[at] = xxhash.xxh3_128_digest(text)
            at += 1
    return len(distinct(hashes))


def _replaced(table: pa.Table, ids: pa.Table, together: int) -> pa.Table:
    """Return the rows with new ids; rows without a guid get the new id as guid, too."""
    with RowsInFile(together) as stored:
        first = 0
        for batch in passed(table.select([GUID])):
            part = ids[ROW_ID].slice(first, len(batch)).combine_chunks()
            stored.add(pa.table({GUID: pc.coalesce(batch[GUID], part)}))
            first += len(batch)
        guid = stored.table()
    for name, column in ((ROW_ID, ids[ROW_ID]), (KEY, ids[KEY]), (GUID, guid[GUID])):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), column)
    return table


def with_names(problems: list[Problem], table: pa.Table) -> list[Problem]:
    """Return problems with the final ids of repaired rows; problems of dropped rows unchanged."""
    if all(problem.action != "repaired" for problem in problems):
        return problems
    positions = table[POSITION].to_numpy()
    at = np.searchsorted(positions, [problem.row for problem in problems]).tolist()
    return [
        replace(problem, row_id=table[ROW_ID][place].as_py())
        if problem.action == "repaired"
        else problem
        for problem, place in zip(problems, at, strict=True)
    ]
