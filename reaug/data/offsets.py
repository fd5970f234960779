"""Conventions for counting offsets, and conversions between them.

A convention has a unit (code points, UTF-16 units, UTF-8 bytes, or tokens separated by white
space), the number of the first unit, and an inclusive or exclusive end. A row fits a convention if
both words are at their offsets. The convention of a file is the one that most rows fit, so neither
the order of rows nor batches matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool
from reaug.errors import UsageError
from reaug.suggestions import unknown

Unit = Literal["characters", "utf16", "bytes", "tokens"]

_TOKEN: Final = re.compile(r"\S+")
_UNITS: Final = {
    "characters": "characters",
    "utf16": "UTF-16 units, as JavaScript counts",
    "bytes": "UTF-8 bytes",
    "tokens": "tokens (eojeols)",
}


@dataclass(frozen=True)
class Convention:
    """A convention for counting offsets.

    Attributes
    ----------
    unit
        The unit in which offsets are counted.
    first
        The number of the first unit of a sentence: 0 or 1, or another number if all offsets are
        shifted.
    inclusive
        Whether the end is the last unit of the mention, not the one after it.
    """

    unit: Unit = "characters"
    first: int = 0
    inclusive: bool = True

    @property
    def name(self) -> str:
        """The name for `--offsets`; conventions with a shift have none.

        >>> Convention("utf16", 1, False).name
        'utf16-exclusive-1'
        """
        unit = "" if self.unit == "characters" else f"{self.unit}-"
        end = "inclusive" if self.inclusive else "exclusive"
        return f"{unit}{end}" + (f"-{self.first}" if self.first else "")

    @property
    def is_named(self) -> bool:
        """Whether `--offsets` has a name for the convention, and it differs from KLUE's."""
        return self.first in (0, 1) and self != KLUE

    def __str__(self) -> str:
        end = "inclusive" if self.inclusive else "exclusive"
        return f"{_UNITS[self.unit]} from {self.first}, ends {end}"


KLUE: Final = Convention()
"""The convention of KLUE and of files written by reaug: code points from 0, inclusive ends."""

CONVENTIONS: Final = tuple(
    Convention(unit, first, inclusive)
    for unit in ("characters", "utf16", "bytes", "tokens")
    for first in (0, 1)
    for inclusive in (True, False)
)
NAMES: Final = ("auto", *(each.name for each in CONVENTIONS))
"""The values of `--offsets`."""


def check_name(name: str) -> None:
    """Raise an error for a name that is not in `NAMES`.

    Raises
    ------
    UsageError
        There is no such name; the message lists the valid ones.
    """
    if name not in NAMES:
        raise UsageError(unknown("way to count offsets", name, NAMES))


def convention_called(name: str) -> Convention:
    """Return the convention that has a name: one of `NAMES`, except "auto"."""
    return next(each for each in CONVENTIONS if each.name == name)


class Span(NamedTuple):
    """The offsets of one mention per row as in the input, `int64[n]` each."""

    first: I64
    last: I64


class Points(NamedTuple):
    """Half-open spans in code points of one mention per row, `int64[n]` each; -1 if unknown."""

    start: I64
    end: I64


def to_points(
    sentences: pa.ChunkedArray, words: pa.ChunkedArray, given: Span, convention: Convention
) -> Points:
    """Convert offsets that are counted by a convention to half-open spans in code points.

    Parameters
    ----------
    sentences, words
        n sentences, and the word of the mention in each. With tokens as unit, the word is searched
        inside the tokens.
    given
        The offsets as in the input.

    Examples
    --------
    >>> given = Span(np.array([1]), np.array([1]))
    >>> sentences, words = pa.chunked_array([["세종은 이도다."]]), pa.chunked_array([["이도"]])
    >>> to_points(sentences, words, given, Convention("tokens"))
    Points(start=array([4]), end=array([6]))
    """
    # Clipped, since the maximum of int64 would overflow; no sentence is that long.
    most = np.iinfo(np.int64).max // 2
    start = np.clip(given.first, -most, most) - convention.first
    end = np.clip(given.last, -most, most) - convention.first + convention.inclusive
    if convention.unit == "characters":
        return Points(start, end)
    if convention.unit == "tokens":
        return _span_in_tokens(sentences, words, start, end)
    if convention.unit == "utf16":
        return _of_units(sentences, start, end, _have_astral(sentences), _utf16_places)
    return _of_units(sentences, start, end, _not_ascii(sentences), _byte_places)


def _have_astral(sentences: pa.ChunkedArray) -> Bool:
    """Return the rows that have a code point of two UTF-16 units (`bool[n]`)."""
    return _matches(sentences, r"[\x{10000}-\x{10FFFF}]")


def _not_ascii(sentences: pa.ChunkedArray) -> Bool:
    return _matches(sentences, r"[^\x00-\x7f]")


def _matches(sentences: pa.ChunkedArray, pattern: str) -> Bool:
    rows = pc.match_substring_regex(sentences, pattern).fill_null(False)  # noqa: FBT003
    return rows.to_numpy().astype(np.bool_)


