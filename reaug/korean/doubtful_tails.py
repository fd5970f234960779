"""Decide with mecab whether a tail is a particle, if its form alone does not show it.

A *tail* is the Hangul right after a noun, up to the next space, mark or end of the text.

In the sentence, mecab misses one particle in thirty-six, because it does not know the name before
the particle (카우라바|를). With a common noun of the same final sound in place of the name, mecab
recognises the particle, but no longer a compound (물리학|과). So a tail is a particle if the first
analysis says so, or if the second says so and the tail forms no compound.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from reaug.korean.mecab import morpheme_at
from reaug.korean.particles import agrees
from reaug.korean.sounds import Sound, final_sound

PLACEHOLDERS: Final = {Sound.NONE: "제주도", Sound.RIEUL: "서울", Sound.OTHER: "부산"}
"""For each final sound, a noun that mecab knows."""


@lru_cache(maxsize=1 << 14)
def is_particle(
    text: str, noun: tuple[int, int], begin: int, *, also_replaced: bool = True
) -> bool:
    """Return whether a particle or a form of the copula begins at `begin`, after a noun.

    Parameters
    ----------
    text
        A sentence.
    noun
        The span of the noun in code points, half-open.
    begin
        The beginning of the tail, at the end of the noun or after it.
    also_replaced
        Whether to analyse the sentence a second time with a common noun in place of this noun:
        mecab may know the particle only after a noun that it knows.

    Examples
    --------
    >>> is_particle("서울은 크다.", (0, 2), 2), is_particle("서울대는 크다.", (0, 2), 2)
    (True, False)
    """
    if _opens(text, begin):
        return True
    if not also_replaced:
        return False
    readings = final_sound(text[slice(*noun)]).readings
    return _opens(*_replaced(text, noun, begin, readings[0] if readings else Sound.NONE))


@lru_cache(maxsize=1 << 14)
def is_copula(text: str, noun: tuple[int, int], begin: int, *, also_replaced: bool = True) -> bool:
    """Return whether the copula without its 이 begins at `begin`, after a noun: 박민수|기 때문이다.

    mecab does not see the missing 이, so a verb ending at this position belongs to the copula.

    Examples
    --------
    >>> is_copula("박민수기 때문이다.", (0, 3), 3), is_copula("박민수기자의 글", (0, 3), 3)
    (True, False)
    """
    if _opens(text, begin, _ENDINGS):
        return True
    return also_replaced and _opens(*_replaced(text, noun, begin, Sound.NONE), _ENDINGS)


@lru_cache(maxsize=1 << 14)
def is_misused_particle(text: str, noun: tuple[int, int], begin: int, form: str) -> bool:
    """Return whether a form that does not agree with the noun before it is still a particle.

    Two conditions must hold:
    - If a common noun with which the form agrees stood in place of the noun, mecab would find a
      particle.
    - In the sentence itself, mecab finds neither a word that ends in the form (소설가) nor a suffix
      (물리학자).

    Examples
    --------
    >>> is_misused_particle("솔로몬가 왔다.", (0, 3), 3, "가")
    True
    >>> is_misused_particle("소설가 조정래", (0, 2), 2, "가")
    False
    """
    fitting = next(sound for sound in PLACEHOLDERS if agrees(form, sound))
    if not _opens(*_replaced(text, noun, begin, fitting)):
        return False
    start, tag = morpheme_at(text, begin)
    if start == begin:
        return form == "이" or not tag.startswith(("XSN", "NNG"))
    return start > noun[0] and text[start - 1] != " "


def _replaced(text: str, noun: tuple[int, int], begin: int, sound: Sound) -> tuple[str, int]:
    """Return the text with a common noun in place of the noun, and the tail's new beginning."""
    start, end = noun
    placeholder = PLACEHOLDERS[sound]
    return text[:start] + placeholder + text[end:], begin - (end - start) + len(placeholder)


_PARTICLES: Final = ("J", "VCP")
_ENDINGS: Final = ("J", "VCP", "EP", "EF", "EC", "ETN", "ETM")


def _opens(text: str, begin: int, tags: tuple[str, ...] = _PARTICLES) -> bool:
    start, tag = morpheme_at(text, begin)
    return start == begin and tag.startswith(tags)
