"""Measure how well conditions predict which rows changed from one label to another."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.condition_counts import Counting
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.core.arrays import F64, I64, Bool

_SMALL: Final = 20
"""The least number of rows in each set with which equal types and order form a stratum."""


class Pair(NamedTuple):
    """A label that lost share, and the label that won it, as indices into `Lattice.labels`."""

    lost: int
    won: int


class Weighing:
    """Log likelihood ratios of conditions, on the sentences of two labels alone.

    The rows that meet a condition are partitioned by types and order, and each part may have any
    shares of the two labels. So a different mix of types is not mistaken for changed labels.

    In all methods, `meets` has the rows of each condition, `codes` the numbers of the c conditions
    to measure (ascending), and `pair` the two labels.
    """

    def __init__(self, lattice: Lattice, count: Counting) -> None:
        self._lattice, self._count = lattice, count

    def gains(self, meets: Meets, codes: I64, pair: Pair) -> F64:
        """Return the log likelihood ratio of each condition (`float64[c]`).

        See `change_evidence`.
        """
        return change_evidence(self._cell_counts(meets, codes, pair))

    def fine_gains(self, meets: Meets, codes: I64, pair: Pair) -> F64:
        """Return the mean of `gains` over several partitions of the rows (`float64[c]`).

        The partitions are those of `Lattice.partitions`; most are finer than types and order. If
        labels were changed, the changed rows are more frequent in parts where their former label is
        frequent. Differences by chance are not.
        """
        chosen = np.isin(self._lattice.label[meets.row], pair) & np.isin(meets.condition, codes)
        meets = Meets(meets.condition[chosen], meets.row[chosen])
        parts = self._lattice.partitions
        return np.mean(
            [change_evidence(self._cell_counts(meets, codes, pair, None, p)) for p in parts], axis=0
        )

    def leads(self, meets: Meets, codes: I64, pair: Pair, rows: I64) -> F64:
        """Return how much better each condition explains the labels than the condition of `rows`.

        Two conditions are compared on all rows that meet either. A row that only one of them covers
        counts for it if its label changed, and against it otherwise.
        """
        inside = np.zeros(len(self._lattice.origin), dtype=np.bool_)
        inside[rows] = True
        cells = self._cell_counts(meets, codes, pair, inside)
        both = cells[:, cells.shape[1] // 2 :]
        # All rows of the other condition, with no cell outside.
        theirs = Meets(np.zeros(len(rows), np.int64), rows)
        alone = self._cell_counts(theirs, np.zeros(1, np.int64), pair) - both
        return change_evidence(cells) - change_evidence(np.concatenate([both, alone], axis=1))

    def _cell_counts(
        self,
        meets: Meets,
        codes: I64,
        pair: Pair,
        inside: Bool | None = None,
        parts: I64 | None = None,
    ) -> F64:
        """Return the counts for `change_evidence` (`float64[c, cells, 4]`)."""
        # With `inside` (`bool[n]`), each stratum has two cells: one for the rows that are not
        # inside, and after all of these, one for the rows that are. `parts` is the partition that
        # defines the strata; by default by types and order.
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
        """Return the stratum of each row (`int64[n]`), and the number of strata."""
        # `parts` has the part of each row in a partition. Parts with few rows of the two labels in
        # either set are joined into stratum 0; each other part is a stratum by itself.
        two = np.isin(self._lattice.label, pair) & self._lattice.labelled
        most, is_new = int(parts.max(initial=-1)) + 1, self._lattice.origin == 0
        sizes = [np.bincount(parts[two & of], minlength=most) for of in (is_new, ~is_new)]
        large = np.minimum(*sizes) >= _SMALL
        return np.where(large, np.cumsum(large), 0)[parts], int(large.sum()) + 1


_KEPT: Final = np.linspace(0.02, 0.98, 25)
"""The shares of unchanged rows that are tried, of all rows with the first label."""
_ROUNDS: Final = 2
"""How often the grid is refined: shares at thirds of the way to the neighbours are tried."""


def change_evidence(counts: F64) -> F64:
    """Return the evidence that labels changed, for each condition: a log likelihood ratio.

    Two hypotheses are compared. Without change, each cell (a stratum of the condition's rows)
    has any shares of the two labels, the same in both sets. With change, a share of the rows
    with the first label has the second label in the new set.

    This share is the same in all cells of a condition. It is the only further unknown, so many
    cells are no advantage over few. It is searched on a grid, and then more finely around the best
    point.

    Parameters
    ----------
    counts
        `float64[conditions, cells, 4]`: the sentences of the new set with the first label and with
        the second, then the sentences of gold with each.

    Returns
    -------
    F64
        `float64[conditions]`: the log likelihood ratio at the best share; 0 if no change explains
        the counts better.

    Examples
    --------
    >>> half_turned, nothing = [[20.0, 20.0, 40.0, 0.0]], [[40.0, 9.0, 40.0, 9.0]]
    >>> change_evidence(np.array([half_turned, nothing])).round(2).tolist()
    [17.26, 0.0]
    """
    # A cell with sentences of only one set is no evidence.
    informative = (counts[..., :2].sum(axis=-1) > 0) & (counts[..., 2:].sum(axis=-1) > 0)
    condition, cells = np.nonzero(informative)[0], counts[informative]
    still = _likelihood(cells, 1.0)
    best, at = np.zeros(len(counts)), np.ones(len(counts))

    def keep_if_better(kept: F64) -> None:
        """Keep, for each condition, the given share if it is better than the best share so far."""
        gain = np.bincount(
            condition, _likelihood(cells, kept[condition]) - still, minlength=len(counts)
        )
        better = gain > best
        best[better], at[better] = gain[better], kept[better]

    for share in _KEPT.tolist():
        keep_if_better(np.full(len(counts), share))
    step = float(_KEPT[1] - _KEPT[0])
    for _ in range(_ROUNDS):
        middle = at.copy()
        for third in (-2, -1, 1, 2):
            keep_if_better(np.clip(middle + third * step / 3, 1e-3, 1.0))
        step /= 3
    return best


def _likelihood(cells: F64, kept: F64 | float) -> F64:
    """Return the log likelihood of each cell at the likeliest share of the first label."""
    # This share is a root of a quadratic equation, written so that no digits cancel.
    new_first, new_second, gold_first, gold_second = cells.T
    first = new_first + gold_first
    total = kept * (first + gold_second + new_second)
    half = first * (1 + kept) + gold_second + new_second * kept
    share = 2 * first / (half + np.sqrt(np.maximum(half * half - 4 * total * first, 0)))
    turned_share = share * kept
    return (
        _times_log(new_first, turned_share)
        + _times_log(new_second, 1 - turned_share)
        + _times_log(gold_first, share)
        + _times_log(gold_second, 1 - share)
    )


def _times_log(count: F64, share: F64) -> F64:
    """Return count * log(share); 0 if the count is 0, whatever the share."""
    return count * np.log(np.where(count > 0, np.maximum(share, 1e-300), 1.0))
