"""Lexicons named inside regular expressions."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from reaug.rulebook.lexicons import expanded

LEXICONS = {"kin": ["형", "큰형", "f(x)"], "漢字": ["日"], "빈칸": ["새 날"]}


def written(pattern: str, key: str = "subject") -> Any:
    return expanded({"lexicons": LEXICONS, "patterns": [{key: pattern}]})["patterns"][0][key]


@pytest.mark.parametrize(
    ("pattern", "out"),
    [
        ("", ""),
        ("가", "가"),
        ("{kin}$", r"(?:f\(x\)|큰형|형)$"),
        ("{漢字}{빈칸}", r"(?:日)(?:새\ 날)"),
        (r"\p{Hangul}{2,4}", r"\p{Hangul}{2,4}"),
        (r"\P{Han}x{2}x{3,}", r"\P{Han}x{2}x{3,}"),
        (r"\{kin\}", r"\{kin\}"),
        ("😀{kin}", r"😀(?:f\(x\)|큰형|형)"),
    ],
)
def test_names_in_braces(pattern: str, out: str) -> None:
    assert written(pattern) == out
    assert written(out) == out, "a second time changes nothing"


@pytest.mark.parametrize("key", ["en", "ko", "name", "hits", "labels"])
def test_words_for_people_are_left(key: str) -> None:
    assert written("{kin}", key) == "{kin}"


def test_an_unknown_name() -> None:
    with pytest.raises(PydanticCustomError, match="unknown lexicon 'kn'; the book has: kin"):
        written("{kn}")


@pytest.mark.parametrize("data", [None, [], {}, {"patterns": 1}, {"lexicons": [], "patterns": []}])
def test_what_is_no_book_is_left_to_the_model(data: Any) -> None:
    assert expanded(data) == data
