from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import reaug.report.pages as pages
from reaug.report.review_words import review_words
from reaug.report.words import words

SCRIPTS = sorted((Path(pages.__file__).parent / "templates" / "review").glob("*.js"))


@pytest.mark.parametrize("key", review_words("en"))
def test_both_languages_say_it(key: str) -> None:
    english, korean = review_words("en")[key], review_words("ko")[key]
    assert not re.search("[가-힣]", english)
    assert re.search("[가-힣]", korean)
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (english, korean)
    ]
    assert places[0] == places[1]


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_the_scripts_ask_for_words_that_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    known = words("en") | review_words("en")
    asked = re.findall(r"words\.(\w+)", text) + re.findall(r"words\[\"([^\"]+)\"\]", text)
    assert [key for key in asked if key not in known] == []


def test_every_key_is_explained() -> None:
    text = (SCRIPTS[0].parent / "keys.js").read_text(encoding="utf-8")
    shown = text[text.index("export const KEYS") : text.index("const ACTIONS")]
    pairs = re.findall(r'\["[^"]+", "([^"]+)"\]', shown)
    assert len(pairs) == 26
    assert [one for one in pairs if f"key {one}" not in review_words("en")] == []
