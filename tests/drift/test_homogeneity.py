"""The decision: its error rate, its power where others are blind, its invariances."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.drift.bands import ALPHA, NAMES, many
from reaug.drift.homogeneity import chance_of_none, corrected, homogeneity
from reaug.drift.measures import measure
from reaug.drift.resampling import RESAMPLES, deal
from reaug.drift.sentence_counts import Kinds, SentenceCounts

SHARES = np.array([0.5, 0.3, 0.1, 0.05, 0.03, 0.01, 0.008, 0.002])
COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6).filter(
    lambda rows: all(map(sum, rows)) and all(map(sum, zip(*rows, strict=True)))
)


def counted(before: list[int] | np.ndarray, after: list[int] | np.ndarray) -> SentenceCounts:
    k = len(before)
    return SentenceCounts(
        Kinds.of_table(np.eye(k, dtype=np.int64)), np.asarray(before), np.asarray(after)
    )


@pytest.mark.parametrize(("n", "m"), [(300, 5000), (400, 400)])
def test_false_alarms_are_about_two_percent(n: int, m: int) -> None:
    random = np.random.default_rng(5)
    alarms = 0
    for _ in range(60):
        before, after = random.multinomial(m, SHARES), random.multinomial(n, SHARES)
        kept = before + after > 0
        alarms += homogeneity(counted(before[kept], after[kept]), "x").drifted
    assert alarms <= 5  # an honest 2% exceeds it once in 700 times


def test_rows_of_one_sentence_are_dealt_out_together() -> None:
    # 200 sentences of three equal rows: by rows alone the sets would seem far apart.
    random = np.random.default_rng(3)
    by_row = by_sentence = 0
    for _ in range(30):
        before, after = (random.multinomial(200, [0.5, 0.3, 0.2]) for _ in range(2))
        by_row += homogeneity(counted(3 * before, 3 * after), "x").drifted
        together = SentenceCounts(Kinds.of_table(3 * np.eye(3, dtype=np.int64)), before, after)
        by_sentence += homogeneity(together, "x").drifted
    assert by_row > 4
    assert by_sentence <= 3


def test_a_label_that_vanishes_is_found_though_the_distances_stay_in_their_bands() -> None:
    before = np.array([4000, 2000, 1000, *([300] * 20), 16])
    after = before.copy()
    after[-1] = 0
    test = homogeneity(counted(before, after), "x")
    assert test.drifted
    assert test.by_category
    assert test.categories[-1] <= ALPHA
    assert (test.categories[:-1] > ALPHA).all()


def test_a_cut_in_a_scale_is_found() -> None:
    before, after = np.full(10, 100), np.array([114] * 5 + [86] * 5)
    assert homogeneity(counted(before, after), "x", ordered=True).p_value < (
        homogeneity(counted(before, after), "x").p_value
    )


@settings(max_examples=12)
@given(COUNTS, st.booleans())
def test_exchanged_sets_give_the_same_decision(rows, ordered):
    before, after = np.array(rows).T
    forth = homogeneity(counted(before, after), "x", ordered=ordered)
    back = homogeneity(counted(after, before), "x", ordered=ordered)
    assert forth.p_value == back.p_value
    assert forth.categories.tolist() == pytest.approx(back.categories.tolist())
    for name in ("js", "tvd", "linf"):
        assert forth.noise_band[name] == pytest.approx(back.noise_band[name])


@settings(max_examples=12)
@given(COUNTS)
def test_equal_sets_have_not_drifted_and_p_values_are_probabilities(rows):
    before, after = np.array(rows).T
    assert homogeneity(counted(before + after, before + after), "x").p_value == 1.0
    test = homogeneity(counted(before, after), "x")
    assert 1 / (RESAMPLES + 1) <= test.p_value <= 1
    assert (test.categories >= test.p_value).all()
    assert (test.categories <= 1).all()
    for low, high in test.noise_band.values():
        assert 0 <= low <= high < math.inf


@settings(max_examples=12)
@given(COUNTS)
def test_the_measures_of_many_are_those_of_one(rows):
    before, after = np.array(rows).T
    expected = measure(before, after)._asdict()
    results = many(before[None], after[None])
    for name in NAMES:
        # Near 0 the square root of a difference of sums keeps half of the digits.
        assert results[name][0] == pytest.approx(expected[name], abs=2e-7)


@given(COUNTS)
def test_a_deal_keeps_rows_and_sizes_and_comes_again(rows):
    both = counted(*np.array(rows).T)
    before, after = deal(both, "x", times=7)
    assert (before + after == both.before + both.after).all()
    assert (before.sum(axis=1) == both.before.sum()).all()
    assert (before >= 0).all()
    assert (after >= 0).all()
    assert (deal(both, "x", times=7)[1] == after).all()


def test_another_name_gives_another_deal() -> None:
    both = counted([50, 50], [50, 50])
    assert (deal(both, "x")[0] != deal(both, "y")[0]).any()


def test_more_rows_than_numpy_draws_from() -> None:
    test = homogeneity(counted([10**9, 10**9], [10**9, 10**9 + 10**6]), "x")
    assert test.drifted
    assert not homogeneity(counted([10**9, 10**9], [10**9, 10**9 + 10**3]), "x").drifted


def test_corrected_p_values_keep_their_order_and_grow() -> None:
    random = np.random.default_rng(1)
    chance, observed = random.random((5, 999)), np.array([0.001, 0.2, 0.02, 0.9, 0.5])
    p_values = corrected(observed, chance)
    assert (np.argsort(p_values) == np.argsort(observed)).all()
    alone = [corrected([value], row[None])[0] for value, row in zip(observed, chance, strict=True)]
    assert (p_values >= np.array(alone) - 0.02).all()
    assert corrected([], chance[:0]).tolist() == []


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_chance_of_none_is_that_of_counting(category, size, more):
    rows = category + max(size, more)
    size = min(size, rows)
    expected = math.comb(rows - size, category) / math.comb(rows, category)
    assert chance_of_none(category, size, rows) == pytest.approx(expected, rel=1e-9)
