"""Iterate over the rows of a large table in batches, with few batches in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from reaug.files.mapped_files import give_back

_BATCH: Final = 16_384
_HELD: Final = 8


def passed(table: pa.Table, size: int = _BATCH) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table in batches of at most `size`; no batch is empty.

    Only a few batches are in memory, since pages of memory-mapped files are given back meanwhile.

    Examples
    --------
    >>> [len(batch) for batch in passed(pa.table({"a": range(5)}), 2)]
    [2, 2, 1]
    """
    for i, batch in enumerate(table.to_batches(max_chunksize=size)):
        if len(batch):
            yield batch
        if i % _HELD == _HELD - 1:
            give_back()
    give_back()
