"""The index of a run's log, to find the entries of one row without reading the whole log.

`log/index.arrow` lists, sorted by the 64-bit hash of the row id, the files and batches of the log
with entries for that row. It is memory-mapped and searched by bisection, and only the listed
batches are read. Runs of older versions have no index; of these, all batches are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import U64, distinct
from reaug.core.draws import row_keys, text_keys
from reaug.core.schema import ROW_ID
from reaug.errors import InputError

INDEX: Final = "index.arrow"
KEYS: Final = {"order.arrow": ROW_ID, "changes.arrow": "row_id", "dropped.arrow": ROW_ID}
"""By file of the log, its column with the row id."""
_FILES: Final = tuple(KEYS)
_SCHEMA: Final = pa.schema([("hash", pa.uint64()), ("file", pa.uint8()), ("batch", pa.int32())])


def write_index(log: Path) -> None:
    """Write the index with which `lines_of_row` finds the log entries of a row.

    The log must be finished; the same log gives the same bytes.
    """
    hashes, files, batches = [], [], []
    for number, (name, column) in enumerate(KEYS.items()):
        if not (log / name).exists():
            continue
        for i, batch in _batches(log / name):
            known = distinct(text_keys(pc.unique(batch[column])))
            hashes.append(known)
            files.append(np.full(len(known), number, dtype=np.uint8))
            batches.append(np.full(len(known), i, dtype=np.int32))
    columns = [
        np.concatenate(parts) if parts else np.empty(0, kind)
        for parts, kind in ((hashes, np.uint64), (files, np.uint8), (batches, np.int32))
    ]
    order = np.lexsort(columns[::-1])
    table = pa.record_batch([pa.array(column[order]) for column in columns], schema=_SCHEMA)
    # Uncompressed and in one batch, so that the mapped file can be searched by bisection.
    with pa.ipc.new_file(str(log / INDEX), _SCHEMA) as writer:
        writer.write_batch(table)


def _batches(path: Path) -> Iterator[tuple[int, pa.RecordBatch]]:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        for i in range(reader.num_record_batches):
            yield i, reader.get_batch(i)


class Lines(NamedTuple):
    """Lines (rows) of a log file, and their numbers in the file, from 0."""

    table: pa.Table
    numbers: list[int]


def lines_of_row(log: Path, name: str, row_id: str, expected: pa.Schema) -> Lines:
    """Return the lines of a log file for a row, in order.

    Parameters
    ----------
    log
        The folder `log/` of a run.
    name
        The name of the file, a key of `KEYS`.
    expected
        Columns that the file must have.

    Raises
    ------
    InputError
        The file or the index cannot be read, or is not part of a log.
    """
    path = log / name
    try:
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            types = {field.name: field.type for field in reader.schema}
            if any(types.get(field.name) != field.type for field in expected):
                raise InputError(
                    f"{path} is not a log that a run writes; its columns: "
                    f"{', '.join(types) or 'no columns'}"
                )
            known = _batches_of_row(log, name, row_id)
            every = reader.num_record_batches
            numbers = range(every) if known is None else known
            if known is not None and any(not 0 <= i < every for i in known):
                raise InputError(
                    f"{log / INDEX} does not fit {path}: one of them was changed after the run"
                )
            parts = [_of_row(reader, i, KEYS[name], row_id) for i in numbers]
            tables = [reader.schema.empty_table(), *(part.table for part in parts)]
            return Lines(pa.concat_tables(tables), [i for part in parts for i in part.numbers])
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read, so no row can be traced") from error


def lines_in(path: Path) -> int:
    """Return the number of lines of a log file.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            number = reader.num_record_batches
            if not number:
                return 0
            # All batches except the last have the same size.
            first = reader.get_batch(0).num_rows
            return int(first * (number - 1) + reader.get_batch(number - 1).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read, so no row can be traced") from error


def _of_row(reader: pa.RecordBatchFileReader, number: int, column: str, row_id: str) -> Lines:
    batch = reader.get_batch(number)
    batch.validate(full=True)  # wrong offsets would crash the process
    where = np.flatnonzero(pc.equal(batch[column], row_id).to_numpy(zero_copy_only=False) == 1)
    size = reader.get_batch(0).num_rows if number else 0
    table = pa.Table.from_batches([batch.take(pa.array(where, pa.int64()))])
    return Lines(table, (where + number * size).tolist())


def _batches_of_row(log: Path, name: str, row_id: str) -> list[int] | None:
    """Return the batches of a file that have entries for a row; None if there is no index."""
    path = log / INDEX
    if not path.exists():
        return None
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        if reader.schema != _SCHEMA or reader.num_record_batches != 1:
            raise InputError(
                f"{path} is not the index of the run's log: it was changed or damaged; delete it, "
                "since reaug trace also works without it"
            )
        index = reader.get_batch(0)
        index.validate(full=True)
        hashes: U64 = index["hash"].to_numpy()
        [key] = row_keys([row_id])
        begin, end = np.searchsorted(hashes, key, "left"), np.searchsorted(hashes, key, "right")
        entries = index.slice(int(begin), int(end - begin))
        files = entries["file"].to_numpy()
        return [int(i) for i in entries["batch"].to_numpy()[files == _FILES.index(name)]]
