"""Counts and sets of bounded size for the state of a step, however many words a corpus has.

A key is what is counted, such as a word or a pair of words. Exact counts are kept for a sample of
keys: those with the smallest hashes. A count-min sketch (`Tally`) counts the other keys. A set
(`Members`) becomes a Bloom filter when it is large. The result does not depend on the order in
which batches are merged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import I32, I64, U8, U64, Bool, distinct
from reaug.core.draws import mix

MOST: Final = 1 << 18
"""The greatest number of distinct keys of one kind that a step counts: 13 times the number of names
in KLUE-RE train. If there are more, the step keeps the keys with the smallest hashes. Such samples
can be merged in any order, and each kept key has its full count.
"""

_CELLS: Final = 1 << 20
_SALTS: Final = (0x5851F42D4C957F2D, 0x14057B7EF767814F)
_BITS: Final = 1 << 28
_PROBES: Final = 4
_PROBE_SALT: Final = 0x9E3779B97F4A7C15


class Sampled(NamedTuple):
    """The size of a sample of keys, and the estimated number of all keys.

    kept : number of keys in the sample.
    of : number of all keys, estimated from the greatest hash in the sample (k minimum values,
        Bar-Yossef et al. 2002).
    """

    kept: int
    of: int


def greatest(hashes: U64, most: int = MOST) -> np.uint64 | None:
    """Return the greatest hash in a sample of keys: the keys with the `most` smallest hashes.

    The result is None if there are at most `most` distinct hashes, so that the sample has all keys.
    `hashes` has one uniform hash for each entry; entries with the same key have the same hash.

    >>> greatest(np.array([7, 3, 9, 3], dtype=np.uint64), most=2)
    np.uint64(7)
    >>> greatest(np.array([7, 3, 3], dtype=np.uint64), most=2) is None
    True
    """
    if len(hashes) <= most:
        return None
    keys = distinct(hashes)
    return keys[most - 1] if len(keys) > most else None


def sample_size(cut: np.uint64 | None, most: int = MOST) -> Sampled | None:
    """Return the size of a sample and the estimated number of all keys, rounded to three digits.

    `cut` is the greatest hash in the sample (see `greatest`). The result is None if `cut` is None,
    since the sample then has all keys.

    >>> sample_size(np.uint64(2**62), most=1000)
    Sampled(kept=1000, of=4000)
    """
    if cut is None:
        return None
    return Sampled(most, int(float(f"{most * 2.0**64 / (float(cut) + 1):.3g}")))


def described(samples: Mapping[str, Sampled]) -> dict[str, object]:
    """Return the sizes of samples as JSON-able data, to describe a step; {} without samples.

    >>> described({"names": Sampled(kept=1000, of=4000)})
    {'sampled': {'names': {'kept': 1000, 'of_about': 4000}}}
    """
    counts = {
        name: {"kept": sampled.kept, "of_about": sampled.of} for name, sampled in samples.items()
    }
    return {"sampled": counts} if counts else {}


class Tally(NamedTuple):
    """Approximate counts of keys: never too low, and rarely too high.

    cells : `int32[2, c]`; the count of a key is the smaller value of its two cells.

    Source: Cormode & Muthukrishnan 2005, "An improved data stream summary: the count-min sketch
    and its applications".
    """

    cells: I32

    @classmethod
    def of(cls, hashes: U64, n: I64) -> Tally:
        """Return the tally of keys (given as hashes) with counts; a key may occur several times."""
        rows = [np.bincount(at, weights=n, minlength=_CELLS) for at in _cells_of(hashes)]
        return cls(np.stack(rows).astype(np.int32))

    def __or__(self, other: Tally) -> Tally:
        """Return a tally with the sums of the counts of two tallies."""
        return Tally(self.cells + other.cells)

    def times(self, hashes: U64) -> I64:
        """Return the count of each key (`int64[n]`), which may be slightly too high.

        >>> keys = np.array([1, 2], dtype=np.uint64)
        >>> Tally.of(keys, np.array([3, 1])).times(np.array([1, 5], dtype=np.uint64)).tolist()
        [3, 0]
        """
        first, second = (row[at] for row, at in zip(self.cells, _cells_of(hashes), strict=True))
        return np.minimum(first, second).astype(np.int64)


def _cells_of(hashes: U64) -> list[I64]:
    mask = np.uint64(_CELLS - 1)
    return [(mix(hashes ^ np.uint64(salt)) & mask).astype(np.int64) for salt in _SALTS]


class Members(NamedTuple):
    """A set of hashes: exact up to a certain size, and a Bloom filter beyond it.

    hashes : `uint64[k]`, possibly with duplicates; without the hashes that are in the filter.
    bits : the filter, `uint8[2**25]`, or None. It also accepts a few hashes that were never added.

    Source: Bloom 1970, "Space/time trade-offs in hash coding with allowable errors".
    """

    hashes: U64
    bits: U8 | None = None

    def __or__(self, other: Members) -> Members:
        """Return the union of two sets. Call `packed` on the result when it has grown."""
        hashes = np.concatenate([self.hashes, other.hashes])
        if self.bits is None or other.bits is None:
            return Members(hashes, other.bits if self.bits is None else self.bits)
        return Members(hashes, self.bits | other.bits)

    def packed(self, most: int) -> Members:
        """Return the set with sorted, distinct hashes; more than `most` go to the Bloom filter."""
        hashes = distinct(self.hashes)
        if self.bits is None and len(hashes) <= most:
            return Members(hashes)
        bits = np.zeros(_BITS // 8, dtype=np.uint8) if self.bits is None else self.bits.copy()
        for byte, bit in _probes(hashes):
            np.bitwise_or.at(bits, byte, bit)
        return Members(hashes[:0], bits)

    def holds(self, hashes: U64) -> Bool:
        """Return which hashes are in the set (`bool[n]`). The set must be packed.

        >>> known = Members(np.array([5, 3], dtype=np.uint64))
        >>> asked = np.array([3, 4], dtype=np.uint64)
        >>> known.packed(2).holds(asked).tolist(), known.packed(1).holds(asked).tolist()
        ([True, False], [True, False])
        """
        if self.bits is None:
            place = np.searchsorted(self.hashes, hashes)
            is_held = np.append(self.hashes, np.uint64(0))[place] == hashes
            return is_held & (place < len(self.hashes))
        held = np.ones(len(hashes), dtype=np.bool_)
        for byte, bit in _probes(hashes):
            held &= self.bits[byte] & bit > 0
        return held


def _probes(hashes: U64) -> list[tuple[I64, U8]]:
    """Return, for each of the four probes, the byte and the bit of each hash in the filter."""
    places = []
    for probe in range(_PROBES):
        place = mix(hashes ^ np.uint64(_PROBE_SALT + probe)) & np.uint64(_BITS - 1)
        bit = np.uint8(1) << (place & np.uint64(7)).astype(np.uint8)
        places.append(((place >> np.uint64(3)).astype(np.int64), bit))
    return places
