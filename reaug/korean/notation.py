"""Particles written in both forms at once: 은(는), 을/를, (으)로, (이)가. They agree with every
word.

Templates, laws, programs and other libraries write particles like this.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from reaug.korean.particles import KNOWN, Family

_FORM: Final = r"[가-힣]{1,6}"
_OPEN, _CLOSE = r"[(（\[{]\s?", r"\s?[)）\]}]"
_PAIR: Final = re.compile(
    rf"(?P<a>{_FORM}?)(?:{_OPEN}(?P<b>{_FORM}){_CLOSE}(?P<rest>[가-힣]*)"
    rf"|\s?[/／|∕]\s?(?P<after>{_FORM}))(?![가-힣])"
)
"""Matches 은(는), 을/를 and 과(와)의."""
_BRACKETED: Final = re.compile(
    rf"{_OPEN}(?:(?P<a>{_FORM})\s?[/／|∕·,]\s?(?P<b>{_FORM})){_CLOSE}(?P<rest>[가-힣]*)"
)
"""Matches (은/는) and [을/를]."""
_OPTIONAL: Final = re.compile(rf"{_OPEN}(?P<a>{_FORM}){_CLOSE}(?P<b>{_FORM})(?![가-힣])")
"""Matches (으)로, (이)라고 and (은)는."""
_LISTED: Final = re.compile(rf"(?P<a>{_FORM})\s?[·,]\s?(?P<b>{_FORM})")
"""Matches 은·는 in a particle that a user gives; in running text these are two words."""
_FRAME: Final = " -~–−‐"


class Notation(NamedTuple):
    """A particle in both forms: its end in the text, and the two forms in the order of the text."""

    end: int
    first: str
    second: str

    @property
    def family(self) -> Family:
        """The particle whose forms these are, as an entry of `korean.particles.KNOWN`."""
        return next(
            filter(None, map(_family, ((self.first, self.second), (self.second, self.first))))
        )

    @property
    def as_usual(self) -> bool:
        """Whether the form after a consonant comes first, as is usual in templates: 은(는),
        으로/로.
        """
        return self.family.final == self.first


def notation_at(text: str, place: int = 0) -> Notation | None:
    """Return the particle in both forms that begins at a place of a text; None if there is none.

    >>> notation_at("박지훈은(는) 왔다.", 3), notation_at("서울(으)로", 2), notation_at("서울은")
    (Notation(end=7, first='은', second='는'), Notation(end=6, first='으로', second='로'), None)
    """
    match = _PAIR.match(text, place)
    if match:
        ending = match["rest"] or ""
        second = match["after"] or match["b"] + ending
        if _are_forms(match["a"] + ending, second):
            return Notation(match.end(), match["a"] + ending, second)
        # In 과/와의, the 의 belongs to both forms. After 은(는) any text may follow.
        shared = second[len(match["a"]) :] if match["after"] else ""
        if shared and _are_forms(match["a"] + shared, second):
            return Notation(match.end(), match["a"] + shared, second)
        if match["b"] and _are_forms(match["a"], match["b"]):
            return Notation(match.end(), match["a"], match["b"])
    match = _BRACKETED.match(text, place)
    if match and _are_forms(match["a"], match["b"]):
        return Notation(match.end(), match["a"], match["b"])
    match = _OPTIONAL.match(text, place)
    if match is None:
        return None
    a, b = match["a"], match["b"]
    for first, second in ((a, b), (a + b, b), (a + b[1:], b)):
        if _are_forms(first, second):
            return Notation(match.end(), first, second)
    return None


@lru_cache(maxsize=1 << 10)
def both_forms(particle: str) -> Notation | None:
    """Return the notation of a whole text, such as 은/는 or -(으)로; None if it has one form only.

    >>> both_forms("은/는")[1:], both_forms("-(으)로")[1:], both_forms("을·를")[1:]
    (('은', '는'), ('으로', '로'), ('을', '를'))
    """
    text = particle.strip(_FRAME)
    notation = notation_at(text)
    if notation is not None:
        return notation if notation.end == len(text) else None
    listed = _LISTED.fullmatch(text)
    if listed and _are_forms(listed["a"], listed["b"]):
        return Notation(len(text), listed["a"], listed["b"])
    return None


def turned(text: str, notation: Notation) -> str:
    """Return the text of a notation with its forms in the other order: 를(을) becomes 을(를)."""
    if not text.startswith(notation.first):
        return text
    swap = {notation.first: notation.second, notation.second: notation.first}
    return re.sub("|".join(map(re.escape, swap)), lambda form: swap[form[0]], text)


def _are_forms(first: str, second: str) -> bool:
    return first != second and any(map(_family, ((first, second), (second, first))))


def _family(forms: tuple[str, str]) -> Family | None:
    """Return the family with these two forms; None if there is none."""
    family = KNOWN.get(forms[0])
    return family if family is not None and {*forms} == {*family[:2]} else None
