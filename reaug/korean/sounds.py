"""The final sound of a word when read aloud, which decides the form of a particle.

The final sound of a Hangul word is in its last syllable. Numbers are read in Sino-Korean, acronyms
letter by letter, Latin words by simple rules for their Korean spelling (외래어 표기법), hanja by
their Korean readings. The sound of other scripts and of empty text is `UNKNOWN`, never a guess.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I8, I64
from reaug.core.text import codepoints, contiguous
from reaug.korean._endings import (
    FIRST_SYLLABLE,
    LAST_SYLLABLE,
    Sound,
    either,
    is_syllable,
    of_hangul,
    of_syllables,
)
from reaug.korean._hanja import readings
from reaug.korean._latin import of_latin, of_spelling
from reaug.korean._numbers import SIGNS, of_numeral, of_quantity, of_roman, of_small

__all__ = ["Sound", "final_sound", "final_sounds", "spoken_part"]


_JAMO_VOWELS: Final = frozenset("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
_OPENING: Final = {")": "(", "）": "（", "]": "[", "〕": "〔", "}": "{"}
"""Brackets that enclose a gloss after a name, as in 삼성(Samsung). Title brackets (《무정》) and
quotes are not included: they enclose the name itself.
"""
_KANA_N: Final = "んンﾝ"


def final_sound(word: str) -> Sound:
    """Return the sound with which a word ends when it is read aloud.

    Hangul is read by its last syllable, digits in Sino-Korean (국립국어원: 아라비아 숫자는 읽는
    소리에 따른다), units by their names, a single digit after Latin letters in English (SF9 나인),
    capitals letter by letter, hanja by their readings. A gloss in brackets and closing quotes are
    ignored, so 삼성(Samsung) ends like 삼성.

    Examples
    --------
    >>> [final_sound(word).name for word in ("나무", "서울", "LG", "SM", "30kg", "3.5", "國", "")]
    ['NONE', 'RIEUL', 'NONE', 'OTHER', 'OTHER', 'NONE', 'OTHER', 'UNKNOWN']
    """
    return _read(word)


@lru_cache(maxsize=1 << 16)
def _read(word: str) -> Sound:
    text = spoken_part(unicodedata.normalize("NFC", word))
    if not text:
        return Sound.UNKNOWN
    last = text[-1]
    if is_syllable(last):
        return of_hangul(last)
    if last in SIGNS:
        return SIGNS[last]
    if not last.isascii():
        marked = _of_mark(last)
        if marked is not None:
            return marked
        # Square units, full-width forms and accents become plain letters.
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(mark for mark in plain if not unicodedata.combining(mark))
    for rule in (of_quantity, of_roman, of_latin):
        sound = rule(text)
        if sound is not None:
            return sound
    return of_numeral(text)


def _of_mark(mark: str) -> Sound | None:
    """Return the final sound of one code point that is read by itself: jamo, hanja, kana, Ⅲ, α."""
    if "ㄱ" <= mark <= "ㅎ":
        return Sound.RIEUL if mark == "ㄹ" else Sound.OTHER  # read by its name: 리을, 기역
    if mark in _JAMO_VOWELS:
        return Sound.NONE
    words = readings(mark)
    if words:
        return either(map(of_hangul, words))
    if "ぁ" <= mark <= "ヿ" or "ｦ" <= mark <= "ﾟ":
        return Sound.OTHER if mark in _KANA_N else Sound.NONE
    if "Ⅰ" <= mark <= "ⅿ":
        return of_small(int(unicodedata.numeric(mark)))
    if "Α" <= mark <= "ω":
        return of_spelling(unicodedata.name(mark).rpartition(" ")[2].lower())  # 엡실론, 알파
    return None


def spoken_part(text: str) -> str:
    """Return a text without the marks, quotes and glosses after its last sound.

    >>> spoken_part("나루대(한밭(신촌))"), spoken_part("《무정》")
    ('나루대', '《무정')
    """
    while text and not is_read(text[-1]):
        opened = opening_of(text, len(text) - 1)
        if opened < 0:
            text = text[:-1]
        elif any(map(is_read, text[:opened])):
            text = text[:opened]
        else:
            text = text[opened + 1 : -1]
    return text


def opening_of(text: str, closing: int) -> int:
    """Return the position of the opening bracket for the one at `closing`; -1 if there is none."""
    close = text[closing]
    opening, depth = _OPENING.get(close), 0
    for place in range(closing, -1, -1):
        depth += (text[place] == close) - (text[place] == opening)
        if depth == 0:
            return place
    return -1


def is_read(mark: str) -> bool:
    """Return whether a code point is read aloud, including units such as ㎞.

    >>> [is_read(mark) for mark in "가A3%㎞ !)」"]
    [True, True, True, True, True, False, False, False, False]
    """
    return mark.isalnum() or mark in SIGNS or "\u3380" <= mark <= "\u33df"


def final_sounds(words: pa.StringArray) -> I8:
    """Return the final sounds of `n` words, `int8[n]` of `Sound`; null counts as unknown.

    Words in Hangul are read from the code points of the whole column, other words one by one, with
    a cache.

    >>> final_sounds(pa.array(["서울", "LG", None])).tolist()
    [1, 0, 4]
    """
    words = contiguous(words)
    points = codepoints(words)
    filled = points.lengths > 0
    last = np.zeros(len(words), dtype=np.int64)
    last[filled] = points.values[points.first[1:][filled] - 1]
    hangul = (last >= FIRST_SYLLABLE) & (last <= LAST_SYLLABLE)
    sounds = of_syllables(last)
    other: I64 = np.flatnonzero(~hangul)
    texts = words.take(pa.array(other)).to_pylist()
    sounds[other] = [_read(text or "") for text in texts]
    return sounds
