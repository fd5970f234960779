from __future__ import annotations

from both_languages import check_texts
from reaug.report.page_words import page_words


def test_both_languages_say_it() -> None:
    check_texts(page_words)
