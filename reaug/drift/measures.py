"""Measures of the distance between two distributions over the same categories.

Each measure is a pure function of two vectors of counts, `before` and `after` (`int64[k]`), with
one entry for each category, in the same order. All measures have these properties:

- A vector without rows raises `InputError`, because it has no shares. Vectors of different lengths
  raise `UsageError`.
- A category that is empty in both vectors changes nothing. The order of categories does not matter
  (sums are exact, `math.fsum`).
- Equal shares give 0, and so does a single category. No measure is ever NaN or infinite.
- Logarithms are natural.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import F64, I64
from reaug.drift.tail_probabilities import gamma_tail, ten_digits
from reaug.errors import InputError, UsageError

__all__ = [
    "ZERO_SHARE",
    "Chi2",
    "Measures",
    "chi2",
    "cramers_v",
    "js",
    "kl",
    "linf",
    "measure",
    "psi",
    "tvd",
]


ZERO_SHARE: Final = 1e-4
"""The share that `psi` and `kl` use for a category without rows, as the library Evidently does."""


class Chi2(NamedTuple):
    """The result of a chi-squared test: statistic, degrees of freedom, p-value (10 digits)."""

    statistic: float
    df: int
    p_value: float


class Measures(NamedTuple):
    """All measures of one pair of distributions; each is explained at its function."""

    js: float
    psi: float
    kl: float
    tvd: float
    linf: float
    cramers_v: float
    chi2: Chi2

    def to_json(self) -> dict[str, object]:
        """Return the measures by name as JSON-able data."""
        return {**self._asdict(), "chi2": self.chi2._asdict()}


def measure(before: I64, after: I64) -> Measures:
    """Return all measures of this module.

    Parameters
    ----------
    before, after : int64[k]
        The number of rows of each category.

    Raises
    ------
    InputError
        A vector has no rows.
    UsageError
        The vectors differ in shape, are not whole numbers, or have a negative count.

    Examples
    --------
    >>> measure(np.array([50, 50]), np.array([75, 25])).tvd
    0.25
    """
    return Measures(
        js=js(before, after),
        psi=psi(before, after),
        kl=kl(before, after),
        tvd=tvd(before, after),
        linf=linf(before, after),
        cramers_v=cramers_v(before, after),
        chi2=chi2(before, after),
    )


def js(before: I64, after: I64) -> float:
    """Return the Jensen–Shannon distance, the square root of the divergence, in [0, sqrt(ln 2)].

    It is symmetric.

    Source: Endres and Schindelin 2003; the same as `scipy.spatial.distance.jensenshannon`.

    Examples
    --------
    >>> js(np.array([1, 0]), np.array([0, 1])) == math.sqrt(math.log(2))
    True
    """
    p, q = _shares(before, after)
    middle = (p + q) / 2
    d = (p - q) / (p + q)
    # The textbook form, p ln(p/m) + q ln(q/m), loses its digits if p is close to q. Then the same
    # sum is computed as m (ln(1 - d²) + 2 d atanh(d)), which keeps them.
    close = np.abs(d) < 0.5
    near = d[close]
    term = np.zeros_like(d)
    term[close] = middle[close] * (np.log1p(-(near**2)) + 2 * near * np.arctanh(near))
    for side in (p, q):
        far = ~close & (side > 0)
        term[far] += side[far] * np.log(side[far] / middle[far])
    divergence = math.fsum(term) / 2
    return math.sqrt(min(divergence, math.log(2)))


def psi(before: I64, after: I64) -> float:
    """Return the population stability index: the sum of (p - q) ln(p / q), at least 0; symmetric.

    A share of zero counts as `ZERO_SHARE`, and shares are not normalised again, as in the library
    Evidently. (Its later versions use less than 1e-4 if the smallest share is below that; here it
    is always 1e-4.)

    Examples
    --------
    >>> round(psi(np.array([50, 50]), np.array([75, 25])), 4)
    0.2747
    """
    p, q = (_smoothed(side) for side in _shares(before, after))
    return math.fsum((p - q) * np.log(p / q))


def kl(before: I64, after: I64) -> float:
    """Return the Kullback–Leibler divergence of `after` from `before`: the sum of p ln(p / q).

    It is at least 0. The direction is KL(before || after), so p are the shares before, and it grows
    if a frequent category becomes rare. A share of zero counts as `ZERO_SHARE`, and then both
    vectors are normalised again, as in the library Evidently (through `scipy.stats.entropy`).

    Examples
    --------
    >>> round(kl(np.array([50, 50]), np.array([75, 25])), 4)
    0.1438
    """
    p, q = (_smoothed(side) for side in _shares(before, after))
    p, q = p / math.fsum(p), q / math.fsum(q)
    return max(0.0, math.fsum(p * np.log(p / q)))


def tvd(before: I64, after: I64) -> float:
    """Return the total variation distance, in [0, 1]: the share of rows that would have to change.

    Examples
    --------
    >>> tvd(np.array([50, 30, 20]), np.array([50, 20, 30]))
    0.1
    """
    differences, scale = _differences(_table(before, after))
    return sum(map(abs, differences)) / (2 * scale)


def linf(before: I64, after: I64) -> float:
    """Return the largest difference of a category's shares (L∞), in [0, 1].

    Examples
    --------
    >>> linf(np.array([50, 50]), np.array([75, 25]))
    0.25
    """
    differences, scale = _differences(_table(before, after))
    return max(map(abs, differences)) / scale


def cramers_v(before: I64, after: I64) -> float:
    """Return Cramér's V between set and category, bias-corrected, in [0, 1].

    It is 0 if the table has no more association than by chance. Source: Bergsma 2013, "A
    bias-correction for Cramér's V and Tschuprow's T".

    Examples
    --------
    >>> round(cramers_v(np.array([50, 50]), np.array([75, 25])), 4)
    0.2489
    """
    table = _table(before, after)
    n, k = int(table.sum()), table.shape[1]
    rows = 2 - 1 / (n - 1)
    columns = k - (k - 1) ** 2 / (n - 1)
    phi2 = max(0.0, _pearson(table) / n - (k - 1) / (n - 1))
    # With one category, or a category for every row, there is no association, and phi2 is 0, too.
    free = min(rows, columns) - 1
    return min(1.0, math.sqrt(phi2 / free)) if free > 0 else 0.0


def chi2(before: I64, after: I64) -> Chi2:
    """Return Pearson's chi-squared test that both vectors are samples of one distribution.

    This is the test of homogeneity on the 2 x k table, without empty categories and without Yates's
    correction. With many rows a tiny drift is significant, and copied rows are not independent, so
    read the p-value together with `js`.

    Returns
    -------
    Chi2
        With a single category: statistic 0, 0 degrees of freedom, p-value 1.

    Examples
    --------
    >>> test = chi2(np.array([50, 50]), np.array([75, 25]))
    >>> round(test.statistic, 2), test.df, round(test.p_value, 4)
    (13.33, 1, 0.0003)
    """
    table = _table(before, after)
    df = table.shape[1] - 1
    if df == 0:
        return Chi2(0.0, 0, 1.0)
    statistic = _pearson(table)
    tail = float(gamma_tail(df / 2, np.array([statistic / 2]))[0])
    return Chi2(statistic, df, ten_digits(tail))


def _table(before: I64, after: I64) -> I64:
    """Return two checked vectors as `int64[2, k]`, without categories empty in both."""
    sides = [np.asarray(before), np.asarray(after)]
    for name, side in zip(("before", "after"), sides, strict=True):
        if side.ndim != 1 or (side.size and side.dtype.kind not in "iu"):
            raise UsageError(f"counts {name!r} must be a vector of whole numbers")
        if (side < 0).any():
            raise UsageError(f"counts {name!r} contain a negative number: {int(side.min())}")
    if sides[0].size != sides[1].size:
        raise UsageError(
            f"counts differ in length: {sides[0].size} categories before, {sides[1].size} after"
        )
    table = np.stack([side.astype(np.int64) for side in sides])
    for name, side in zip(("before", "after"), table, strict=True):
        if not side.any():
            raise InputError(f"cannot measure drift: the side {name!r} has no rows")
    return table[:, table.any(axis=0)]


def _shares(before: I64, after: I64) -> tuple[F64, F64]:
    """Return the shares of the categories that have rows in at least one vector."""
    p, q = (side / side.sum() for side in _table(before, after))
    return p, q


def _smoothed(shares: F64) -> F64:
    return np.where(shares == 0, ZERO_SHARE, shares)


def _differences(table: I64) -> tuple[list[int], int]:
    """Return differences of shares as exact fractions: numerators, and their common denominator."""
    # Python's integers are used, because products of counts may exceed int64.
    before, after = table.tolist()
    rows_before, rows_after = sum(before), sum(after)
    numerators = [a * rows_before - b * rows_after for b, a in zip(before, after, strict=True)]
    return numerators, rows_before * rows_after


def _pearson(table: I64) -> float:
    """Return Pearson's statistic of a 2 x k table in which no row and no column is empty."""
    differences, scale = _differences(table)
    columns = table.sum(axis=0).tolist()
    # This is the sum of (observed - expected)² / expected, for both entries of a category together.
    return math.fsum(d * d / (scale * n) for d, n in zip(differences, columns, strict=True))
