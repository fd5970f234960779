"""Likelihood that rows of one label turned into another, from counts."""

from __future__ import annotations

from typing import Final

import numpy as np

from reaug.core.arrays import F64

_KEPT: Final = np.linspace(0.02, 0.98, 25)
"""The shares of the rows of the first label that may have kept it."""
_ROUNDS: Final = 2
"""How often shares between the best one and its neighbours are tried, at thirds of the way."""


def turning(counts: F64) -> F64:
    """Compute log likelihood ratios: that a share of a label turned, against that none did.

    Cells may have any shares of the two labels, the same in both sets; but in the cells of one
    condition, one share of what has the first label in gold has the second in the new set. That
    share is the only unknown by which the two hypotheses differ, so a condition with many cells has
    no advantage over one with few. It is searched on a grid, and then more finely about the best
    point.

    Parameters
    ----------
    counts
        `float64[conditions, cells, 4]`: sentences of the new set with the first label and with
        the second, then those of gold.

    Returns
    -------
    F64
        `float64[conditions]`: the best share's logarithm; 0 where none explains the counts better.

    Examples
    --------
    >>> half_turned, nothing = [[20.0, 20.0, 40.0, 0.0]], [[40.0, 9.0, 40.0, 9.0]]
    >>> turning(np.array([half_turned, nothing])).round(2).tolist()
    [17.26, 0.0]
    """
    # A cell that one set lacks says nothing about the other.
    informative = (counts[..., :2].sum(axis=-1) > 0) & (counts[..., 2:].sum(axis=-1) > 0)
    condition, cells = np.nonzero(informative)[0], counts[informative]
    still = _likelihood(cells, 1.0)
    best, at = np.zeros(len(counts)), np.ones(len(counts))

    def hold(kept: F64) -> None:
        """Compare a share for each condition with the best one so far."""
        gain = np.bincount(
            condition, _likelihood(cells, kept[condition]) - still, minlength=len(counts)
        )
        better = gain > best
        best[better], at[better] = gain[better], kept[better]

    for share in _KEPT.tolist():
        hold(np.full(len(counts), share))
    step = float(_KEPT[1] - _KEPT[0])
    for _ in range(_ROUNDS):
        middle = at.copy()
        for third in (-2, -1, 1, 2):
            hold(np.clip(middle + third * step / 3, 1e-3, 1.0))
        step /= 3
    return best


def _likelihood(cells: F64, kept: F64 | float) -> F64:
    """`float64[cells]`: log likelihood at the likeliest share of the first label.

    That share is a root of a quadratic equation, written so that nothing cancels.
    """
    new_first, new_second, gold_first, gold_second = cells.T
    first = new_first + gold_first
    whole = kept * (first + gold_second + new_second)
    half = first * (1 + kept) + gold_second + new_second * kept
    share = 2 * first / (half + np.sqrt(np.maximum(half * half - 4 * whole * first, 0)))
    there = share * kept
    return (
        _times_log(new_first, there)
        + _times_log(new_second, 1 - there)
        + _times_log(gold_first, share)
        + _times_log(gold_second, 1 - share)
    )


def _times_log(count: F64, share: F64) -> F64:
    """0 where nothing was counted, whatever the share."""
    return count * np.log(np.where(count > 0, np.maximum(share, 1e-300), 1.0))
