from __future__ import annotations

import re
import string

import pytest

from audits import CUT
from reaug.report.words import title, words


@pytest.mark.parametrize("key", words("en"))
def test_both_languages_say_it(key: str) -> None:
    english, korean = words("en")[key], words("ko")[key]
    assert english.isascii() or "–" in english
    assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", korean)
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (english, korean)
    ]
    assert places[0] == places[1]


def test_titles() -> None:
    assert (title(CUT, "en"), title(CUT, "ko")) == (CUT.en, CUT.ko)
