"""The search for many words at once, beside a look at each text for each word."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core import word_search
from reaug.core.characters import HANGUL, table_of
from reaug.core.word_search import WordList, WordSearch

LETTERS = st.sampled_from(list("가나다라 a.😀é\x00ㄱ"))
TEXTS = st.text(LETTERS, max_size=12)


def expected(text: str, words: list[str], *, begins: bool) -> bool:
    patterns = [re.escape(word) for word in words if word and "\0" not in word]
    before = "(?<![가-힣ㄱ])" if begins else ""
    return any(re.search(before + pattern, text) for pattern in patterns)


@given(
    st.lists(TEXTS, max_size=8),
    st.lists(st.tuples(st.lists(st.text(LETTERS, max_size=5), max_size=4), st.booleans())),
)
def test_it_finds_what_a_look_at_each_text_finds(
    texts: list[str], lists: list[tuple[list[str], bool]]
) -> None:
    search = WordSearch([WordList(words, begins) for words, begins in lists])
    holds = search.holds(pa.array(texts, pa.string()))
    assert holds.tolist() == [
        [expected(text, words, begins=begins) for words, begins in lists] for text in texts
    ]


def test_texts_beyond_one_part_are_searched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_search, "_BYTES", 10)
    texts = pa.array(["바다", "", "긴 문장의 끝에 바다", "산", "큰바다"] * 3)
    search = WordSearch([WordList(["바다"]), WordList(["바다", "끝에 바다"], begins=True)])
    assert search.holds(texts.slice(1, 12)).tolist() == [
        [False, False],
        [True, True],
        [False, False],
        [True, False],
        *[[True, True], [False, False], [True, True], [False, False], [True, False]],
        *[[True, True], [False, False], [True, True]],
    ]


def test_no_word_is_found_across_two_texts() -> None:
    search = WordSearch([WordList(["바다"]), WordList(["다산"], begins=True)])
    assert not search.holds(pa.array(["바", "다", "산"])).any()


def test_search_without_words_finds_nothing() -> None:
    for lists in ([], [WordList([])], [WordList(["", "\0"], begins=True)]):
        assert not WordSearch(lists).holds(pa.array(["바다", ""])).any()


def test_hangul_is_what_the_patterns_of_a_book_take_for_it() -> None:
    codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    matches = pc.match_substring_regex(pa.array(map(chr, codes), pa.string()), r"\p{Hangul}")
    ours = table_of(HANGUL)
    assert [code for code, hit in zip(codes, matches.to_pylist(), strict=True) if hit] == [
        code for code in codes if ours[code]
    ]
