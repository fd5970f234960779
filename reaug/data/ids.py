"""Row ids: the name that a row keeps for ever, and from which its draws come."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from reaug.data.digest import row_hashes


def row_ids(named: pa.ChunkedArray | None, guid: pa.ChunkedArray, table: pa.Table) -> pa.Array:
    """Row ids of `n` rows.

    Parameters
    ----------
    named
        The input's own column `row_id`, if it has one.
    guid
        The guids; null where the input has none.
    table
        The content of the rows (see `reaug.data.digest`), hashed only where it must be.

    Returns
    -------
    pa.StringArray
        `named` where it names every row once; else `guid` where it does; else a hash of each
        row's content and a number that counts equal rows, so that neither the order of the rows
        nor their format makes a difference.
    """
    for column in (named, guid):
        if column is not None and _names_every_row(column):
            return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    seen: Counter[bytes] = Counter()
    ids = []
    for digest in row_hashes(table):
        ids.append(f"{digest.hex()}-{seen[digest]}")
        seen[digest] += 1
    return pa.array(ids, pa.string())


def _names_every_row(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count == 0 and pc.count_distinct(column).as_py() == len(column))
