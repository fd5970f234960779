"""Finds particles in the wrong form anywhere in a text: 바다을, 학교으로, ‘바다’을, LG은.

Precision comes first: a particle counts as wrong only if the text can mean nothing else. After
Latin letters, numbers, quotes and brackets, a particle is recognised by its form
(`korean.particle_checks`). Within a run of Hangul, mecab must split the word into a noun and the
particle in three analyses: of the word alone, of the sentence, and of the sentence with the right
form. Many words end in 이, 가, 로 and 과, and names and electoral districts end in 은 and 을. Such
a form also needs a noun before it that cannot be part of another word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U32, Bool, as_mask
from reaug.core.text import codepoints, contiguous, slices_of
from reaug.korean._copula import listed
from reaug.korean._endings import of_hangul, of_syllables
from reaug.korean._numbers import UNITS
from reaug.korean._sure_nouns import LONG_SURNAMES, PARTS_OF_NAMES, SURE_NOUNS, SURNAMES
from reaug.korean.mecab import morphemes_of
from reaug.korean.notation import notation_at
from reaug.korean.particle_checks import judged
from reaug.korean.particles import agrees, fitting
from reaug.korean.sounds import Sound, is_read, opening_of


class Misused(NamedTuple):
    """A particle in the wrong form: [start, begin) is its noun, [begin, end) is the particle."""

    row: int
    start: int
    begin: int
    end: int
    form: str
    right: str


_RO: Final = listed("으로 으로서 으로써 으로부터 으로는 으로도 으로의 으로만 으로서의 으로부터의")
_AND: Final = listed("과 과의 과는 과도")
_FORMS: Final = {
    **dict.fromkeys(listed("은 는 이 가 을 를"), ""),
    **dict.fromkeys((*_RO, *(form[1:] for form in _RO)), ""),
    **dict.fromkeys((*_AND, *("와" + form[1:] for form in _AND)), ""),
}
"""Forms that are checked after all kinds of words."""
_COPULA: Final = frozenset(
    listed(
        "라는 라고 라며 라면 라서 라도 였다 였던 였으며 였고 였으나 였지만 였는데 였으므로 였습니다"
    )
)
"""Forms of the copula without 이; they are checked after nouns in Hangul."""
_ALL: Final = pa.array(sorted({*_FORMS, *_COPULA}), pa.string())
_HEADS: Final = np.array(sorted(map(ord, "은는이가을를과와으로라였")), dtype=np.uint32)
_LONGEST: Final = 6


def misused(texts: pa.StringArray) -> list[Misused]:
    """Return the particles of `n` texts that are certainly in the wrong form, by row and place.

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
        one = _in_run(text, *place) if is_joined else _behind_mark(text, *place)
        if one is not None:
            misuses.append(Misused(i, one[0] + shift, at, stop, form, one[1]))
    return misuses


_WHOLE: Final = 600
"""The greatest length of a text, in code points, that is examined as a whole. In longer texts, only
the vicinity of the particle is examined.
"""


