"""The measures of `measures.py` for many pairs of distributions at once, and noise bands."""

from __future__ import annotations

from typing import Final

import numpy as np

from reaug.core.arrays import F64, I64
from reaug.drift.measures import ZERO_SHARE

__all__ = ["ALPHA", "NAMES", "bands", "many"]


ALPHA: Final = 0.02
"""The error rate: the share of cases in which two sets of one distribution count as drifted."""
NAMES: Final = ("js", "psi", "kl", "tvd", "linf", "cramers_v")


def bands(before: I64, after: I64) -> dict[str, list[float]]:
    """Return the noise band of each measure: the range [lo, hi] that chance leaves rarely.

    A share `ALPHA` of cases is below `lo`, and as many are above `hi`.

    Parameters
    ----------
    before, after : int64[times, k]
        Pairs of sets drawn from one distribution; see `deal`. No category is empty in both.
    """
    values_by_name = many(before, after)
    edges = np.quantile(np.stack([*values_by_name.values()]), (ALPHA, 1 - ALPHA), axis=1)
    return dict(zip(values_by_name, edges.T.tolist(), strict=True))


def many(before: I64, after: I64) -> dict[str, F64]:
    """Return each measure of `measures.py` for many pairs of sets at once (`float64[times]`).

    A pair is a row of `before` and the same row of `after`.

    Examples
    --------
    >>> many(np.array([[50, 50], [1, 1]]), np.array([[75, 25], [2, 2]]))["tvd"].tolist()
    [0.25, 0.0]
    """
    p, q = (side / side.sum(axis=1, keepdims=True) for side in (before, after))
    difference = np.abs(p - q)
    smooth_p, smooth_q = (np.where(side == 0, ZERO_SHARE, side) for side in (p, q))
    total_p, total_q = (side.sum(axis=1) for side in (smooth_p, smooth_q))
    log = np.log(smooth_p / smooth_q)
    kl = (smooth_p * log).sum(axis=1) / total_p - np.log(total_p / total_q)
    return {
        "js": _js(p, q),
        "psi": ((smooth_p - smooth_q) * log).sum(axis=1),
        "kl": np.maximum(kl, 0.0),
        "tvd": difference.sum(axis=1) / 2,
        "linf": difference.max(axis=1),
        "cramers_v": _cramers_v(before, after, p - q),
    }


def _js(p: F64, q: F64) -> F64:
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(side > 0, side * np.log(side / middle), 0.0) for side in (p, q)]
    return np.sqrt(np.clip((terms[0] + terms[1]).sum(axis=1) / 2, 0.0, np.log(2)))


def _cramers_v(before: I64, after: I64, difference: F64) -> F64:
    pooled = (before + after).astype(np.float64)
    n, k = pooled.sum(axis=1), pooled.shape[1]
    sides = before.sum(axis=1).astype(np.float64) * after.sum(axis=1)
    pearson = sides * (difference**2 / pooled).sum(axis=1)
    phi2 = np.maximum(0.0, pearson / n - (k - 1) / (n - 1))
    free = np.minimum(2 - 1 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(free > 0, np.minimum(1.0, np.sqrt(phi2 / free)), 0.0)
