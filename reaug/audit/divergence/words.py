"""Words without their particles, so that 소속의 and 소속으로 are one word."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from reaug.korean.particles import FAMILIES, INVARIANT, LONGEST, agrees
from reaug.korean.sounds import final_sound

_NOUNS_TOO: Final = frozenset(("도", "만", "인", "일", "임", "뿐", "같이", "대로"))
"""Particles of one form that end many nouns (외국인, 매일): not cut off."""
_LEAST: Final = 2
"""Syllables that a word keeps: 국가 is no 국 with a particle."""


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """A word in NFC without the particle at its end; "" where it is nothing but a particle.

    A particle of two forms is cut off only where it fits the word before it.

    >>> [stem(word) for word in ("소속의", "소속으로", "대표이사", "소설가", "국가", "에서")]
    ['소속', '소속', '대표이사', '소설가', '국가', '']
    """
    if is_particle(word):
        return ""
    for length in range(min(LONGEST, len(word) - _LEAST), 0, -1):
        form, rest = word[-length:], word[:-length]
        if form in FAMILIES:
            return rest if agrees(form, final_sound(rest)) else word
        elif form in INVARIANT and form not in _NOUNS_TOO:
            return rest
    return word


def is_particle(tail: str) -> bool:
    """Whether a tail as a whole is a particle.

    >>> is_particle("에서"), is_particle("감독")
    (True, False)
    """
    return tail in FAMILIES or tail in INVARIANT


def particle(tail: str) -> str:
    """The name of a particle, the same for both of its forms; "" for what is none.

    >>> particle("는"), particle("의"), particle("감독")
    ('은/는', '의', '')
    """
    family = FAMILIES.get(tail)
    if family is not None:
        return f"{family.final}/{family.vowel}"
    return tail if tail in INVARIANT else ""
