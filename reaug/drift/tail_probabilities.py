"""Tail probabilities as in `scipy.special`, whose import would take 0.2 s."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

import numpy as np

from reaug.core.arrays import F64

__all__ = ["gamma_tail", "normal_quantile", "normal_tail", "ten_digits"]

_SMALL: Final = 1e-300
_LARGE: Final = 1e5
_TERMS: Final = 10_000
_LAST: Final = 1e-14


def ten_digits(value: float) -> float:
    """Return a number rounded to 10 significant digits, because the last ones depend on the
    machine.

    >>> ten_digits(2.203648636177463)
    2.203648636
    """
    return float(f"{value:.10g}")


def normal_quantile(share: float) -> float:
    """Return a quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return NormalDist().inv_cdf(share)


def normal_tail(values: F64) -> F64:
    """Return the two-sided tail probability of the standard normal distribution for each value.

    Parameters
    ----------
    values : float64[...]

    Examples
    --------
    >>> normal_tail(np.array([0.0, 1.96])).round(4).tolist()
    [1.0, 0.05]
    """
    scaled = (values / math.sqrt(2)).ravel()
    tails = np.fromiter(map(math.erfc, scaled.tolist()), np.float64, scaled.size)
    return tails.reshape(values.shape)


def gamma_tail(shape: float, values: F64) -> F64:
    """Return the probability Q(shape, value) that a gamma variable of scale 1 exceeds each value.

    It is computed from the series below the mean, from the continued fraction above it, and for
    shapes above 100,000 from the normal approximation of the cube root. Source: Press et al. 2007,
    "Numerical Recipes", 6.2; DLMF 8.7.1 and 8.9.2; Wilson and Hilferty 1931.

    Parameters
    ----------
    shape
        The shape parameter, above 0.
    values : float64[k]
        The values, finite and at least 0.

    Examples
    --------
    >>> gamma_tail(1.0, np.array([0.0, 1.0, 3.0])).round(4).tolist()  # exp(-value)
    [1.0, 0.3679, 0.0498]
    """
    if shape > _LARGE:
        cubes = 3 * math.sqrt(shape) * (np.cbrt(values / shape) - 1 + 1 / (9 * shape))
        return np.where(cubes < 0, 2 - normal_tail(np.abs(cubes)), normal_tail(np.abs(cubes))) / 2
    tails = np.ones_like(values)
    low = (values > 0) & (values < shape + 1)
    high = values >= shape + 1
    tails[low] = 1 - _density(shape, values[low]) * _series(shape, values[low])
    tails[high] = _density(shape, values[high]) * _fraction(shape, values[high])
    return np.clip(tails, 0.0, 1.0)


def _density(shape: float, values: F64) -> F64:
    """Return, for each value, the value times the density of the gamma distribution there."""
    return np.exp(shape * np.log(values) - values - math.lgamma(shape))


def _series(shape: float, values: F64) -> F64:
    """Return P(shape, value), divided by the value times the density, as the sum of a series."""
    term = np.full_like(values, 1 / shape)
    total = term.copy()
    for i in range(1, _TERMS):
        term *= values / (shape + i)
        total += term
        if (term <= total * _LAST).all():
            break
    return total


def _fraction(shape: float, values: F64) -> F64:
    """Return Q(shape, value) divided by the density times the value (algorithm of Lentz)."""
    b = values + 1 - shape
    c = np.full_like(values, 1 / _SMALL)
    d = 1 / b
    total = d.copy()
    for i in range(1, _TERMS):
        a = -i * (i - shape)
        b += 2
        d = 1 / _not_zero(a * d + b)
        c = _not_zero(b + a / c)
        step = c * d
        total *= step
        if (np.abs(step - 1) <= _LAST).all():
            break
    return total


def _not_zero(values: F64) -> F64:
    return np.where(np.abs(values) < _SMALL, _SMALL, values)
