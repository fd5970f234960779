"""Intervals and verdicts: what can be said by paired differences over splits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reaug.probing.statistics import gain_of, half_width


def test_the_interval_is_the_corrected_t() -> None:
    values = [1.0, 2.0, 3.0, 4.0]
    gain = gain_of(values, tested=0.2)
    # t(3) at 0.975 is 3.182; the variance of the mean is s^2 (1/4 + 1/4).
    half = 3.1824463 * float(np.std(values, ddof=1)) * math.sqrt(0.5)
    assert gain.low == pytest.approx(2.5 - half)
    assert gain.high == pytest.approx(2.5 + half)


def test_more_comparisons_widen_it() -> None:
    values = [1.0, 0.5, 0.8, 0.9, 0.7]
    assert half_width(gain_of(values, comparisons=6)) > half_width(gain_of(values))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([1.0, 1.1, 0.9, 1.05, 0.95], "helps"),
        ([-1.0, -1.1, -0.9, -1.05, -0.95], "hurts"),
        ([1.0, -1.1, 0.9, -1.05, 0.95], "cannot be told"),
        ([0.0, 0.0, 0.0], "no difference"),
        ([0.5], "too few splits"),
    ],
)
def test_verdicts(values: list[float], verdict: str) -> None:
    assert gain_of(values).verdict == verdict


def test_more_splits_settle_a_difference_only_where_they_could() -> None:
    close = gain_of([1.0, 0.2, 0.9, 0.3, 0.4], comparisons=2)
    assert close.verdict == "cannot be told"
    assert close.splits_needed is not None
    assert close.splits_needed > 5
    assert gain_of([1.0, -1.0, 0.9, -0.9, 0.1]).splits_needed is None


def test_one_split_says_nothing() -> None:
    gain = gain_of([0.5])
    assert gain.low is None
    assert half_width(gain) == math.inf


def test_the_error_rate_is_kept_where_splits_are_independent() -> None:
    random = np.random.default_rng(5)
    wrong = sum(
        gain_of(random.normal(size=5).tolist(), tested=0.2).verdict != "cannot be told"
        for _ in range(400)
    )
    assert wrong <= 20
