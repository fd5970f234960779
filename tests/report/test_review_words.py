from __future__ import annotations

import re
from pathlib import Path

import pytest

import reaug.report.pages as pages
from both_languages import check_texts
from reaug.report.review_words import review_words
from reaug.report.words import words

SCRIPTS = sorted((Path(pages.__file__).parent / "templates" / "review").glob("*.js"))


def test_each_text_is_in_both_languages() -> None:
    check_texts(review_words)
    assert all(re.search("[가-힣]", text) for text in review_words("ko").values())


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
    assert [pair for pair in pairs if f"key {pair}" not in review_words("en")] == []
