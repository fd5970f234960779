"""Confidence intervals of a share that was measured on a sample."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054
"""The 97.5% quantile of the standard normal distribution."""


def wilson(right: float, judged: int) -> tuple[float, float]:
    """Return the 95% confidence interval of the share `right` / `judged`.

    Parameters
    ----------
    right
        The number of cases judged right, from 0 to `judged`; a case on which two readers disagree
        counts half.
    judged
        The number of judged cases; if 0, the interval is 0 to 1.

    Returns
    -------
    Lower and upper end, both from 0 to 1.

    Raises
    ------
    ValueError
        `right` is not from 0 to `judged`.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".

    Examples
    --------
    >>> [round(end, 3) for end in wilson(22, 22)]
    [0.851, 1.0]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not 0 <= right <= judged:
        raise ValueError(f"{right} of {judged} cannot be right")
    if judged == 0:
        return 0.0, 1.0
    share, square = right / judged, _Z * _Z
    middle = share + square / (2 * judged)
    reach = _Z * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
    scale = 1 + square / judged
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
