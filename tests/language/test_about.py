"""The Korean of the steps' docstrings: whole, and of what they say today."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator

import pytest

from reaug.core.paragraphs import as_one_line, paragraphs
from reaug.language import choose, korean_about
from reaug.language.about import HEADINGS, saying_of
from reaug.language.about import korean_about as texts_of
from reaug.recipe.registry import shipped_names, step_class

HELP = "write its Korean in reaug/language/korean_about/, by the paragraph's English"


@pytest.fixture
def in_korean() -> Iterator[None]:
    choose("ko")
    yield
    choose(None)


def about_texts(step: str) -> list[str]:
    """What a step's docstring says, but for code."""
    parts = [part for part in paragraphs(step_class(step).__doc__ or "") if part.kind != "code"]
    return [as_one_line(part.text) for part in parts]


@pytest.mark.parametrize("step", shipped_names())
def test_each_paragraph_has_its_korean(step: str) -> None:
    known = {**HEADINGS, **texts_of(step)}
    assert [text for text in about_texts(step) if text not in known] == [], HELP


@pytest.mark.parametrize("step", shipped_names())
def test_no_korean_is_of_an_older_english(step: str) -> None:
    assert [text for text in texts_of(step) if text not in about_texts(step)] == []


def test_each_file_is_of_a_step() -> None:
    files = {module.name for module in pkgutil.iter_modules(korean_about.__path__)}
    assert files == set(shipped_names())


@pytest.mark.parametrize("step", shipped_names())
def test_names_stay_as_they_are(step: str) -> None:
    for english, text in texts_of(step).items():
        names = set(re.findall("`[^`]+`", english))
        assert names <= set(re.findall("`[^`]+`", text)), text
        if not english.startswith(("Source", "UsageError", "InputError")):
            assert re.search("[가-힣]", text)


@pytest.mark.parametrize("step", ["", "no_such_step", "../aeda", "a.b", "per:title", "class"])
def test_what_is_no_step_of_ours_has_none(step: str) -> None:
    assert texts_of(step) == {}


def test_what_has_no_korean_stays_english(in_korean: None) -> None:
    say = saying_of("a_plugin")
    assert say("Shouts at every row.") == "Shouts at every row."
    assert say("Examples") == "예시"
    assert say("Parameters") == "매개변수"
