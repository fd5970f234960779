"""Find the text that may be the particle of a noun: right after it, or after a gloss or a quote.

A particle belongs to at most one noun, the nearest noun before it. In 삼성(Samsung)은 it belongs to
삼성, not to the text in brackets; in ‘기생충’은 it belongs to the name in quotes. The *tail* is the
Hangul at this position, up to the next space, mark or end of the text.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, U32, Bool, Ints
from reaug.core.batch import Batch
from reaug.core.edits import OBJECT, SUBJECT
from reaug.core.text import slices_of
from reaug.korean.markup import past_markup
from reaug.korean.notation import notation_at
from reaug.korean.particles import FAMILIES, LONGEST
from reaug.korean.sounds import is_read
from reaug.korean.spaced_particles import is_spaced_particle

_WINDOW: Final = 3 * LONGEST + 1
"""The number of code points to read after a word: the longest tail in NFD and the one after it."""

_CLOSED_BY: Final = {"(": ")", "（": "）", "[": "]", "〔": "〕", "{": "}"}
"""Brackets that enclose a gloss after a name, as in 삼성(Samsung)."""
_OPENED_BY: Final = {close: opening for opening, close in _CLOSED_BY.items()}
_END_QUOTES: Final = frozenset("’”」』》〉｣›»")
_TITLE_BRACKETS: Final = {">": "<", "＞": "＜", "】": "【", "≫": "≪", "〗": "〖"}
"""Brackets that enclose a title like quotes, if they do not directly follow a name: 영화 <무정>."""
_STRAIGHT_QUOTES: Final = frozenset("'\"")
_MARKS: Final = frozenset("!?∞™®©㈜♡♥★☆†‡*♪")
"""Marks that may end a name before a bracket."""
_ENDS_NAME: Final = frozenset({*_OPENED_BY, *_END_QUOTES, *_STRAIGHT_QUOTES, *_MARKS, "."})
_NEVER_PAST: Final = np.array(sorted(map(ord, ",.·-–—:;/\\=+%…\n\t")), dtype=np.uint32)
"""Frequent code points after a name that separate it from the text that follows."""
_BEHIND_SPACE: Final = np.array(
    sorted(map(ord, {*_CLOSED_BY, *(form[0] for form in FAMILIES)})), dtype=np.uint32
)
"""Code points that may open a gloss or begin a particle, after a name and a space."""
_BOTH_FORMS: Final = np.array(sorted(map(ord, "([{（/／|∕")), dtype=np.uint32)
"""Code points after the first form of a particle that is written in both forms: 은(는), 을/를."""


class Tails(NamedTuple):
    """The Hangul right after m positions of a batch (the tails), and where it ends.

    end : `int64[m]`, where the tail ends.
    text : the tail. It is "" for a particle in both forms, 은(는), since this agrees with every
        word; `end` is then after both forms.
    far : whether the tail is longer than the longest particle. `text` is then "", and `end` is the
        beginning of the tail.
    """

    end: I64
    text: pa.StringArray
    far: Bool


def tails(batch: Batch, row: I64, begin: I64) -> Tails:
    """Return the tail at each position: the Hangul up to the next space, mark or end of the text.

    `row` and `begin` (`int64[m]`) are the row of each position and its offset in code points.

    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.")
    >>> tails(batch, np.array([0, 0]), np.array([3, 8])).text.to_pylist()
    ['은', '에서']
    """
    points = batch.codepoints
    at = points.first[row] + begin
    window = at[:, None] + np.arange(_WINDOW)
    inside = window < points.first[row + 1][:, None]
    # One more value is appended, so that indexing works in a batch of empty sentences.
    values = np.append(points.values, 0)[np.where(inside, window, -1)]
    length = np.argmin(np.append(_is_hangul(values), np.zeros((len(row), 1), np.bool_), 1), axis=1)
    far = length == _WINDOW
    end = begin + np.where(far, 0, length)
    text_end = end.copy()
    beyond = np.take_along_axis(values, np.minimum(length, _WINDOW - 1)[:, None], axis=1)[:, 0]
    maybe = np.flatnonzero((length > 0) & ~far & np.isin(beyond, _BOTH_FORMS))
    texts = batch.sentence.take(pa.array(row[maybe])).to_pylist()
    for i, text in zip(maybe.tolist(), texts, strict=True):
        notation = notation_at(text, int(begin[i]))
        if notation is not None:
            end[i], text_end[i] = notation.end, begin[i]
    return Tails(end, slices_of(points, row, begin, text_end), far)


def _is_hangul(values: U32) -> Bool:
    syllable = (values >= 0xAC00) & (values <= 0xD7A3)
    return syllable | ((values >= 0x1100) & (values <= 0x11FF))


def tail_starts(batch: Batch, row: I64, start: Ints, end: Ints, role: Ints) -> I64:
    """Return the beginning of the tail of each noun, `int64[m]`.

    The tail begins at the end of the noun, or after the gloss, the quotes and the marks behind it
    if Hangul follows there. If the noun is at the end of a text in brackets, the tail is after the
    brackets; but if the brackets explain a name before them, it is the name's tail and not the
    noun's.

    Parameters
    ----------
    batch
        n rows.
    row, start, end
        `m` nouns, as spans in code points.
    role
        `int8[m]`: 1 if the noun is the subject, 2 if it is the object, 0 if neither. Text inside
        another mention is not read.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|ORG|삼성]([O|PER|이재용])은 컸다.")
    >>> one = np.array([0])
    >>> tail_starts(batch, one, np.array([0]), np.array([2]), np.array([1])).tolist()
    [7]
    >>> tail_starts(batch, one, np.array([3]), np.array([6]), np.array([2])).tolist()
    [6]
    """
    begin = end.astype(np.int64)
    points = batch.codepoints
    place = points.first[row] + begin
    more = place < points.first[row + 1]
    next_mark = np.append(points.values, 0)[np.where(more, place, -1)]
    maybe = np.flatnonzero(more & ~_is_hangul(next_mark) & ~np.isin(next_mark, _NEVER_PAST))
    # Most names are followed by a space; it is skipped only if a gloss or a particle follows.
    spaced = next_mark[maybe] == ord(" ")
    beyond = np.minimum(place[maybe] + 1, points.size)
    opens = np.isin(np.append(points.values, 0)[beyond], _BEHIND_SPACE)
    maybe = maybe[~spaced | opens]
    texts = batch.sentence.take(pa.array(row[maybe])).to_pylist()
    spans = batch.spans[row[maybe]].tolist()
    for i, text, span in zip(maybe.tolist(), texts, spans, strict=True):
        hidden = [
            (span[k], span[k + 1])
            for k, mention_role in ((0, SUBJECT), (2, OBJECT))
            if role[i] != mention_role
        ]
        after = _after_glosses(text, int(start[i]), int(end[i]), hidden)
        if after is not None:
            begin[i] = after
    return begin


def _after_glosses(text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> int | None:
    """Return the position after a noun's glosses, quotes and marks; None before other text."""
    # `start` and `end` are the span of the noun; `hidden` are the spans of the other mentions,
    # whose text is not read.
    place: int | None = end
    while place is not None and place < len(text):
        if any(first <= place < stop for first, stop in hidden):
            return None
        mark = text[place]
        past = past_markup(text, start, place)
        if past is not None:
            place = past
        elif _closes_quote(text, start, place):
            place += 1
        elif mark in _CLOSED_BY and notation_at(text, place):
            return None
        elif mark in _CLOSED_BY:
            place = _closing(text, place, hidden)
        elif mark == " " and text[place + 1 : place + 2] in _CLOSED_BY:
            place = _closing(text, place + 1, hidden)
        elif mark == " " and is_spaced_particle(text, place + 1):
            is_hidden = any(first <= place + 1 < stop for first, stop in hidden)
            return None if is_hidden else place + 1
        elif mark in _OPENED_BY:
            place = place + 1 if _stands_alone(text, start, mark) else None
        else:
            return place if "가" <= mark <= "힣" or "\u1100" <= mark <= "\u11ff" else None
    return None


