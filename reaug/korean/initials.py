"""Whether a Latin word may be the origin of a Korean one, by how both begin.

The table is that of 외래어 표기법, extended by how English, French, German, Italian, Spanish and
romanized Korean write the same sounds. It is not a transcription: it distinguishes names from
titles.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_INITIALS: Final = {
    "ㄱ": "gckq", "ㄲ": "gckq", "ㄴ": "nkg", "ㄷ": "dt", "ㄸ": "dt", "ㄹ": "lrw", "ㅁ": "m",
    "ㅂ": "bvpw", "ㅃ": "bp", "ㅅ": "sczxt", "ㅆ": "scz", "ㅇ": "aeiouywhj", "ㅈ": "jzgcsydt",
    "ㅉ": "jzct", "ㅊ": "ctzj", "ㅋ": "kcqgx", "ㅌ": "td", "ㅍ": "pfbv", "ㅎ": "hjfgxw",
}  # fmt: skip
_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS: Final = 588
"""Syllables per initial consonant in Unicode's order."""


def may_begin(korean: str, latin: str) -> bool:
    """Whether a Korean word may begin as a Latin one does.

    >>> may_begin("베르니니", "Bernini"), may_begin("요한", "Johann"), may_begin("배우", "Albert")
    (True, True, False)
    """
    syllable = ord(korean[:1] or " ") - ord("가")
    letter = unicodedata.normalize("NFD", latin[:1]).lower()[:1]
    if not 0 <= syllable < len(_LEADS) * _MEDIALS or not letter:
        return False
    return letter in _INITIALS[_LEADS[syllable // _MEDIALS]]
