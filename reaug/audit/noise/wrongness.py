"""From the probability of a row's label to the probability that the label is wrong.

What a wrong label's probability looks like needs no wrong label: any other label of a row, drawn
at random, is one. So the probabilities of the labels given are held against those of the others.
Below
the point under which seven of ten random labels lie, hardly a right label is found; so the labels
given that lie there tell how many are wrong in all (as Storey, 2002, "A direct approach to false
discovery rates", reads the share of true hypotheses off the p-values that hardly another has). A
logistic curve through the ratio of the densities makes it smooth, so that the
ranking is that of the probabilities.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import F64, I64, Bool

FLOOR: Final = 1e-6
"""Smaller probabilities count as this one."""
MOST: Final = 0.3
"""More wrong labels than these are not to be told from a model that has learned little."""
_BINS_A_DIGIT: Final = 100
_TAIL: Final = 0.7
"""Share of random labels in the tail; chosen at noise of 0, 2, 10 and 20% of KLUE-RE train."""


class Curve(NamedTuple):
    """P(wrong) is the logistic function of `level - slope * log(p)`.

    share : estimated share of wrong labels among those that types allow.
    """

    level: float
    slope: float
    share: float

    def __call__(self, given: F64) -> F64:
        """How probably each label is wrong, from its probability."""
        odds = self.level - self.slope * np.log(np.maximum(given, FLOOR))
        return 1 / (1 + np.exp(-odds))


def curve(values: F64, label: I64, lawful: Bool) -> Curve:
    """Fit the curve to the rows of a set.

    Parameters
    ----------
    values
        `float64[m, k]`, probabilities.
    label
        `int64[m]`, the labels given, all allowed.
    lawful
        `bool[m, k]`, the labels that each row may have.
    """
    if len(label) == 0:
        return Curve(0.0, 1.0, 0.0)
    rows = np.arange(len(label))
    others = lawful.copy()
    others[rows, label] = False
    weight = others / np.maximum(others.sum(axis=1, keepdims=True), 1)
    bins = 1 + round(-float(np.log10(FLOOR)) * _BINS_A_DIGIT)
    given = np.bincount(_bin(values[rows, label]), minlength=bins).astype(np.float64)
    drawn: F64 = np.bincount(_bin(values[others]), weights=weight[others], minlength=bins).astype(
        np.float64
    )
    if drawn.sum() == 0:
        return Curve(0.0, 1.0, 0.0)
    drawn *= given.sum() / drawn.sum()
    share = _share(given, drawn)
    return _smooth(_ratio(given, drawn) * share, given, share)


def _bin(probability: F64) -> I64:
    """Number of the bin, by digits: 0 for the least."""
    digits = np.log10(np.maximum(probability, FLOOR) / FLOOR)
    return np.floor(digits * _BINS_A_DIGIT + 1e-9).astype(np.int64)


def _share(given: F64, drawn: F64) -> float:
    """How many labels are wrong, by those that lie in the tail of random ones."""
    low, expected = np.cumsum(given), np.cumsum(drawn)
    tail = int(np.searchsorted(expected, _TAIL * expected[-1]))
    return float(min(MOST, low[tail] / expected[tail]))


def _ratio(given: F64, drawn: F64) -> F64:
    """Density of drawn labels over that of given ones, falling with the probability."""
    from sklearn.isotonic import isotonic_regression

    total = given + drawn
    part = np.divide(drawn, total, out=np.zeros_like(total), where=total > 0)
    falling = isotonic_regression(part, sample_weight=np.maximum(total, 1e-9), increasing=False)
    return falling / np.maximum(1 - falling, 1e-9)


def _smooth(wrong: F64, given: F64, share: float) -> Curve:
    """The logistic curve nearest to the steps, each weighing as many rows as it has."""
    from scipy.optimize import minimize

    target = np.minimum(wrong, 1.0)
    digits = np.arange(len(given)) / _BINS_A_DIGIT
    x = np.log(FLOOR) + digits * np.log(10)
    weight = given / given.sum()

    def loss(at: F64) -> tuple[float, F64]:
        odds = at[0] - at[1] * x
        slope = weight * (1 / (1 + np.exp(-odds)) - target)
        value = weight @ (np.logaddexp(0, odds) - target * odds)
        return float(value), np.array([slope.sum(), -(slope * x).sum()])

    found = minimize(
        loss, np.array([-4.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(-50, 50), (0.1, 10)]
    )
    return Curve(float(found.x[0]), float(found.x[1]), share)
