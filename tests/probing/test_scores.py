"""KLUE's measures."""

from __future__ import annotations

import numpy as np
import pytest

from reaug.probing.scores import Counts, counts_of, measured, parted


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


def test_parts_add_up() -> None:
    true, predicted = np.array([1, 1, 2, 0]), np.array([1, 2, 2, 1])
    parts = {"length": (["short", "long", "none"], np.array([0, 1, 0, 1]))}
    [(_, own)] = parted(true, predicted, parts, negative=0).items()
    assert set(own) == {"short", "long"}
    assert own["short"] + own["long"] == counts_of(true, predicted, 0)
