"""The likelihood that labels turned, beside the plain statistic of two shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.audit.divergence.exact_tests import g_statistic
from reaug.audit.divergence.search import rises
from reaug.audit.divergence.shift_weights import change_evidence

COUNTS = st.lists(st.tuples(*[st.integers(0, 300)] * 4), min_size=1, max_size=5)


def statistic(*cells: tuple[int, ...]) -> float:
    return float(change_evidence(np.array([cells], dtype=np.float64))[0])


@given(st.integers(5, 95), st.integers(20, 200), st.integers(0, 200))
def test_one_cell_is_half_the_likelihood_ratio(turned: int, first: int, second: int) -> None:
    """But for the distance of the shares that are tried."""
    moved = first * turned // 100
    cell = (first - moved, second + moved, first, second)
    plain = g_statistic(*(np.array([n]) for n in (cell[1], sum(cell[:2]), second, first + second)))
    assert statistic(cell) == pytest.approx(float(plain[0]) / 2, rel=0.01, abs=0.01)


@given(COUNTS)
def test_it_is_a_finite_number_and_never_negative(cells: list[tuple[int, ...]]) -> None:
    assert 0 <= statistic(*cells) < 1e6
    assert statistic(*cells) == pytest.approx(statistic(*reversed(cells)), abs=1e-6)


def test_labels_that_turned_the_other_way_tell_nothing() -> None:
    assert statistic((40, 0, 20, 20)) == 0


def test_what_one_set_lacks_tells_nothing() -> None:
    assert statistic((30, 10, 0, 0)) == statistic((0, 0, 30, 10)) == statistic((0, 0, 0, 0)) == 0
    assert statistic((20, 20, 40, 0), (0, 0, 9, 9)) == statistic((20, 20, 40, 0))


def test_cells_that_mix_labels_otherwise_do_not_blur_the_shift() -> None:
    """As one cell, a frequent second label elsewhere hides what turned."""
    apart = statistic((70, 30, 100, 0), (10, 590, 10, 590))
    assert apart > 3 * statistic((80, 620, 110, 590))


def test_rows_that_did_not_turn_speak_against_a_condition() -> None:
    inside, outside = (50, 50, 100, 0), (100, 2, 100, 2)
    assert statistic(inside, outside) < statistic(inside) - 5


def test_no_conditions() -> None:
    assert change_evidence(np.zeros((0, 3, 4))).tolist() == []


def test_strata_of_one_set_alone_do_not_rise() -> None:
    label, is_new = np.array([1, 1, 0, 0, 1]), np.array([True, True, False, False, True])
    assert rises(label, is_new, np.array([0, 0, 0, 0, 1]), [0, 1]) == [-2.0, 2.0]
    assert rises(label[:0], is_new[:0], label[:0], [0]) == [0.0]
