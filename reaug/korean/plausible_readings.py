"""All plausible ways to read the end of a word, to check existing particles.

To *write* a particle, the best reading is enough (`sounds.final_sound`). To *check* an existing
particle, all readings that a careful writer may have had in mind are needed: K9 is 케이나인 or
케이구, 30kg is 킬로그램 or 킬로, and a name in hanja has a Korean and a native reading. Text that
is not read aloud (placeholders, markup, identifiers, addresses) has no reading, and its particle
cannot be checked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from reaug.korean._endings import Sound, either, is_syllable, of_hangul
from reaug.korean._latin import LETTERS, SPOKEN
from reaug.korean._numbers import DIGITS, ENGLISH_DIGITS, UNITS, of_number
from reaug.korean.sounds import spoken_part

__all__ = ["Sounds", "either", "plausible_sounds"]

Sounds = frozenset[Sound]
"""A set of `NONE`, `RIEUL` and `OTHER`; empty if the sound is unknown."""

_UNKNOWN: Final[Sounds] = frozenset()
_VOWEL: Final[Sounds] = frozenset((Sound.NONE,))
_RIEUL: Final[Sounds] = frozenset((Sound.RIEUL,))
_OTHER: Final[Sounds] = frozenset((Sound.OTHER,))
_BOTH: Final[Sounds] = _VOWEL | _OTHER

_NOT_READ: Final = re.compile(
    r"[#@_/\\{}<>=|^]|[○◯●△▲□■◇◆×✕＊*]"  # markup, placeholders, identifiers, paths
    r"|\[[A-Z]+[0-9]*\]|\[\[|\]\]"
    r"|(?<=[가-힣])[OoXx]{1,3}$|^[OoXx]{2,}$"  # 김OO, XX
    r"|[A-Za-z0-9]\.(?:com|net|org|edu|gov|info|biz|io|ai|co|kr|jp|cn|tv|me|html?|php|py|js)$"
    r"|www\.|://"
)
_SIGNS: Final = {
    **dict.fromkeys("%％℃℉°€£￡+＋", _VOWEL),  # 퍼센트 and 프로, 도, 유로, 파운드, 플러스
    **dict.fromkeys("$＄", _VOWEL | _RIEUL),  # 달러, 불
    **dict.fromkeys("₩￦¥￥", _OTHER),  # 원, 엔, 위안
}
_CURRENCIES: Final = frozenset("€£$＄₩￦¥￥")
_NUMBER: Final = re.compile(r"[0-9](?:[0-9]|[,.](?=[0-9]))*\.?$")
_YEAR: Final = re.compile(r"(?:1[0-9]|20)[0-9]{2}$")
_UNIT: Final = re.compile(r"[0-9]\s?(?P<unit>[A-Za-z]{1,4}[23]?|k?m/[hs])$")
_SHORT_UNITS: Final = frozenset(("kg", "Kg", "KG", "px"))
"""Units that people also read in another way: 킬로, 피엑스."""
_NATIVE: Final = {
    **dict(zip("1234567", map(of_hangul, "나둘셋넷섯섯곱"), strict=True)),
    **dict(zip(("8", "9", "10", "20"), map(of_hangul, "덟홉열물"), strict=True)),
}
"""The final sounds of native Korean numbers: 하나, 둘, … 열, 스물."""
_LETTERS: Final = re.compile(r"[A-Za-z]+$")
_WORD: Final = re.compile(r"[^\s\-.&'’·,!?가-힣]+$")


@lru_cache(maxsize=1 << 14)
def plausible_sounds(word: str) -> Sounds:
    """Return the final sounds of a word in all plausible readings.

    Examples
    --------
    >>> [sorted(sound.name for sound in plausible_sounds(word)) for word in ("서울", "K9", "U2")]
    [['RIEUL'], ['NONE', 'OTHER'], ['NONE']]
    >>> plausible_sounds("{0}"), plausible_sounds("東京")
    (frozenset(), frozenset())
    """
    text = spoken_part(unicodedata.normalize("NFC", word))
    if not text or _NOT_READ.search(text) or _NOT_READ.search(word):
        return _UNKNOWN
    last = text[-1]
    if is_syllable(last):
        return frozenset((of_hangul(last),))
    if last in _SIGNS:
        return _SIGNS[last]
    latin = _WORD.search(text)
    if not last.isascii() or latin is None or not latin[0].isascii():
        return _UNKNOWN  # hanja, kana, Ⅲ, letters with marks: by their own language or by Korean
    if last.isdigit():
        return _of_number(text)
    return _of_letters(text) if last.isalpha() else _UNKNOWN


def _of_number(text: str) -> Sounds:
    """Return the final sounds of a number."""
    # In Sino-Korean, digit by digit, in native Korean, and after a name in English.
    match = _NUMBER.search(text)
    if match is None:
        return _UNKNOWN
    number, before = match[0].rstrip("."), text[: match.start()]
    if before and before[-1] in _CURRENCIES:
        return _SIGNS[before[-1]]  # $100 is 백 달러
    if before.endswith((":", "-")) and before[-2:-1].isdigit():
        return _UNKNOWN  # a time, a score, a house number
    sounds = {of_number(number)}
    if "." in number or "," in number:
        return frozenset(sounds)
    sounds.add(DIGITS[int(number[-1])])
    if any(map(str.isalpha, before)):
        if not _YEAR.fullmatch(number):
            sounds |= _in_english(number)
    elif before.endswith("+"):
        sounds |= _in_english(number)  # 1+1 원 플러스 원
    elif number in _NATIVE and not before.strip():
        sounds.add(_NATIVE[number])
    return frozenset(sounds)


def _in_english(number: str) -> Sounds:
    """Return the final sounds of a number after a name in English: SF9 is 나인."""
    # 프로젝트 10 is 텐, 원오 or 원제로.
    tens, last = number[-2:-1], number[-1]
    if last == "0":
        return _BOTH
    if tens == "1":
        return _VOWEL if last == "2" else _OTHER  # 트웰브; 일레븐, 식스틴
    return frozenset((ENGLISH_DIGITS[int(last)],))


def _of_letters(text: str) -> Sounds:
    """Return the final sounds of Latin letters, read as a unit, as an acronym, or as a word."""
    unit = _UNIT.search(text)
    if unit and unit["unit"] in UNITS:
        also = _VOWEL if unit["unit"] in _SHORT_UNITS else _UNKNOWN
        return frozenset((UNITS[unit["unit"]],)) | also
    match = _LETTERS.search(text)
    if match is None:
        return _UNKNOWN
    word = match[0]
    latin = _WORD.search(text)
    letters = text if latin is None else latin[0]
    if set(word) <= set("IVX"):
        return _UNKNOWN  # 2세, 투, 아이아이
    spelled = frozenset(LETTERS.get(word[-1].upper(), Sound.NONE).readings)
    for name in (text, letters, word):
        if name in SPOKEN:
            spoken = frozenset(SPOKEN[name].readings)
            return spoken | spelled if name.isupper() and len(name) <= 5 else spoken
    if len(word) == 1:
        return spelled
    if not set(word.upper()) & set("AEIOUY"):
        return spelled  # KT, SK: cannot be pronounced as a word
    if word.isupper() or len(word) <= 4:
        return spelled | _as_word(word.lower())
    return _as_word(word.lower())


_ENDS: Final = (
    (re.compile(r"[ptkcbgq]$"), _BOTH),  # 록 and 로크, 넷 and 네트, French 르노
    (re.compile(r"(?:nd|[aeiou]d|[nm]p?s|que)$"), _BOTH),  # 밴드 and 베르트랑, 갓, 오를레앙
    (re.compile(r"ng$|[mn]$"), _OTHER),
    (re.compile(r"[mn]e$"), _BOTH),  # 타임, 아네
    (re.compile(r"l$"), _RIEUL),
    (re.compile(r"le$"), _RIEUL | _VOWEL),  # 애플, 르
)
"""The final sounds with which Korean may write the ending of a Latin word; other words end in a
vowel.
"""


def _as_word(word: str) -> Sounds:
    if word.endswith("ng"):
        return _OTHER
    return next((sounds for spelling, sounds in _ENDS if spelling.search(word)), _VOWEL)
