"""Count the sentences of each set that meet a condition, by label.

The new set is the set that is checked; gold is the set with which it is compared.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.exact_tests import LogFactorials, g_statistic
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.core.arrays import F64, I64, Bool

SUPPORT: Final = 10
"""The least number of sentences in each set that must meet a condition."""
LEAST: Final = 5
"""The least number of sentences, in both sets together, with the label, and without it."""


class Table(NamedTuple):
    """Counts for tests of whether a label has the same share in two sets.

    A test counts the sentences whose rows meet a condition. All columns are `int64[t]`, for t such
    tests.

    condition, label : the condition and the label that are tested.
    new, gold : the number of these sentences in each set that have the label.
    of_new, of_gold : the number of all these sentences in each set.
    """

    condition: I64
    label: I64
    new: I64
    of_new: I64
    gold: I64
    of_gold: I64

    def has_enough_sentences(self) -> Bool:
        """Return which tests have enough sentences to be meaningful (`bool[t]`)."""
        labelled, total = self.new + self.gold, self.of_new + self.of_gold
        enough = (self.of_new >= SUPPORT) & (self.of_gold >= SUPPORT)
        return enough & (labelled >= LEAST) & (total - labelled >= LEAST)

    def take(self, chosen: I64 | Bool) -> Table:
        """Return the chosen tests."""
        return Table(*(column[chosen] for column in self))

    def rise(self) -> F64:
        """Return how many more sentences of the new set have the label than expected
        (`float64[t]`).

        The number is expected if the label had the same share in the new set as in gold.
        """
        return self.new - self.of_new * (self.gold / np.maximum(self.of_gold, 1))

    def g(self) -> F64:
        """Return the likelihood ratio statistics of the tests (`float64[t]`)."""
        return g_statistic(self.new, self.of_new, self.gold, self.of_gold)


class Counting:
    """Counts of sentences, not rows, because rows with the same sentence are not independent."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._is_new = lattice.origin == 0
        _, self._sentence = np.unique(lattice.sentence, return_inverse=True)
        self._tests = LogFactorials(len(self._sentence))

    def table(self, meets: Meets) -> Table:
        """Return the counts for testing each condition with each label that its rows have."""
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
        """Return the number of distinct sentences of each group, in the new set and in gold."""
        counts = self.distinct(group * 2 + ~self._is_new[row], row, groups * 2)
        return counts[::2], counts[1::2]

    def distinct(self, group: I64, row: I64, groups: int) -> I64:
        """Return the number of distinct sentences among the rows of each group
        (`int64[groups]`).
        """
        width = len(self._sentence) + 1
        _, first = np.unique(group * width + self._sentence[row], return_index=True)
        return np.bincount(group[first], minlength=groups)

    def log_p(self, table: Table) -> F64:
        """Return the logarithm of the p-value of Fisher's exact test for each test
        (`float64[t]`).
        """
        counts = zip(table.new, table.of_new, table.gold, table.of_gold, strict=True)
        return np.array([self._tests.fisher(*map(int, row)) for row in counts], dtype=np.float64)
