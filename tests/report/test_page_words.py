from __future__ import annotations

from both_languages import check_texts
from reaug.report.page_words import page_words


def test_each_text_is_in_both_languages() -> None:
    check_texts(page_words)