def _near(text: str, begin: int, end: int) -> tuple[str, int]:
    """Return the text around a place, cut at spaces, and its beginning in the whole text."""
    if len(text) <= _WHOLE:
        return text, 0
    start = max(0, begin - _WHOLE // 2)
    space = text.find(" ", start, begin)
    first = start if space < 0 or start == 0 else space + 1
    last = text.rfind(" ", end, end + _WHOLE // 2)
    return text[first : last if last > 0 else end + _WHOLE // 2], first


def _candidates(texts: pa.StringArray) -> tuple[I64, I64, I64, list[str], Bool]:
    """Return the places that may be a particle in the wrong form: at the end of a run of Hangul,
    with the text of a particle.

    The result has row, start, end and text of each place, and whether Hangul stands right before
    it. If so, the place is left out if the particle agrees with the syllable before it.
    """
    points = codepoints(texts)
    values: U32 = points.values
    hangul = (values >= 0xAC00) & (values <= 0xD7A3)
    row = np.repeat(np.arange(len(texts)), points.lengths)
    same = np.zeros(len(values), dtype=np.bool_)  # whether the code point before is in the same row
    same[1:] = row[1:] == row[:-1]
    goes_on = np.zeros(len(values), dtype=np.bool_)
    goes_on[:-1] = hangul[1:] & same[1:]
    ends = np.flatnonzero(hangul & ~goes_on)
    heads = np.flatnonzero(hangul & np.isin(values, _HEADS) & same)
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


def _in_run(text: str, begin: int, end: int, form: str) -> tuple[int, str] | None:
    """Check a particle whose noun is the Hangul right before it.

    Returns the start of the noun in `text` and the form that should stand at `begin:end` in place
    of `form`; None if the noun, or its form, is not certain.
    """
    start = begin
    while start and "가" <= text[start - 1] <= "힣":
        start -= 1
    before = text[start - 1] if start else " "
    if is_read(before) or before in "-·'’&.○×□△*_@#/":
        return None  # 3·1운동을, A형은: the word is not all Hangul
    if text[end : end + 1] in _BOTH_FORMS and notation_at(text, begin):
        return None
    right = _certain(text, start, begin, end)
    return None if right is None else (start, right)


_BOTH_FORMS: Final = tuple("([{（/／|∕")
_NOUNS: Final = ("NNG", "NNP", "NNB", "NNBC", "NR", "NP", "XSN", "XPN", "SN", "SL", "MM", "XR")
_LAST: Final = ("NNG", "NNP", "NNB", "NNBC", "NR", "NP", "XSN")
_PLURAL: Final = frozenset(("들", "님", "측"))
_NATIVE: Final = ("마을", "고을", "노을")
_SHORT: Final = frozenset(("것", "등", "점", "씨"))
_VERBS: Final = frozenset("있없않맞갖")
_PLACES: Final = ("시", "구", "군")
_NAMES_IN_I: Final = ("상하", "주하", "하와", "두바", "베", "과", "루나")
_MARCHES: Final = ("군", "교", "애국")
_SAFE: Final = frozenset(("를", *_RO))
_WORD_ENDS: Final = frozenset(listed("이 가 로 로는 로도 로의 로만"))
"""Forms with which many words end (상하이, 소설가), and forms after a 로 that may end a word
(세종로의).
"""


def _certain(text: str, start: int, begin: int, end: int) -> str | None:
    """Return the right form of a particle after Hangul; None if the form may belong to another
    word.
    """
    stem, form = text[start:begin], text[begin:end]
    right = fitting(form, of_hangul(stem))
    if right is None or right == form or _is_other_word(stem, form):
        return None
    cut = _cut(text, start, begin)
    if cut is None or cut.last_tag not in _LAST:
        return None
    sure = _is_sure(stem, cut)
    if form in _COPULA:
        certain = cut.tail_tag.startswith("VCP") and len(cut.last) > 1
        certain &= of_hangul(stem) is Sound.OTHER
    elif form in _WORD_ENDS:
        certain = sure or _is_governed(text, stem, (begin, end), cut)
    elif not cut.tail_tag.startswith("J"):
        certain = False
    else:
        certain = _is_certain(text, (start, begin, end), cut, sure=sure)
    if not certain:
        return None
    other = _cut(text[:begin] + right + text[end:], start, begin)  # last: it takes most time
    if other is None or (other[:2] != cut[:2] and form not in _SAFE and not form.startswith("와")):
        return None
    return right


@lru_cache(maxsize=1 << 16)
def _is_other_word(stem: str, form: str) -> bool:
    """Return whether stem and form are a single word (가을, 소설가), or a verb with its ending
    (먹는).
    """
    if stem[-1] in _VERBS or (form == "이" and stem.endswith(_NAMES_IN_I)):
        return True
    morphemes = morphemes_of(stem + form)
    if len(morphemes) == 1 or (form == "가" and stem.endswith(_MARCHES)):
        return True
    return morphemes[0][2].startswith("V") or any(
        first == len(stem) and tag.startswith("E") for first, _, tag in morphemes
    )


def _is_sure(stem: str, cut: _Cut) -> bool:
    """Return whether a stem ends in 들, 님 or a noun that is not part of another word."""
    if cut.last_tag == "XSN":
        return (cut.last in _PLURAL and len(stem) > 2) or cut.last == "적"
    return stem == "씨" or any(stem[k:] in SURE_NOUNS for k in range(len(stem) - 1))


def _is_governed(text: str, stem: str, place: tuple[int, int], cut: _Cut) -> bool:
    """Return whether mecab takes 이, 가 or 로 for a particle, and a verb or an adverb follows it.

    A noun or a number after it would suggest a street with its number, or a title with a name.
    Since many names end in 이, the conditions for 이 are stricter.
    """
    begin, end = place
    named = text[begin] == "이"
    if named and len(stem) < 3:
        return False
    if not cut.tail_tag.startswith("J") or cut.last_tag != "NNG" or len(cut.last) < 2:
        return False
    if cut.last in PARTS_OF_NAMES or len(stem) > len(cut.last) + 4:
        return False
    after = [tag for first, _, tag in morphemes_of(text) if first >= end][:2]
    if not after or text[end : end + 1] != " ":
        return False
    verbs = ("VV", "VA", "VX") if named else ("VV", "VA", "VX", "MAG")
    return after[0].startswith(verbs) or (after[0] in ("NNG", "XR") and after[-1] in ("XSV", "XSA"))


def _is_certain(text: str, places: tuple[int, int, int], cut: _Cut, *, sure: bool) -> bool:
    """Return whether a stem that mecab separates from a particle is not part of another word.

    `places` are the start and end of the stem and the end of the particle; `cut` is mecab's split
    between them; `sure` is the result of `_is_sure` for the stem.
    """
    start, begin, end = places
    stem, form = text[start:begin], text[begin:end]
    if form == "를":
        return stem != "들"
    if stem in _SHORT:
        return True
    if len(stem) < 2:
        return False
    if form == "는":
        return len(cut.last) > 1 or cut.last_tag == "XSN" or len(stem) > 2
    if form.startswith("과"):
        return cut.last_tag == "NNP" and stem[-1] != "어"
    if form in ("은", "을"):
        return len(cut.last) > 1 and (sure or not _may_be_name(text, end, stem, form, cut.last))
    return True


def _may_be_name(text: str, end: int, stem: str, form: str, last: str) -> bool:
    """Return whether a noun with 은 or 을 may be a person (주시은), a village or an electoral
    district.

    `stem` is the noun, `last` its last morpheme, `form` is 은 or 을, and `end` the place after it.
    """
    short = len(stem) < 2 or (len(last) == 2 and last[0] in SURNAMES)
    if (short or (len(stem) == 3 and stem.startswith(LONG_SURNAMES))) and stem[-1] in _GIVEN[form]:
        return True
    if form == "은":
        return False
    if _DISTRICT.match(text, end):
        return True
    return (stem + form).endswith(_NATIVE) or stem.endswith(_PLACES) or _is_place(stem)


_DISTRICT: Final = re.compile(
    r"\s?(?:지역위원|지역구|선거구|국회의원|의원|후보|예비후보|당협|당원협의|지구당|재보|[)）,])"
)
_GIVEN: Final = {
    "은": frozenset("가하지시다예혜소서주세채나유보조고아이수재태라도미"),
    "을": frozenset("가노새하태다라마고"),
}
"""Syllables that form a given name with 은 or 을: 하은, 노을."""


@lru_cache(maxsize=1 << 12)
def _is_place(stem: str) -> bool:
    """Return whether a town or district has this name, so that 갑, 을 or 병 after it may be part of
    it.
    """
    return any(
        len(morphemes_of(stem + kind)) == 1 and morphemes_of(stem + kind)[0][2] == "NNP"
        for kind in _PLACES
    )


class _Cut(NamedTuple):
    """The last morpheme before a place with its tag, and the tag of the morpheme that begins at the
    place.
    """

    last: str
    last_tag: str
    tail_tag: str


def _cut(text: str, start: int, begin: int) -> _Cut | None:
    """Return the split of text[start:] at `begin` by mecab; None without a split there after a
    noun.
    """
    morphemes = morphemes_of(text)
    before = [morpheme for morpheme in morphemes if start < morpheme[1] <= begin]
    after = next((tag for first, _, tag in morphemes if first == begin), None)
    if after is None or not before or before[0][0] != start or before[-1][1] != begin:
        return None
    if any(tag not in _NOUNS for _, _, tag in before):
        return None
    first, stop, tag = before[-1]
    return _Cut(text[first:stop], tag, after)


def _behind_mark(text: str, begin: int, end: int, form: str) -> tuple[int, str] | None:
    """Return the beginning of the noun and the right form of a particle after Latin, numbers or
    marks.
    """
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
    one = judged(text, (word.start(), stop), (begin, end), form)
    return None if one is None or not one.sure else (word.start(), one.right)


_WORD: Final = re.compile(r"[가-힣A-Za-z0-9%℃㎏㎞㎡]+(?:[.&'’\-][A-Za-z0-9]+)*$")
_ENDINGS: Final = frozenset("은는이가을를의와과에로")
_QUOTES: Final = frozenset("’”」』》〉'\"")
_BRACKETS: Final = frozenset(")）]〕")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>$")


def _noun_end(text: str, begin: int) -> int | None:
    """Return the end of the noun before a particle, past quotes and brackets; None if it is
    unclear.
    """
    place = begin
    while place:
        mark = text[place - 1]
        if mark in _QUOTES:
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
            if tag is None:
                return None
            place = tag.start()
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
