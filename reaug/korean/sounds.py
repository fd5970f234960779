"""The final sound of a word as it is read aloud: what decides the form of a particle.

Hangul carries its final sound in its last syllable. Numbers are read in Sino-Korean, acronyms
letter by letter, Latin words by rules of thumb for how Korean writes them (외래어 표기법). What
cannot be read (hanja, other scripts, nothing at all) is `UNKNOWN`, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reaug.core.text import I64, codepoints, contiguous

I8 = npt.NDArray[np.int8]


class Sound(IntEnum):
    """How a word ends when it is read aloud."""

    NONE = 0
    """In a vowel: 나무, KT, 2."""
    RIEUL = 1
    """In ㄹ: 서울, XML, 1. Takes 로 like a vowel, and every other particle like a consonant."""
    OTHER = 2
    """In another consonant: 삼성, SM, 3."""
    EITHER = 3
    """In ㄹ or a vowel, both right by 국립국어원: the letter R is 알 or 아르."""
    UNKNOWN = 4
    """Not to be known here: an empty word, only marks, hanja, other scripts."""


_FIRST_SYLLABLE: Final = 0xAC00
_LAST_SYLLABLE: Final = 0xD7A3
_FINALS: Final = 28
_RIEUL_FINAL: Final = 8

_JAMO_VOWELS: Final = frozenset("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
_OPENING: Final = {")": "(", "）": "（", "]": "[", "〕": "〔", "}": "{"}
"""Brackets that hold a gloss. Those of titles (《무정》) and quotes hold the name itself."""

_DIGITS: Final = (
    Sound.OTHER,  # 영, 공
    Sound.RIEUL,  # 일
    Sound.NONE,  # 이
    Sound.OTHER,  # 삼
    Sound.NONE,  # 사
    Sound.NONE,  # 오
    Sound.OTHER,  # 육
    Sound.RIEUL,  # 칠
    Sound.RIEUL,  # 팔
    Sound.NONE,  # 구
)
_ENGLISH_DIGITS: Final = (
    Sound.NONE,  # 제로
    Sound.OTHER,  # 원
    Sound.NONE,  # 투
    Sound.NONE,  # 스리
    Sound.NONE,  # 포
    Sound.NONE,  # 파이브
    Sound.NONE,  # 식스
    Sound.OTHER,  # 세븐
    Sound.NONE,  # 에이트
    Sound.OTHER,  # 나인
)
_LETTERS: Final = {"L": Sound.RIEUL, "M": Sound.OTHER, "N": Sound.OTHER, "R": Sound.EITHER}
"""Letters whose Korean name has a final sound: 엘, 엠, 엔, 알 or 아르."""

_SIGNS: Final = {
    **dict.fromkeys("%℃℉°$€£", Sound.NONE),  # 퍼센트, 도, 달러, 유로, 파운드
    **dict.fromkeys("₩￦¥￥", Sound.OTHER),  # 원, 엔
}
_UNITS: Final = {
    **dict.fromkeys(("g", "mg", "kg", "t"), Sound.OTHER),  # 그램, 톤
    **dict.fromkeys(("m", "cm", "mm", "km", "ha", "l", "L", "ml", "mL"), Sound.NONE),
    **dict.fromkeys(("m2", "km2", "m3", "Hz", "kHz", "MHz", "GHz"), Sound.NONE),
    **dict.fromkeys(("W", "kW", "MW", "kWh", "V", "A", "KB", "MB", "GB", "TB"), Sound.NONE),
    **dict.fromkeys(("cal", "kcal", "C", "F"), Sound.NONE),
}
"""Units behind a number, as they are read; km² and ㎢ are folded to `km2` before."""

_SPOKEN: Final = {
    # Acronyms read as a word, where that ends otherwise than the name of their last letter.
    **dict.fromkeys(("OPEC", "T.O.P", "TOP", "POP", "GATT", "LINE", "GOT7"), Sound.OTHER),
    **dict.fromkeys(("NAVER", "RADAR", "LASER", "WINNER"), Sound.NONE),
    "Hit": Sound.NONE,  # 히트
}

_LATIN: Final = re.compile(r"(?P<letters>[A-Za-z]+(?:[.&][A-Za-z]+)*)(?P<digits>[0-9]*)$")
_NUMBER: Final = re.compile(r"[0-9][0-9,.]*$")
_UNIT: Final = re.compile(r"[0-9]\s?(?P<unit>[A-Za-z]{1,4}[23]?)$")
_CURRENCY: Final = re.compile(r"(?P<sign>[$€£¥￥₩￦])\s?[0-9][0-9,.]*$")


def final_sound(word: str) -> Sound:
    """How a word ends when it is read aloud.

    Hangul by its last syllable; digits in Sino-Korean (국립국어원: 아라비아 숫자는 읽는 소리에
    따른다), units as they are read; a single digit behind Latin letters in English (SF9 나인);
    capitals letter by letter; a gloss in brackets and closing quotes are looked through, so that
    삼성(Samsung) ends as 삼성.

    Examples
    --------
    >>> [final_sound(word).name for word in ("나무", "서울", "LG", "SM", "30kg", "3.5", "")]
    ['NONE', 'RIEUL', 'NONE', 'OTHER', 'OTHER', 'NONE', 'UNKNOWN']
    """
    return _read(word)


@lru_cache(maxsize=1 << 16)
def _read(word: str) -> Sound:
    folded = _folded(word)
    if not folded:
        return Sound.UNKNOWN
    last = folded[-1]
    if _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        return _of_syllable(last)
    if "ㄱ" <= last <= "ㅎ":
        return Sound.RIEUL if last == "ㄹ" else Sound.OTHER  # read by its name: 리을, 기역
    if last in _JAMO_VOWELS:
        return Sound.NONE
    if last in _SIGNS:
        return _SIGNS[last]
    unit = _UNIT.search(folded)
    if unit and unit["unit"] in _UNITS:
        return _UNITS[unit["unit"]]
    currency = _CURRENCY.search(folded)
    if currency:
        return _SIGNS[currency["sign"]]
    return _of_token(folded)


def _of_token(word: str) -> Sound:
    """The sound of a word that ends in ASCII letters or digits."""
    latin = _LATIN.search(word)
    if latin is None:
        number = _NUMBER.search(word)
        return _of_number(number[0]) if number else Sound.UNKNOWN
    letters, digits = latin["letters"], latin["digits"]
    for name in (letters + digits, re.split(r"[.&]", letters)[-1] + digits):
        if name in _SPOKEN:
            return _SPOKEN[name]
    if len(digits) == 1:
        return _ENGLISH_DIGITS[int(digits)]
    return _of_number(digits) if digits else _of_letters(letters)


def _folded(word: str) -> str:
    """The word in NFC, without what stands behind its last sound: marks, quotes, glosses."""
    text = unicodedata.normalize("NFC", word)
    while text and not _sounds(text[-1]):
        opened = text.rfind(_OPENING[text[-1]]) if text[-1] in _OPENING else -1
        if opened < 0:
            text = text[:-1]
        elif any(_sounds(mark) for mark in text[:opened]):
            text = text[:opened]
        else:
            text = text[opened + 1 : -1]
    return _compatible(text) if text else ""


def _sounds(mark: str) -> bool:
    """Whether a code point is read aloud; ㎞ and its like are neither letters nor signs."""
    return mark.isalnum() or mark in _SIGNS or "\u3380" <= mark <= "\u33df"


def _compatible(text: str) -> str:
    """Square units, full-width forms and accents as plain letters; Hangul is left alone."""
    last = ord(text[-1])
    if last < 0x80 or _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE or 0x3131 <= last <= 0x318E:
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _of_syllable(syllable: str) -> Sound:
    final = (ord(syllable) - _FIRST_SYLLABLE) % _FINALS
    if final == 0:
        return Sound.NONE
    return Sound.RIEUL if final == _RIEUL_FINAL else Sound.OTHER


def _of_number(digits: str) -> Sound:
    """A number read in Sino-Korean; behind a decimal point each digit by itself."""
    whole, point, decimals = digits.rstrip(",.").replace(",", "").rpartition(".")
    if point and whole and decimals:
        return _DIGITS[int(decimals[-1])]
    number = decimals
    zeros = len(number) - len(number.rstrip("0"))
    if zeros == 0 or zeros == len(number):
        return _DIGITS[int(number[-1])]
    # 십, 백, 천, 만 and 억 end in a consonant, 조 in a vowel, 경 in a consonant again.
    return Sound.NONE if 12 <= zeros < 16 else Sound.OTHER


def _of_letters(letters: str) -> Sound:
    """Capitals one by one, words by how Korean writes their ending."""
    *_, last = re.split(r"[.&]", letters)
    vowels = sum(letter in "AEIOU" for letter in last)
    # Long capitals with vowels among them are a word written large: KAKAO, UNICEF.
    large_word = len(last) >= 5 and vowels >= 2
    if len(last) == 1 or (last[-1].isupper() and not (last.isupper() and large_word)):
        return _LETTERS.get(last[-1].upper(), Sound.NONE)  # LG, tvN, H&M
    return _of_spelling(last.lower())


_SPELLINGS: Final = (
    (re.compile(r"(?:l|le)$"), Sound.RIEUL),  # 호텔, 애플, 모바일
    (re.compile(r"(?:m|n|ng|me|ne)$"), Sound.OTHER),  # 팀, 폰, 킹, 타임, 라인
    (re.compile(r"(?:[^aeiou]|^)[aeiouy](?:c|ck|k|p|pp|b|t|tt)$"), Sound.OTHER),  # 뮤직, 록, 팝, 넷
    (re.compile(r"(?:oo|ou)(?:k|p)$"), Sound.OTHER),  # 북, 그룹
)
"""How Korean writes the end of a Latin word; any other end gets a vowel (버스, 포드, 트위터)."""


def _of_spelling(word: str) -> Sound:
    for spelling, sound in _SPELLINGS:
        if spelling.search(word):
            return sound
    return Sound.NONE


def final_sounds(words: pa.StringArray) -> I8:
    """How each of `n` words ends: `int8[n]` of `Sound`. Null counts as unknown.

    Hangul is read off the code points of the whole column; the other words one by one, each
    distinct word once.

    >>> final_sounds(pa.array(["서울", "LG", None])).tolist()
    [1, 0, 4]
    """
    words = contiguous(words)
    points = codepoints(words)
    filled = points.lengths > 0
    last = np.zeros(len(words), dtype=np.int64)
    last[filled] = points.values[points.first[1:][filled] - 1]
    hangul = (last >= _FIRST_SYLLABLE) & (last <= _LAST_SYLLABLE)
    final = (last - _FIRST_SYLLABLE) % _FINALS
    sounds = np.where(final == 0, Sound.NONE, Sound.OTHER)
    sounds = np.where(final == _RIEUL_FINAL, Sound.RIEUL, sounds).astype(np.int8)
    rest: I64 = np.flatnonzero(~hangul)
    texts = words.take(pa.array(rest)).to_pylist()
    sounds[rest] = [_read(text or "") for text in texts]
    return sounds
