from __future__ import annotations

import numpy as np
import pytest

from reaug.audit.noise.confident_learning import evidence
from reaug.audit.noise.error_probability import Share, curve, share
from reaug.core.arrays import F64, I64

LABELS = 12


def model(rows: int, planted: float, seed: int) -> tuple[F64, I64]:
    """A model that is right nine times of ten, and labels of which a share was replaced."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, LABELS, rows)
    odds = rng.normal(0, 1.5, (rows, LABELS))
    odds[np.arange(rows), truth] += 6
    values = np.exp(odds)
    label = truth.copy()
    wrong = rng.permutation(rows)[: round(planted * rows)]
    label[wrong] = (label[wrong] + rng.integers(1, LABELS, len(wrong))) % LABELS
    return values / values.sum(axis=1, keepdims=True), label


@pytest.mark.parametrize("planted", [0.03, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("rows", [500, 3000])
def test_the_interval_holds_the_share_that_was_planted(planted: float, rows: int) -> None:
    held = 0
    for seed in range(40):
        values, label = model(rows, planted, seed)
        allowed = np.ones(values.shape, dtype=np.bool_)
        interval = share(evidence(values, "self-confidence"), label, allowed)
        assert interval.low <= interval.estimate <= interval.high
        held += interval.low <= planted <= interval.high
    assert held >= 38  # of 40, as an interval of 95% does


def test_no_tail_is_a_certainty_in_a_small_set() -> None:
    values, label = model(40, 0.0, 1)
    interval = share(evidence(values, "self-confidence"), label, np.ones(values.shape, np.bool_))
    assert interval.low == 0
    assert interval.high > 0.05


def test_forbidden_labels_are_wrong_beyond_doubt() -> None:
    assert Share(0.1, 0.05, 0.2, 90).among(10, 10) == pytest.approx((0.19, 0.145, 0.28, 100))
    assert Share(0.0, 0.0, 0.0, 0).among(0, 0).rows == 0


@pytest.mark.parametrize("statistic", ["weighted-surprise", "self-confidence", "normalised-margin"])
def test_scores_rise_with_the_evidence(statistic: str) -> None:
    values, label = model(2000, 0.1, 3)
    against = evidence(values, statistic)  # type: ignore[arg-type]
    fitted = curve(against, label, np.ones(values.shape, np.bool_), 0.1)
    scores = fitted(np.sort(against[np.arange(2000), label]))
    assert (np.diff(scores) >= 0).all()
    assert scores[0] < 0.1
    assert scores[-1] > 0.5
