"""Find particles in the wrong form anywhere in a text: 바다을, 학교으로, ‘바다’을, LG은.

Precision comes first: a particle counts as wrong only if the text can mean nothing else. After
Latin letters, numbers, quotes and brackets, a particle is recognised by its form
(`korean.particle_checks`); within a run of Hangul, mecab decides
(`korean/_particles_after_hangul.py`).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U32, Bool, as_mask
from reaug.core.text import codepoints, contiguous, slices_of
from reaug.korean._copula import listed
from reaug.korean._endings import of_syllables
from reaug.korean._numbers import UNITS
from reaug.korean._particles_after_hangul import COPULA, RO, wrong_after_hangul
from reaug.korean.particle_checks import judged
from reaug.korean.particles import agrees
from reaug.korean.sounds import Sound, is_read, opening_of
from reaug.korean.tails import is_title_end


class Misused(NamedTuple):
    """A particle in the wrong form: its noun is at [start, begin), the particle at [begin, end)."""

    row: int
    start: int
    begin: int
    end: int
    form: str
    right: str


_AND: Final = listed("과 과의 과는 과도")
_FORMS: Final = frozenset(
    (
        *listed("은 는 이 가 을 를"),
        *(*RO, *(form[1:] for form in RO)),
        *(*_AND, *("와" + form[1:] for form in _AND)),
    )
)
"""Forms that are checked after all kinds of words."""
_ALL: Final = pa.array(sorted({*_FORMS, *COPULA}), pa.string())
_HEADS: Final = np.array(sorted(map(ord, "은는이가을를과와으로라였")), dtype=np.uint32)
_LONGEST: Final = 6


def misused(texts: pa.StringArray) -> list[Misused]:
    """Return the particles of `n` texts that are certainly in the wrong form, by row and position.

    Examples
    --------
    >>> [(one.form, one.right) for one in misused(pa.array(["바다을 보고 학교으로 갔다."]))]
    [('을', '를'), ('으로', '로')]
    >>> misused(pa.array(["가을 바다를 보고 도서관으로 간 소설가", None]))
    []
    """
    texts = contiguous(texts).fill_null("")
    row, begin, end, forms, joined = _candidates(texts)
    misuses = []
    rows = np.unique(row)
    sentences = dict(zip(rows.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True))
    columns = (row.tolist(), begin.tolist(), end.tolist(), forms, joined.tolist())
    for i, at, stop, form, is_joined in zip(*columns, strict=True):
        text, shift = _near(sentences[i], at, stop)
        place = at - shift, stop - shift, form
        check = wrong_after_hangul if is_joined else _wrong_after_mark
        noun = check(text, *place)
        if noun is not None:
            start, right = noun
            misuses.append(Misused(i, start + shift, at, stop, form, right))
    return misuses


_WHOLE: Final = 600
"""The greatest length of a text, in code points, that is examined as a whole. In longer texts, only
the vicinity of the particle is examined.
"""


def _near(text: str, begin: int, end: int) -> tuple[str, int]:
    """Return the text around a position, cut at spaces, and its beginning in the whole text."""
    if len(text) <= _WHOLE:
        return text, 0
    start = max(0, begin - _WHOLE // 2)
    space = text.find(" ", start, begin)
    first = start if space < 0 or start == 0 else space + 1
    last = text.rfind(" ", end, end + _WHOLE // 2)
    return text[first : last if last > 0 else end + _WHOLE // 2], first


def _candidates(texts: pa.StringArray) -> tuple[I64, I64, I64, list[str], Bool]:
    """Return the spans that may be a particle in the wrong form."""
    # Such a span is the end of a run of Hangul, and has the text of a particle. A particle that
    # agrees with the syllable before it is left out. The result has row, start, end and text of
    # each span, and whether a syllable stands right before it.
    points = codepoints(texts)
    values: U32 = points.values
    hangul = (values >= 0xAC00) & (values <= 0xD7A3)
    row = np.repeat(np.arange(len(texts)), points.lengths)
    same_row = np.zeros(len(values), dtype=np.bool_)  # as the code point before
    same_row[1:] = row[1:] == row[:-1]
    goes_on = np.zeros(len(values), dtype=np.bool_)
    goes_on[:-1] = hangul[1:] & same_row[1:]
    ends = np.flatnonzero(hangul & ~goes_on)
    heads = np.flatnonzero(hangul & np.isin(values, _HEADS) & same_row)
    stop = np.append(ends, len(values))[np.searchsorted(ends, heads)] + 1
    short = stop - heads <= _LONGEST
    heads, stop = heads[short], stop[short]
    joined = hangul[heads - 1]
    base = points.first[row[heads]]
    text = slices_of(points, row[heads], heads - base, stop - base)
    is_form = as_mask(pc.is_in(text, value_set=_ALL))
    wrong = is_form & ~joined
    some = np.flatnonzero(is_form & joined)
    before = of_syllables(values[heads[some] - 1].astype(np.int64))
    coded = text.take(pa.array(some)).dictionary_encode()
    disagrees = np.array(
        [[not agrees(form, sound) for sound in Sound] for form in coded.dictionary.to_pylist()],
        dtype=np.bool_,
    ).reshape(-1, len(Sound))
    wrong[some] = disagrees[coded.indices.to_numpy(), before]
    spaced = ~joined & (values[heads - 1] == ord(" "))
    which = np.flatnonzero(wrong & ~spaced)
    begin, end = (place[which] - base[which] for place in (heads, stop))
    forms = text.take(pa.array(which)).to_pylist()
    return row[heads[which]], begin, end, forms, joined[which]


def _wrong_after_mark(text: str, begin: int, end: int, form: str) -> tuple[int, str] | None:
    """Return where the noun of a particle begins, and the particle's right form."""
    # This is for particles after Latin letters, numbers or marks. The result is None if the present
    # form may stay.
    if form not in _FORMS:
        return None
    stop = _noun_end(text, begin)
    if stop is None:
        return None
    word = _WORD.search(text, 0, stop)
    if word is None or word[0] in UNITS:
        return None  # 1500 m와, 달러/t을
    if text[word.start() - 1 : word.start()] in ("/", ":", "·", "~", "-") and word[0].isdigit():
        return None  # 2/3를 is 삼분의 이를
    if stop < begin and text[stop] == " " and word[0][-1] in _ENDINGS:
        return None  # 기라이는 (1445년~)는: the noun already has its particle
    if stop == begin and text[stop - 1].isdigit() and form in ("이", "가", "로", "과"):
        return None  # 종로3가, 제2과, 5로: a part of the name
    verdict = judged(text, (word.start(), stop), (begin, end), form)
    return None if verdict is None or not verdict.sure else (word.start(), verdict.right)


