"""How the offsets of mentions count: recognised over all rows, since no single row can say it.

A convention has a unit (code points, UTF-16 units, UTF-8 bytes, tokens between white space), a
place where counting begins, and an end that belongs to the mention or not. A row fits where both
words stand where it says. Which convention holds is a matter of how many rows fit, so that
neither their order nor how they came in batches can matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool
from reaug.errors import InputError, UsageError
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

_ALL: Final = tuple(
    Convention(unit, first, inclusive)
    for unit in ("characters", "utf16", "bytes", "tokens")
    for first in (0, 1)
    for inclusive in (True, False)
)
NAMES: Final = ("auto", *(each.name for each in _ALL))
"""What `--offsets` takes."""

ENOUGH: Final = 0.9
"""Share of the rows that a convention other than KLUE's must fit, to be that of the data."""
MIXED: Final = 0.05
"""Share of the rows that fit only a second convention, from which two are mixed."""
_SHIFTED_ROWS: Final = 3
"""Rows that must be shifted alike: a word can stand anywhere in one or two."""


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
    return next(each for each in _ALL if each.name == name)


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


class Fit(NamedTuple):
    """A convention, and which of the rows that were looked at fit it, `bool[n]`."""

    convention: Convention
    rows: Bool

    @property
    def number(self) -> int:
        """How many rows fit."""
        return int(self.rows.sum())


class Recognised(NamedTuple):
    """What the rows say of how their offsets count.

    convention : that of the data; KLUE's where no other one fits more rows.
    other : a second convention that many rows fit alone; None where there is none.
    looked_at : how many rows have both offsets of both mentions.
    clear : whether the convention fits enough rows to be taken.
    """

    convention: Fit
    other: Fit | None
    looked_at: int
    clear: bool


def recognise(
    sentences: pa.ChunkedArray,
    words: Sequence[pa.ChunkedArray],
    given: Sequence[Span],
    rows: Bool,
) -> Recognised:
    """Find the convention that most rows fit.

    Parameters
    ----------
    sentences
        n sentences.
    words, given
        Of each mention its words and offsets.
    rows
        `bool[n]`: rows that have them all.
    """
    where = pa.array(np.flatnonzero(rows))
    texts = sentences.take(where)
    taken = [column.take(where) for column in words]
    spans = [Span(span.first[rows], span.last[rows]) for span in given]
    total = len(where)
    fits: list[Fit] = []

    def look_at(conventions: Sequence[Convention]) -> None:
        for each in conventions:
            fits.append(Fit(each, _fitting(texts, taken, spans, each)))

    look_at(_ALL[:4])
    if max(fit.number for fit in fits) < total:
        # A shift is looked for before other units: it costs less, and theirs are no shift.
        look_at(_shifts(texts, taken, spans))
        if max(fit.number for fit in fits) < total:
            look_at(_ALL[4:])
    best = max(fits, key=lambda fit: fit.number)  # the first of those that fit as many rows
    rest = [Fit(fit.convention, fit.rows & ~best.rows) for fit in fits if fit is not best]
    other = max(rest, key=lambda fit: fit.number, default=None)
    if other is not None and (other.number < 2 or other.number < MIXED * total):
        other = None
    clear = best.convention == KLUE or best.number >= ENOUGH * total
    if best.convention not in _ALL and best.number < _SHIFTED_ROWS:
        best, clear = fits[0], True
    return Recognised(_spread(best, rows), other and _spread(other, rows), total, clear)


def _spread(fit: Fit, rows: Bool) -> Fit:
    everywhere = np.zeros(len(rows), dtype=np.bool_)
    everywhere[rows] = fit.rows
    return Fit(fit.convention, everywhere)


def fits_of(
    sentences: pa.ChunkedArray,
    words: Sequence[pa.ChunkedArray],
    points: Sequence[Points],
) -> Bool:
    """Rows whose mentions all stand at their half-open code points, `bool[n]`."""
    texts = sentences.to_pylist()
    fit = np.ones(len(texts), dtype=np.bool_)
    for column, (start, end) in zip(words, points, strict=True):
        fit &= (start >= 0) & (start < end)
        places = zip(texts, column.to_pylist(), start.tolist(), end.tolist(), strict=True)
        fit &= np.fromiter(
            (0 <= a < b and text is not None and text[a:b] == word for text, word, a, b in places),
            np.bool_,
            len(texts),
        )
    return fit


