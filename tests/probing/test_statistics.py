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


def test_more_comparisons_widen_the_interval() -> None:
    values = [1.0, 0.5, 0.8, 0.9, 0.7]
    assert half_width(gain_of(values, comparisons=6)) > half_width(gain_of(values))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([1.0, 1.1, 0.9, 1.05, 0.95], "helps"),
        ([-1.0, -1.1, -0.9, -1.05, -0.95], "hurts"),
        ([1.0, -1.1, 0.9, -1.05, 0.95], "cannot tell"),
    ],
)
def test_a_gain_has_its_verdict(values: list[float], verdict: str) -> None:
    assert gain_of(values).verdict == verdict


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([0.0, 0.0, 0.0], "no difference"),
        ([0.5], "too few splits"),
        ([1.0, -1.1, 0.9], "zero is inside"),
        ([1.0, 1.1, 0.9, 1.05], None),
    ],
)
def test_why_nothing_can_be_told(values: list[float], reason: str | None) -> None:
    gain = gain_of(values)
    assert gain.reason == reason
    assert (gain.verdict == "cannot tell") == (reason is not None)


def test_more_rows_may_settle_what_no_number_of_splits_does() -> None:
    gain = gain_of([1.0, -0.2, 0.9, -0.3, 0.4])
    assert gain.splits_needed is None
    assert gain.rows_times is not None
    assert gain.rows_times > 1


def test_rows_that_all_splits_test_on_widen_the_interval() -> None:
    values = [1.0, 1.1, 0.9, 1.05, 0.95]
    alone = gain_of(values, tested=0.0)
    shared = gain_of(values, tested=0.0, shared=0.25)
    assert alone.verdict == "helps"
    assert half_width(shared) == pytest.approx(1.96 * 0.5, rel=0.05)
    assert gain_of(values, tested=0.0, shared=1.0).verdict == "cannot tell"


def test_more_splits_settle_a_difference_only_where_they_could() -> None:
    close = gain_of([1.0, 0.2, 0.9, 0.3, 0.4], comparisons=2)
    assert close.verdict == "cannot tell"
    assert close.splits_needed is not None
    assert close.splits_needed > 5
    assert gain_of([1.0, -1.0, 0.9, -0.9, 0.1]).splits_needed is None


def test_an_interval_wider_than_scores_go_says_nothing() -> None:
    gain = gain_of([100.0, -100.0], comparisons=2)
    assert gain.reason == "too few rows"
    assert (gain.low, gain.high, gain.smallest) == (None, None, None)


def test_one_split_says_nothing() -> None:
    gain = gain_of([0.5])
    assert gain.low is None
    assert half_width(gain) == math.inf


def test_the_error_rate_is_kept_where_splits_are_independent() -> None:
    random = np.random.default_rng(5)
    wrong = sum(
        gain_of(random.normal(size=5).tolist(), tested=0.2).verdict != "cannot tell"
        for _ in range(400)
    )
    assert wrong <= 20
