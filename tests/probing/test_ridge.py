"""The ridge regression of the quick model is the closed-form solution, at any order of rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, hstack, random

from reaug.probing.ridge import PENALTY, ridge
from reaug.probing.shared_patterns import patterns

LABELS = 4


def example(seed: int, rows: int, columns: int) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    features = random(rows, columns, density=0.2, format="csr", random_state=chance, dtype="f4")
    features = features * 3
    features.data[features.data < 0.3] = 2.0
    label = chance.integers(0, LABELS - 1, rows)
    return features, label, chance.integers(1, 4, rows).astype(np.float32)


def closed(features: csr_matrix, label: np.ndarray, times: np.ndarray) -> np.ndarray:
    x, target = features.toarray().astype(np.float64), np.eye(LABELS)[label]
    shares = times @ target / times.sum()
    left = x.T @ (times[:, None] * x) + PENALTY * np.eye(x.shape[1])
    return x @ np.linalg.solve(left, x.T @ (times[:, None] * (target - shares))) + shares


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 90), st.integers(1, 400))
def test_the_solution_is_the_closed_form(seed: int, rows: int, columns: int) -> None:
    features, label, times = example(seed, rows, columns)
    weights, shares = ridge(features, label, times, LABELS)
    assert weights.shape == (columns, LABELS)
    np.testing.assert_allclose(
        features @ weights + shares, closed(features, label, times), atol=0.02
    )


def test_a_row_that_occurs_twice_weighs_as_two_rows() -> None:
    features, label, _ = example(1, 60, 100)
    times = np.ones(60, np.float32)
    doubled = features[np.r_[0:60, 0:30]]
    twice, shares_twice = ridge(doubled, label[np.r_[0:60, 0:30]], np.ones(90, np.float32), LABELS)
    times[:30] = 2
    once, shares = ridge(features, label, times, LABELS)
    np.testing.assert_allclose(features @ twice + shares_twice, features @ once + shares, atol=0.01)


def test_the_order_of_rows_does_not_matter() -> None:
    features, label, times = example(2, 80, 300)
    order = np.random.default_rng(0).permutation(80)
    first, shares = ridge(features, label, times, LABELS)
    second, _ = ridge(features[order], label[order], times[order], LABELS)
    np.testing.assert_allclose(features @ first + shares, features @ second + shares, atol=0.01)


def test_a_training_set_of_one_label_predicts_that_label() -> None:
    features, _, times = example(3, 10, 20)
    weights, shares = ridge(features, np.full(10, 2), times, LABELS)
    assert (features @ weights + shares).argmax(axis=1).tolist() == [2] * 10


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 90), st.lists(st.integers(1, 60), min_size=1))
def test_rows_with_groups_in_common_have_the_same_solution(
    seed: int, rows: int, widths: list[int]
) -> None:
    chance = np.random.default_rng(seed)
    groups = [example(seed + at, rows, width)[0] for at, width in enumerate(widths)]
    some = [group[chance.integers(0, max(rows // 3, 1), 2 * rows)] for group in groups]
    features = hstack(some, format="csr", dtype=np.float32)
    label = chance.integers(0, LABELS - 1, 2 * rows)
    times = chance.integers(1, 4, 2 * rows).astype(np.float32)
    ends = np.cumsum(widths)
    parts = patterns(features, np.sqrt(times), ends)
    if parts is not None:
        scaled = features.multiply(np.sqrt(times)[:, None])
        assert abs(parts[0] @ parts[1] - scaled).sum() == 0
        assert parts[0].nnz + parts[1].nnz < features.nnz
    weights, shares = ridge(features, label, times, LABELS, ends)
    np.testing.assert_allclose(
        features @ weights + shares, closed(features, label, times), atol=0.02
    )


def test_a_set_of_copies_has_few_patterns() -> None:
    features = hstack([example(at, 40, 50)[0] for at in range(3)], format="csr", dtype=np.float32)
    copies = features[np.arange(120) // 3]
    parts = patterns(copies, np.ones(120, np.float32), np.array([50, 100, 150]))
    assert parts is not None
    assert parts[1].nnz == features.nnz
    assert patterns(features, np.ones(40, np.float32), np.array([50, 100, 150])) is None
