"""Korean descriptions of the steps: translations of the paragraphs of their docstrings.

The English text is only in the docstring of a step. The translations are in a file with the step's
name in `korean_about/`, where the key of each translation is the English paragraph. A paragraph
that was changed has no translation until the file is changed, too. Steps of plugins have none.
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
    """Return a function that translates a text about a step into the user's language.

    A text without a translation stays English.

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
    """Return a function that translates a text about a step into Korean."""
    texts = {**HEADINGS, **korean_about(step)}
    return lambda text: texts.get(as_one_line(text)) or korean(text)


@cache
def korean_about(step: str) -> Mapping[str, str]:
    """Return the Korean translations of a step's paragraphs, by the English paragraph in one
    line.
    """
    module = f"{_FOLDER}.{step}"
    if not step.isidentifier() or importlib.util.find_spec(module) is None:
        return {}
    texts: Mapping[str, str] = importlib.import_module(module).TEXTS
    return {as_one_line(english): _joined_text(text) for english, text in texts.items()}


def _joined_text(text: str) -> str:
    (paragraph,) = paragraphs(dedent(text).strip("\n"))
    return paragraph.text
