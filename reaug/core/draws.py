"""Random draws that depend only on the row for which they are made, never on earlier draws.

A draw is `hash(seed, step path, row id, name, index)`: a counter-based generator (Salmon et al.,
2011, "Parallel random numbers: as easy as 1, 2, 3"), whose mixing function is the finaliser of
SplitMix64 (Steele et al., 2014). So batch size, row order and number of processes do not change the
numbers, and a row has the same numbers alone as in a batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pyarrow as pa
import xxhash

from reaug.core.arrays import F64, I64, U64, Ints

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_TO_UNIT: Final = 2.0**-53


def row_keys(row_ids: Iterable[str]) -> U64:
    """Return 64-bit keys of row ids: xxh64 of their UTF-8 bytes.

    >>> row_keys(["klue-re-v1_train_00000"]).dtype
    dtype('uint64')
    """
    return np.fromiter(map(xxhash.xxh64_intdigest, map(str.encode, row_ids)), dtype=np.uint64)


def text_keys(texts: pa.Array | pa.ChunkedArray) -> U64:
    """Return 64-bit keys of the texts of an Arrow column without nulls, as `row_keys` does.

    It is faster, since no Python strings are made.

    >>> bool(text_keys(pa.array(["a", "나"]))[1] == row_keys(["나"])[0])
    True
    """
    raw = texts.cast(pa.large_binary()).to_pylist()
    return np.fromiter(map(xxhash.xxh64_intdigest, raw), dtype=np.uint64, count=len(raw))


def mix(values: U64) -> U64:
    """Return integers with their bits mixed (the finaliser of SplitMix64, a bijection)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


class Draw:
    """The random draws of one step for the n rows of one batch.

    Parameters
    ----------
    keys
        `uint64[n]`, the rows' keys (`row_keys` of their ids).
    seed
        The seed of the run, any integer.
    path
        The path of the step in the recipe, so that two steps of a recipe draw independently.

    Examples
    --------
    >>> draw = Draw(row_keys(["a", "b"]), seed=42, path="0.aeda")
    >>> both = draw.uniform("p")
    >>> bool(both[1] == Draw(row_keys(["b"]), seed=42, path="0.aeda").uniform("p")[0])
    True
    """

    def __init__(self, keys: U64, *, seed: int, path: str) -> None:
        self.keys = keys
        self.seed = seed
        self.path = path

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: I64) -> Draw:
        """Return the draws for the rows at the given positions (`int64[m]`)."""
        return Draw(self.keys[rows], seed=self.seed, path=self.path)

    def bits(self, name: str, index: int | Ints = 0, rows: I64 | None = None) -> U64:
        """Return random `uint64`: one per row, or one for each entry of `rows` (positions of rows).

        `name` and `index` distinguish the draws of a step for a row; `index` broadcasts.
        """
        salt = np.uint64(xxhash.xxh64_intdigest(f"{self.seed}\x00{self.path}\x00{name}".encode()))
        keys = self.keys if rows is None else self.keys[rows]
        # At least 1-d: NumPy warns when a scalar overflows, and overflow is intended here.
        count = np.atleast_1d(np.asarray(index, dtype=np.uint64)) + np.uint64(1)
        return mix(mix(keys ^ salt) + count * _GOLDEN)

    def uniform(self, name: str, index: int | Ints = 0, rows: I64 | None = None) -> F64:
        """Return uniform `float64` in [0, 1), with 53 random bits; see `bits` for the arguments."""
        return (self.bits(name, index, rows) >> np.uint64(11)).astype(np.float64) * _TO_UNIT

    def below(
        self,
        name: str,
        high: int | Ints,
        index: int | Ints = 0,
        rows: I64 | None = None,
    ) -> I64:
        """Return uniform `int64` in [0, high), or 0 where `high` is 0; `high` broadcasts."""
        return np.floor(self.uniform(name, index, rows) * high).astype(np.int64)
