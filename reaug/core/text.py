"""Code points of string columns: only this module converts code-point offsets to byte offsets.

An Arrow string column is one UTF-8 buffer and the byte offset of each row in it. `CodePoints` adds
the offset of each code point, so that a position in a row can be looked up as a byte offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U8, U32, Bool, Ints

if TYPE_CHECKING:
    import numpy.typing as npt

_SPACES: Final = [
    *(*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680),
    *(*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
]


def _space_table() -> Bool:
    table = np.zeros(0x110000, dtype=np.bool_)
    table[_SPACES] = True  # all characters that `str.isspace` accepts, as a test checks
    return table


_IS_SPACE: Final = _space_table()
_DEAR: Final = 8
"""How many times longer it takes to decode a code point by itself than within a whole column."""
_MAY_BE: Final = 2
_SPACE_LEADS: Final = bytes(
    _MAY_BE if first in (0xC2, 0xE1, 0xE2, 0xE3) else int(first < 0x80 and _IS_SPACE[first])
    for first in range(256)
)
"""For each first byte of a code point, whether the code point is white space: 1 for yes, 0 for no,
and `_MAY_BE` if other bytes decide.
"""


@dataclass(frozen=True, eq=False)
class CodePoints:
    """The code points of a column of `n` strings with `m` code points in all.

    Their offsets are computed at once; their values are decoded only on demand, since the kernel
    needs few of them.

    first : `int64[n + 1]`, the index of the first code point of each row.
    byte : `int64[m + 1]`, the offset of each code point in `buffer`.
    buffer : the UTF-8 bytes.
    """

    first: I64
    byte: I64
    buffer: pa.Buffer

    @property
    def size(self) -> int:
        """`m`, the number of code points."""
        return len(self.byte) - 1

    @property
    def lengths(self) -> I64:
        """`int64[n]`: the lengths of the rows in code points."""
        return np.diff(self.first)

    @property
    def row(self) -> I64:
        """`int64[m]`: the row of each code point."""
        return np.repeat(np.arange(len(self.first) - 1), self.lengths)

    def row_of(self, places: I64) -> I64:
        """Return the rows of `k` code points, given by their indices (`int64[k]`)."""
        return np.searchsorted(self.first, places, side="right") - 1

    @cached_property
    def values(self) -> U32:
        """`uint32[m]`: the code points, row after row."""
        # One call of the decoder for the whole batch; UTF-32 is the code points as integers.
        return np.frombuffer(str(self.buffer, "utf-8").encode("utf-32-le"), dtype="<u4")

    def at(self, places: I64) -> U32:
        """Return the code points (`uint32[k]`) at `k` indices (`int64[k]`, 0 to m - 1).

        If many indices are given, the whole column is decoded, which is then faster.
        """
        if "values" in self.__dict__ or len(places) * _DEAR > self.size:
            return self.values[places]
        begin = self.byte[places]
        raw = np.frombuffer(self.buffer, dtype=np.uint8)
        return decoded(raw, begin, self.byte[places + 1] - begin)

    @cached_property
    def lead(self) -> U8:
        """`uint8[m]`: the first byte of each code point."""
        return np.frombuffer(self.buffer, dtype=np.uint8)[self.byte[:-1]]

    @cached_property
    def is_space(self) -> Bool:
        """`bool[m]`: whether each code point is white space, as in `str.isspace`."""
        if "values" in self.__dict__:
            return _IS_SPACE.take(self.values)
        kinds = looked_up(self.lead, _SPACE_LEADS)
        result = kinds == 1
        doubtful = np.flatnonzero(kinds == _MAY_BE)
        result[doubtful] = _IS_SPACE[self.at(doubtful)]
        return result


def looked_up(values: U8, table: bytes) -> U8:
    """Return `table[value]` for each byte of `values`; the table has 256 bytes.

    This is three times as fast as `numpy.take`.

    >>> looked_up(np.array([0, 2], np.uint8), bytes([5, 6, 7, *range(3, 256)])).tolist()
    [5, 7]
    """
    return np.frombuffer(values.tobytes().translate(table), dtype=np.uint8)


def decoded(raw: U8, begin: I64, size: I64) -> U32:
    """Return `k` code points decoded from UTF-8 bytes (`uint32[k]`).

    `begin` and `size` (`int64[k]`) are the offset and the number of bytes of each code point.

    >>> decoded(np.frombuffer("a가".encode(), np.uint8), np.array([1]), np.array([3])).tolist()
    [44032]
    """
    result = raw[begin].astype(np.uint32)
    for width, mask in ((2, 0x1F), (3, 0x0F), (4, 0x07)):
        which: Any = size == width
        if not which.any():
            continue
        which = slice(None) if which.all() else np.flatnonzero(which)
        place, value = begin[which], result[which] & np.uint32(mask)
        for i in range(1, width):
            value = (value << np.uint32(6)) | (raw[place + i] & np.uint32(0x3F))
        result[which] = value
    return result


def frozen(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Make an array read-only, and return it.

    >>> frozen(np.zeros(2))[0] = 1
    Traceback (most recent call last):
    ...
    ValueError: assignment destination is read-only
    """
    values.flags.writeable = False
    return values


