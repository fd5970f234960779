"""Confidence intervals of the ratio of two shares, for one category or for all together."""

from __future__ import annotations

import numpy as np

from reaug.core.arrays import F64, I64
from reaug.drift.tail_probabilities import normal_quantile, ten_digits

__all__ = ["ratio_intervals", "simultaneous_intervals"]


_Z = 1.959963984540054  # of 95%
_HAIR = 1e-6

Interval = tuple[float, float | None]


def simultaneous_intervals(
    before: I64, after: I64, p_values: F64, alpha: float
) -> list[Interval | None]:
    """Return intervals that hold for all ratios at once and agree with the decisions.

    Each interval is the score interval at the level of Bonferroni's correction. The resamples may
    change a category more than the normal distribution predicts (few rows, rows with the same
    sentence), or less. Then `p_values` decide, and the interval is made wider or narrower: it
    contains 1 exactly if the category's p-value is above `alpha`.

    Parameters
    ----------
    before, after : int64[k]
        The number of rows of each category; each set has rows.
    p_values : float64[k]
        The p-value of each category, corrected for their number.
    alpha
        The joint error rate.

    Examples
    --------
    >>> counts = np.array([5, 95]), np.array([40, 60])
    >>> for p in (0.001, 0.5):
    ...     low, high = simultaneous_intervals(*counts, np.array([p, p]), 0.02)[0]
    ...     print(round(low, 2), round(high, 2))
    2.73 24.6
    1.0 75.06
    """
    categories = max(1, int(((before > 0) | (after > 0)).sum()))
    needed = normal_quantile(1 - alpha / (2 * categories))
    score = np.abs(_score(before, after, np.ones(before.size)))
    differs = p_values <= alpha
    z = np.where(
        differs, np.minimum(needed, score * (1 - _HAIR)), np.maximum(needed, score * (1 + _HAIR))
    )
    return ratio_intervals(before, after, z)


def ratio_intervals(before: I64, after: I64, z: F64 | float = _Z) -> list[Interval | None]:
    """Return intervals of share after / share before for each category; 95% by default.

    This is the score interval, which is valid for small counts and for 0, too. Source: Koopman
    1984, "Confidence intervals for the ratio of two binomial proportions"; Miettinen and Nurminen
    1985.

    Parameters
    ----------
    before, after : int64[k]
        The number of rows of each category; each set has rows.
    z
        The number of standard errors by which the intervals extend.

    Returns
    -------
    list of (low, high)
        The ends of each interval, rounded to 10 digits. `high` is None if the category has no rows
        before, so that there is no upper limit. The interval is None if the category has no rows in
        either set.

    Examples
    --------
    >>> low, high = ratio_intervals(np.array([50, 50]), np.array([75, 25]))[0]
    >>> round(low, 2), round(high, 2)
    (1.2, 1.9)
    """
    ends = _ratio_at_score(
        before, after, np.stack([np.broadcast_to(z, before.shape)] * 2) * [[1], [-1]]
    )
    intervals: list[Interval | None] = []
    for b, a, low, high in zip(before.tolist(), after.tolist(), *ends, strict=True):
        both = (0.0 if not a else ten_digits(low), ten_digits(high) if b else None)
        intervals.append(both if a or b else None)
    return intervals


def _ratio_at_score(before: I64, after: I64, z: F64) -> F64:
    """Return the ratios of shares at which the score statistic equals z (`float64[ends, k]`)."""
    # They are found by bisection of their logarithms, down to the last bit.
    low, high = np.full(z.shape, -40.0), np.full(z.shape, 40.0)
    for _ in range(90):
        middle = (low + high) / 2
        if ((middle == low) | (middle == high)).all():
            break
        above = _score(before, after, np.exp(middle)) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.exp((low + high) / 2)


def _score(before: I64, after: I64, ratio: F64) -> F64:
    """Return the score statistic of each category for a ratio; it falls as the ratio grows."""
    rows_before, rows_after = float(before.sum()), float(after.sum())
    a = (rows_before + rows_after) * ratio
    b = ratio * (rows_after + before) + after + rows_before
    c = (before + after).astype(np.float64)
    # This is the lesser root, written so that no digits cancel.
    share = 2 * c / (b + np.sqrt(np.maximum(0.0, b * b - 4 * a * c)))
    under = np.clip(share * ratio, 0.0, 1.0)
    variance = under * (1 - under) / rows_after + ratio**2 * share * (1 - share) / rows_before
    difference = after / rows_after - ratio * before / rows_before
    with np.errstate(divide="ignore", invalid="ignore"):
        score = difference / np.sqrt(np.maximum(variance, 0.0))
    return np.where(np.isnan(score), 0.0, score)
