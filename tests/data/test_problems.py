"""Values in messages."""

from __future__ import annotations

import json

import pytest

from reaug.core.quotes import shorten
from reaug.data.problems import Faults, as_json

TEXTS = ["한국", "LG", "7", "金九", "😀", "\u1112\u1161\u11ab", "", "a", "'", '"', "\n"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_quoted(text):
    assert shorten(text) == repr(text)
    assert json.loads(as_json({"a": text})) == {"a": text}


def test_long_and_unprintable_values():
    assert shorten("가" * 61) == f"'{'가' * 60}…'"
    assert len(shorten(list(range(1000)))) == 61
    assert shorten("\ud800") == r"'\ud800'"
    assert shorten(["\ud800"]) == r"['\ud800']"
    assert shorten(10**5000) == "a int"
    assert json.loads(as_json(10**5000)) == "a int"
    assert json.loads(as_json({"a": "\ud800"})) == {"a": "\ud800"}
    assert json.loads(as_json({("a",): 1})) == "{('a',): 1}"
    assert json.loads(as_json({"a": b"x"})) == {"a": "b'x'"}


def test_the_first_fault_of_a_row_counts():
    faults = Faults(4)
    faults.add([3, 1], "a", "rule/one", lambda row: f"one {row}")
    faults.add([0, 1], "b", "rule/two", "two")
    faults.add([], "c", "rule/three", "three")
    assert len(faults) == 3
    assert [tuple(fault) for fault in faults] == [
        (0, "b", "rule/two", "two"),
        (1, "a", "rule/one", "one 1"),
        (3, "a", "rule/one", "one 3"),
    ]
    assert faults.by_rule() == {"rule/one": 2, "rule/two": 1}
    assert faults.bad.tolist() == [True, True, False, True]
