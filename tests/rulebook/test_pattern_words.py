"""What of a pattern is words: it must match the same texts as before."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.rulebook import load
from reaug.rulebook.pattern_words import split

PATTERNS = [
    "바다|섬",
    "세계 ?대전|6\\.25|[0-9]세기",
    "(?i)ab|cd",
    "ab|(?i)cd",
    "(?i:ab)|cd",
    "가|(?:^|[^가-힣])(?:나다|라)",
    "가?나?다|라",
    "가??나|다",
    "가*나다|라",
    "[가|나]|다",
    "[]가]나|다",
    "[[:alpha:]|]나|다",
    "\\Q가|나\\E|다",
    "\\x{ac00}|나",
    "\\pL나|다",
    "\\p{Hangul}나|다",
    "가{2}|나",
    "가{,2}|나",
    "^가|나$",
    "(가|나)다|라",
    "((가|나)다)|라",
    "(?:가|나)?다|라",
    "가\\|나|다",
    "|가",
    "가||나",
    "a\\(|가 나",
    "[^가-힣 ]|다라",
    "[가나]다.|(?:^|라)나",
    ".[가나] [2라다](?:가|$)",
    ".(?:나|다라)가[나다라]|[0-9]가.",
    "[가나][다라][세계][대전][가나다라]?(?:b|c)$",
    ".[가나다라세계대전][가나다라세계대전][가나다라세계대전]",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.lists(st.text(st.sampled_from(list("가나다라 ab세계대전기6.25(|A")), max_size=9)))
def test_words_and_rest_match_what_the_pattern_matches(pattern: str, texts: list[str]) -> None:
    words, rest, needed = split(pattern)
    column = pa.array([*texts, "가", "나", "다", "라", "다라", ""], pa.string())
    of_rest = pc.match_substring_regex(column, rest).to_pylist() if rest else [False] * len(column)
    by_word = [any(word in text for word in words) for text in column.to_pylist()]
    either = [a or b for a, b in zip(of_rest, by_word, strict=True)]
    assert either == pc.match_substring_regex(column, pattern).to_pylist()
    for text, matches in zip(column.to_pylist(), of_rest, strict=True):
        assert not matches or not needed or any(word in text for word in needed)


def test_a_pattern_with_what_is_not_known_stays_whole() -> None:
    assert split("(?i)ab|cd") == ((), "(?i)ab|cd", ())
    assert split("\\Q가|나\\E|다") == ((), "\\Q가|나\\E|다", ())


def test_many_letters_that_may_be_missing_stay_in_the_pattern() -> None:
    pattern = "가?" * 30 + "나"
    assert split(pattern).words == ()


def test_most_of_the_shipped_topics_is_words() -> None:
    topics = [split(topic.pattern) for topic in load("klue-re").donors.topics if topic.pattern]
    assert sum(not words for words, _, _ in topics) <= 2
    assert sum(rest is not None and not needed for _, rest, needed in topics) <= 1
