"""Tables of particles with two forms, alone and stacked, and of the tails that are particles.

A *tail* is the Hangul right after a word, up to the next space, mark or end of the text. Only a
whole tail can be a particle, and it must be in these tables: the tail 이 is a particle, the 이 in
the tail 이사 is not. `hgtk.josa` has the plain particles and chooses between their two forms. It
does not know the sounds of words that do not end in Hangul (`korean.sounds` does), the copula that
keeps its 이, and stacked particles.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import hgtk

from reaug.korean import _copula
from reaug.korean._copula import listed
from reaug.korean._stacked_particles import INVARIANT, NAMED, RO, SIMPLE, SIMPLE_TOO, run_on
from reaug.korean.sounds import Sound

__all__ = [
    "COMPOUNDS",
    "DOUBTFUL",
    "FAMILIES",
    "INVARIANT",
    "KNOWN",
    "LONGEST",
    "NAMED",
    "STARTS",
    "Family",
    "agrees",
    "fitting",
    "is_doubtful",
]


class Family(NamedTuple):
    """A particle with two forms.

    final, vowel : the form after a final consonant, and the form after a vowel.
    rieul : whether ㄹ takes the form for vowels (으로/로).
    copula : whether the 이 of `final` may stay after a vowel (의사이다 and 의사다 are both right).
    stays : whether most writers keep this 이 after a vowel, as measured in KLUE-RE. `fitting` keeps
        it then if the text itself does not show its writer's habit.
    """

    final: str
    vowel: str
    rieul: bool = False
    copula: bool = False
    stays: bool = False

    def form(self, sound: Sound) -> str:
        """Return the form after a word whose final sound is NONE, RIEUL or OTHER."""
        return _chosen(self.final, self.vowel, sound, rieul=self.rieul)


_SAMPLES: Final = {Sound.NONE: "나", Sound.RIEUL: "날", Sound.OTHER: "낙"}
"""For each final sound, a syllable to give to hgtk, which looks at the last Hangul syllable."""


@cache
def _chosen(final: str, vowel: str, sound: Sound, *, rieul: bool) -> str:
    """Return the form that hgtk chooses after a final sound."""
    sample = _SAMPLES[sound]
    josa = {"not": final, "has": vowel, "except": "ㄹ" if rieul else None}
    return str(hgtk.josa.attach(sample, josa)).removeprefix(sample)


def _both_forms(particle: str) -> tuple[str, str]:
    """Return both forms of a particle that hgtk knows; the form after a consonant is the first."""
    josa = hgtk.josa.get_josa_type(particle)
    return josa["not"], josa["has"]


_ATTACHED_ONLY: Final = (Family("아", "야"),)
"""The vocative 아/야, which `attach` and `repair` know. `FAMILIES` lacks it: there, 야 is 이야."""

DOUBTFUL: Final = frozenset((*_copula.NOUNS_TOO, *_copula.RARE, "아"))
"""Forms of particles that are also parts of nouns (서울고, 기자, 읍면, 고창군)."""

COMPOUNDS: Final = {"가": tuple("화사치예무"), "과": tuple("학문축육술업의")}
"""For 가 and 과, the last syllables of nouns with which they form a noun: 동양화가, 물리학과."""

_SUFFIXES: Final = frozenset(("가", "과", "로", "이", "나"))
"""Particles that are also suffixes of nouns: 소설가, 사회과, 퇴계로, 영숙이."""

STARTS: Final = ("은", "는", "이", "가", "을", "를", "과", "와", "으로", "로", "라", "였")
"""The beginnings of particles with two forms. A tail that is in no table and begins like this may
be a particle with another word after it.
"""


def _families() -> dict[str, Family]:
    """Return the `Family` of every form of a particle with two forms."""
    euro, ro = _both_forms("으로")
    pairs = [(_both_forms(particle), ends) for particle, ends in SIMPLE.items()]
    all_families = [
        *(Family(a + end, b + end) for (a, b), ends in pairs for end in listed(ends)),
        *(Family(a + end, b + end) for (a, b), ends in SIMPLE_TOO.items() for end in listed(ends)),
        *(Family(euro + end, ro + end, rieul=True) for end in listed(RO)),
        *(
            Family(
                _both_forms(particle)[0] + word,
                _both_forms(particle)[1] + word,
                rieul=particle == euro,
            )
            for particle, word in run_on()
        ),
        *(
            Family(a + end, b + end, copula=True)
            for (a, b), ends in _copula.DROPPING.items()
            for end in ends
        ),
        *(Family("이" + end, end, copula=True, stays=True) for end in _copula.STAYING),
    ]
    families = {form: family for family in all_families for form in (family.final, family.vowel)}
    # 이였다 is a common misspelling of 이었다; after a vowel both become 였다.
    slips = {
        family.final.replace(right, slip, 1): family
        for slip, right in _copula.SLIPS
        for family in all_families
        if family.final.startswith(right)
    }
    return {
        slip: Family(slip, family.vowel, copula=True)
        for slip, family in slips.items()
        if slip not in families
    } | families


_EVERY: Final = _families()

FAMILIES: Final = {form: family for form, family in _EVERY.items() if form not in _copula.RARE}
"""The `Family` of each particle that a tail can be, by each of its two forms."""

KNOWN: Final = {**{form: f for f in _ATTACHED_ONLY for form in (f.final, f.vowel)}, **_EVERY}
"""The `Family` of each particle that `attach` knows, by each of its forms: `FAMILIES` and more."""

LONGEST: Final = max(map(len, (*FAMILIES, *INVARIANT)))
"""The length of the longest tail in the tables, in syllables."""


def is_doubtful(form: str) -> bool:
    """Return whether a form that does not agree with its word may be part of a noun instead.

    >>> is_doubtful("가"), is_doubtful("는")
    (True, False)
    """
    return form in DOUBTFUL or form in _SUFFIXES


def agrees(form: str, sound: Sound) -> bool:
    """Return whether a particle may have this form after a word with this final sound.

    >>> agrees("은", Sound.NONE), agrees("로", Sound.RIEUL), agrees("이다", Sound.NONE)
    (False, True, True)
    """
    family = KNOWN[form]
    if sound is Sound.UNKNOWN or (form == family.final and family.copula):
        return True
    return any(form == family.form(reading) for reading in sound.readings)


def fitting(form: str, sound: Sound, *, kept_i: bool = False) -> str | None:
    """Return the form of a particle after a word with this final sound; None if unknown.

    A form that is right is kept. After a vowel, the 이 of the copula is kept if that is usual, or
    if `kept_i` says that the text keeps it.

    >>> fitting("은", Sound.NONE), fitting("이다", Sound.NONE), fitting("이라고", Sound.NONE)
    ('는', '이다', '라고')
    """
    family = KNOWN[form]
    if sound is Sound.UNKNOWN:
        return form if family.stays and form == family.final else None
    if len(sound.readings) > 1 and agrees(form, sound):
        return form
    first = sound.readings[0]
    if first is Sound.NONE and family.copula and form == family.final and (kept_i or family.stays):
        return form
    return family.form(first)
