"""Differences between arms over splits, their intervals, and verdicts.

Splits share rows, so their differences are not independent: the variance of their mean is s² · (1/S
+ ρ/(1 - ρ)) for S splits, where ρ is the share of test rows (Nadeau and Bengio 2003, "Inference for
the generalization error"). If every split tests on one given test set, the splits share its rows.
Then the variance due to the choice of the test rows is added instead, by a bootstrap over the
sentences. The intervals of one probe hold jointly: each has the level 1 - α/m for m differences
(Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np

ALPHA: Final = 0.05
POWER: Final = 0.8
RANGE: Final = 100.0
"""The range of scores, in points."""
_MOST: Final = 1000
_BOOTSTRAPPED: Final = 1e6
"""The degrees of freedom of a variance that is estimated from many resamples."""

Verdict = Literal["helps", "hurts", "cannot tell"]
Reason = Literal["no difference", "too few splits", "too few rows", "zero is inside"]
"""The reason why there is no verdict."""


class Gain(NamedTuple):
    """The difference between two arms, in points.

    mean, low, high : the difference and its interval. `low` and `high` are None if there is only
        one split, or if there are so few rows that the interval would be wider than the range of
        scores.
    verdict : the conclusion.
    reason : the reason if the verdict is "cannot tell"; otherwise None.
    smallest : the smallest true difference that this design would detect in 8 of 10 probes.
    splits : number of splits.
    splits_needed : if the verdict is "cannot tell", the number of splits that would be enough for
        another verdict; otherwise None, also if no number of splits is enough.
    rows_times : if no number of splits is enough, the factor by which the test rows would have to
        grow. The narrowest possible interval shrinks with the square root of their number.
    """

    mean: float
    low: float | None
    high: float | None
    verdict: Verdict
    reason: Reason | None
    smallest: float | None
    splits: int
    splits_needed: int | None = None
    rows_times: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name, in points rounded to a thousandth."""
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in self._asdict().items()
        }


def gain_of(
    differences: Sequence[float],
    *,
    comparisons: int = 1,
    tested: float = 0.2,
    shared: float = 0.0,
    alpha: float = ALPHA,
) -> Gain:
    """Return the gain for paired differences, with its interval and verdict.

    Parameters
    ----------
    differences
        The difference of each split, in points.
    comparisons
        The number of differences that the probe reports.
    tested
        The share of test rows in a split; 0 if every split tests on one given test set.
    shared
        The variance of the mean that comes from the choice of the test rows, if all splits share
        one given test set.

    Examples
    --------
    >>> gain_of([1.2, 0.9, 1.1, 1.0, 1.3]).verdict
    'helps'
    >>> gain_of([0.4, -0.5, 0.2, -0.1, 0.1]).verdict
    'cannot tell'
    """
    values = np.asarray(differences, dtype=np.float64)
    mean, count = float(values.mean()), len(values)
    if not values.any():
        return Gain(0.0, 0.0, 0.0, "cannot tell", "no difference", None, count)
    if count < 2:
        return Gain(mean, None, None, "cannot tell", "too few splits", None, count)
    deviation = float(values.std(ddof=1))
    level = 1 - alpha / (2 * comparisons)
    spread = _Spread(deviation, tested, shared)
    half, error = spread.half(level, count), spread.error(count)
    if half > RANGE:
        return Gain(mean, None, None, "cannot tell", "too few rows", None, count)
    low, high = mean - half, mean + half
    verdict: Verdict = "helps" if low > 0 else "hurts" if high < 0 else "cannot tell"
    smallest = half + _quantile(POWER, spread.freedom(count)) * error
    if verdict != "cannot tell":
        return Gain(mean, low, high, verdict, None, smallest, count)
    needed = _needed(mean, spread, level)
    times = (spread.limit(level) / abs(mean)) ** 2 if mean and needed is None else None
    return Gain(mean, low, high, verdict, "zero is inside", smallest, count, needed, times)


def half_width(gain: Gain) -> float:
    """Return half the width of a gain's interval; infinity if there is no interval."""
    return math.inf if gain.low is None or gain.high is None else (gain.high - gain.low) / 2


class _Spread(NamedTuple):
    """The uncertainty of the mean difference over several splits.

    deviation : the standard deviation of the differences of single splits.
    tested : the share of test rows in a split.
    shared : the variance of the mean that all splits share, as they have the same test rows.
    """

    deviation: float
    tested: float
    shared: float

    def error(self, count: int) -> float:
        """Return the standard error of the mean of `count` splits."""
        own = self.deviation**2 * (1 / count + self.tested / (1 - self.tested))
        return math.sqrt(own + self.shared)

    def freedom(self, count: int) -> float:
        """Return the degrees of freedom of the standard error (Welch and Satterthwaite)."""
        own = self.error(count) ** 2 - self.shared
        parts = own**2 / (count - 1) + self.shared**2 / _BOOTSTRAPPED
        return (own + self.shared) ** 2 / parts if parts else count - 1

    def half(self, level: float, count: int) -> float:
        """Return half the width of the interval for `count` splits."""
        return _quantile(level, self.freedom(count)) * self.error(count)

    def limit(self, level: float) -> float:
        """Return half the width of the interval for infinitely many splits."""
        own = self.deviation**2 * self.tested / (1 - self.tested)
        return _normal(level) * math.sqrt(own + self.shared)


def _needed(mean: float, spread: _Spread, level: float) -> int | None:
    """Return how many splits would narrow the interval enough to exclude 0; None if none do."""
    if abs(mean) <= spread.limit(level):
        return None
    return next((count for count in range(2, _MOST) if abs(mean) > spread.half(level, count)), None)


def _quantile(level: float, freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, level))


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(level))
