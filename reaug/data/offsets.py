"""How the offsets of mentions count; `recognising` says which way those of a file do.

A convention has a unit (code points, UTF-16 units, UTF-8 bytes, tokens between white space), a
place where counting begins, and an end that belongs to the mention or not. A row fits where both
words stand where it says. Which convention holds is a matter of how many rows fit, so that
neither their order nor how they came in batches can matter.
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
    """A way to count.

    Attributes
    ----------
    unit
        What is counted.
    first
        The number of the first unit of a sentence: 0 or 1, or what a constant shift makes of it.
    inclusive
        Whether the end is that of the last unit of the mention, not the one behind it.
    """

    unit: Unit = "characters"
    first: int = 0
    inclusive: bool = True

    @property
    def name(self) -> str:
        """As `--offsets` has it; a shift has no name of its own there.

        >>> Convention("utf16", 1, False).name
        'utf16-exclusive-1'
        """
        unit = "" if self.unit == "characters" else f"{self.unit}-"
        end = "inclusive" if self.inclusive else "exclusive"
        return f"{unit}{end}" + (f"-{self.first}" if self.first else "")

    @property
    def is_named(self) -> bool:
        """Whether `--offsets` has a name for it, and it is not KLUE's own."""
        return self.first in (0, 1) and self != KLUE

    def __str__(self) -> str:
        end = "inclusive" if self.inclusive else "exclusive"
        return f"{_UNITS[self.unit]} from {self.first}, ends {end}"


KLUE: Final = Convention()
"""Code points from 0, ends inclusive: KLUE's own, and what reaug writes."""

CONVENTIONS: Final = tuple(
    Convention(unit, first, inclusive)
    for unit in ("characters", "utf16", "bytes", "tokens")
    for first in (0, 1)
    for inclusive in (True, False)
)
NAMES: Final = ("auto", *(each.name for each in CONVENTIONS))
"""What `--offsets` takes."""


def check_name(name: str) -> None:
    """Refuse a name that is none of `NAMES`.

    Raises
    ------
    UsageError
        With the names that there are.
    """
    if name not in NAMES:
        raise UsageError(unknown("way to count offsets", name, NAMES))


def convention_called(name: str) -> Convention:
    """The convention of a name of `NAMES`, "auto" apart."""
    return next(each for each in CONVENTIONS if each.name == name)


class Span(NamedTuple):
    """The offsets of one mention of n rows, as they are given: `int64[n]` each."""

    first: I64
    last: I64


class Points(NamedTuple):
    """Half-open code points of one mention of n rows: `int64[n]` each; -1..-1 where there are
    none such.
    """

    start: I64
    end: I64


def to_points(
    sentences: pa.ChunkedArray, words: pa.ChunkedArray, given: Span, convention: Convention
) -> Points:
    """Offsets of a convention as half-open code points.

    Parameters
    ----------
    sentences, words
        n sentences, and the mention in each; with tokens, the word is looked for inside them.
    given
        The offsets.

    Examples
    --------
    >>> given = Span(np.array([1]), np.array([1]))
    >>> sentences, words = pa.chunked_array([["세종은 이도다."]]), pa.chunked_array([["이도"]])
    >>> to_points(sentences, words, given, Convention("tokens"))
    Points(start=array([4]), end=array([6]))
    """
    # The greatest number that int64 holds would wrap; no sentence is so long.
    most = np.iinfo(np.int64).max // 2
    start = np.clip(given.first, -most, most) - convention.first
    end = np.clip(given.last, -most, most) - convention.first + convention.inclusive
    if convention.unit == "characters":
        return Points(start, end)
    if convention.unit == "tokens":
        return _of_tokens(sentences, words, start, end)
    if convention.unit == "utf16":
        return _of_units(sentences, start, end, _astral(sentences), _utf16_places)
    return _of_units(sentences, start, end, _not_ascii(sentences), _byte_places)


def _astral(sentences: pa.ChunkedArray) -> Bool:
    """Rows in which a code point takes two UTF-16 units."""
    return _matches(sentences, r"[\x{10000}-\x{10FFFF}]")


def _not_ascii(sentences: pa.ChunkedArray) -> Bool:
    return _matches(sentences, r"[^\x00-\x7f]")


def _matches(sentences: pa.ChunkedArray, pattern: str) -> Bool:
    rows = pc.match_substring_regex(sentences, pattern).fill_null(False)  # noqa: FBT003
    return rows.to_numpy().astype(np.bool_)


def _utf16_places(text: str) -> list[int]:
    """Where each code point begins, and where the text ends."""
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


def _of_tokens(sentences: pa.ChunkedArray, words: pa.ChunkedArray, start: I64, end: I64) -> Points:
    """The word inside the tokens that are named, begun in the first of them, ended in the last.

    Where it stands there twice, that at the first token's beginning is meant; else none is.
    """
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
    """About where a mention begins of which one offset is given alone, in code points.

    Parameters
    ----------
    text, word
        The sentence and the mention.
    first, last
        Its offsets; -1 for one that is not given.

    Examples
    --------
    >>> beginning_near("👑세종은 이도다.", "이도", 6, -1, Convention("utf16", 0))
    5
    >>> beginning_near("👑세종은 이도다.", "이도", -1, 7, Convention("characters", 0, False))
    5
    """
    if first >= 0:
        return _point(text, first - convention.first, convention.unit)
    if last >= 0:
        behind = last - convention.first + convention.inclusive
        end = _point(text, behind, convention.unit, ends=True)
        return None if end is None else end - len(word)
    return None


def _point(text: str, place: int, unit: Unit, *, ends: bool = False) -> int | None:
    """Which code point a place is in some unit; of tokens where one begins, or the last ends."""
    if unit == "characters":
        return place
    if unit == "tokens":
        sides = [match.end() if ends else match.start() for match in _TOKEN.finditer(text)]
        at = place - ends
        return sides[at] if 0 <= at < len(sides) else None
    places = _utf16_places(text) if unit == "utf16" else _byte_places(text)
    return places.index(place) if place in places else None


def occurrences(text: str, word: str, begin: int = 0) -> Iterator[int]:
    """Where a word stands in a text, from some place on; those that overlap count each."""
    place = text.find(word, begin) if word else -1
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def from_points(sentences: pa.ChunkedArray, points: Points, convention: Convention) -> Span:
    """Half-open code points as offsets of a convention: the way back.

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
        rows = _astral(sentences) if utf16 else _not_ascii(sentences)
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
