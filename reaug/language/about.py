"""Korean descriptions of the steps: translations of the paragraphs of their docstrings.

The English is only in the step's docstring. Its translation is a file of the step's name in
`korean_about/`, keyed by the English of each paragraph. A paragraph that was changed has no
translation until somebody writes one, and a step of a plugin has none.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from functools import cache
from textwrap import dedent
from typing import Final

from reaug.core.paragraphs import as_one_line, paragraphs
from reaug.language import language
from reaug.language.translation import korean

HEADINGS: Final[Mapping[str, str]] = {"Examples": "예시", "Raises": "오류"}
_FOLDER: Final = "reaug.language.korean_about"


def saying_of(step: str) -> Callable[[str], str]:
    """Return a function that translates text about a step; text without a translation stays
    English.

    Examples
    --------
    >>> from reaug.language import choose
    >>> choose("ko")
    >>> say = saying_of("aeda")
    >>> say("Skipped: `aeda/no-gap`, a row without white space outside its mentions.")
    '건너뜀: `aeda/no-gap`(개체 밖에 공백이 없는 행).'
    >>> choose(None)
    """
    return in_korean(step) if language() == "ko" else str


def in_korean(step: str) -> Callable[[str], str]:
    """Return a function that translates text about a step into Korean, whatever the user's language
    is.
    """
    texts = {**HEADINGS, **korean_about(step)}
    return lambda text: texts.get(as_one_line(text)) or korean(text)


@cache
def korean_about(step: str) -> Mapping[str, str]:
    """Return the Korean of a step's paragraphs, keyed by their English in one line."""
    module = f"{_FOLDER}.{step}"
    if not step.isidentifier() or importlib.util.find_spec(module) is None:
        return {}
    texts: Mapping[str, str] = importlib.import_module(module).TEXTS
    return {as_one_line(english): _whole(text) for english, text in texts.items()}


def _whole(text: str) -> str:
    (paragraph,) = paragraphs(dedent(text).strip("\n"))
    return paragraph.text
