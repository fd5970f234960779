"""Rows between two passes: stored in Arrow IPC files, which are memory-mapped when read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.data.row_batches import passed
from reaug.errors import StepError
from reaug.files.mapped_files import give_back, mapped, trim

BATCH_ROWS = 16_384
"""Number of rows per batch; it affects speed and memory, but no result.

On KLUE-RE, batches of a quarter of this size take 1.5 times as long, and twice the size is not
faster.
"""
_HELD: Final = 8
"""Number of batches after which a pass returns the memory pages of files to the system."""
_TIDIED: Final = 32
"""Number of batches after which a pass also returns freed memory to the system."""


@dataclass(frozen=True)
class Slice:
    """The record batches [first, last) of one file."""

    file: Path
    first: int
    last: int

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches."""
        with pa.ipc.open_file(_buffer(self.file)) as reader:
            for i in range(self.first, self.last):
                yield Batch(reader.get_batch(i))
                if i % _HELD == _HELD - 1:
                    give_back()
                if i % _TIDIED == _TIDIED - 1:
                    tidy()


@dataclass(frozen=True)
class Stored:
    """Rows stored in files, in order."""

    files: tuple[Path, ...]
    schema: pa.Schema
    rows: int

    def slices(
        self, parts: int, without: Sequence[Slice] = (), most: int | None = None
    ) -> list[Slice]:
        """Return the rows as about `parts` slices with equal numbers of batches, in order.

        Parameters
        ----------
        without
            Slices to leave out, in order.
        most
            Maximum number of batches per slice.
        """
        gaps = [gap for file in self.files for gap in _gaps(file, without)]
        total = sum(gap.last - gap.first for gap in gaps)
        size = max(1, -(-total // max(1, parts)))
        size = size if most is None else min(size, most)
        return [
            Slice(gap.file, first, min(first + size, gap.last))
            for gap in gaps
            for first in range(gap.first, gap.last, size)
        ]

    def numbers(self, slices: Sequence[Slice]) -> list[int]:
        """Return the index of the first batch of each slice among all batches."""
        counts = [_batches_in(file) for file in self.files] if slices else []
        before = dict(zip(self.files, itertools.accumulate(counts, initial=0), strict=False))
        return [before[slice_.file] + slice_.first for slice_ in slices]

    def table(self) -> pa.Table:
        """Return all rows as one table over mapped files, which takes memory only when it is
        read.
        """
        batches = []
        for file in self.files:
            reader = pa.ipc.open_file(_buffer(file))
            batches += [reader.get_batch(i) for i in range(reader.num_record_batches)]
        return pa.Table.from_batches(batches, self.schema)


def _buffer(file: Path) -> pa.Buffer:
    return pa.py_buffer(mapped(file))


def _gaps(file: Path, without: Sequence[Slice]) -> Iterator[Slice]:
    """Yield the slices of a file that the given slices leave out."""
    first = 0
    for slice_ in without:
        if slice_.file == file:
            if first < slice_.first:
                yield Slice(file, first, slice_.first)
            first = slice_.last
    count = _batches_in(file)
    if first < count:
        yield Slice(file, first, count)


def _batches_in(file: Path) -> int:
    with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as reader:
        return int(reader.num_record_batches)


class Writer:
    """Writes tables of one schema to a file, which is opened when the first table comes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rows = 0
        self.schema: pa.Schema | None = None
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Append rows in batches of at most `BATCH_ROWS`."""
        if self.schema is not None and not table.schema.equals(self.schema):
            raise StepError(columns_differ(self.schema, table.schema))
        if self._writer is None:
            self.schema = table.schema
            self._writer = pa.ipc.new_file(str(self.file), table.schema)
        self._writer.write_table(table, max_chunksize=BATCH_ROWS)
        self.rows += table.num_rows

    def close(self) -> None:
        """Close the file; without rows, no file is written."""
        if self._writer is not None:
            self._writer.close()


def tidy() -> None:
    """Return memory to the system: pages of mapped files, and freed memory."""
    give_back()
    pa.default_memory_pool().release_unused()
    trim()


def store(table: pa.Table, file: Path) -> Stored:
    """Write a table to a file, and return the stored rows."""
    writer = Writer(file)
    if not table.num_rows:
        writer.write(table)
    for batch in passed(table, BATCH_ROWS):
        writer.write(pa.Table.from_batches([batch], table.schema))
    writer.close()
    return Stored((file,), table.schema, table.num_rows)


def columns_differ(first_schema: pa.Schema, second_schema: pa.Schema) -> str:
    """Return the error message for a step that adds different columns to different batches."""
    both = [
        {f"{field.name}: {field.type}" for field in schema}
        for schema in (first_schema, second_schema)
    ]
    first, second = (", ".join(sorted(a - b)) or "none" for a, b in (both, both[::-1]))
    return (
        f"a step adds different columns to different batches ({first}; and {second}); "
        "the names and types of Changes.columns must be the same for all rows"
    )


def joined(parts: Sequence[Stored]) -> Stored:
    """Return the rows of several parts as one.

    Raises
    ------
    StepError
        The columns of the parts differ, which is a mistake in a step.
    """
    for part in parts:
        if not part.schema.equals(parts[0].schema):
            raise StepError(columns_differ(parts[0].schema, part.schema))
    files = tuple(file for part in parts for file in part.files)
    return Stored(files, parts[0].schema, sum(part.rows for part in parts))
