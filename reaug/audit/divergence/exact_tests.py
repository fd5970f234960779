"""Tests whether a share is equal in two sets; results are logarithms, because p-values are tiny."""

from __future__ import annotations

import math

import numpy as np

from reaug.core.arrays import F64, I64, Bool


class LogFactorials:
    """Cached values of ln k! up to a number of sentences, shared by all tests."""

    def __init__(self, most: int) -> None:
        self._table = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])

    def fisher(self, new: int, of_new: int, gold: int, of_gold: int) -> float:
        """Return the logarithm of the p-value for equal shares of a label in both sets.

        This is Fisher's exact test of the hypothesis that sentences are assigned to the sets at
        random. The p-value is twice the probability of the observed counts or more extreme ones, at
        most 1.

        Parameters
        ----------
        new, of_new, gold, of_gold
            The number of sentences with the label, and of all sentences, in each set.

        Examples
        --------
        >>> tests = LogFactorials(20)
        >>> round(math.exp(tests.fisher(3, 4, 1, 4)), 4)
        0.4857
        """
        labelled, everything = new + gold, of_new + of_gold
        low, high = max(0, labelled - of_gold), min(labelled, of_new)
        up = new * of_gold > gold * of_new
        k = np.arange(new, high + 1) if up else np.arange(low, new + 1)
        f = self._table
        ways = (f[of_new] - f[k] - f[of_new - k]) + (
            f[of_gold] - f[labelled - k] - f[of_gold - labelled + k]
        )
        all_ways = f[everything] - f[labelled] - f[everything - labelled]
        top = float(ways.max())
        tail = top + math.log(math.fsum(np.exp(ways - top).tolist())) - float(all_ways)
        return min(0.0, tail + math.log(2))


def g_statistic(new: I64, of_new: I64, gold: I64, of_gold: I64) -> F64:
    """Return, for each pair of shares, the likelihood ratio statistic of their difference.

    >>> one = np.array([30]), np.array([40]), np.array([10]), np.array([40])
    >>> g_statistic(*one).round(2).tolist()
    [20.93]
    """
    total = (of_new + of_gold).astype(np.float64)
    statistic = np.zeros(len(total))
    labelled = new + gold
    for cell, column, row in (
        (new, labelled, of_new),
        (gold, labelled, of_gold),
        (of_new - new, total - labelled, of_new),
        (of_gold - gold, total - labelled, of_gold),
    ):
        expected = column * row / total
        ratio = np.divide(cell, expected, out=np.ones_like(total), where=cell > 0)
        statistic += 2 * cell * np.log(ratio)
    return statistic


def stratified(labelled: Bool, is_new: Bool, stratum: I64) -> float:
    """Return the logarithm of the p-value for equal shares of a label in both sets.

    Rows are compared only within their stratum, a group of similar rows. This is the test of
    Cochran, Mantel and Haenszel without correction, with the normal approximation.

    Parameters
    ----------
    labelled, is_new, stratum
        For each of n rows: whether it has the label, whether it belongs to the new set, and the
        number of its stratum.

    Examples
    --------
    >>> labelled, is_new = np.array([1, 1, 0, 0], dtype=bool), np.array([1, 0, 1, 0], dtype=bool)
    >>> stratified(labelled, is_new, np.zeros(4, dtype=np.int64))
    0.0
    """
    _, code = np.unique(stratum, return_inverse=True)
    n = np.bincount(code).astype(np.float64)
    k = np.bincount(code, labelled)
    new = np.bincount(code, is_new)
    expected = float((k * new / n).sum())
    variance = float((new * (n - new) * k * (n - k) / (n * n * np.maximum(n - 1, 1))).sum())
    if variance <= 0:
        return 0.0
    z = abs(float((labelled & is_new).sum()) - expected) / math.sqrt(variance)
    return log_normal_tails(z)


def log_normal_tails(z: float) -> float:
    """Return the logarithm of the two-sided tail probability of a normal distribution at z >= 0.

    >>> round(math.exp(log_normal_tails(1.96)), 3), round(log_normal_tails(50.0))
    (0.05, -1254)
    """
    if z < 30:
        return math.log(math.erfc(z / math.sqrt(2)))
    return -z * z / 2 - math.log(z) + math.log(2 / math.pi) / 2
