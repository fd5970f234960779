"""Counts of types, from which the evidence for a mention's type is made.

Everything counted here is a whole number, so counts of batches add up the same in any order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch, Role
from reaug.core.text import I64, CodePoints, codepoints

F64 = npt.NDArray[np.float64]
U64 = npt.NDArray[np.uint64]

SIDES: Final = ("before", "behind")
_MANY_CHUNKS: Final = 32
_EDGE: Final = 0x1FFFFF
"""Stands for the place beyond the edge of a text; no code point, and 21 bits like all of them."""


class TypeCounts(NamedTuple):
    """How often each type was seen; the summary of some rows, both roles together.

    words : table `word` (in NFC), `type`, `n`.
    before, behind : table `key` (the three code points beside a mention), `type`, `n`.
    """

    words: pa.Table
    before: pa.Table
    behind: pa.Table

    @classmethod
    def of(cls, batch: Batch) -> TypeCounts:
        """The counts of some rows; mentions without a type are left out."""
        parts: list[list[pa.Table]] = [[], [], []]
        for role in schema.ROLES:
            type_ = batch.type(role)
            keys = (nfc_words(batch, role), *(pa.array(key) for key in around(batch, role)))
            for part, key in zip(parts, keys, strict=True):
                part.append(pa.table({"key": key, "type": type_}).filter(pc.is_valid(type_)))
        ones = (pa.concat_tables(part) for part in parts)
        return cls(*(_grouped(table, [([], "count_all")]) for table in ones))

    def merge(self, other: TypeCounts) -> TypeCounts:
        """The counts of both."""
        return TypeCounts(*(_joined(*pair) for pair in zip(self, other, strict=True)))

    def summed(self) -> TypeCounts:
        """Each key and type once."""
        return TypeCounts(*map(_summed, self))


def _grouped(table: pa.Table, aggregation: list[tuple[list[str] | str, str]]) -> pa.Table:
    grouped = table.group_by(["key", "type"], use_threads=False).aggregate(aggregation)
    return grouped.rename_columns(["key", "type", "n"])


def _summed(table: pa.Table) -> pa.Table:
    return _grouped(table, [("n", "sum")])


def _joined(a: pa.Table, b: pa.Table) -> pa.Table:
    """Both behind each other; summed only now and then, since that costs all there is."""
    both = pa.concat_tables([a, b])
    return _summed(both) if both["n"].num_chunks >= _MANY_CHUNKS else both


def nfc_words(batch: Batch, role: Role) -> pa.StringArray:
    """The words of one mention in NFC, so that one name is one word however it is stored."""
    return pc.utf8_normalize(batch.words(role), "NFC")


def around(batch: Batch, role: Role) -> tuple[U64, U64]:
    """`uint64[n]` twice: the three code points before and behind a mention, the nearest first."""
    points, span = batch.codepoints, batch.span(role)
    first, stop = points.first[:-1], points.first[1:]
    return (
        packed(points, first + span[:, 0] - 1, -1, first, stop),
        packed(points, first + span[:, 1], 1, first, stop),
    )


def packed(points: CodePoints, at: I64, step: int, first: I64, stop: I64) -> U64:
    """Three code points of each text from `at` on, going by `step`, in 63 bits.

    The first stands in the highest bits, so `shortened` makes one or two of three.
    """
    values = np.append(points.values, _EDGE).astype(np.uint64)
    key = np.zeros(len(at), dtype=np.uint64)
    for i in range(3):
        place = at + i * step
        inside = (first <= place) & (place < stop)
        key = (key << np.uint64(21)) | values[np.where(inside, place, -1)]
    return key


def shortened(key: U64, length: int) -> U64:
    """The first `length` of three packed code points."""
    return key >> np.uint64(21 * (3 - length))


def endings(words: CodePoints) -> U64:
    """The last three code points of each word, the last first."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, stop - 1, -1, first, stop)


def beginnings(words: CodePoints) -> U64:
    """The first three code points of each word."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, first, 1, first, stop)


_LATIN, _DIGIT, _HANGUL, _HANJA, _SPACE, _OTHER = range(1, 7)


def shapes(words: pa.StringArray) -> I64:
    """The scripts of each word as a number: 이순신 three of Hangul, 1998년 digits and one.

    Runs of a script count once, but for Hangul, where the number of syllables says much. The first
    eight are told apart.
    """
    points = codepoints(words)
    values, row = points.values, points.row
    script = np.select(
        [
            (values >= 0xAC00) & (values <= 0xD7A3),
            (values >= 0x4E00) & (values <= 0x9FFF),
            (values >= 0x30) & (values <= 0x39),
            ((values | 0x20) >= 0x61) & ((values | 0x20) <= 0x7A),
            points.is_space,
        ],
        [_HANGUL, _HANJA, _DIGIT, _LATIN, _SPACE],
        default=_OTHER,
    )
    news = np.ones(len(values), dtype=np.bool_)
    news[1:] = (script[1:] != script[:-1]) | (script[1:] == _HANGUL) | (row[1:] != row[:-1])
    count = np.append(0, np.cumsum(news))
    rank = count[:-1] - count[points.first[row]]
    told = news & (rank < 8)
    weights = script[told].astype(np.int64) << (3 * rank[told])
    return np.bincount(row[told], weights=weights, minlength=len(words)).astype(np.int64)
