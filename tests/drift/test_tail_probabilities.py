"""The tails of the laws are those of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import erfc, gammaincc, ndtri

from reaug.drift.tail_probabilities import gamma_tail, normal_quantile, normal_tail

shapes = st.one_of(
    st.integers(1, 400).map(lambda df: df / 2), st.floats(1e-3, 3e4, allow_subnormal=False)
)


@given(shapes, st.lists(st.floats(0, 8), min_size=1, max_size=20))
def test_the_tail_of_a_gamma_law(shape, times):
    """From far below the mean to far above it, in standard deviations and in means."""
    values = np.array(
        [shape * time for time in times] + [shape + time * shape**0.5 for time in times]
    )
    theirs = gammaincc(shape, values)
    assert gamma_tail(shape, values) == pytest.approx(theirs, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("shape", [1.1e5, 1e9, 1e12])
def test_the_tail_of_a_gamma_law_of_large_shape(shape):
    values = shape + np.linspace(-8, 8, 33) * shape**0.5
    theirs = gammaincc(shape, values)
    assert gamma_tail(shape, values) == pytest.approx(theirs, abs=1e-5)


def test_tails_end_at_0_and_1():
    assert gamma_tail(14.5, np.array([0.0, 1e-300, 1e6])).tolist() == [1, 1, 0]
    assert gamma_tail(0.5, np.array([])).tolist() == []


@given(st.lists(st.floats(0, 40), max_size=20))
def test_the_tails_of_the_normal_law(values):
    given_values = np.array(values, dtype=np.float64).reshape(-1, 1)
    theirs = erfc(given_values / np.sqrt(2))
    ours = normal_tail(given_values)
    assert ours.shape == given_values.shape
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-300)


@given(st.floats(1e-12, 1, exclude_max=True))
def test_the_quantiles_of_the_normal_law(share):
    assert normal_quantile(share) == pytest.approx(float(ndtri(share)), rel=1e-12, abs=1e-14)
