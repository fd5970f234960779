"""Intervals of the ratio of two shares: their cover, and counts of zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.drift.ratio import ratio_intervals

COUNTS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=5).filter(
    lambda rows: all(map(sum, zip(*rows, strict=True)))
)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
def test_the_interval_covers_the_true_ratio_in_95_of_100_cases(ratio: float) -> None:
    random, share = np.random.default_rng(2), 0.02
    covered = 0
    for _ in range(400):
        b, a = random.binomial(2000, share), random.binomial(700, share * ratio)
        interval = ratio_intervals(np.array([b, 2000 - b]), np.array([a, 700 - a]))[0]
        assert interval is not None
        assert interval[1] is not None
        covered += interval[0] <= ratio <= interval[1]
    assert 367 <= covered <= 393


@given(COUNTS)
def test_the_interval_holds_the_ratio_that_was_seen(rows):
    before, after = np.array(rows).T
    for b, a, interval in zip(before, after, ratio_intervals(before, after), strict=True):
        if not a and not b:
            assert interval is None
            continue
        low, high = interval
        if not b:
            assert high is None
            assert low > 0
            continue
        ratio = (a / after.sum()) / (b / before.sum())
        assert low <= ratio * (1 + 1e-9)
        assert high >= ratio * (1 - 1e-9)


def test_counts_of_zero() -> None:
    gone, new, never = ratio_intervals(np.array([40, 0, 0, 960]), np.array([0, 40, 0, 960]))[:3]
    assert gone is not None
    assert gone[0] == 0.0
    assert gone[1] is not None
    assert gone[1] < 0.12
    assert new is not None
    assert new[0] > 8
    assert new[1] is None
    assert never is None
