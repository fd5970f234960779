"""The tests agree with scipy's, and the tails stay finite."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reaug.audit.divergence.exact_tests import (
    LogFactorials,
    g_statistic,
    log_normal_tails,
    stratified,
)

TESTS = LogFactorials(400)
SIZES = st.integers(1, 150)


@given(SIZES, SIZES, st.data())
def test_fisher_is_twice_the_tail(of_new: int, of_gold: int, data: st.DataObject) -> None:
    new, gold = data.draw(st.integers(0, of_new)), data.draw(st.integers(0, of_gold))
    log_p_value = TESTS.fisher(new, of_new, gold, of_gold)
    side = "greater" if new * of_gold > gold * of_new else "less"
    table = [[new, of_new - new], [gold, of_gold - gold]]
    tail = float(stats.fisher_exact(table, alternative=side).pvalue)
    assert log_p_value == pytest.approx(min(0.0, math.log(2 * tail)), abs=1e-6)


def test_fisher_of_a_tail_too_small_for_a_number() -> None:
    assert LogFactorials(8000).fisher(4000, 4000, 0, 4000) < -5000


def test_the_g_statistic_is_that_of_scipy() -> None:
    columns = (np.array([30, 0]), np.array([40, 5]), np.array([10, 0]), np.array([40, 9]))
    first = stats.chi2_contingency([[30, 10], [10, 30]], correction=False, lambda_=0).statistic
    assert g_statistic(*columns).tolist() == pytest.approx([first, 0.0])


def test_strata_that_differ_in_size_only() -> None:
    is_new = np.array([True] * 80 + [False] * 20 + [True] * 20 + [False] * 80)
    stratum = np.repeat([0, 1], 100)
    labelled = np.concatenate([np.arange(100) % 10 < 9, np.arange(100) % 10 < 1])
    assert stratified(labelled, is_new, stratum) > math.log(0.5)
    assert stratified(labelled, is_new, np.zeros(200, dtype=np.int64)) < math.log(1e-6)


def test_exact_and_approximate_tails_meet_at_30() -> None:
    assert log_normal_tails(0.0) == 0.0
    assert log_normal_tails(29.999) == pytest.approx(log_normal_tails(30.001), rel=1e-3)
