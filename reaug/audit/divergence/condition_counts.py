"""Counts of the sentences of each set that meet a condition, by label."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.exact_tests import LogFactorials, g_statistic
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.core.arrays import F64, I64, Bool

SUPPORT: Final = 10
"""The sentences that a condition needs in each set."""
LEAST: Final = 5
"""The sentences of both sets together that must have the label, and that must have another."""


class Table(NamedTuple):
    """Tests, `int64[t]` each: condition, label, sentences with the label and all, in both sets."""

    condition: I64
    label: I64
    new: I64
    of_new: I64
    gold: I64
    of_gold: I64

    def worth(self) -> Bool:
        """`bool[t]`: which tests have enough sentences to be meaningful."""
        labelled, total = self.new + self.gold, self.of_new + self.of_gold
        enough = (self.of_new >= SUPPORT) & (self.of_gold >= SUPPORT)
        return enough & (labelled >= LEAST) & (total - labelled >= LEAST)

    def take(self, chosen: I64 | Bool) -> Table:
        """Select some of the tests."""
        return Table(*(column[chosen] for column in self))

    def rise(self) -> F64:
        """`float64[t]`: sentences of the new set with the label, beyond gold's share."""
        return self.new - self.of_new * (self.gold / np.maximum(self.of_gold, 1))

    def g(self) -> F64:
        """`float64[t]`: the likelihood ratio statistics."""
        return g_statistic(self.new, self.of_new, self.gold, self.of_gold)


class Counting:
    """Counts sentences, not rows, since rows of one sentence are not independent observations."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._is_new = lattice.origin == 0
        _, self._sentence = np.unique(lattice.sentence, return_inverse=True)
        self._tests = LogFactorials(len(self._sentence))

    def table(self, meets: Meets) -> Table:
        """Count the sentences for every condition and every label that its rows have."""
        codes, place = np.unique(meets.condition, return_inverse=True)
        everything = self._sentences(place, meets.row, len(codes))
        width = max(1, len(self._lattice.labels))
        pairs, where = np.unique(
            place * width + self._lattice.label[meets.row], return_inverse=True
        )
        labelled = self._sentences(where, meets.row, len(pairs))
        at = pairs // width
        return Table(
            codes[at], pairs % width, labelled[0], everything[0][at], labelled[1], everything[1][at]
        )

    def _sentences(self, group: I64, row: I64, groups: int) -> tuple[I64, I64]:
        """Count distinct sentences of each group, in the new set and in gold."""
        counts = self.distinct(group * 2 + ~self._is_new[row], row, groups * 2)
        return counts[::2], counts[1::2]

    def distinct(self, group: I64, row: I64, groups: int) -> I64:
        """`int64[groups]`: distinct sentences among the rows of each group."""
        width = len(self._sentence) + 1
        _, first = np.unique(group * width + self._sentence[row], return_index=True)
        return np.bincount(group[first], minlength=groups)

    def log_p(self, table: Table) -> F64:
        """`float64[t]`: logarithms of the p-values of Fisher's test."""
        counts = zip(table.new, table.of_new, table.gold, table.of_gold, strict=True)
        return np.array([self._tests.fisher(*map(int, row)) for row in counts], dtype=np.float64)
