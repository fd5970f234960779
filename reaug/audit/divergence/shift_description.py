"""Describe a shift of labels: the two labels, and the condition that fits best."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from reaug.audit.divergence.condition_counts import Counting, Table
from reaug.audit.divergence.exact_tests import g_statistic
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.audit.divergence.shift_weights import Pair, Weighing
from reaug.core.arrays import F64, I64, Bool
from reaug.rulebook.conventions import When

_LABELS_TRIED: Final = 10
"""The number of conditions that are examined closely for each candidate of the other label."""
_CLOSELY: Final = 400
"""The number of conditions that are compared with the best condition so far."""
_ROUNDS: Final = 8
"""How often a better condition may replace the best condition so far."""
_DEPTH: Final = 2
"""The greatest number of features that may be added to a condition."""
_CHANCE: Final = 0.05
"""The chance that a feature is added although it does not help."""


class Describer:
    """Finds a description of a shift in labels that a test has shown: two labels and a condition.

    Nothing here is a test, so p-values need no correction for it.
    """

    def __init__(self, lattice: Lattice, count: Counting) -> None:
        self._lattice, self._count = lattice, count
        self._weighing = Weighing(lattice, count)

    def pair(self, meets: Meets, full_table: Table, conditions: I64, label: int) -> Pair:
        """Return the label that lost rows and the label that won them; one of them is `label`.

        Each label that may be the other one is compared with the hypothesis that no row changed its
        label. So the likelihoods of the candidates are comparable.

        Parameters
        ----------
        meets, full_table
            The rows of each condition, and their counts by label.
        conditions
            The conditions under which the share of `label` differs.
        label
            The label whose share was tested.
        """
        full_table = full_table.take(np.isin(full_table.condition, conditions))
        own = full_table.take(full_table.label == label)
        other = full_table.take(
            (full_table.label != label) & np.isin(full_table.condition, own.condition)
        )
        own = own.take(np.searchsorted(own.condition, other.condition))
        of_new, of_gold = own.new + other.new, own.gold + other.gold
        won = own.new * other.gold > own.gold * other.new
        won_of_all = own.rise() > 0
        gains = np.where(won == won_of_all, g_statistic(own.new, of_new, own.gold, of_gold), 0)
        pairs: list[tuple[float, Pair]] = []
        for name in np.unique(other.label).tolist():
            for pair, way in ((Pair(name, label), won), (Pair(label, name), ~won)):
                candidates = np.flatnonzero((other.label == name) & (gains > 0) & way)
                candidates = candidates[
                    np.lexsort([own.condition[candidates], -gains[candidates].round(6)])
                ]
                codes = np.sort(own.condition[candidates[:_LABELS_TRIED]])
                if len(codes):
                    gain = self._weighing.fine_gains(meets, codes, pair).max()
                    pairs.append((-round(float(gain), 6), pair))
        return min(pairs)[1]

    def condition(self, pair: Pair, left: Bool, costs: F64) -> int | None:
        """Return the number of the condition that best predicts which rows changed their label.

        None if no condition has enough rows of the two labels.

        The cost of a condition, the logarithm of the number of conditions of its form, is
        subtracted from its log likelihood ratio. So a condition with a word must describe the shift
        better than one with types alone, because the best of many conditions is better by chance.

        Parameters
        ----------
        pair
            The label that rows lost, and the label that they won.
        left
            `bool[n]`: the rows that no earlier shift explains.
        costs
            `float64[16]`: the cost of each form of a condition, see `Lattice.ways`.
        """
        two = left & np.isin(self._lattice.label, pair)
        parts = list(self._lattice.meets(two))
        meets = Meets(*map(np.concatenate, zip(*parts, strict=True)))
        codes = np.unique(meets.condition)
        if not len(codes):
            return None
        cost = costs[self._lattice.ways(codes)]
        lead = (self._weighing.gains(meets, codes, pair) - cost).round(6)
        chosen = np.sort(np.argsort(-lead, kind="stable")[:_CLOSELY])
        codes, cost, lead = codes[chosen], cost[chosen], lead[chosen]
        best = [int(np.argmax(lead))]
        for _ in range(_ROUNDS):
            rows = meets.row[meets.condition == codes[best[-1]]]
            lead = self._weighing.leads(meets, codes, pair, rows) - cost + cost[best[-1]]
            better = int(np.argmax(lead.round(6)))
            if lead[better] <= 1e-6 or better in best:
                break
            best.append(better)
        return int(codes[best[-1]])

    def sharpened(self, condition: When, rows: I64, pair: Pair) -> tuple[When, I64]:
        """Return a condition with more features, if they describe the shift much better, and its
        rows.
        """
        for _ in range(_DEPTH):
            row, feature = self._lattice.features_of(rows)
            meets = Meets(feature, row)
            table = self._count.table(meets)
            table = table.take(table.has_enough_sentences() & np.isin(table.label, pair))
            parts = condition.parts
            codes = np.array(
                [
                    n
                    for n in np.unique(table.condition).tolist()
                    if self._lattice.feature_name(n)[0] not in parts
                ],
                dtype=np.int64,
            )
            if not len(codes):
                break
            lead = self._weighing.leads(meets, codes, pair, rows).round(6)
            best = int(np.argmax(lead))
            if lead[best] <= math.log(len(codes) / _CHANCE):
                break
            name, value = self._lattice.feature_name(int(codes[best]))
            condition = When.model_validate({**parts, name: value})
            rows = np.sort(row[feature == codes[best]])
        return condition, rows
