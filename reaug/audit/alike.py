"""Find the rows of a set that may be equal in something, without all rows in memory.

A set in memory is compared as it is. Of a large set only the hashes of its rows are in memory. Rows
whose hash no other row has are left out, and the others come in parts, all rows with the same hash
in one part. Two different rows with the same hash do no harm, since the rows of a part are compared
themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.core.arrays import I64, U64, Ints, distinct
from reaug.core.draws import mix, text_keys

_PART: Final = 1 << 16
"""Number of rows of a part, unless more rows are alike."""
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


def hashes(*columns: pa.Array | Ints) -> U64:
    """Return a hash of each row of columns of texts or whole numbers (`uint64[n]`).

    >>> same = hashes(pa.array(["가", "나", "가"]), np.array([1, 1, 1]))
    >>> bool(same[0] == same[2]), bool(same[0] == same[1])
    (True, False)
    """
    made = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        if isinstance(column, np.ndarray):
            value = mix(column.astype(np.int64).view(np.uint64))
        else:
            value = text_keys(pc.fill_null(column, "\0"))
        made = mix(made * _STEP + value)
    return made


def keys_of(rows: Rows, key: Callable[[Rows], U64]) -> U64:
    """Return the hash of every row of a set, made piece by piece (`uint64[n]`)."""
    return np.concatenate([key(piece) for piece in rows.pieces()])


def label_codes(rows: Rows) -> I64:
    """Return a number for the label of every row of a set; equal labels have equal numbers."""
    names = pa.array(sorted(rows.label_counts), pa.string())
    parts = [
        pc.index_in(pc.fill_null(chunk, ""), value_set=names).to_numpy(zero_copy_only=False)
        for chunk in rows.table["label"].chunks
    ]
    return np.concatenate(parts).astype(np.int64)


def alike(
    rows: Rows, key: Callable[[Rows], U64], least: int = 2, *, several_labels: bool = False
) -> Iterator[Rows]:
    """Yield parts of a set; rows that are equal in what `key` compares are in the same part.

    Parameters
    ----------
    key
        A function that returns, for each row of a piece, the hash (`hashes`) of what is compared.
    least
        Rows are left out if fewer rows than this have their hash.
    several_labels
        Whether rows are left out if all rows with their hash have the same label.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2)
    >>> rows = Rows(batch.table, load("klue-re"))
    >>> [len(some) for some in alike(rows, lambda piece: hashes(piece.batch.sentence))]
    [2]
    """
    if not rows.is_large:
        yield rows
        return
    keys = keys_of(rows, key)
    _, group, size = np.unique(keys, return_inverse=True, return_counts=True)
    del keys
    group = group.reshape(-1).astype(np.int32)
    is_kept = size >= least
    if several_labels:
        codes = label_codes(rows)
        several = int(codes.max(initial=0)) + 1
        pairs = distinct(group.astype(np.int64) * several + codes)
        labels = np.bincount(pairs // several, minlength=len(size))
        del codes, pairs
        is_kept &= labels > 1
    yield from _group_chunks(rows, group, np.where(is_kept, size, 0))


def _group_chunks(rows: Rows, group: Ints, size: I64) -> Iterator[Rows]:
    """Yield the rows of all groups with a size above 0, some whole groups at a time."""
    part = (np.cumsum(size) - size) // _PART  # of each group
    places = np.flatnonzero(size[group] > 0)
    of_place = part[group[places]]
    order = np.argsort(of_place, kind="stable")
    cuts = np.flatnonzero(np.diff(of_place[order])) + 1
    for some in np.split(places[order], cuts):
        if len(some):
            yield rows.some(some)