def _utf16_places(text: str) -> list[int]:
    """Return the position in UTF-16 units at which each code point starts, and the text ends."""
    return np.cumsum([0, *(1 + (letter > "\uffff") for letter in text)]).tolist()


def _byte_places(text: str) -> list[int]:
    return np.cumsum([0, *(len(letter.encode()) for letter in text)]).tolist()


def _of_units(
    sentences: pa.ChunkedArray,
    start: I64,
    end: I64,
    rows: Bool,
    places: Callable[[str], list[int]],
) -> Points:
    start, end = start.copy(), end.copy()
    where = np.flatnonzero(rows)
    texts = sentences.take(pa.array(where)).to_pylist() if len(where) else []
    for row, text in zip(where.tolist(), texts, strict=True):
        at = {place: point for point, place in enumerate(places(text))}
        start[row], end[row] = at.get(int(start[row]), -1), at.get(int(end[row]), -1)
    return Points(start, end)


def _span_in_tokens(
    sentences: pa.ChunkedArray, words: pa.ChunkedArray, start: I64, end: I64
) -> Points:
    """Return the span of the word inside the tokens from `start` to `end`, in code points."""
    # If the word occurs there several times, the occurrence at the beginning of the first token is
    # taken. If there is none, start and end are -1.
    starts, ends = np.full(len(start), -1), np.full(len(start), -1)
    texts = zip(sentences.to_pylist(), words.to_pylist(), strict=True)
    for row, (text, word) in enumerate(texts):
        if not text or not word or not 0 <= start[row] < end[row]:
            continue
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        if end[row] > len(tokens):
            continue
        (left, left_end), (right, right_end) = tokens[start[row]], tokens[end[row] - 1]
        places = [
            place
            for place in occurrences(text, word, left)
            if place < left_end and right < place + len(word) <= right_end
        ]
        if len(places) == 1 or left in places:
            starts[row] = places[0]
            ends[row] = places[0] + len(word)
    return Points(starts, ends)


def beginning_near(
    text: str, word: str, first: int, last: int, convention: Convention
) -> int | None:
    """Return the approximate start, in code points, of a mention with a single offset.

    Parameters
    ----------
    text, word
        The sentence, and the word of the mention.
    first, last
        The offsets of the mention; -1 for the missing one.

    Examples
    --------
    >>> beginning_near("👑세종은 이도다.", "이도", 6, -1, Convention("utf16", 0))
    5
    >>> beginning_near("👑세종은 이도다.", "이도", -1, 7, Convention("characters", 0, False))
    5
    """
    if first >= 0:
        return _to_code_point(text, first - convention.first, convention.unit)
    if last >= 0:
        distance = last - convention.first + convention.inclusive
        end = _to_code_point(text, distance, convention.unit, ends=True)
        return None if end is None else end - len(word)
    return None


def _to_code_point(text: str, place: int, unit: Unit, *, ends: bool = False) -> int | None:
    """Convert a position counted in a unit to a position in code points; None if there is none."""
    # A position in tokens becomes the start of the token. With `ends`, it is an exclusive end, and
    # becomes the end of the token before it.
    if unit == "characters":
        return place
    if unit == "tokens":
        sides = [match.end() if ends else match.start() for match in _TOKEN.finditer(text)]
        at = place - ends
        return sides[at] if 0 <= at < len(sides) else None
    places = _utf16_places(text) if unit == "utf16" else _byte_places(text)
    return places.index(place) if place in places else None


def occurrences(text: str, word: str, begin: int = 0) -> Iterator[int]:
    """Yield the positions of a word in a text from `begin` on, including overlapping ones."""
    place = text.find(word, begin) if word else -1
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def from_points(sentences: pa.ChunkedArray, points: Points, convention: Convention) -> Span:
    """Convert half-open spans in code points to offsets that are counted by a convention.

    Examples
    --------
    >>> points = Points(np.array([1]), np.array([3]))
    >>> from_points(pa.chunked_array([["👑세종"]]), points, Convention("utf16", 0, False))
    Span(first=array([2]), last=array([4]))
    """
    start, end = points.start.astype(np.int64), points.end.astype(np.int64)
    if convention.unit == "tokens":
        start, end = _tokens_around(sentences, start, end)
    elif convention.unit != "characters":
        utf16 = convention.unit == "utf16"
        rows = _have_astral(sentences) if utf16 else _not_ascii(sentences)
        places = _utf16_places if utf16 else _byte_places
        start, end = start.copy(), end.copy()
        for row in np.flatnonzero(rows).tolist():
            at = places(sentences[row].as_py())
            start[row], end[row] = at[start[row]], at[end[row]]
    return Span(start + convention.first, end + convention.first - convention.inclusive)


def _tokens_around(sentences: pa.ChunkedArray, start: I64, end: I64) -> tuple[I64, I64]:
    first, last = np.zeros_like(start), np.zeros_like(end)
    for row, text in enumerate(sentences.to_pylist()):
        begins = [match.start() for match in _TOKEN.finditer(text)]
        first[row] = max(sum(begin <= start[row] for begin in begins) - 1, 0)
        last[row] = max(sum(begin < end[row] for begin in begins), 1)
    return first, last
