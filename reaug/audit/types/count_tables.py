"""Counts of types by key with fast look-up, and the evidence that counts are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import F64, I32, I64, U64, Ints
from reaug.core.draws import mix

_BITS: Final = 64


class Table(NamedTuple):
    """Counts of types by 64-bit key.

    keys : 64-bit keys, sorted by their hash (`core.draws.mix`).
    counts : `int32[len(keys) + 1, k]`, the count of each of k types by key; the last row is for
        unknown keys.
    starts : `int64[2 ** bits + 1]`, an index to look keys up quickly: for each value of the first
        `bits` bits of a hash, the first position in `keys` with this value.
    position in `keys` with that value.
    """

    keys: U64
    counts: I32
    starts: I64

    @classmethod
    def of(cls, keys: U64, type_: I64, n: Ints, k: int) -> Table:
        """Return a table made from keys with one of `k` types and a count each; keys may repeat.

        >>> keys = np.array([7, 8, 7], dtype=np.uint64)
        >>> table = Table.of(keys, np.array([0, 1, 1]), np.array([5, 1, 2]), 2)
        >>> table.counts[table.find(np.array([8, 7, 9], dtype=np.uint64))].tolist()
        [[0, 1], [5, 2], [0, 0]]
        """
        coded = pa.array(keys).dictionary_encode()
        distinct = coded.dictionary.to_numpy()
        order = np.argsort(mix(distinct))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        place = rank[coded.indices.to_numpy()]
        size = (len(distinct) + 1) * k
        counts = np.bincount(place * k + type_, weights=n, minlength=size)
        return cls._begun(distinct[order], counts.astype(np.int32).reshape(-1, k))

    @classmethod
    def _begun(cls, keys: U64, counts: I32) -> Table:
        bits = max(1, len(keys).bit_length())
        first = np.arange(1 << bits, dtype=np.uint64) << np.uint64(_BITS - bits)
        return cls(keys, counts, np.append(np.searchsorted(mix(keys), first), len(keys)))

    def repeated(self) -> Table:
        """Return the table without keys that occur once, which tell nothing of other mentions."""
        is_repeated = np.append(self.counts[:-1].sum(axis=1) > 1, True)
        return self._begun(self.keys[is_repeated[:-1]], self.counts[is_repeated])

    def find(self, keys: U64) -> I64:
        """Return the rows of `counts` for the given keys."""
        bits = (len(self.starts) - 1).bit_length() - 1
        bucket = (mix(keys) >> np.uint64(_BITS - bits)).astype(np.int64)
        at, stop = self.starts[bucket], self.starts[bucket + 1]
        place = np.full(len(keys), len(self.keys), dtype=np.int64)
        searched = np.flatnonzero(at < stop)
        while len(searched):  # one key of each bucket after another; few have three
            hit = self.keys[at[searched]] == keys[searched]
            place[searched[hit]] = at[searched[hit]]
            searched = searched[~hit]
            at[searched] += 1
            searched = searched[at[searched] < stop[searched]]
        return place


def log_odds_of(share: F64, levels: Sequence[tuple[F64, float]], start: F64 | None = None) -> F64:
    """Return the evidence of counts: the log of each type's share divided by its usual share.

    `levels` has pairs of counts and a weight, for a coarse key first and then for finer keys. Each
    finer count is smoothed with the coarser ones (Dirichlet smoothing), so a rare key is little
    evidence. The weight is the number of mentions that count as much as the coarser key. The
    coarsest count is smoothed with `start`, by default the shares.
    """
    known = share if start is None else start
    for counts, half in levels:
        known = (counts + half * known) / (counts.sum(axis=1, keepdims=True) + half)
    return np.log(known / share)
