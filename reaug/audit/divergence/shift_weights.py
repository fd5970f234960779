"""Weighs conditions by how well they predict where rows of one label turned into another."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.condition_counts import Counting
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.audit.divergence.shift_likelihood import turning
from reaug.core.arrays import F64, I64, Bool

_SMALL: Final = 20
"""Rows of each set below which equal types and order do not form a stratum of their own."""


class Pair(NamedTuple):
    """A label that lost share, and the one that won it: indices into `Lattice.labels`."""

    lost: int
    won: int


class Weighing:
    """Log likelihood ratios of conditions, on the sentences of two labels alone.

    The rows that meet a condition are partitioned by types and order, and each part may have any
    shares of the two labels: so a set's own mix of the two is not taken for turned rows.
    """

    def __init__(self, lattice: Lattice, count: Counting) -> None:
        self._lattice, self._count = lattice, count

    def gains(self, meets: Meets, codes: I64, pair: Pair) -> F64:
        """Compute how much better each condition explains the labels than if none had turned."""
        return turning(self._cells(meets, codes, pair))

    def fine_gains(self, meets: Meets, codes: I64, pair: Pair) -> F64:
        """Compute the same, averaged over partitions by one more kind of feature.

        Turned rows are more frequent where their former label is frequent; chance moves need not
        be.
        """
        chosen = np.isin(self._lattice.label[meets.row], pair) & np.isin(meets.condition, codes)
        meets = Meets(meets.condition[chosen], meets.row[chosen])
        parts = self._lattice.partitions
        return np.mean([turning(self._cells(meets, codes, pair, None, p)) for p in parts], axis=0)

    def leads(self, meets: Meets, codes: I64, pair: Pair, rows: I64) -> F64:
        """Compute how much better each condition explains the labels than another one's rows do.

        Both are judged on the rows of both, split into those that meet one, the other, or both:
        rows that only one of them covers count for it where they turned and against it where they
        did not.
        """
        inside = np.zeros(len(self._lattice.origin), dtype=np.bool_)
        inside[rows] = True
        cells = self._cells(meets, codes, pair, inside)
        both = cells[:, cells.shape[1] // 2 :]
        # All of the rows as one condition, with no cell outside.
        theirs = Meets(np.zeros(len(rows), np.int64), rows)
        alone = self._cells(theirs, np.zeros(1, np.int64), pair) - both
        return turning(cells) - turning(np.concatenate([both, alone], axis=1))

    def _cells(
        self,
        meets: Meets,
        codes: I64,
        pair: Pair,
        inside: Bool | None = None,
        parts: I64 | None = None,
    ) -> F64:
        """Count as `turning` needs, by stratum; with `inside`, first outside, then inside."""
        two = np.isin(self._lattice.label[meets.row], pair) & np.isin(meets.condition, codes)
        row, code = meets.row[two], np.searchsorted(codes, meets.condition[two])
        of_row, width = self._strata(pair, self._lattice.partitions[0] if parts is None else parts)
        cell = of_row[row]
        if inside is not None:
            cell, width = cell + width * inside[row], 2 * width
        column = 2 * (self._lattice.origin[row] > 0) + (self._lattice.label[row] == pair.won)
        shape = (len(codes), width, 4)
        counts = self._count.distinct(
            (code * width + cell) * 4 + column, row, len(codes) * width * 4
        )
        return counts.reshape(shape).astype(np.float64)

    def _strata(self, pair: Pair, parts: I64) -> tuple[I64, int]:
        """Return partition codes, and how many; all parts in which the two labels are rare are code
        0.
        """
        two = np.isin(self._lattice.label, pair) & self._lattice.labelled
        most, is_new = int(parts.max(initial=-1)) + 1, self._lattice.origin == 0
        sizes = [np.bincount(parts[two & of], minlength=most) for of in (is_new, ~is_new)]
        large = np.minimum(*sizes) >= _SMALL
        return np.where(large, np.cumsum(large), 0)[parts], int(large.sum()) + 1
