"""Type aliases for NumPy arrays by element type, conversions to and from masks, distinct values."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# These equal the types of numpy.typing, whose import would take longer than most packages of reaug.
_Any: TypeAlias = tuple[Any, ...]
Bool: TypeAlias = np.ndarray[_Any, np.dtype[np.bool_]]
I8: TypeAlias = np.ndarray[_Any, np.dtype[np.int8]]
I32: TypeAlias = np.ndarray[_Any, np.dtype[np.int32]]
I64: TypeAlias = np.ndarray[_Any, np.dtype[np.int64]]
U8: TypeAlias = np.ndarray[_Any, np.dtype[np.uint8]]
U16: TypeAlias = np.ndarray[_Any, np.dtype[np.uint16]]
U32: TypeAlias = np.ndarray[_Any, np.dtype[np.uint32]]
U64: TypeAlias = np.ndarray[_Any, np.dtype[np.uint64]]
F32: TypeAlias = np.ndarray[_Any, np.dtype[np.float32]]
F64: TypeAlias = np.ndarray[_Any, np.dtype[np.float64]]
Ints: TypeAlias = np.ndarray[_Any, np.dtype[np.integer]]
_T = TypeVar("_T", bound=np.generic)


def as_mask(values: pa.Array | pa.ChunkedArray) -> Bool:
    """Convert an Arrow boolean array to `bool[n]`; null becomes false.

    >>> as_mask(pa.array([True, None, False])).tolist()
    [True, False, False]
    """
    if values.null_count:
        values = pc.fill_null(values, fill_value=False)
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def rows_where(values: pa.Array | pa.ChunkedArray) -> I64:
    """Return the positions (`int64[k]`) at which an Arrow boolean array is true, not false or null.

    >>> rows_where(pa.array([True, None, False, True])).tolist()
    [0, 3]
    """
    return np.flatnonzero(as_mask(values))


def mask_of(rows: I64 | list[int], n: int) -> Bool:
    """Return a `bool[n]` that is true at the given positions.

    >>> mask_of([2, 0], 4).tolist()
    [True, False, True, False]
    """
    mask = np.zeros(n, dtype=np.bool_)
    mask[rows] = True
    return mask


def spread_mask(mask: Bool, rows: I64, n: int) -> Bool:
    """Return a mask of `n` rows (`bool[n]`) from a mask of some rows; the other rows are false.

    `mask` is `bool[k]`, and `rows` (`int64[k]`) are the positions of its entries among the n rows.

    >>> spread_mask(np.array([True, False]), np.array([3, 1]), 4).tolist()
    [False, False, False, True]
    """
    spread = np.zeros(n, dtype=np.bool_)
    spread[rows] = mask
    return spread


def distinct(values: np.ndarray[_Any, np.dtype[_T]]) -> np.ndarray[_Any, np.dtype[_T]]:
    """Return the distinct values of `values[n]`, sorted.

    `np.unique` gives the same. But for integers, NumPy 2.3 and later collect the values in a hash
    table first, which takes 17 times as long for half a million 64-bit hashes.

    >>> distinct(np.array([7, 3, 7])).tolist()
    [3, 7]
    """
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]
