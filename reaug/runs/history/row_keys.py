"""Hash rows, so that data sets can be compared without reading their rows again.

Each row has two keys: one of all columns, and one of its core (sentence, mentions, types, label).
The core key stays the same if a file has lost ids and columns.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import U64, Bool
from reaug.core.schema import FIELDS, SENTENCE, SPANS
from reaug.data.digest import row_hashes

_CORE: Final = (SENTENCE, *SPANS, *FIELDS)
_WIDTH: Final = 8
VERSION: Final = "1"
"""The version of the hashing, which is part of the key under which hashes are cached."""


class RowKeys(NamedTuple):
    """Sorted hashes of n rows ("keys"), to compare sets of rows without the rows themselves.

    core : `uint64[n]`, keys of sentence, mentions, types and label.
    whole : `uint64[n]`, keys of all columns.
    """

    core: U64
    whole: U64

    @classmethod
    def of(cls, table: pa.Table) -> RowKeys:
        """Return the keys of the rows of a table of `CORE_SCHEMA`.

        Examples
        --------
        >>> from reaug.core.examples import batch_of
        >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]", "[S|ORG|LG]의 [O|PER|구광모]").table
        >>> RowKeys.of(table).held_in(RowKeys.of(table.slice(1)))
        (1, 1)
        """
        return cls(_sorted(table, _CORE), _sorted(table, None))

    def held_in(self, other: RowKeys) -> tuple[int, int]:
        """Return how many of these rows are also in `other`, by core key and by whole key.

        A row that occurs twice here is counted twice only if it occurs twice in `other`.
        """
        return _common(self.core, other.core), _common(self.whole, other.whole)

    def to_bytes(self) -> bytes:
        """Return the keys as bytes."""
        return self.core.astype("<u8").tobytes() + self.whole.astype("<u8").tobytes()

    @classmethod
    def from_bytes(cls, raw: bytes) -> RowKeys | None:
        """Return the keys from the bytes of `to_bytes`; None if the bytes are not of this form."""
        if len(raw) % (2 * _WIDTH):
            return None
        both = np.frombuffer(raw, "<u8").astype(np.uint64)
        half = len(both) // 2
        return cls(both[:half], both[half:])


def core_keys(table: pa.Table) -> U64:
    """Return the core key of each row (`uint64[n]`), in row order."""
    return _keys(table, _CORE)


def alike(keys: U64, other: U64) -> tuple[Bool, Bool]:
    """Return which keys of each set have an equal key in the other set (`bool[n]`, `bool[m]`).

    A key is paired with at most one key of the other set.

    Examples
    --------
    >>> one, other = np.array([7, 5, 7], np.uint64), np.array([7, 9], np.uint64)
    >>> [each.tolist() for each in alike(one, other)]
    [[True, False, False], [True, False]]
    """
    return _paired(keys, other), _paired(other, keys)


def _paired(keys: U64, other: U64) -> Bool:
    order = np.argsort(keys, kind="stable")
    ranked, sorted_other = keys[order], np.sort(other)
    number = np.arange(len(keys)) - np.searchsorted(ranked, ranked)
    partners = np.searchsorted(sorted_other, ranked, "right") - np.searchsorted(
        sorted_other, ranked
    )
    paired = np.zeros(len(keys), dtype=np.bool_)
    paired[order] = number < partners
    return paired


def _sorted(table: pa.Table, names: tuple[str, ...] | None) -> U64:
    return np.sort(_keys(table, names))


def _keys(table: pa.Table, names: tuple[str, ...] | None) -> U64:
    raw = b"".join(row_digest[:_WIDTH] for row_digest in row_hashes(table, names))
    return np.frombuffer(raw, "<u8").astype(np.uint64)


def _common(keys: U64, other: U64) -> int:
    """Return the size of the intersection of two multisets."""
    own_keys, counts = np.unique(keys, return_counts=True)
    begin, end = (np.searchsorted(other, own_keys, side) for side in ("left", "right"))
    return int(np.minimum(counts, end - begin).sum())
