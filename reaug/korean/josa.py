"""Particles (josa) that fit the word before them: 삼성은, LG는, 3월로, UN으로.

Most particles of Korean that begin with a vowel have two forms, and the final sound of the word
before them chooses. `hgtk` joins them for words that end in Hangul; here are the sounds of all
other words, the copula, and particles with more particles behind them.
"""

from __future__ import annotations

import difflib
from typing import NamedTuple

from reaug.errors import UsageError
from reaug.korean.particles import INVARIANT, KNOWN, fitting
from reaug.korean.sounds import Sound, final_sound, final_sounds

__all__ = ["Forms", "Sound", "attach", "final_sound", "final_sounds", "forms"]


class Forms(NamedTuple):
    """The two forms of a particle: behind a final consonant, and behind a vowel."""

    final: str
    vowel: str


def forms(particle: str) -> Forms:
    """Both forms of a particle, whichever of them is given; one form twice where it has but one.

    Raises
    ------
    UsageError
        reaug does not know the particle.

    Examples
    --------
    >>> forms("는")
    Forms(final='은', vowel='는')
    >>> forms("에서")
    Forms(final='에서', vowel='에서')
    """
    family = KNOWN.get(particle)
    if family is not None:
        return Forms(family.final, family.vowel)
    if particle in INVARIANT:
        return Forms(particle, particle)
    near = difflib.get_close_matches(particle, sorted((*KNOWN, *INVARIANT)), n=5, cutoff=0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else "; e.g. 은, 이, 을, 과, 으로, 이라고"
    raise UsageError(f"{particle!r} is no particle that reaug knows{hint}")


def attach(word: str, particle: str) -> str:
    """A word with the particle in the form that fits it; either form may be given.

    A form that is right already stays: behind a vowel 의사이다 and 의사다 are both right. Behind a
    word whose final sound is not known (hanja, only marks) the particle stays as it was given.

    Raises
    ------
    UsageError
        reaug does not know the particle.

    Examples
    --------
    >>> attach("LG", "은"), attach("서울", "으로"), attach("삼성(Samsung)", "는")
    ('LG는', '서울로', '삼성(Samsung)은')
    """
    if particle not in KNOWN:
        return word + forms(particle).final
    return word + (fitting(particle, final_sound(word)) or particle)
