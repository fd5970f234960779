"""Between which two labels a shift goes, once one of them is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.exact import F64
from reaug.core.text import I64, Bool

_SMALL: Final = 20
"""Rows of each set below which a stratum is small."""


class Moved(NamedTuple):
    """A label that lost share and one that won it.

    is_pair : whether the lesser of the two shifts is at least half the greater.
    """

    lost: int
    won: int
    is_pair: bool

    @property
    def pair(self) -> list[int]:
        """Both labels, the one that lost first."""
        return [self.lost, self.won]


def moved(label: I64, is_new: Bool, strata: Sequence[I64], tested: int) -> Moved:
    """The label that a shift of one label came from, or went to.

    A partner loses what the tested label wins, stratum by stratum; the label whose counts that
    explains best is taken. Counting within strata keeps out labels that cannot be meant: what
    happens to persons' labels by chance says nothing about organisations'.

    Parameters
    ----------
    label, is_new
        For each of n rows: its label, whether it is of the first set.
    strata
        Ways to part the rows: for each row, the number of its stratum.
    tested
        The label whose share differs.

    Examples
    --------
    >>> label = np.array([1, 1, 1, 2] + [0, 0, 0, 2])
    >>> moved(label, np.arange(8) < 4, [np.zeros(8, dtype=np.int64)], 1)
    Moved(lost=0, won=1, is_pair=True)
    """
    names, column = np.unique(label, return_inverse=True)
    at = int(np.searchsorted(names, tested))
    cost = np.sum([_costs(column, is_new, each, at)[0] for each in strata], axis=0)
    cost[at] = np.inf
    partner = int(np.argmin(cost))
    rise = _costs(column, is_new, strata[0], at)[1]
    lost, won = (partner, at) if rise[at] > 0 else (at, partner)
    less, more = sorted((-float(rise[lost]), float(rise[won])))
    return Moved(int(names[lost]), int(names[won]), less >= more / 2)


def _costs(column: I64, is_new: Bool, stratum: I64, at: int) -> tuple[F64, F64]:
    """How much worse each label's counts are told with it as the partner; how much it rose."""
    _, row = np.unique(stratum, return_inverse=True)
    # Small strata are taken together: chance alone decides what each of them says.
    sizes = np.stack([np.bincount(row, is_new), np.bincount(row, ~is_new)]).min(axis=0)
    _, row = np.unique(np.where(sizes[row] < _SMALL, -1, row), return_inverse=True)
    rows, width = int(row.max()) + 1, int(column.max()) + 1
    cell = row * width + column
    both = np.bincount(cell, minlength=rows * width).reshape(rows, width).astype(np.float64)
    new = np.bincount(cell[is_new], minlength=rows * width).reshape(rows, width)
    of_new, of_both = new.sum(axis=1, keepdims=True), both.sum(axis=1, keepdims=True)
    of_gold = of_both - of_new
    scale = np.where(of_gold > 0, of_new / np.maximum(of_gold, 1), 0)
    rise = np.where(of_gold > 0, new - (both - new) * scale, 0)
    share = both / of_both
    # At least one row: an absent label might have had some.
    variance = np.maximum(of_new * (1 + scale) * share * (1 - share), 1)
    own = rise[:, [at]]
    cost = ((rise + own) ** 2 - rise**2) / variance
    return cost.sum(axis=0), rise.sum(axis=0)
