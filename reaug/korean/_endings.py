"""The sound with which a word ends when it is read aloud, determined from its last Hangul syllable.

`hgtk.letter` decomposes one syllable for each final consonant; the results are stored in a table,
from which many syllables are looked up at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

import hgtk
import numpy as np

from reaug.core.arrays import I8, I64


class Sound(IntEnum):
    """The final sound of a word when it is read aloud."""

    NONE = 0
    """A vowel: 나무, KT, 2."""
    RIEUL = 1
    """The consonant ㄹ: 서울, XML, 1. It takes 로 like a vowel, and all other particles like a
    consonant.
    """
    OTHER = 2
    """Another consonant: 삼성, SM, 3."""
    EITHER = 3
    """ㄹ or a vowel; both are right according to 국립국어원: the letter R is 알 or 아르."""
    UNKNOWN = 4
    """Unknown: an empty word, a word of marks only, Cyrillic."""
    CONSONANT = 5
    """ㄹ or another consonant, by two readings in use: K리그1 is 리그일 or 리그원."""
    ANY = 6
    """A vowel or a consonant, by two readings in use: 빅 3 is 빅삼 or 빅스리."""

    @property
    def readings(self) -> tuple[Sound, ...]:
        """The one or two possible sounds (`NONE`, `RIEUL`, `OTHER`); empty if unknown.

        >>> [sound.name for sound in Sound.EITHER.readings]
        ['NONE', 'RIEUL']
        """
        return _READINGS[self]


_READINGS: Final = {
    Sound.NONE: (Sound.NONE,),
    Sound.RIEUL: (Sound.RIEUL,),
    Sound.OTHER: (Sound.OTHER,),
    Sound.EITHER: (Sound.NONE, Sound.RIEUL),
    Sound.UNKNOWN: (),
    Sound.CONSONANT: (Sound.OTHER, Sound.RIEUL),
    Sound.ANY: (Sound.NONE, Sound.OTHER),
}

FIRST_SYLLABLE: Final = 0xAC00
LAST_SYLLABLE: Final = 0xD7A3
_FINALS: Final = 28
"""The number of final consonants, including none. In Unicode, each run of 28 syllables differs only
in the final consonant.
"""


def _of_final(syllable: str) -> Sound:
    final = hgtk.letter.decompose(syllable)[2]
    return {"": Sound.NONE, "ㄹ": Sound.RIEUL}.get(final, Sound.OTHER)


_OF_FINAL: Final = tuple(_of_final(chr(FIRST_SYLLABLE + i)) for i in range(_FINALS))
_CODE_OF_FINAL: Final = np.array(_OF_FINAL, dtype=np.int8)


def is_syllable(mark: str) -> bool:
    """Return whether a code point is a complete Hangul syllable."""
    return FIRST_SYLLABLE <= ord(mark) <= LAST_SYLLABLE


def of_hangul(text: str) -> Sound:
    """Return the final sound of a text whose last code point is a Hangul syllable.

    >>> of_hangul("서울").name
    'RIEUL'
    """
    return _OF_FINAL[(ord(text[-1]) - FIRST_SYLLABLE) % _FINALS]


def of_syllables(points: I64) -> I8:
    """Return the final sounds of `n` syllables given as code points, `int8[n]` of `Sound`.

    The result is meaningless for code points that are not syllables; the caller must ignore it.

    >>> of_syllables(np.array([ord("나"), ord("날"), ord("낙")])).tolist()
    [0, 1, 2]
    """
    return _CODE_OF_FINAL[(points - FIRST_SYLLABLE) % _FINALS]


def either(sounds: Iterable[Sound]) -> Sound:
    """Return the one `Sound` that stands for all the given final sounds of a word.

    It is UNKNOWN if none is given.

    >>> either([Sound.NONE, Sound.RIEUL]).name, either([Sound.NONE]).name
    ('EITHER', 'NONE')
    """
    sounds_read = {reading for sound in sounds for reading in sound.readings}
    for sound, readings in _READINGS.items():
        if sounds_read == set(readings):
            return sound
    return Sound.ANY
