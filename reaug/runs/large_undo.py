"""Undo a large run in parts; this is possible since a row depends on its own log entries only.

First the rows of the data set are restored, some thousands at a time, then the dropped rows. The
results are brought into the order of the input by ranges of positions, so that only a part of the
rows is in memory at any time. All log entries are in memory: the log is small compared to the run,
unless every row was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, U64
from reaug.core.draws import text_keys
from reaug.core.schema import POSITION, ROW_ID
from reaug.data.row_batches import passed
from reaug.files.mapped_files import give_back, mapped, unnamed

PART: Final = 65_536
"""Number of rows per part; the result does not depend on it."""

Undo = Callable[[pa.Table, pa.Table, pa.Table], pa.Table]
"""A function of (rows, log entries, dropped rows) that returns the rows before the run.

The rows are in the order of their positions.
"""


def in_parts(
    rows: pa.Table, changes: pa.Table, dropped: pa.Table, undo: Undo, *, size: int = PART
) -> pa.Table:
    """Return the rows as they were before a run, in a table over a temporary file.

    The rows are restored part by part.

    Parameters
    ----------
    rows, changes, dropped
        See `reaug.runs.undo.Opened`.
    undo
        The function that restores the rows of one part.
    size
        Number of rows per part.
    """
    with unnamed() as file:
        ranges = _Ranges(file, size)
        for table, entries, gone in _parts(rows, changes, dropped, size):
            ranges.add(undo(table, entries, gone))
            give_back()
        loose = ranges.read()
        with unnamed() as ordered:
            writer = None
            for some in ranges.in_order(loose):
                writer = writer or pa.ipc.new_file(pa.PythonFile(ordered, "wb"), some.schema)
                writer.write_table(some)
                give_back()
            assert writer is not None
            writer.close()
            ordered.flush()
            return pa.ipc.open_file(pa.py_buffer(mapped(ordered))).read_all()


def _parts(
    rows: pa.Table, changes: pa.Table, dropped: pa.Table, size: int
) -> Iterator[tuple[pa.Table, pa.Table, pa.Table]]:
    """Yield parts of the rows of the data set, then of the dropped rows, with their log entries."""
    of_rows, of_gone = _split(changes, keys_of(rows), size), _split(changes, keys_of(dropped), size)
    for i, entries in enumerate(of_rows):
        yield rows.slice(i * size, size).combine_chunks(), entries, dropped.slice(0, 0)
    for i, entries in enumerate(of_gone):
        yield rows.slice(0, 0), entries, dropped.slice(i * size, size).combine_chunks()


def keys_of(rows: pa.Table) -> U64:
    """Return hashes of the row ids (`uint64[n]`)."""
    parts = [text_keys(batch[ROW_ID]) for batch in passed(rows.select([ROW_ID]))]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


def _split(changes: pa.Table, keys: U64, size: int) -> Iterator[pa.Table]:
    """Yield for each part of `size` rows the log entries of its rows, in order."""
    # `keys` has the hashes of the rows' ids. Log entries of other rows are left out.
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    part = np.full(len(changes), -1, dtype=np.int64)
    at = 0
    for batch in passed(changes.select(["row_id"])):
        wanted = text_keys(batch["row_id"])
        place = np.minimum(np.searchsorted(ordered, wanted), max(len(ordered) - 1, 0))
        if len(ordered):
            changed = ordered[place] == wanted
            part[at : at + len(batch)] = np.where(changed, order[place] // size, -1)
        at += len(batch)
    del order, ordered
    by_part = np.argsort(part, kind="stable")
    bounds = np.searchsorted(part[by_part], np.arange(-(-len(keys) // size) + 1))
    for first, last in pairwise(bounds):
        yield changes.take(pa.array(np.sort(by_part[first:last])))


class _Ranges:
    """A file to which rows are written in any order, and read in the order of their positions.

    Positions are divided into ranges of `size` positions. For each range, the object remembers the
    batches of the file that have its rows.
    """

    def __init__(self, file: object, size: int) -> None:
        self._file, self._size = file, size
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self._batches: dict[int, list[int]] = {}
        self._count = 0

    def add(self, rows: pa.Table) -> None:
        """Write rows; within one call, they must be in the order of their positions."""
        if self._writer is None:
            self._writer = pa.ipc.new_file(pa.PythonFile(self._file, "wb"), rows.schema)
        where: I64 = rows[POSITION].to_numpy() // self._size
        first = np.flatnonzero(np.append(True, where[1:] != where[:-1])) if len(where) else where
        for begin, end in zip(first, [*first[1:], len(where)], strict=False):
            batch = rows.slice(begin, end - begin).combine_chunks().to_batches()
            for part in batch:
                self._writer.write_batch(part)
                self._batches.setdefault(int(where[begin]), []).append(self._count)
                self._count += 1

    def read(self) -> pa.RecordBatchFileReader:
        """Return a reader for the written rows."""
        assert self._writer is not None
        self._writer.close()
        self._file.flush()  # type: ignore[attr-defined]
        return pa.ipc.open_file(pa.py_buffer(mapped(self._file)))  # type: ignore[arg-type]

    def in_order(self, written: pa.RecordBatchFileReader) -> Iterator[pa.Table]:
        """Yield the rows of each range of positions, in order, from the opened file `written`."""
        for number in sorted(self._batches):
            batches = [written.get_batch(i) for i in self._batches[number]]
            table = pa.Table.from_batches(batches, written.schema)
            yield table.sort_by([(POSITION, "ascending")]).combine_chunks()


def absent(ids: pa.ChunkedArray, keys: U64) -> int:
    """Return how many row ids have a hash that is not in `keys` (`uint64[k]`, ascending).

    `ids` has no nulls.

    >>> absent(pa.chunked_array([["a", "b"]]), text_keys(pa.array(["a"])))
    1
    """
    known = np.append(keys, np.uint64(0))
    lost = 0
    for chunk in ids.chunks:
        wanted = text_keys(chunk)
        place = np.searchsorted(keys, wanted)
        lost += int(((place == len(keys)) | (known[place] != wanted)).sum())
    return lost
