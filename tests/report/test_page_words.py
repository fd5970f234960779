from __future__ import annotations

import re
import string

import pytest

from reaug.report.page_words import page_words


@pytest.mark.parametrize("key", page_words("en"))
def test_both_languages_say_it(key: str) -> None:
    english, korean = page_words("en")[key], page_words("ko")[key]
    assert not re.search("[가-힣]", english)
    assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", korean)
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (english, korean)
    ]
    assert places[0] == places[1]
