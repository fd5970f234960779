"""How many sentences of each set meet a condition, and how many of them have each label."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.exact import LogFactorials, g_statistic
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.core.arrays import F64, I64, Bool

SUPPORT: Final = 10
"""Sentences of each set that a condition needs."""
LEAST: Final = 5
"""Sentences of both sets together that need the label, and that need another."""


class Table(NamedTuple):
    """Tests, `int64[t]` each: condition, label, sentences with the label and all, in both sets."""

    condition: I64
    label: I64
    new: I64
    of_new: I64
    gold: I64
    of_gold: I64

    def worth(self) -> Bool:
        """Which tests have enough sentences to say anything."""
        labelled, total = self.new + self.gold, self.of_new + self.of_gold
        enough = (self.of_new >= SUPPORT) & (self.of_gold >= SUPPORT)
        return enough & (labelled >= LEAST) & (total - labelled >= LEAST)

    def take(self, chosen: I64 | Bool) -> Table:
        """Some of the tests."""
        return Table(*(column[chosen] for column in self))

    def rise(self) -> F64:
        """`float64[t]`: sentences of the new set with the label beyond what gold's share says."""
        return self.new - self.of_new * (self.gold / np.maximum(self.of_gold, 1))

    def g(self) -> F64:
        """`float64[t]`: the likelihood ratio statistics."""
        return g_statistic(self.new, self.of_new, self.gold, self.of_gold)


class Counting:
    """Counts sentences, not rows: those of one sentence are no independent witnesses."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._is_new = lattice.origin == 0
        _, self._sentence = np.unique(lattice.sentence, return_inverse=True)
        self._tests = LogFactorials(len(self._sentence))

    def table(self, meets: Meets) -> Table:
        """Every condition with every label that its rows have, in sentences."""
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
        """Distinct sentences of each group, in the new set and in gold."""
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
