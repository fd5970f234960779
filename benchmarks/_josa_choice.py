"""Measure how often reaug and other libraries choose the right form of a particle after a word."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

import hgtk
import pyarrow as pa

from _josa_truth import Analysed, Mention
from reaug.korean.josa import attach, attach_all, final_sound
from reaug.korean.particles import KNOWN, Family

Takes = Callable[[str, bool], str | None]
"""A function from a word, and whether the particle is 으로/로 (else 은/는), to the form of the
particle.
"""

KINDS: Final = ("Hangul", "Latin", "digit", "other")


class Case(NamedTuple):
    """A mention with the particle that is written after it."""

    mention: Mention
    form: str
    family: Family

    @property
    def written(self) -> str:
        """The form in the text: "final" (the one after a final consonant) or "vowel"."""
        return "final" if self.form == self.family.final else "vowel"


def cases(data: Analysed) -> list[Case]:
    """Return a case for every distinct end of a mention that precedes a particle with two forms."""
    cases = []
    for mention, tag, surface, tail in data.followed():
        if tail in KNOWN:
            form = tail
        else:  # such as 이었으며; the copula belongs to the family of 이다
            form = "이다" if tag.startswith("VCP") and surface == "이" else surface
        cases.append(Case(mention, form, KNOWN[form]))
    return cases


def right(case: Case, takes: Takes) -> bool:
    """Return whether a library chooses the form that is in the text.

    After a vowel, the 이 of the copula can be kept. So if the text has it, both forms are right.
    """
    form = takes(case.mention.word, case.family.rieul)
    if form is None:
        return False
    taken = "final" if form in ("은", "으로") else "vowel"
    return taken == case.written or (case.family.copula and case.written == "final")


def both_right(case: Case) -> bool:
    """Return whether reaug knows two readings of the word (such as R or 520), so that both forms
    are right.
    """
    return len(final_sound(case.mention.word).readings) > 1


def by_reaug(word: str, rieul: bool) -> str | None:
    return attach(word, "으로" if rieul else "은")[len(word) :]


def by_hgtk(word: str, rieul: bool) -> str | None:
    kind = hgtk.josa.EURO_RO if rieul else hgtk.josa.EUN_NEUN
    return str(hgtk.josa.attach(word, kind))[len(word) :]


def by_tossi(word: str, rieul: bool) -> str | None:
    import tossi

    form = str(tossi.pick(word, "으로" if rieul else "은"))
    return form if form in ("은", "는", "으로", "로") else None


@cache
def _kiwi() -> Any:
    from kiwipiepy import Kiwi

    return Kiwi()


@cache
def by_kiwi(word: str, rieul: bool) -> str | None:
    joined = _kiwi().join([(word, "NNP"), ("으로", "JKB") if rieul else ("은", "JX")])
    return str(joined)[len(word) :]


def libraries() -> dict[str, Takes]:
    """Return the functions of the installed libraries, by name."""
    choices: dict[str, Takes] = {"reaug": by_reaug, "hgtk": by_hgtk}
    if find_spec("tossi"):
        choices["tossi"] = by_tossi
    if find_spec("kiwipiepy"):
        choices["kiwipiepy"] = by_kiwi
    return choices


def counts(cases: Iterable[Case], takes: Takes) -> tuple[Counter[str], list[Case]]:
    """Return the number of right forms by kind of word, and the cases with a wrong form."""
    good: Counter[str] = Counter()
    missed = []
    for case in cases:
        if right(case, takes) or (takes is by_reaug and both_right(case)):
            good[case.mention.kind] += 1
        else:
            missed.append(case)
    return good, missed


def seconds(pairs: int) -> list[tuple[str, int, float]]:
    """Measure how long each library takes to join words with particles.

    Return, for each library, its name, the number of pairs that it joined, and the seconds. `pairs`
    is the number for `attach_all`; the others, which join one pair at a time, join a tenth.
    """
    words, particles = _pairs(pairs)
    begun = time.perf_counter()
    attach_all(words, particles)
    timings = [("reaug attach_all", pairs, time.perf_counter() - begun)]
    few = max(1, pairs // 10)
    some = list(zip(words[:few].to_pylist(), particles[:few].to_pylist(), strict=True))
    rieul = [(word, particle == "으로") for word, particle in some]
    named = {"reaug attach": None, "hgtk": by_hgtk, "tossi": by_tossi}
    for name, takes in named.items():
        if name == "tossi" and not find_spec("tossi"):
            continue
        begun = time.perf_counter()
        if takes is None:
            for word, particle in some:
                attach(word, particle)
        else:
            for word, ro in rieul:
                takes(word, ro)
        timings.append((name, few, time.perf_counter() - begun))
    return timings


def _pairs(number: int) -> tuple[pa.Array, pa.Array]:
    """Return names of three syllables (one in twenty in Latin letters) and particles, as two
    arrays.
    """
    particles = ("은", "이", "을", "과", "으로")
    step, names = 7919, (number + 4) // 5
    words = []
    for i in range(names):
        place = i * step
        hangul = (
            "".join(chr(0xAC00 + place // 11172**k % 11172) for k in range(2)) + "전가반"[i % 3]
        )
        words.append(f"{hangul[0]} FC{i}" if i % 20 == 0 else f"{hangul}{i % 7 * '나'}")
    column = pa.array([word for word in words for _ in particles][:number], pa.string())
    return column, pa.array([form for _ in words for form in particles][:number], pa.string())
