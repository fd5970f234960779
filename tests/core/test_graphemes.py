"""The table of plain code points is proven against `regex`; no border is assumed."""

from __future__ import annotations

import random
import sys

import numpy as np
import pyarrow as pa
import pytest
import regex
from hypothesis import given

import oracle
from reaug.core.graphemes import borders, may_combine, plain
from reaug.core.text import codepoints
from strategies import PIECES, texts

EVERYTHING = [i for i in range(sys.maxunicode + 1) if not 0xD800 <= i < 0xE000]
TABLE = plain(np.array(EVERYTHING, dtype=np.uint32))
RUN_ENDS = [
    chr(EVERYTHING[i])
    for i in range(1, len(EVERYTHING) - 1)
    if TABLE[i] and not (TABLE[i - 1] and TABLE[i + 1])
]
PLAIN = [chr(i) for i, is_plain in zip(EVERYTHING, TABLE.tolist(), strict=True) if is_plain]
# One code point of each property that the rules of UAX #29 name, and what joins to it.
OTHER_CLASSES = [
    *("\r", "\n", "\u0000", "\u200b", "\u0301", "\u200d", "\ufe0f", "\u0903", "\u0600"),
    *("\u1100", "\u1161", "\u11a8", "\ua960", "\ud7b0", "\ud7cb", "🇰", "😀", "🏽", "©", "क"),
    *("\u094d", "\u0e33", "\u302a", "\u3099", "ﾞ", "\u20e3", "가\u11a8", "क\u094d", "👩\u200d"),
]


def all_cuts(text: str) -> bool:
    return len(regex.findall(r"\X", text)) == len(text)


def test_plain_code_points_have_no_property_that_joins() -> None:
    # UAX #29 decides by three properties of the two neighbours. Two code points that are Other or
    # whole syllables, and no pictographs, fall under GB999: a border.
    other = regex.compile(r"[\p{GCB=Other}\p{GCB=LV}\p{GCB=LVT}]")
    joins = regex.compile(r"[\p{Extended_Pictographic}\p{GCB=Extend}\p{GCB=ZWJ}]")
    assert [char for char in PLAIN if not other.match(char) or joins.match(char)] == []


def test_korean_latin_digits_and_hanja_are_plain() -> None:
    text = "이순신 LG 2024 大韓民國 ㄱㅏ ー ， “”·"
    assert set(text) <= set(PLAIN)


@pytest.mark.parametrize("piece", ["\u0301", "\u200d", "😀", "🇰", "\u1100", "\n", "\ufe0f", "ﾞ"])
def test_what_may_join_is_not_plain(piece: str) -> None:
    assert piece not in PLAIN


def test_a_border_lies_between_any_plain_code_point_and_its_like() -> None:
    assert all_cuts("".join(PLAIN))
    assert all_cuts("".join(reversed(PLAIN)))
    assert all_cuts("".join(char + char for char in PLAIN))


@pytest.mark.parametrize("member", RUN_ENDS)
def test_a_border_lies_between_every_plain_code_point_and_both_ends_of_each_range(
    member: str,
) -> None:
    assert all_cuts("".join(char + member for char in PLAIN))


def test_a_border_lies_between_sampled_pairs_of_plain_code_points() -> None:
    chance = random.Random(0)
    assert all_cuts("".join(chance.choices(PLAIN, k=300_000)))


@pytest.mark.parametrize("context", OTHER_CLASSES)
def test_two_plain_neighbours_have_a_border_whatever_stands_around_them(context: str) -> None:
    chance = random.Random(1)
    for a, b in (chance.choices(PLAIN, k=2) for _ in range(200)):
        assert {len(context) + 1} <= oracle.cuts(f"{context}{a}{b}{context}"), (a, b)


@given(texts())
def test_borders_are_those_of_regex(text: str) -> None:
    assert set(borders(text)) == oracle.cuts(text)


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if len(regex.findall(r"\X", piece)) == 1]
)
def test_a_grapheme_has_no_border_inside(piece: str) -> None:
    assert borders(piece) == {0, len(piece)}


def test_empty_text_has_one_border() -> None:
    assert borders("") == {0}


def test_a_row_may_combine_where_one_of_its_code_points_is_not_plain() -> None:
    column = pa.array([f"가{chr(code)}" for code in EVERYTHING], pa.string())
    assert (may_combine(codepoints(column)) == ~TABLE).all()


def test_rows_without_text_do_not_combine() -> None:
    assert not may_combine(codepoints(pa.array(["", "", ""]))).any()
    assert not len(may_combine(codepoints(pa.array([], pa.string()))))
