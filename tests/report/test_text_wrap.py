from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reaug.cli.listing import wrapped


def test_hangul_takes_two_columns() -> None:
    assert wrapped("개체를 바꾼다", 12) == "개체를\n바꾼다"
    assert wrapped("개체를 바꾼다", 13) == "개체를 바꾼다"
    assert wrapped("abcdef ghijkl", 12) == "abcdef\nghijkl"


def test_what_goes_on_with_an_item_or_a_name_is_indented() -> None:
    assert wrapped("- 다른 이름으로", 10) == "- 다른\n  이름으로"
    assert wrapped("  rate: 각 어절을 지울 확률", 18) == "  rate: 각 어절을\n    지울 확률"
    assert wrapped("심각도  사람이 보아야 한다", 20) == "심각도  사람이\n        보아야 한다"
    assert wrapped("    안쪽에 적은 글", 16) == "    안쪽에 적은\n    글"


def test_a_column_that_takes_most_of_the_line_is_not_repeated() -> None:
    assert wrapped("org:members_and_employees  기관", 20) == "org:members_and_employees\n기관"


def test_code_and_long_words_stay() -> None:
    code = ">>> apply(batch, changes).batch\n'이순신은 한산도에서 크게 이겼다.'"
    assert wrapped(code, 10) == code
    assert wrapped(code + "\n\n개체를 바꾼다", 8) == code + "\n\n개체를\n바꾼다"
    assert wrapped("https://example.org/a-long-one", 10) == "https://example.org/a-long-one"


@pytest.mark.parametrize("text", ["", "\n", "\n\n가\n", "가"])
def test_short_lines_stay(text: str) -> None:
    assert wrapped(text, 10) == text


@given(st.lists(st.text("가나ab", min_size=1, max_size=5), min_size=1), st.integers(10, 30))
def test_no_word_is_lost_and_no_line_too_long(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), width).split("\n")
    assert " ".join(lines).split() == words
    assert all(cell_len(line) <= width for line in lines)
