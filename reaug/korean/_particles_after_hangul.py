"""Check whether a particle right after Hangul is certainly in the wrong form: 바다을, 학교으로.

Mecab must split the word into a noun and the particle in three analyses: of the word alone, of the
sentence, and of the sentence with the right form. Many words end in 이, 가, 로 and 과, and names
and electoral districts end in 은 and 을. Such a form also needs a noun before it that cannot be
part of another word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from reaug.korean._copula import listed
from reaug.korean._endings import of_hangul
from reaug.korean._sure_nouns import LONG_SURNAMES, PARTS_OF_NAMES, SURE_NOUNS, SURNAMES
from reaug.korean.mecab import morphemes_of
from reaug.korean.notation import notation_at
from reaug.korean.particles import fitting
from reaug.korean.sounds import Sound, is_read

RO: Final = listed("으로 으로서 으로써 으로부터 으로는 으로도 으로의 으로만 으로서의 으로부터의")
"""Forms of 으로 after a consonant other than ㄹ; after a vowel or ㄹ they lack the 으."""
COPULA: Final = frozenset(
    listed(
        "라는 라고 라며 라면 라서 라도 였다 였던 였으며 였고 였으나 였지만 였는데 였으므로 였습니다"
    )
)
"""Forms of the copula without its 이; they are checked only after nouns in Hangul."""


def wrong_after_hangul(text: str, begin: int, end: int, form: str) -> tuple[int, str] | None:
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
_SAFE: Final = frozenset(("를", *RO))
_WORD_ENDS: Final = frozenset(listed("이 가 로 로는 로도 로의 로만"))
"""Forms with which many words end (상하이, 소설가), or that may follow a word in 로 (세종로의)."""


def _certain(text: str, start: int, begin: int, end: int) -> str | None:
    """Return the right form of a particle after Hangul; None if it may be part of another word."""
    stem, form = text[start:begin], text[begin:end]
    right = fitting(form, of_hangul(stem))
    if right is None or right == form or _is_other_word(stem, form):
        return None
    cut = _cut(text, start, begin)
    if cut is None or cut.last_tag not in _LAST:
        return None
    sure_noun = _ends_in_sure_noun(stem, cut)
    if form in COPULA:
        certain = cut.tail_tag.startswith("VCP") and len(cut.last) > 1
        certain &= of_hangul(stem) is Sound.OTHER
    elif form in _WORD_ENDS:
        certain = sure_noun or _is_governed(text, stem, (begin, end), cut)
    elif not cut.tail_tag.startswith("J"):
        certain = False
    else:
        certain = _is_certain(text, (start, begin, end), cut, sure_noun=sure_noun)
    if not certain:
        return None
    new_cut = _cut(text[:begin] + right + text[end:], start, begin)  # last: it takes most time
    if new_cut is None or (
        new_cut[:2] != cut[:2] and form not in _SAFE and not form.startswith("와")
    ):
        return None
    return right


@lru_cache(maxsize=1 << 16)
def _is_other_word(stem: str, form: str) -> bool:
    """Return whether stem and form are one word (가을, 소설가) or a verb and its ending (먹는)."""
    if stem[-1] in _VERBS or (form == "이" and stem.endswith(_NAMES_IN_I)):
        return True
    morphemes = morphemes_of(stem + form)
    if len(morphemes) == 1 or (form == "가" and stem.endswith(_MARCHES)):
        return True
    return morphemes[0][2].startswith("V") or any(
        first == len(stem) and tag.startswith("E") for first, _, tag in morphemes
    )


def _ends_in_sure_noun(stem: str, cut: _Cut) -> bool:
    """Return whether a stem ends in 들, 님 or a noun that is not part of another word."""
    if cut.last_tag == "XSN":
        return (cut.last in _PLURAL and len(stem) > 2) or cut.last == "적"
    return stem == "씨" or any(stem[k:] in SURE_NOUNS for k in range(len(stem) - 1))


def _is_governed(text: str, stem: str, place: tuple[int, int], cut: _Cut) -> bool:
    """Return whether mecab takes 이, 가 or 로 for a particle with a verb or adverb after it."""
    # A noun or a number after it would suggest a street with its number, or a title with a name.
    # Since many names end in 이, the conditions for 이 are stricter.
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


def _is_certain(text: str, places: tuple[int, int, int], cut: _Cut, *, sure_noun: bool) -> bool:
    """Return whether a noun that mecab separates from a particle is surely a word of its own."""
    # `places` are the start and end of the noun and the end of the particle; `cut` is mecab's split
    # between them; `sure_noun` is the result of `_ends_in_sure_noun` for the noun.
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
        return len(cut.last) > 1 and (
            sure_noun or not _may_be_name(text, end, stem, form, cut.last)
        )
    return True


def _may_be_name(text: str, end: int, stem: str, form: str, last: str) -> bool:
    """Return whether a noun with 은 or 을 may be a name: of a person (주시은) or a place."""
    # The place may be a village or an electoral district. `stem` is the noun, `last` its last
    # morpheme, `form` is 은 or 을, and `end` is where it ends.
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
    """Return whether a town or district has this name."""
    # After such a name, 갑, 을 or 병 may be part of the name of an electoral district.
    return any(
        len(morphemes_of(stem + kind)) == 1 and morphemes_of(stem + kind)[0][2] == "NNP"
        for kind in _PLACES
    )


class _Cut(NamedTuple):
    """The last morpheme before a position, its tag, and the tag of the morpheme after it."""

    last: str
    last_tag: str
    tail_tag: str


def _cut(text: str, start: int, begin: int) -> _Cut | None:
    """Return the morphemes beside `begin`; None if no noun goes from `start` to `begin`."""
    morphemes = morphemes_of(text)
    before = [morpheme for morpheme in morphemes if start < morpheme[1] <= begin]
    after = next((tag for first, _, tag in morphemes if first == begin), None)
    if after is None or not before or before[0][0] != start or before[-1][1] != begin:
        return None
    if any(tag not in _NOUNS for _, _, tag in before):
        return None
    first, stop, tag = before[-1]
    return _Cut(text[first:stop], tag, after)
