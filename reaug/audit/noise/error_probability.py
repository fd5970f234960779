"""Convert the evidence against a row's label to the probability that the label is wrong.

The evidence against wrong labels can be learnt without wrong labels: any other label of a row,
drawn at random, is wrong. So the evidence against the given labels is compared with the evidence
against random other labels. In the range of evidence where seven of ten random labels are, there
are hardly any right labels; so the number of given labels in this range shows how many are wrong in
total. (Storey, 2002, "A direct approach to false discovery rates", estimates the share of true
hypotheses from high p-values in the same way.) A logistic curve smooths the ratio of the densities,
so that the ranking is that of the evidence.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import F64, I64, Bool

MOST: Final = 0.3
"""The greatest share of wrong labels; a higher one could also mean that the model learned little.
"""
_BIN: Final = np.log(10) / 100
"""The width of a bin of evidence in nats: a hundred bins per decimal digit of probability."""
_MOST_BINS: Final = 4000
_TAIL: Final = 0.7
"""The share of random labels in the tail, chosen with noise of 0, 2, 10 and 20% in KLUE-RE train.
"""
_NARROW: Final = 0.3
"""The share of random labels in the tail that gives a lower bound for the share of wrong labels."""
_WIDE: Final = 0.75
"""The share of labels, drawn by their frequency, in the tail that gives an upper bound. With 0.7
the mistakes that two readers found in the original KLUE-RE train (5%) would lie just outside.
"""
_Z: Final = 1.959963984540054  # for a 95% interval


class Share(NamedTuple):
    """The estimated share of wrong labels among `rows` rows, with a 95% interval.

    estimate : the share, if each wrong label is equally likely among the labels that the types
        allow.
    low : the lower end of the interval. It is computed from the rows with the most evidence against
        their label. They are so few that even a model trained on a thousand rows finds hardly a
        right label among them.
    high : the upper end of the interval, if frequent labels are more likely as wrong labels.

    Not included are mistakes that the model shares with the annotators.
    """

    estimate: float
    low: float
    high: float
    rows: int

    def among(self, more: int, wrong: int) -> Share:
        """Return the share after adding `more` rows, of which `wrong` are certainly wrong."""
        rows = self.rows + more
        if not rows:
            return self
        parts = self.estimate, self.low, self.high
        estimate, low, high = ((self.rows * part + wrong) / rows for part in parts)
        return Share(estimate, low, high, rows)


class Curve(NamedTuple):
    """A curve from evidence to P(wrong): the logistic function of `level + slope * evidence`."""

    level: float
    slope: float

    def __call__(self, evidence: F64) -> F64:
        """Return the probability that each label is wrong, from the evidence against it."""
        return 1 / (1 + np.exp(-(self.level + self.slope * evidence)))


def share(evidence: F64, label: I64, lawful: Bool) -> Share:
    """Return the estimated share of wrong labels in a set.

    Parameters
    ----------
    evidence
        `float64[m, k]`, the evidence against each label by self-confidence, for which the tails
        were chosen.
    label
        `int64[m]`, the given labels, all of them allowed.
    lawful
        `bool[m, k]`, the labels that each row's types allow.
    """
    m, k = evidence.shape
    even = _even_wrong_labels(label, lawful)
    if not even.any():
        return Share(0.0, 0.0, 0.0, m)
    given = _histogram(evidence[np.arange(m), label], None)
    evenly = _histogram(evidence, even)
    often = np.bincount(label, minlength=k) / m
    as_labels = _histogram(evidence, _wrong_label_probabilities(even, often))
    low = min(_tail(given, evenly, tail, -_Z) for tail in (_NARROW, _TAIL))
    estimate = _tail(given, evenly, _TAIL)
    high = _tail(given, as_labels, _WIDE, _Z)
    return Share(
        min(MOST, estimate), max(0.0, min(low, estimate)), min(1.0, max(high, estimate)), m
    )


def curve(evidence: F64, label: I64, lawful: Bool, wrong: float) -> Curve:
    """Return the curve fitted to the rows of a set.

    Parameters
    ----------
    evidence, label, lawful
        See `share`; the evidence may be any statistic.
    wrong
        The share of wrong labels.
    """
    even = _even_wrong_labels(label, lawful)
    if not even.any():
        return Curve(0.0, 1.0)
    given = _histogram(evidence[np.arange(len(label)), label], None)
    expected = _histogram(evidence, even) * len(label)
    return _logistic_fit(_odds_by_bin(given, expected) * wrong, given)


def _even_wrong_labels(label: I64, lawful: Bool) -> F64:
    """Return the probability of each wrong label if all are equally likely (`float64[m, k]`)."""
    others = lawful.astype(np.float64)
    others[np.arange(len(label)), label] = 0.0
    return others / np.maximum(others.sum(axis=1, keepdims=True), 1.0)


def _wrong_label_probabilities(even: F64, weight: F64) -> F64:
    """Return the probability of each wrong label, in proportion to `even * weight`."""
    # The result is `float64[m, k]`, and rows sum to 1; `weight` has a value for each label.
    made = even * weight
    total = made.sum(axis=1, keepdims=True)
    return np.where(total > 0, made / np.where(total > 0, total, 1.0), even)


def _histogram(evidence: F64, weight: F64 | None) -> F64:
    """Return a histogram of evidence, in bins of width `_BIN` from 0 on."""
    # It has the number of values in each bin; with `weight`, the share of the weight in each bin.
    place = np.minimum((evidence / _BIN + 1e-9).astype(np.int64), _MOST_BINS - 1)
    if weight is None:
        return np.bincount(place, minlength=_MOST_BINS).astype(np.float64)
    counts = np.bincount(place.ravel(), weights=weight.ravel(), minlength=_MOST_BINS)
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _tail(given: F64, drawn: F64, tail: float, z: float = 0.0) -> float:
    """Return the share of wrong labels, estimated from the labels with the most evidence.

    The evidence against random wrong labels shows where to cut: a share `tail` of them has more.
    The given labels with more evidence than this cut are compared with that share.

    Parameters
    ----------
    given, drawn
        Histograms of the evidence: against the given labels (numbers of rows), and against wrong
        labels drawn at random (shares).
    tail
        The share of the drawn labels that lie in the tail.
    z
        The number of sampling errors to add to the estimate.
    """
    seen, expected = np.cumsum(given[::-1]), np.cumsum(drawn[::-1])
    at = int(np.searchsorted(expected, tail * (1 - 1e-12)))
    rows, part = seen[-1], seen[at] / seen[-1]
    # This is the score interval, so that an empty tail does not mean certainty.
    middle = (part + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z / (1 + z * z / rows) * np.sqrt(part * (1 - part) / rows + z * z / (4 * rows * rows))
    return float(max(0.0, middle + half) / expected[at])


def _odds_by_bin(given: F64, expected: F64) -> F64:
    """Return, for each bin of evidence, how many random labels there are for each given label."""
    # The ratios are smoothed: changed as little as needed so that they never fall from one bin to
    # the next.
    from sklearn.isotonic import isotonic_regression

    total = given + expected
    part = np.divide(expected, total, out=np.zeros_like(total), where=total > 0)
    rising = isotonic_regression(part, sample_weight=np.maximum(total, 1e-9))
    return rising / np.maximum(1 - rising, 1e-9)


def _logistic_fit(wrong: F64, given: F64) -> Curve:
    """Return the logistic curve fitted to the share of wrong labels in each bin of evidence."""
    # A bin has the weight of its number of rows (`given`).
    from scipy.optimize import minimize

    has_rows = given > 0
    target = np.minimum(wrong, 1.0)[has_rows]
    x = (np.arange(len(given)) * _BIN)[has_rows]
    weight = given[has_rows] / given.sum()

    def loss(at: F64) -> tuple[float, F64]:
        odds = at[0] + at[1] * x
        slope = weight * (1 / (1 + np.exp(-odds)) - target)
        value = weight @ (np.logaddexp(0, odds) - target * odds)
        return float(value), np.array([slope.sum(), (slope * x).sum()])

    fitted = minimize(
        loss, np.array([-4.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(-50, 50), (0.1, 10)]
    )
    return Curve(float(fitted.x[0]), float(fitted.x[1]))
