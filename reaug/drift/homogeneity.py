"""Tests whether two sets of counts come from one distribution, with a stated error rate.

Two statistics are used. One is about all categories together (the likelihood ratio G); it is
sensitive to many small changes. The other is about the category that changed most (its own
likelihood ratio); it is sensitive to a label that vanished, or to a rule that replaced one label by
another. Each misses changes that the other detects. The smaller of their p-values is the statistic
of the test, and its distribution comes from the same resamples as the noise bands. So both together
keep the error rate of one test, and no chi-squared approximation is needed for small counts or
dependent rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reaug.core.arrays import F64, I64
from reaug.drift.bands import ALPHA, bands
from reaug.drift.resampling import RESAMPLES, deal
from reaug.drift.sentence_counts import SentenceCounts
from reaug.drift.tail_probabilities import gamma_tail, normal_tail

__all__ = ["Homogeneity", "chance_of_none", "corrected", "homogeneity"]


@dataclass(frozen=True)
class Homogeneity:
    """The result of the resamples for two sets of counts.

    Attributes
    ----------
    p_value : float
        How often chance makes two such sets differ as much; a multiple of 1 / 1,000.
    by_category : bool
        Whether the category that changed most is stronger evidence than all categories together.
    categories : float64[k]
        The p-value of each category, corrected for their number; none is below `p_value`.
    noise_band : dict of str to [lo, hi]
        For each measure, the range of its values by chance: 2 of 100 cases are below it and 2
        above.
    statistic, resampled : float, float64[times]
        The statistic of the test, which is small if the sets differ, and its values in the
        resamples, which show what chance does.
    """

    p_value: float
    by_category: bool
    categories: F64
    noise_band: dict[str, list[float]]
    statistic: float
    resampled: F64

    @property
    def drifted(self) -> bool:
        """Whether chance makes two such sets differ as much in at most 2 of 100 cases."""
        return self.p_value <= ALPHA


def homogeneity(
    counted: SentenceCounts, name: str, *, ordered: bool = False, times: int = RESAMPLES
) -> Homogeneity:
    """Return the test whether two sets come from one distribution.

    Parameters
    ----------
    counted
        The counts of both sets; each set and each category has rows.
    name
        The name of the test, which is the key of the random draws.
    ordered
        Whether the categories are ordered, so that the test looks for the cut that separates the
        sets best.
    times
        The number of resamples; no p-value is below 1 / (times + 1).

    Examples
    --------
    >>> counted = SentenceCounts.of_counts({"a": 500, "b": 40}, {"a": 500}, ["a", "b"])
    >>> test = homogeneity(counted, "labels")
    >>> test.drifted, test.p_value
    (True, 0.001)
    """
    many_before, many_after = deal(counted, name, times)
    band = bands(many_before, many_after)
    before, after = counted.rows
    # The observed sets count as the first resample, so a p-value is a rank.
    deals = np.vstack([before, many_before]), np.vstack([after, many_after])
    together = _tail_of_g(_likelihood_ratio(*deals))
    single = _tail(_ratios(*deals))
    cuts = tuple(np.cumsum(side, axis=1)[:, :-1] for side in deals)
    looked_at = _tail(_ratios(cuts[0], cuts[1], deals)) if ordered and before.size > 1 else single
    least = looked_at.min(axis=1)
    # The least of k p-values is scaled so that it equals a single p-value at the level of the
    # decision.
    usual = np.quantile(least[1:], ALPHA)
    least = least * (ALPHA / usual) if usual > 0 else least
    statistic = np.minimum(together, least)
    p_value = _rank(statistic[0], statistic[1:])
    return Homogeneity(
        p_value=p_value,
        by_category=bool(least[0] < together[0]),
        categories=np.maximum(corrected(single[0], single[1:].T), p_value),
        noise_band=band,
        statistic=float(statistic[0]),
        resampled=statistic[1:],
    )


def corrected(observed: Sequence[float] | F64, resampled: F64) -> F64:
    """Return p-values corrected for their number, step by step as in Holm's method, with resamples.

    If tests depend on one another, or if their p-values cannot become small (rare labels), this is
    less strict than Holm's method at the same error rate. Source: Westfall and Young 1993,
    "Resampling-based multiple testing", step-down minP.

    Parameters
    ----------
    observed : float64[m]
        A statistic per hypothesis; a small value is evidence against the hypothesis.
    resampled : float64[m, times]
        The values of the statistics by chance.

    Returns
    -------
    float64[m]

    Examples
    --------
    >>> chance = np.linspace(0, 1, 99)[None, :].repeat(2, axis=0)
    >>> corrected([0.5, 0.001], chance).tolist()
    [0.51, 0.02]
    """
    values = np.asarray(observed, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    least = np.minimum.accumulate(resampled[order][::-1], axis=0)[::-1]
    steps = [_rank(value, row) for value, row in zip(values[order], least, strict=True)]
    p_values = np.empty(values.size)
    p_values[order] = np.maximum.accumulate(steps) if steps else steps
    return p_values


def chance_of_none(category: int, size: int, rows: int) -> float:
    """Return the probability that none of a category's rows is among `size` rows drawn at random.

    The category has `category` of all `rows` rows.

    Examples
    --------
    >>> round(chance_of_none(category=2, size=5, rows=10), 4)  # 5/10 * 4/9
    0.2222
    """
    if category > rows - size:
        return 0.0
    # This is C(rows - size, category) / C(rows, category), with as few factors as possible.
    few, many = sorted((category, size))
    left = np.arange(few, dtype=np.float64)
    return float(np.exp(np.log1p(-many / (rows - left)).sum()))


def _rank(value: float, resampled: F64) -> float:
    # The tolerance is for sums of the same numbers, which may differ in their last digits.
    return float((1 + np.count_nonzero(resampled <= value * (1 + 1e-9))) / (1 + resampled.size))


def _x_log_x(counts: I64) -> F64:
    return np.asarray(counts * np.log(np.maximum(counts, 1)), dtype=np.float64)


def _likelihood_ratio(before: I64, after: I64) -> F64:
    """Return the likelihood ratio statistic of each 2 x k table (`float64[times]`)."""
    by_side = sum(
        (_x_log_x(side).sum(axis=1) - _x_log_x(side.sum(axis=1))) for side in (before, after)
    )
    pooled = (before + after)[0]
    return np.maximum(0.0, 2 * (by_side - _x_log_x(pooled).sum() + _x_log_x(pooled.sum())))


def _ratios(before: I64, after: I64, totals: tuple[I64, I64] | None = None) -> F64:
    """Return the likelihood ratio statistic of each category against all others together."""
    # The result is `float64[times, k]`.
    sizes = [side.sum(axis=1, keepdims=True) for side in totals or (before, after)]
    parts = [
        _x_log_x(side) + _x_log_x(size - side) - _x_log_x(size)
        for side, size in zip((before, after), sizes, strict=True)
    ]
    pooled, rows = (before + after)[0], int((sizes[0] + sizes[1])[0, 0])
    fixed = _x_log_x(pooled) + _x_log_x(rows - pooled) - rows * np.log(rows)
    return np.maximum(0.0, 2 * (parts[0] + parts[1] - fixed))


def _tail(ratios: F64) -> F64:
    """Return the approximate p-value of each likelihood ratio, by the normal approximation."""
    return normal_tail(np.sqrt(ratios))


def _tail_of_g(values: F64) -> F64:
    """Return the approximate p-value of each value of the statistic G."""
    # By chance G is taken to follow a gamma distribution with the mean and variance of the
    # resamples.
    mean, variance = values[1:].mean(), values[1:].var()
    if variance <= 0:
        return np.ones_like(values)
    return gamma_tail(mean**2 / variance, values * (mean / variance))
