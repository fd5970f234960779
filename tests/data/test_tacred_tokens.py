"""Tokens cut from a sentence are found in it again, at the same places."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data.formats.tacred.tokens import cut, place, rest, unescaped
from strategies import sentences

NFD = unicodedata.normalize("NFD", "한강")


def tokens_of(sentence: str, *mentions: tuple[int, int]) -> list[str]:
    return [sentence[begin:end] for begin, end in cut(sentence, mentions)]


@pytest.mark.parametrize(
    ("sentence", "mentions", "expected"),
    [
        ("이순신은 한산도에서 이겼다.", [(0, 3), (5, 8)], "이순신|은|한산도|에서|이겼다."),
        ("LG와 SK가 만났다", [(0, 2), (4, 6)], "LG|와|SK|가|만났다"),
        ("삼성이재용 회장", [(0, 2), (2, 5)], "삼성|이재용|회장"),
        ("삼성이재용 회장", [(2, 5), (0, 2)], "삼성|이재용|회장"),
        ("金九(김구)는", [(0, 2), (3, 5)], "金九|(|김구|)는"),
        ("제1차 세계 대전이", [(0, 9), (0, 3)], "제1차| 세계|대전|이"),
        ("나는 세계  대전을", [(3, 9), (0, 1)], "나|는|세계|대전|을"),
        ("나는  삼성 을", [(3, 7), (0, 1)], "나|는| 삼성 |을"),
        ("나는   을", [(3, 4), (0, 1)], "나|는| | |을"),
        ("가 나", [(1, 2), (2, 3)], "가| |나"),
        ("가", [(0, 1), (0, 1)], "가"),
        ("😀👨‍👩‍👧 해나래!", [(0, 1), (7, 10)], "😀|👨‍👩‍👧|해나래|!"),
        (f"{NFD}은 길다", [(0, len(NFD)), (len(NFD) + 2, len(NFD) + 3)], f"{NFD}|은|길|다"),
        ("가\u3000나\r다\t라\u2028마", [(0, 1), (2, 3)], "가|나|다|라|마"),
        ("\n가 ", [(1, 2), (0, 3)], "\n|가| "),
    ],
)
def test_sentences_are_cut_at_mentions(
    sentence: str, mentions: list[tuple[int, int]], expected: str
) -> None:
    spans = cut(sentence, mentions)
    assert [sentence[begin:end] for begin, end in spans] == expected.split("|")
    assert place(sentence, expected.split("|")) == spans
    assert rest(sentence, spans) == ""


@given(sentences())
def test_every_sentence_and_mention(case: tuple[str, Any]) -> None:
    sentence, mentions = case
    spans = cut(sentence, mentions)
    assert place(sentence, [sentence[begin:end] for begin, end in spans]) == spans
    assert rest(sentence, spans) == ""
    # In order, apart, and what lies between is white space.
    borders = [(0, 0), *spans, (len(sentence), len(sentence))]
    assert all(a <= b for a, b in borders)
    for (_, end), (begin, _) in pairwise(borders):
        assert end <= begin
        assert not sentence[end:begin].strip()
    for start, end in mentions:
        assert start in [begin for begin, _ in spans]
        assert end in [stop for _, stop in spans]


@given(st.text(), st.lists(st.text(max_size=3), max_size=5))
def test_any_tokens_are_placed_or_not(sentence: str, tokens: list[str]) -> None:
    spans = place(sentence, tokens)
    assert [sentence[begin:end] for begin, end in spans] == tokens[: len(spans)]
    assert rest(sentence, spans) in sentence


@pytest.mark.parametrize(
    ("sentence", "tokens", "placed"),
    [
        ("가 나", ["가", "다"], 1),
        ("가 나", ["나"], 0),
        ("가 나", ["가", "", "나"], 1),
        ("가 나", ["가", "나", "나"], 2),
        ("가 나", ["가", "  나"], 1),
        ("가  나", ["가", " ", "나"], 3),
        ("가 나", ["가 나"], 1),
        ("각", ["가"], 0),
        ("", ["가"], 0),
        ("", [], 0),
    ],
)
def test_tokens_that_do_not_fit(sentence: str, tokens: list[str], placed: int) -> None:
    assert len(place(sentence, tokens)) == placed


def test_the_rest_is_what_no_token_covers() -> None:
    assert rest("가 나 다", place("가 나 다", ["가"])) == "나 다"
    assert rest(" 가", []) == "가"


def test_brackets_of_the_treebank() -> None:
    brackets = [f"-{name}-" for name in ("LRB", "RRB", "LSB", "RSB", "LCB", "RCB")]
    assert "".join(map(unescaped, brackets)) == "()[]{}"
    assert unescaped("-lrb-") == "("
    assert [unescaped(token) for token in ("LRB", "-LRB", "x-LRB-", "")] == [
        *("LRB", "-LRB", "x-LRB-", ""),
    ]
