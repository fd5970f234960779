"""Decide whether a particle after a noun is in the wrong form, and whether that is sure.

A form is wrong only if no plausible reading of the noun allows it (`korean.plausible_readings`).
After a gloss in brackets it must not agree with the gloss either, since many people write
나루연맹(NRA)는. Text that is not running text (placeholders, templates, both forms side by side) is
not checked.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reaug.korean.doubtful_tails import is_misused_particle
from reaug.korean.mecab import morpheme_at
from reaug.korean.particles import FAMILIES, agrees, fitting, is_doubtful
from reaug.korean.plausible_readings import either, plausible_sounds
from reaug.korean.sounds import Sound, is_read, opening_of

_GLOSS_OF_DATES: Final = re.compile(r"[0-9] ?년|[0-9]{3,4}\.")
_BOTH_FORMS: Final = re.compile(
    r"^\s?[(（/／·|]\s?(?:은|는|이|가|을|를|과|와|으로|로|아|야)(?![가-힣])"
)
_TEMPLATE: Final = re.compile(r"\{\{|\}\}|\[[A-Z]+[0-9]*\]")


class Judged(NamedTuple):
    """The right form of a particle, and whether the form is certain.

    After dates in brackets `sure` is false, since some people read such dates aloud.
    """

    right: str
    sure: bool = True


def judged(text: str, noun: tuple[int, int], tail: tuple[int, int], form: str) -> Judged | None:
    """Return the right form of a particle after a noun; None if the present form may stay.

    Parameters
    ----------
    text
        A sentence.
    noun, tail
        The half-open spans of the noun and of the particle.
    form
        The particle in NFC, in one of its two forms.

    Examples
    --------
    >>> judged("LG은 컸다.", (0, 2), (2, 3), "은"), judged("LG(엘지)는 컸다.", (0, 2), (6, 7), "는")
    (Judged(right='는', sure=True), None)
    """
    (start, end), (begin, stop) = noun, tail
    sounds = plausible_sounds(text[start:end])
    between = text[end:begin]
    if not sounds or any(agrees(form, sound) for sound in sounds):
        return None
    if _TEMPLATE.search(between) or _BOTH_FORMS.search(text[stop:]):
        return None
    # (주) may be read as 주식회사, or not at all.
    if ("(주)" in between or "㈜" in between) and agrees(form, Sound.NONE):
        return None
    if not _is_particle_here(text, noun, begin, form):
        return None
    right = fitting(form, either(sounds))
    if right is None or right == form:
        return None
    gloss = _gloss(text, end, begin)
    if gloss.strip("()（） ") in FAMILIES:
        return None  # 박민수(은)는
    if not is_read(gloss.rstrip()[-1:] or " "):
        return Judged(right)  # no gloss, or one that ends in a mark: (1963년 ~)
    read = plausible_sounds(gloss)
    if read and not any(agrees(form, sound) for sound in read):
        return Judged(right)
    return Judged(right, sure=False) if _GLOSS_OF_DATES.search(gloss) else None


def _is_particle_here(text: str, noun: tuple[int, int], begin: int, form: str) -> bool:
    """Return whether a form is a particle, and not part of a longer noun (수은, 송지은, 소설가)."""
    if is_doubtful(form):
        return is_misused_particle(text, noun, begin, form)
    if len(form) > 1 or begin != noun[1]:
        return True
    # mecab may know noun and form together as a single word: the 은 of 수은 is no particle.
    first, tag = morpheme_at(text, begin)
    return first > noun[0] or not tag.startswith(("NN", "SL", "MA"))


def _gloss(text: str, end: int, begin: int) -> str:
    """Return the text of the last brackets between a noun and its particle, or ""."""
    # A reference ([1]) is not a gloss.
    closing = begin - 1
    if closing < end:
        return ""
    opening = opening_of(text, closing)
    inside = text[opening + 1 : closing] if opening >= end else ""
    return "" if _REFERENCE.fullmatch(inside) else inside


_REFERENCE: Final = re.compile(r"(?:주|각주|note|출처)?\s?[0-9a-z]{0,2}\s?(?:필요)?")