_WORD: Final = re.compile(r"[가-힣A-Za-z0-9%℃㎏㎞㎡]+(?:[.&'’\-][A-Za-z0-9]+)*$")
_ENDINGS: Final = frozenset("은는이가을를의와과에로")
_QUOTES: Final = frozenset("’”」』》〉'\"")
_BRACKETS: Final = frozenset(")）]〕")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>$")


def _noun_end(text: str, begin: int) -> int | None:
    """Return the end of the noun before a particle, past quotes and brackets; None if unclear."""
    place = begin
    while place:
        mark = text[place - 1]
        if mark in _QUOTES or (mark != ">" and is_title_end(text, place - 1, place - 1)):
            place -= 1
            if place and text[place - 1] in _BRACKETS:
                return None  # 《거리 (김하늘)》을: the gloss is part of the title
        elif text.endswith("]]", 0, place):
            place -= 2
            link = text.rfind("[[", 0, place)
            if link < 0 or "|" in text[link:place] or ":" in text[link:place]:
                return None
        elif mark == ">":
            tag = _TAG.search(text, 0, place)
            if tag is None and not is_title_end(text, place - 1, place - 1):
                return None
            place = tag.start() if tag else place - 1
        elif mark in _BRACKETS:
            opening = opening_of(text[:place], place - 1)
            before = text[:opening].rstrip(" ") if opening > 0 else ""
            empty = not any(map(is_read, text[opening:place]))
            if (
                not before
                or (empty and before != text[:opening])
                or not (is_read(before[-1]) or before[-1] in _QUOTES | _BRACKETS)
            ):
                return None
            place = len(before)
        else:
            return place if is_read(mark) else None
    return None
