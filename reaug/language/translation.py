"""What reaug says, in the user's language.

Code says everything in English. The Korean of a message is looked up where it is shown: by the
whole text, or by the template it was made of (`"{n} rows in, {n} rows out"`), whose values stay.
So a message is written once, beside what it is about, and what has no Korean yet is shown in
English.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from reaug.language import language

_PLACE: Final = re.compile(r"\{(\d*)(?::([^{}]+))?\}")
_VALUE: Final = re.compile(r"\{(n?)\}")
_LONGEST: Final = 4000
"""Characters of a message that is held against templates."""


def translated(message: str) -> str:
    """A message in the user's language.

    Examples
    --------
    >>> from reaug.language import choose
    >>> choose("ko")
    >>> translated("267 rows in, 260 rows out")
    '입력 267행, 출력 260행'
    >>> choose(None)
    """
    return korean(message) if message and language() == "ko" else message


def korean(message: str) -> str:
    """A message in Korean; as it is where the catalogue does not have it.

    Examples
    --------
    >>> korean("rows.csv exists already; choose another --output")
    'rows.csv는 이미 있다. 다른 --output을 고르라'
    """
    if (own := getattr(message, "ko", None)) is not None:  # a `core.step.InBoth`
        return str(own)
    exact = _catalogue().get(message)
    if exact is not None:
        return exact
    if len(message) > _LONGEST:
        return message
    for pattern, text in _templates(message[:1]):
        match = pattern.fullmatch(message)
        if match is not None:
            # A word alone may be a label or a column of the user's, whatever it says.
            values = (korean(one) if " " in one.strip() else one for one in match.groups())
            return _filled(text, list(values))
    return message


def _filled(text: str, values: list[str]) -> str:
    """The Korean of a template with its values; `{:은}` puts the particle that fits behind one."""
    following = iter(range(len(values)))

    def value(place: re.Match[str]) -> str:
        number, particle = place.groups()
        word = values[int(number) if number else next(following)]
        return _attached(word, particle) if particle else word

    return _PLACE.sub(value, text)


def _attached(word: str, particle: str) -> str:
    from reaug.korean.josa import attach

    return attach(word, particle)


@cache
def _catalogue() -> Mapping[str, str]:
    from reaug.language.korean_words import KOREAN

    return KOREAN


@cache
def _templates(first: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The templates that a message may be made of, by its first character; the longest first."""
    fitting = [
        (template, text)
        for template, text in _catalogue().items()
        if _VALUE.search(template) and template[:1] in (first, "{")
    ]
    fitting.sort(key=lambda pair: -len(_VALUE.sub("", pair[0])))
    return tuple((_pattern(template), text) for template, text in fitting)


def _pattern(template: str) -> re.Pattern[str]:
    """What matches a message that was made of a template: a group for each value."""
    parts = _VALUE.split(template)
    texts = (re.escape(part) for part in parts[::2])
    groups = [r"([\d.,]+)" if kind == "n" else "(.*?)" for kind in parts[1::2]]
    return re.compile("".join(itertools.chain(*zip(texts, [*groups, ""], strict=True))), re.DOTALL)