def contiguous(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; a single chunk is not copied."""
    if isinstance(values, pa.ChunkedArray):
        if values.num_chunks == 1:
            return values.chunk(0)
        return values.combine_chunks() if values.num_chunks else pa.array([], values.type)
    return values


def codepoints(strings: pa.StringArray) -> CodePoints:
    """Return the code points of a column of strings; null is treated as an empty string.

    >>> points = codepoints(pa.array(["가a", "", "😀"]))
    >>> points.lengths.tolist(), points.byte.tolist()
    ([2, 0, 1], [0, 3, 4, 8])
    """
    if strings.null_count:
        strings = strings.fill_null("")
    _, offset_buffer, data = strings.buffers()
    if len(strings) == 0 or offset_buffer is None:
        return CodePoints(np.zeros(1, np.int64), np.zeros(1, np.int64), pa.py_buffer(b""))
    offsets = np.frombuffer(offset_buffer, dtype=np.int32)
    offsets = offsets[strings.offset : strings.offset + len(strings) + 1].astype(np.int64)
    begin, end = int(offsets[0]), int(offsets[-1])
    data = data.slice(begin, end - begin) if data is not None else pa.py_buffer(b"")
    # As signed bytes, the continuation bytes are the smallest: -128 to -65.
    raw = np.frombuffer(data, dtype=np.int8)
    begins = np.ones(len(raw) + 1, dtype=np.bool_)
    np.greater_equal(raw, -64, out=begins[:-1])
    byte = np.flatnonzero(begins)
    # Read from the buffer, because `to_numpy` would import pandas, which loading a rule book does
    # not need.
    lengths = np.frombuffer(pc.utf8_length(strings).buffers()[1], dtype=np.int32)[: len(strings)]
    first = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return CodePoints(frozen(first), frozen(byte), data)


def strings_from(offsets: Ints, buffer: pa.Buffer) -> pa.StringArray:
    """Return strings made from a UTF-8 buffer without a copy.

    `offsets` is `int[n + 1]`, ascending byte offsets.
    """
    return pa.StringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets.astype(np.int32)), buffer
    )


def slices_of(points: CodePoints, row: I64, start: Ints, end: Ints) -> pa.StringArray:
    """Return the texts of m spans: code points [start, end) of the given rows (`int64[m]`).

    The spans must lie inside their rows, and may be in any order and repeated.
    """
    base = points.first[row]
    begin, stop = points.byte[base + start], points.byte[base + end]
    if np.all(begin[1:] >= stop[:-1]):
        # The spans are in ascending order, so the buffer is cut at all starts and ends, and every
        # other piece is taken.
        cuts = np.column_stack([begin, stop]).reshape(-1)
        pieces = strings_from(cuts if len(cuts) else np.zeros(1, np.int64), points.buffer)
        # Not `pa.array`: its first call imports pandas, which loading a rule book does not need.
        even = pa.py_buffer(np.arange(0, len(cuts), 2, dtype=np.int64))
        return pieces.take(pa.Array.from_buffers(pa.int64(), len(cuts) // 2, [None, even]))
    offsets = np.concatenate([[0], np.cumsum(stop - begin)])
    source = np.arange(offsets[-1]) + np.repeat(begin - offsets[:-1], stop - begin)
    raw = np.frombuffer(points.buffer, dtype=np.uint8)[source]
    return strings_from(offsets, pa.py_buffer(raw))


def slices(strings: pa.StringArray, start: Ints, end: Ints) -> pa.StringArray:
    """Return code points [start, end) of each string of a column.

    Parameters
    ----------
    strings
        n strings.
    start, end
        `int[n]`, half-open, with 0 <= start <= end <= length of the string.

    Examples
    --------
    >>> slices(pa.array(["이순신은 장군", "LG"]), np.array([0, 1]), np.array([3, 2])).to_pylist()
    ['이순신', 'G']
    """
    points = codepoints(contiguous(strings))
    return slices_of(points, np.arange(len(start)), np.asarray(start), np.asarray(end))
