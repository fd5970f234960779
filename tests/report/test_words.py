from __future__ import annotations

from audits import CUT
from both_languages import check_texts
from reaug.report.words import title, words


def test_each_text_is_in_both_languages() -> None:
    check_texts(words)
    assert [text for text in words("en").values() if not text.isascii() and "–" not in text] == []


def test_titles_are_those_of_the_rule() -> None:
    assert (title(CUT, "en"), title(CUT, "ko")) == (CUT.en, CUT.ko)
