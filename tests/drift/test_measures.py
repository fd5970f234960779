"""The measures against scipy, and their laws."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, entropy
from scipy.stats.contingency import association

from reaug.drift import measures as m
from reaug.errors import InputError, UsageError

SCALARS = (m.js, m.psi, m.kl, m.tvd, m.linf, m.cramers_v)
BOUNDS = {
    m.js: math.sqrt(math.log(2)),
    m.tvd: 1.0,
    m.linf: 1.0,
    m.cramers_v: 1.0,
}


def counts(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@st.composite
def pairs(draw: st.DrawFn, least: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Two vectors with rows on both sides; zeros are frequent, as are whole empty categories."""
    k = draw(st.integers(least, 12))
    count = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 10**6))
    side = st.lists(count, min_size=k, max_size=k).filter(any).map(counts)
    return draw(side), draw(side)


def filled(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The contingency table as scipy wants it: without categories that are empty on both sides."""
    table = np.stack([before, after])
    return table[:, table.any(axis=0)]


@given(pairs())
def test_js_is_that_of_scipy(pair):
    p, q = pair[0] / pair[0].sum(), pair[1] / pair[1].sum()
    # scipy's form loses digits for close shares (it may even be NaN): compare the squares.
    theirs = jensenshannon(p, q) if not np.allclose(p, q, atol=1e-9) else 0.0
    assert m.js(*pair) ** 2 == pytest.approx(theirs**2, abs=1e-12)


@given(pairs())
def test_kl_and_psi_are_those_of_evidently_through_scipy(pair):
    p, q = (side / side.sum() for side in filled(*pair))
    p, q = np.where(p == 0, 1e-4, p), np.where(q == 0, 1e-4, q)
    assert m.kl(*pair) == pytest.approx(entropy(p, q), abs=1e-12)
    assert m.psi(*pair) == pytest.approx(np.sum((p - q) * np.log(p / q)), abs=1e-12)


@given(pairs())
def test_without_empty_categories_psi_is_kl_both_ways(pair):
    before, after = pair[0] + 1, pair[1] + 1
    both = m.kl(before, after) + m.kl(after, before)
    assert m.psi(before, after) == pytest.approx(both, abs=1e-12)


def test_kl_runs_from_before_to_after():
    before, after = counts([50, 50]), counts([90, 10])
    assert m.kl(before, after) == pytest.approx(entropy([0.5, 0.5], [0.9, 0.1]))
    assert m.kl(before, after) > m.kl(after, before)


@given(pairs())
def test_chi2_is_that_of_scipy(pair):
    table = filled(*pair)
    assume(table.shape[1] > 1)
    theirs = chi2_contingency(table, correction=False)
    ours = m.chi2(*pair)
    assert ours.df == theirs.dof
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
    # The tail of a huge statistic multiplies its last digits: the p-value is compared in absolute.
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-6, abs=1e-12)


@given(pairs())
def test_cramers_v_corrects_that_of_scipy(pair):
    table = filled(*pair)
    n, k = int(table.sum()), table.shape[1]
    assume(k > 1 and n > k)
    phi2 = association(table, method="cramer") ** 2  # two sides: the divisor is 1
    corrected = max(0.0, phi2 - (k - 1) / (n - 1))
    rows, columns = 2 - 1 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    expected = math.sqrt(corrected / min(rows - 1, columns - 1))
    assert m.cramers_v(*pair) ** 2 == pytest.approx(min(1.0, expected) ** 2, abs=1e-9)


def test_cramers_v_of_independent_samples_is_zero_where_the_plain_one_is_not():
    before, after = counts([10, 12, 9, 11]), counts([11, 10, 12, 9])
    assert association(np.stack([before, after]), method="cramer") > 0.08
    assert m.cramers_v(before, after) == 0.0


@given(pairs())
def test_tvd_and_linf_are_sums_and_largest_of_differences(pair):
    difference = np.abs(pair[0] / pair[0].sum() - pair[1] / pair[1].sum())
    assert m.tvd(*pair) == pytest.approx(difference.sum() / 2)
    assert m.linf(*pair) == pytest.approx(difference.max())


@pytest.mark.parametrize("measure", SCALARS, ids=lambda f: f.__name__)
@given(pair=pairs())
def test_every_measure_is_finite_within_bounds_and_indifferent_to_order(measure, pair):
    value = measure(*pair)
    assert isinstance(value, float)
    assert 0.0 <= value <= BOUNDS.get(measure, math.inf)
    assert math.isfinite(value)
    order = np.random.default_rng(0).permutation(pair[0].size)
    assert measure(pair[0][order], pair[1][order]) == value
    padded = [np.insert(side, 0, [0, 0]) for side in pair]
    assert measure(*padded) == value


@pytest.mark.parametrize("measure", [m.js, m.psi, m.tvd, m.linf], ids=lambda f: f.__name__)
@given(pair=pairs())
def test_symmetric_measures_are_symmetric(measure, pair):
    before, after = pair
    forth, back = measure(before, after), measure(after, before)
    # psi divides one way round, so its logarithms may differ in the last bit.
    assert forth == pytest.approx(back, rel=1e-9) if measure is m.psi else forth == back


@given(pairs())
def test_chi2_is_symmetric_and_its_p_value_a_probability(pair):
    test = m.chi2(*pair)
    assert test == m.chi2(pair[1], pair[0])
    assert 0.0 <= test.p_value <= 1.0


@given(pairs(), st.integers(1, 1000))
def test_equal_shares_give_zero(pair, factor):
    before, after = pair[0], pair[0] * factor
    for measure in SCALARS:
        assert measure(before, after) == 0.0
    test = m.chi2(before, after)
    assert test.statistic == 0.0
    assert test.p_value == 1.0


@given(pairs(least=2))
def test_js_is_zero_for_equal_shares_only(pair):
    before, after = (side.tolist() for side in pair)
    equal = all(b * sum(after) == a * sum(before) for b, a in zip(before, after, strict=True))
    assert (m.js(*pair) == 0.0) == equal


def test_js_keeps_its_digits_for_tiny_drift():
    before, after = counts([10**9, 10**9]), counts([10**9 + 1, 10**9 - 1])
    # d²/8 summed over both categories, with d = 1e-9: the leading term of the divergence.
    assert m.js(before, after) == pytest.approx(math.sqrt(1e-18 / 8), rel=1e-6)


def test_counts_beyond_the_products_of_int64():
    before, after = counts([4 * 10**18, 10**18]), counts([10**18, 10**18])
    result = m.measure(before, after)
    assert (result.tvd, result.linf) == (0.3, 0.3)
    assert result.chi2.p_value == 0.0
    assert all(math.isfinite(value) for value in (*result[:6], result.chi2.statistic))


def test_nothing_in_common_is_the_largest_distance():
    before, after = counts([7, 0, 3]), counts([0, 5, 0])
    assert m.js(before, after) == math.sqrt(math.log(2))
    assert m.tvd(before, after) == 1.0
    assert m.linf(before, after) == 1.0


def test_one_category_is_no_drift():
    result = m.measure(counts([5]), counts([70]))
    assert result == (0, 0, 0, 0, 0, 0, m.Chi2(0.0, 0, 1.0))


def test_one_row_on_each_side():
    result = m.measure(counts([1, 0]), counts([0, 1]))
    assert result.cramers_v == 0.0  # two rows cannot show an association
    assert result.chi2.statistic == 2.0
    assert result.psi > 0


def test_json_of_all_measures():
    result = m.measure(counts([50, 50]), counts([75, 25])).to_json()
    assert list(result) == ["js", "psi", "kl", "tvd", "linf", "cramers_v", "chi2"]
    assert list(result["chi2"]) == ["statistic", "df", "p_value"]
    assert type(result["chi2"]["df"]) is int


@pytest.mark.parametrize(
    ("before", "after", "side"),
    [([0, 0], [1, 2], "before"), ([1, 2], [0, 0], "after"), ([], [], "before")],
)
def test_a_side_without_rows_is_an_input_error(before, after, side):
    for measure in (*SCALARS, m.chi2):
        with pytest.raises(InputError, match=f"'{side}' has no rows"):
            measure(counts(before), counts(after))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (np.array([1, 2]), np.array([1]), "differ in length: 2 categories before, 1 after"),
        (np.array([1, -2]), np.array([1, 2]), "'before' contain a negative number: -2"),
        (np.array([1, 2]), np.array([0.5, 0.5]), "'after' must be a vector of whole numbers"),
        (np.array([[1, 2]]), np.array([[1, 2]]), "'before' must be a vector"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(before, after, message):
    with pytest.raises(UsageError, match=message):
        m.js(before, after)


def test_scipy_is_not_imported():
    code = (
        "import sys, numpy as np; from reaug.drift import measure;"
        "measure(np.array([1, 2]), np.array([2, 1]));"
        "assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