def _closes_quote(text: str, start: int, place: int) -> bool:
    """Return whether a quote or a title in brackets, begun before the noun, ends at `place`."""
    mark = text[place]
    if is_title_end(text, start, place):
        return True
    if mark in _STRAIGHT_QUOTES:
        return text.count(mark, 0, start) % 2 == 1
    return mark in _END_QUOTES


def is_title_end(text: str, start: int, place: int) -> bool:
    """Return whether the bracket at `place` ends a title that began before `start`: 영화 <무정>은.

    Brackets that directly follow a name hold a gloss: 이광수<작가>는.

    >>> is_title_end("영화 <무정>은", 4, 6), is_title_end("이광수<작가>는", 4, 6)
    (True, False)
    """
    opens = _TITLE_BRACKETS.get(text[place])
    if opens is None:
        return False
    opening = text.rfind(opens, 0, start)
    return opening > text.rfind(text[place], 0, start) and not (
        opening and is_read(text[opening - 1])
    )


def _closing(text: str, opening: int, hidden: list[tuple[int, int]]) -> int | None:
    """Return the position after the bracket that closes the bracket at `opening`."""
    # The result is None if the bracket stays open. Brackets inside the `hidden` spans do not count.
    closes, opens = _CLOSED_BY[text[opening]], text[opening]
    depth = 0
    for place in range(opening, len(text)):
        if any(first <= place < stop for first, stop in hidden):
            continue
        depth += (text[place] == opens) - (text[place] == closes)
        if depth == 0:
            return place + 1
    return None


def _stands_alone(text: str, start: int, mark: str) -> bool:
    """Return whether the brackets around a noun explain no name."""
    # This is so if no text that is read aloud precedes the brackets.
    depth, opening = 1, start
    while depth and opening:
        opening -= 1
        depth += (text[opening] == mark) - (text[opening] == _OPENED_BY[mark])
    if depth:
        return False
    before = text[:opening].removesuffix(" ")
    return not before or not (is_read(before[-1]) or before[-1] in _ENDS_NAME)
