from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.errors import UsageError
from reaug.shaping.curriculum.cuts import CHARACTERS_PER_TOKEN, Sizes, lectured, quantiles

UNITS = st.sampled_from(["char", "eojeol", "morpheme", "token"])


def test_a_line_and_half_of_the_tokens_by_character() -> None:
    assert lectured(Sizes(0, 0), "char", line=40, max_tokens=256) == (40, 281)
    assert lectured(Sizes(0, 0), "char", line=30, max_tokens=128) == (30, 140)


def test_in_other_units_by_what_the_rows_have() -> None:
    # 5 characters per eojeol, 2 per token
    assert lectured(Sizes(200, 1_000), "eojeol", line=40, max_tokens=256) == (8, 56)
    assert lectured(Sizes(500, 1_000), "token", line=40, max_tokens=256) == (20, 128)
    assert lectured(Sizes(500, 1_000), "token", line=40, max_tokens=255) == (20, 127)


@given(
    UNITS,
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.integers(1, 300),
    st.integers(2, 2_000),
)
def test_lectured_cuts_of_any_set_rise(
    by: str, units: int, more: int, line: int, max_tokens: int
) -> None:
    sizes = Sizes(units, units + more)  # a unit has a character or more
    per = Fraction(1) if by == "char" else Fraction(units, units + more)
    half = Fraction(max_tokens, 2)
    middle = half if by == "token" else half * CHARACTERS_PER_TOKEN * per
    try:
        short, long = lectured(sizes, by, line=line, max_tokens=max_tokens)
    except UsageError:
        assert int(line * per) >= int(middle)
        return
    assert short < long
    assert short <= line * per < short + 1
    assert long <= middle < long + 1


def test_a_line_that_is_longer_than_half_of_the_tokens() -> None:
    with pytest.raises(UsageError, match=r"line 80 \(by token: 40\) .* \(32\); use"):
        lectured(Sizes(500, 1_000), "token", line=80, max_tokens=64)


def test_no_text_has_no_thresholds() -> None:
    assert lectured(Sizes(0, 0), "token", line=40, max_tokens=256) == ()
    assert quantiles(Counter(), 3, "char") == ()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500))))
def test_sizes_add_up(sizes: list[tuple[int, int]]) -> None:
    total = Sizes(0, 0)
    for size in sizes:
        total = total.plus(Sizes(*size))
    assert total == Sizes(sum(u for u, _ in sizes), sum(c for _, c in sizes))
