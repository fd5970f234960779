"""Wilson's interval against figures from tables, and at its ends."""

from __future__ import annotations

import pytest

from reaug.core.intervals import wilson


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (38, 40, 0.835, 0.9862)],
)
def test_known_intervals(right: float, judged: int, low: float, high: float) -> None:
    assert wilson(right, judged) == pytest.approx((low, high), abs=5e-4)


def test_half_verdicts_and_none() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(9.5, 10)[0] < 0.95 < wilson(9.5, 10)[1]


@pytest.mark.parametrize(("right", "judged"), [(11, 10), (-1, 10), (1, 0)])
def test_what_cannot_be(right: float, judged: int) -> None:
    with pytest.raises(ValueError, match="cannot be right"):
        wilson(right, judged)
