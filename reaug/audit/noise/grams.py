"""Hashes of pieces of text, for whole columns: n-grams of code points, and whole spans.

A hash depends on the text alone, so that the same piece is the same feature in any set. Hashes have
64 bits. In a set with some millions of pieces, the probability that any two of them collide is less
than one in a hundred thousand.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import xxhash

from reaug.core.arrays import I64, U32, U64, Ints
from reaug.core.draws import mix

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


class Places(NamedTuple):
    """All positions within some spans, one span after another; `int64[m]` each.

    span : the index of the span.
    at : the position.
    """

    span: I64
    at: I64


def places(start: Ints, end: Ints) -> Places:
    """Return every position of half-open spans; a span that ends before it starts has none.

    >>> places(np.array([3, 9]), np.array([5, 7]))
    Places(span=array([0, 0]), at=array([3, 4]))
    """
    size = np.maximum(end - start, 0).astype(np.int64)
    span = np.repeat(np.arange(len(size)), size)
    begins = np.cumsum(size) - size
    return Places(span, np.arange(len(span)) - begins[span] + start[span])


def joined(*parts: Ints | U64) -> U64:
    """Return a hash of several numbers; their order matters."""
    # Arrays are at least 1-d: NumPy warns when a single number wraps around, which is intended
    # here.
    key = np.zeros(1, dtype=np.uint64)
    for part in parts:
        key = mix(key * _GOLDEN + np.atleast_1d(part).astype(np.uint64) + np.uint64(1))
    return key


def named(name: str, key: U64) -> U64:
    """Return keys rehashed with a name, so that the same text in two groups is two features."""
    return mix(key ^ np.uint64(xxhash.xxh64_intdigest(name.encode())))


def grams(values: U32, length: int) -> U64:
    """Return the hash of the `length` code points from each position on (`uint64[m]`).

    Near the end of the text, n-grams wrap around to its beginning, so these positions must not be
    used.

    >>> points = np.frombuffer("가나가나".encode("utf-32-le"), dtype="<u4")
    >>> key = grams(points, 2)
    >>> bool(key[0] == key[2]), bool(key[0] == key[1])
    (True, False)
    """
    return joined(*(np.roll(values, -i) for i in range(length))) if len(values) else _none()


def whole(values: U32, start: Ints, end: Ints) -> U64:
    """Return the hash of each of `k` spans of code points as a whole (`uint64[k]`).

    >>> points = np.frombuffer("가나 가나".encode("utf-32-le"), dtype="<u4")
    >>> key = whole(points, np.array([0, 3, 0]), np.array([2, 5, 1]))
    >>> bool(key[0] == key[1]), bool(key[0] == key[2])
    (True, False)
    """
    inside = places(start, end)
    order = (inside.at - start[inside.span]).astype(np.uint64)
    each = mix((values[inside.at].astype(np.uint64) << np.uint64(32)) + order)
    sums = np.concatenate([_none(1), np.cumsum(each, dtype=np.uint64)])
    bounds = np.concatenate([[0], np.cumsum(np.maximum(end - start, 0))])
    return mix(sums[bounds[1:]] - sums[bounds[:-1]])


def _none(size: int = 0) -> U64:
    return np.zeros(size, dtype=np.uint64)
