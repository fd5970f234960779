"""Dates and numbers as `entity_swap` sorts them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.transforms.entity_swap.mentions import both_mentions
from reaug.transforms.entity_swap.values import (
    MOST,
    bounds,
    date_value,
    number_value,
    units,
    values,
)

DATES = (
    *("기원전 399년", "기원전 27년", "476년", "14세기", "1950년", "1950년 3월", "1950년 3월 2일"),
    *("1950년 11월 1일", "1951-02-03", "1952", "1960년대", "2010-11"),
)


def test_dates_are_in_order() -> None:
    values = [date_value(word) for word in DATES]
    assert values == sorted(values)
    assert len(set(values)) == len(values)
    assert values[0] > 0
    assert values[-1] < MOST


@pytest.mark.parametrize("word", ["", "고구려", "봄", "日", "😀", "년", "월"])
def test_what_is_no_date_is_worth_nothing(word: str) -> None:
    assert date_value(word) == 0


def test_days_without_a_year_lie_below_every_year() -> None:
    assert 0 < date_value("3월 2일") < date_value("음력 12월 30일") < date_value("기원전 900년")


@pytest.mark.parametrize(
    ("word", "amount"),
    [
        ("300명", 300),
        ("12,000명", 12_000),
        ("3.5km", 3.5),
        ("3만 5,000명", 35_000),
        ("2만8천500명", 28_500),
        ("1억 8,000만 엔", 180_000_000),
        ("", 0),
        ("여럿", 0),
        ("😀", 0),
    ],
)
def test_numbers_in_words_have_their_value(word: str, amount: float) -> None:
    assert number_value(word) == round(1_000_000 * np.log1p(amount))


def test_units_and_values_by_type() -> None:
    words = pa.array(["165cm", "약 3만 명", "1950년", "김하늘"])
    types = pa.array(["NOH", "NOH", "DAT", "PER"])
    assert units(words, types).to_pylist() == ["cm", "약명", "", ""]
    assert (values(words, types) > 0).tolist() == [True, True, True, True]
    assert values(pa.array(["푸른당"]), pa.array(["ORG"])).tolist() == [0]


@pytest.mark.parametrize(
    ("marked", "least", "greatest"),
    [
        ("[S|PER|김하늘]은 [O|DAT|1960년]에 났다.", 1955, 1965),
        ("[S|PER|김하늘]은 [O|DAT|1550년]에 났다.", 1535, 1565),
        ("[S|PER|김하늘]은 [O|DAT|1960년]에 나서 1963년에 갔다.", 1955, 1962),
        ("1955년에 세운 집에서 [S|PER|김하늘]은 [O|DAT|1960년]에 났다.", 1956, 1965),
        ("1955년, [S|PER|김하늘]은 [O|DAT|1960년], 기원전 30년과 1962년", 1956, 1961),
        ("1955명이 온 [S|PER|김하늘]의 집은 [O|DAT|1960년]에 1,966원", 1955, 1965),
    ],
)
def test_a_date_moves_within_years_and_keeps_its_order(
    marked: str, least: int, greatest: int
) -> None:
    low, high = bounds(both_mentions(batch_of(marked))[1], np.array([0]))
    assert (low[0] // 10_000 - 10_000, high[0] // 10_000 - 10_000) == (least, greatest)


@pytest.mark.parametrize(
    ("marked", "free"),
    [
        ("[S|ORG|한샘]은 [O|DAT|2001년 10월 9일] 한글날에 문을 열었다.", False),
        ("[S|ORG|한샘]은 [O|DAT|2001년 12월 25일] 크리스마스에 문을 열었다.", False),
        ("[S|ORG|한샘]은 [O|DAT|2001년]에 한글날 행사를 처음 열었다.", True),
        ("[S|ORG|한샘]은 [O|DAT|2001년 8월 2일] 첫 가게를, 동년 9월에 둘째 가게를 냈다.", False),
        ("[S|ORG|한샘]은 [O|DAT|2001년 8월] 섰고 그 해 겨울 문을 닫았다.", False),
        ("[S|ORG|한샘]은 [O|DAT|2001년] 섰고 같은 해 겨울 문을 닫았다.", True),
        ("[S|ORG|한샘]은 [O|DAT|1979년] 섰는데 1973년부터 7년간 터를 닦았다.", False),
        ("[O|DAT|2002년 1월]에 선 [S|ORG|한샘]은 2010년 8년 9개월 만에 닫았다.", False),
        ("[S|ORG|한샘]은 [O|DAT|1979년] 선 뒤 7년간 아이들을 가르쳤다.", True),
        ("[S|ORG|한샘]은 [O|DAT|1979년] 섰고 1990년 이름을 바꾸었다.", True),
    ],
)
def test_a_date_that_the_sentence_says_otherwise_too_stays(marked: str, free: bool) -> None:
    batch = batch_of(marked)
    view = both_mentions(batch)[1]
    least, greatest = bounds(view, np.array([0]))
    assert bool(least[0] <= greatest[0]) is free


def test_other_types_have_no_bounds() -> None:
    low, high = bounds(both_mentions(batch_of("[S|PER|김하늘] [O|POH|화가]"))[0], np.array([0]))
    assert (low.tolist(), high.tolist()) == ([0], [MOST])
