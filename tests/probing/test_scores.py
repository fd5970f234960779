"""KLUE's measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from reaug.probing.scores import Counts, average_precision, counts_of, measured, parted


def test_the_negative_label_counts_as_none() -> None:
    true, predicted = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 2, 0])
    assert counts_of(true, predicted, negative=0) == Counts(2, 3, 3)
    assert Counts(2, 3, 3).f1 == pytest.approx(200 * 2 / 6)


def test_scores_are_those_by_hand() -> None:
    true = np.array([0, 1, 1, 2])
    values = np.eye(3)[[0, 1, 2, 2]]
    scores = measured(true, values, negative=0)
    assert scores["accuracy"] == 75.0
    assert scores["micro_f1"] == pytest.approx(200 * 2 / 6)
    assert scores["macro_f1"] == pytest.approx((200 * 1 / 3 + 200 * 1 / 3) / 2)
    assert 0 < scores["auprc"] <= 100


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=40))
def test_the_area_is_that_of_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    rows.append((True, 5))
    true, score = np.array([row[0] for row in rows]), np.array([row[1] / 9 for row in rows])
    assert average_precision(true, score) == pytest.approx(average_precision_score(true, score))


def test_parts_add_up() -> None:
    true, predicted = np.array([1, 1, 2, 0]), np.array([1, 2, 2, 1])
    parts = {"length": (["short", "long", "none"], np.array([0, 1, 0, 1]))}
    [(_, own)] = parted(true, predicted, parts, negative=0).items()
    assert set(own) == {"short", "long"}
    assert own["short"] + own["long"] == counts_of(true, predicted, 0)
