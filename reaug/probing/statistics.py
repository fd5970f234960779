"""Differences over splits, their intervals, and what can be said by them.

Splits share rows, so their differences are not independent: the variance of their mean is
s² · (1/S + ρ/(1 - ρ)), with ρ the share of rows that is tested on (Nadeau and Bengio 2003,
"Inference for the generalization error"). Intervals of one probe hold together: each is at
1 - α/m for m differences (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np

ALPHA: Final = 0.05
POWER: Final = 0.8
_MOST: Final = 1000

Verdict = Literal["helps", "hurts", "cannot be told", "no difference", "too few splits"]


class Gain(NamedTuple):
    """What one arm has over another, in points.

    mean, low, high : the difference and its interval; None where there is one split only.
    verdict : what can be said by it.
    smallest : the least true difference that this design would have found in 8 of 10 probes.
    splits : number of splits.
    splits_needed : splits that would settle a difference like this one; None where it is settled,
        or where no number would.
    """

    mean: float
    low: float | None
    high: float | None
    verdict: Verdict
    smallest: float | None
    splits: int
    splits_needed: int | None

    def to_json(self) -> dict[str, Any]:
        """The fields by name, in points rounded to a thousandth."""
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in self._asdict().items()
        }


def gain_of(
    differences: Sequence[float], *, comparisons: int = 1, tested: float = 0.2, alpha: float = ALPHA
) -> Gain:
    """The gain that paired differences show.

    Parameters
    ----------
    differences
        One per split, in points.
    comparisons
        How many differences the probe tells.
    tested
        Share of the rows that a split tests on; 0 where every split tests on one given set, in
        which case the interval is about training sets, not about test sets.

    Examples
    --------
    >>> gain_of([1.2, 0.9, 1.1, 1.0, 1.3]).verdict
    'helps'
    >>> gain_of([0.4, -0.5, 0.2, -0.1, 0.1]).verdict
    'cannot be told'
    """
    values = np.asarray(differences, dtype=np.float64)
    mean, count = float(values.mean()), len(values)
    if not values.any():
        return Gain(0.0, 0.0, 0.0, "no difference", None, count, None)
    if count < 2:
        return Gain(mean, None, None, "too few splits", None, count, None)
    deviation = float(values.std(ddof=1))
    level = 1 - alpha / (2 * comparisons)
    error = deviation * _factor(count, tested)
    half = _quantile(level, count - 1) * error
    low, high = mean - half, mean + half
    verdict: Verdict = "helps" if low > 0 else "hurts" if high < 0 else "cannot be told"
    smallest = half + _quantile(POWER, count - 1) * error
    settled = verdict != "cannot be told"
    needed = None if settled else _needed(mean, deviation, level, tested)
    return Gain(mean, low, high, verdict, smallest, count, needed)


def half_width(gain: Gain) -> float:
    """Half the width of a gain's interval; infinite where there is none."""
    return math.inf if gain.low is None or gain.high is None else (gain.high - gain.low) / 2


def _factor(count: int, tested: float) -> float:
    return math.sqrt(1 / count + tested / (1 - tested))


def _needed(mean: float, deviation: float, level: float, tested: float) -> int | None:
    """The number of splits by which an interval like this would leave 0 out; None if none would."""
    if abs(mean) <= _normal(level) * deviation * math.sqrt(tested / (1 - tested)):
        return None
    count = 2
    while count < _MOST:
        if abs(mean) > _quantile(level, count - 1) * deviation * _factor(count, tested):
            return count
        count += 1
    return None


def _quantile(level: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, level))


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(level))
