"""How a word ends when read aloud, and what one Hangul syllable tells about it.

`hgtk.letter` decomposes one syllable for each final consonant; for many syllables the results are
read from a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

import hgtk
import numpy as np

from reaug.core.arrays import I8, I64


class Sound(IntEnum):
    """How a word ends when it is read aloud."""

    NONE = 0
    """In a vowel: 나무, KT, 2."""
    RIEUL = 1
    """In ㄹ: 서울, XML, 1. Takes 로 like a vowel, and every other particle like a consonant."""
    OTHER = 2
    """In another consonant: 삼성, SM, 3."""
    EITHER = 3
    """In ㄹ or a vowel, both right according to 국립국어원: the letter R is 알 or 아르."""
    UNKNOWN = 4
    """Unknown: an empty word, only marks, Cyrillic."""
    CONSONANT = 5
    """In ㄹ or another consonant, by two readings in use: K리그1 is 리그일 or 리그원."""
    ANY = 6
    """In a vowel or a consonant, by two readings in use: 빅 3 is 빅삼 or 빅스리."""

    @property
    def readings(self) -> tuple[Sound, ...]:
        """The sounds that it stands for, one or two; none where it is unknown.

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
"""Unicode orders the syllables so that each run of 28 differs only in the final consonant."""


def _of_final(syllable: str) -> Sound:
    final = hgtk.letter.decompose(syllable)[2]
    return {"": Sound.NONE, "ㄹ": Sound.RIEUL}.get(final, Sound.OTHER)


_OF_FINAL: Final = tuple(_of_final(chr(FIRST_SYLLABLE + i)) for i in range(_FINALS))
_CODE_OF_FINAL: Final = np.array(_OF_FINAL, dtype=np.int8)


def is_syllable(mark: str) -> bool:
    """Whether a code point is a complete Hangul syllable."""
    return FIRST_SYLLABLE <= ord(mark) <= LAST_SYLLABLE


def of_hangul(text: str) -> Sound:
    """Return how a text ends whose last code point is a Hangul syllable.

    >>> of_hangul("서울").name
    'RIEUL'
    """
    return _OF_FINAL[(ord(text[-1]) - FIRST_SYLLABLE) % _FINALS]


def of_syllables(points: I64) -> I8:
    """Return how `n` syllables end, given as code points: `int8[n]` of `Sound`.

    Code points that are not syllables get a meaningless sound; the caller knows which those are.

    >>> of_syllables(np.array([ord("나"), ord("날"), ord("낙")])).tolist()
    [0, 1, 2]
    """
    return _CODE_OF_FINAL[(points - FIRST_SYLLABLE) % _FINALS]


def either(sounds: Iterable[Sound]) -> Sound:
    """Combine several readings into one sound; unknown for none.

    >>> either([Sound.NONE, Sound.RIEUL]).name, either([Sound.NONE]).name
    ('EITHER', 'NONE')
    """
    sounds_read = {reading for sound in sounds for reading in sound.readings}
    for sound, readings in _READINGS.items():
        if sounds_read == set(readings):
            return sound
    return Sound.ANY
