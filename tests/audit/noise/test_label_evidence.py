from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.audit.noise.confident_learning import FLOOR, evidence
from reaug.choices import NoiseRanking
from reaug.core.arrays import F64

RANKINGS: tuple[NoiseRanking, ...] = get_args(NoiseRanking)


@st.composite
def probabilities(draw: st.DrawFn) -> F64:
    n, k = draw(st.integers(0, 8)), draw(st.integers(1, 6))
    weights = [[draw(st.integers(0, 20)) for _ in range(k)] for _ in range(n)]
    values = np.array(weights, dtype=np.float64).reshape(n, k) + 1e-9
    return np.asarray((values / values.sum(axis=1, keepdims=True)).round(6))


@pytest.mark.parametrize("ranking", RANKINGS)
@given(values=probabilities())
def test_the_likelier_label_of_a_row_has_less_against_it(
    ranking: NoiseRanking, values: F64
) -> None:
    scores = evidence(values, ranking)
    assert scores.shape == values.shape
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
    for row, against in zip(values, scores, strict=True):
        assert (np.diff(against[np.argsort(row, kind="stable")]) <= 1e-12).all()


@given(values=probabilities())
def test_the_margin_and_the_confidence_are_those_of_cleanlab(values: F64) -> None:
    for row, against, plain in zip(
        values,
        evidence(values, "normalised-margin"),
        evidence(values, "self-confidence"),
        strict=True,
    ):
        for label, p in enumerate(row):
            others = np.delete(row, label)
            margin = (1 + p - (others.max() if len(others) else 0.0)) / 2
            assert against[label] == pytest.approx(-np.log(np.clip(margin, FLOOR, 1)))
            assert plain[label] == pytest.approx(-np.log(max(p, FLOOR)))


def test_doubt_takes_from_a_surprise() -> None:
    sure, torn = [0.97, 0.01, 0.01, 0.01], [0.33, 0.33, 0.33, 0.01]
    scores = evidence(np.array([sure, torn]), "weighted-surprise")[:, 3]
    assert scores[0] > 1.5 * scores[1]
