"""JSON in with each key once, JSON out without NaN."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.strict_json import RepeatedKeyError, dumps, loads, place_of_repeated

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_has_no_key_twice_is_read_as_ever(value):
    text = json.dumps(value)
    assert repr(loads(text)) == repr(json.loads(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"라벨": 1, "라벨": 1}', "라벨"),
        ('[[{"a": {"b": 1, "c": 2, "b": null}}]]', "b"),
        ('{"": 1, "": 2}', ""),
        ('{"a": 1, "\\u0061": 2}', "a"),
        ('{"\\ud800": 1, "\\ud800": 2}', "\ud800"),
    ],
)
def test_a_repeated_key_is_named(text, key):
    with pytest.raises(RepeatedKeyError) as caught:
        loads(text)
    assert caught.value.key == key
    assert repr(key) in str(caught.value)


def test_keys_that_only_look_the_same_are_two():
    assert loads('{"\uac00": 1, "\u1100\u1161": 2}') == {"\uac00": 1, "\u1100\u1161": 2}


def test_the_place_counts_rows_and_lines():
    assert place_of_repeated('\n\n [ {"a": 1}\n,\n{"a": [{"x": 1, "x": 1}]}]') == (1, 5)
    assert place_of_repeated('{"a": 1, "a": 2}\n{"a": 1}') == (0, 1)


def test_long_keys_are_cut_in_messages():
    with pytest.raises(RepeatedKeyError) as caught:
        loads(f'{{"{"가" * 5000}": 1, "{"가" * 5000}": 1}}')
    assert len(str(caught.value)) < 200


@given(JSON)
def test_what_is_written_is_strict(value):
    def refuse(name):
        raise AssertionError(name)

    json.loads(dumps(value), parse_constant=refuse)


def test_numbers_that_json_lacks_become_texts():
    value = {"a": [math.nan, math.inf, -math.inf, 0.5], "한": {"b": (math.nan,)}}
    assert dumps(value) == ('{"a": ["NaN", "Infinity", "-Infinity", 0.5], "한": {"b": ["NaN"]}}')
