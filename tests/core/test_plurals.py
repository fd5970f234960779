"""English agrees in number where it is shown."""

from __future__ import annotations

import pytest

import source_texts
from reaug.core.plurals import in_number, in_one_language
from reaug.language import choose
from reaug.language.translation import translated

NO_NOUNS = {
    *("digits", "does", "dropped", "extends", "hold", "holds", "is", "more", "names", "needs"),
    *("of", "or", "over", "points", "stands", "times", "weights", "with"),
}
"""What stands behind a value that is no number, or a number that is never 1."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 rows (run) in 1 documents as jsonl → a", "1 row (run) in 1 document as jsonl → a"),
        ("1 of 40 rows are bad: x 1", "1 of 40 rows is bad: x 1"),
        ("a.csv: 1 of 1 rows are bad", "a.csv: 1 of 1 row is bad"),
        ("1 labels had spaces around them", "1 label had spaces around it"),
        (
            "1 mentions have no offsets, and are placed where their word stands",
            "1 mention has no offsets, and is placed where its word stands",
        ),
        (
            "left out: 1 annotations that were cancelled",
            "left out: 1 annotation that was cancelled",
        ),
        ("2 labels; 1 questions in it, off until", "2 labels; 1 question in it, off until"),
        (
            "1 answers wait for the question which label they have",
            "1 answer waits for the question which label it has",
        ),
        ("1 tasks were skipped, and stay open", "1 task was skipped, and stays open"),
        ("1 rows are left. 2 rows are read", "1 row is left. 2 rows are read"),
        ("1 distinct sentences, 1 copies", "1 distinct sentence, 1 copy"),
        ("1 rows form 1 families of", "1 row forms 1 family of"),
        ("1 type pairs, 1 training rows have a", "1 type pair, 1 training row has a"),
        ("30 rows of 1 labels have too few rows", "30 rows of 1 label have too few rows"),
        ("1 decided findings name no rule", "1 decided finding names no rule"),
        ("3 of 4 match, and 1 others match", "3 of 4 match, and 1 other matches"),
    ],
)
def test_one_of_a_thing_is_singular(text: str, shown: str) -> None:
    assert in_number(text) == shown
    assert translated(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2 rows are bad",
        "21 rows, 1,001 rows, 0.1 rows, -1 rows",
        "1 rows.csv: holds no rows",
        "data/1 rows/a.csv",
        "1행, 2 행",
        "buckets 1 words-long",
        "",
    ],
)
def test_what_is_no_single_thing_stays(text: str) -> None:
    assert in_number(text) == text


def test_whatever_a_text_counts_has_its_singular() -> None:
    counted = source_texts.counted()
    assert {"rows", "distinct sentences", "families"} <= set(counted)
    plural = {
        what: where
        for what, where in counted.items()
        if what.split()[0] not in NO_NOUNS and in_number(f"1 {what}") == f"1 {what}"
    }
    assert plural == {}


def test_a_table_of_texts_is_filled_in_number() -> None:
    texts = {"rows": ("{n} rows", "{n}행")}
    assert in_one_language(texts, korean=False)["rows"].format(n=1) == "1 row"
    assert in_one_language(texts, korean=True)["rows"].format(n=1) == "1행"


def test_korean_is_looked_up_by_the_text_as_it_is_written() -> None:
    choose("ko")
    try:
        assert translated("left out: 1 annotations that were cancelled") == "뺀 것: 취소된 주석 1개"
        assert translated("left out: 3 events") == "뺀 것: 이벤트 3개"
    finally:
        choose(None)
