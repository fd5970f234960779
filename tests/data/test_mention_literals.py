"""Dict literals: read without running code, and the short way agrees with the long one."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data.mention_literals import LONGEST_LITERAL, parse_literals, repeated_key

PARTS = st.text() | st.sampled_from(
    ["'", '"', "\\", "\n", "삼성", "\u1112\u1161\u11ab", "金九", "😀"]
)


@given(word=PARTS, kind=PARTS, start=st.integers(0, 10**10), end=st.integers(-5, 10**10))
def test_what_repr_writes_is_read(word, kind, start, end):
    mention = {"word": word, "start_idx": start, "end_idx": end, "type": kind}
    assert parse_literals([repr(mention)]) == [mention]


@pytest.mark.parametrize(
    "text",
    [
        "{'word': '가', 'start_idx': 007, 'end_idx': 1, 'type': 'PER'}",
        "{'word': '가\n나', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'}",
        "{'word': '가', 'start_idx': ٣, 'end_idx': 1, 'type': 'PER'}",
        "{'word': '가\0', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'}",
        "{'word': '가', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'} ",
        "{'word': '\\d', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'}",
        '{"word": "O\'Neill", "start_idx": 0, "end_idx": 6, "type": "PER"}',
    ],
)
def test_the_short_way_accepts_only_what_the_long_way_does(text):
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        expected = text
    assert parse_literals([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LG",
        "[1, 2]",
        "{'a'",
        "__import__('os').remove('x')",
        "{'word': open('x')}",
        "[" * 5000,
        "-" * 9000 + "1",
        "{'a': " * 150 + "1" + "}" * 150 + "x",
        "{'word': '" + "가" * LONGEST_LITERAL + "'}",
        "{'a': " + "9" * 5000 + "}",
    ],
)
def test_what_is_no_dict_literal_stays_text(text):
    assert parse_literals([text]) == [text]


def test_other_values_stay_as_they_are():
    assert parse_literals([None, 3, {"a": 1}]) == [None, 3, {"a": 1}]


@pytest.mark.parametrize(
    "text",
    [
        "{'word': '김구', 'start_idx': 0, 'end_idx': 1, 'type': 'PER', 'word': '김 구'}",
        "{'word': '김구', \"word\": '김 구'}",
        "{'word': '김구', 'more': {'a': 1, 'a': 2}}",
        "{1: 'a', 1: 'b'}",
    ],
)
def test_a_key_twice_is_not_read(text):
    assert parse_literals([text]) == [text]
    assert repeated_key(text) is not None
    assert repeated_key("{'a': 1, 'b': {'a': 2}}") is None


@pytest.mark.parametrize("inside", ["", "'", '"', "'\"", "\\", "\n", "\u2028", "\x00"])
def test_a_mention_as_long_as_a_sentence(inside):
    mention = {"word": "가" * 200_000 + inside, "start_idx": 0, "end_idx": 7, "type": "PER"}
    assert parse_literals([repr(mention)]) == [mention]


def test_a_long_text_that_is_no_mention_is_not_read():
    text = "{'word': " + "(" * 200_000
    assert parse_literals([text]) == [text]
    assert repeated_key(text) is None