def _fitting(
    sentences: pa.ChunkedArray,
    words: Sequence[pa.ChunkedArray],
    spans: Sequence[Span],
    convention: Convention,
) -> Bool:
    points = [
        to_points(sentences, column, span, convention)
        for column, span in zip(words, spans, strict=True)
    ]
    return fits_of(sentences, words, points)


def _shifts(
    sentences: pa.ChunkedArray, words: Sequence[pa.ChunkedArray], spans: Sequence[Span]
) -> list[Convention]:
    """The constant shift that most mentions whose word stands once in its sentence agree on."""
    shifts: Counter[int] = Counter()
    ends: Counter[bool] = Counter()
    texts = sentences.to_pylist()
    for column, span in zip(words, spans, strict=True):
        firsts, lasts = span.first.tolist(), span.last.tolist()
        for text, word, first, last in zip(texts, column.to_pylist(), firsts, lasts, strict=True):
            if not text or not word or last - first not in (len(word) - 1, len(word)):
                continue
            place = text.find(word)
            if place >= 0 and text.find(word, place + 1) < 0:
                shifts[first - place] += 1
                ends[last - first == len(word) - 1] += 1
    if not shifts:
        return []
    most = max(shifts.values())
    shift = min((s for s, count in shifts.items() if count == most), key=lambda s: (abs(s), s))
    if shift in (0, 1):
        return []
    return [Convention("characters", shift, ends[True] >= ends[False])]


def note_of(recognised: Recognised) -> str | None:
    """What to say of a convention that is not KLUE's; None where it is.

    Examples
    --------
    >>> fit = Fit(Convention("characters", 0, False), np.ones(4, dtype=np.bool_))
    >>> note_of(Recognised(fit, None, 4, clear=True))
    'offsets count characters from 0, ends exclusive: 4 of 4 rows fit (--offsets exclusive)'
    """
    fit = recognised.convention
    if fit.convention == KLUE:
        return None
    option = f" (--offsets {fit.convention.name})" if fit.convention in _ALL else ""
    shown = f"{fit.number:,} of {recognised.looked_at:,} rows fit{option}"
    if fit.convention not in _ALL:
        shift = fit.convention.first
        end = "inclusive" if fit.convention.inclusive else "exclusive"
        return f"offsets are shifted by {shift:+d}, ends {end}: {shown}"
    return f"offsets count {fit.convention}: {shown}"


def mixed_error(recognised: Recognised, origin: str) -> InputError:
    """The error of data whose rows count in different ways, or in none."""
    first, second = recognised.convention, recognised.other
    total = recognised.looked_at
    if second is None:
        return InputError(
            f"{origin}: the offsets of the mentions fit no way of counting: at best "
            f"{first.number:,} of {total:,} rows fit ({first.convention}). Rows that do not: "
            f"{_rows(~first.rows)}, counted from 0. If the sentences were rewritten, "
            "--on-bad-row repair finds the words again; or say how they count: --offsets NAME "
            f"({', '.join(NAMES[1:5])}, …)"
        )
    return InputError(
        f"{origin}: its rows count offsets in different ways: {first.number:,} of {total:,} fit "
        f"{first.convention} (rows {_rows(first.rows)}), and {second.number:,} others fit "
        f"{second.convention} (rows {_rows(second.rows)}), counted from 0. Part the file by how it "
        "was made; or let --on-bad-row repair put each mention where its word stands; or say which "
        f"one holds: --offsets {first.convention.name}"
    )


def _rows(mask: Bool, most: int = 5) -> str:
    where = np.flatnonzero(mask)
    shown = ", ".join(str(row) for row in where[:most].tolist())
    return shown + (", …" if len(where) > most else "")
