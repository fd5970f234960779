"""The search: the strongest shift first, told by the condition that fits it best; then the next.

Every condition of the lattice is tested for every label: does the same share of the sentences that
meet it have the label in both sets? A sentence counts once, since its rows are no independent
witnesses; so Fisher's test is exact where whole sentences fall into one set or the other by chance.
p-values are multiplied by the number of tests (Bonferroni), which holds whatever the tests share.

The strongest shift is taken; what tells it best is no test any more (`telling.py`). The rows that
it explains are set aside before the next is sought. A shift that is gone within equal types and
order was none of labelling: the two sets only mix types otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.counting import SUPPORT, Counting, Table
from reaug.audit.divergence.exact import F64, stratified
from reaug.audit.divergence.found import Divergence, Side
from reaug.audit.divergence.lattice import WAYS_TOLD, Lattice, Meets
from reaug.audit.divergence.rising import rises
from reaug.audit.divergence.telling import Telling
from reaug.audit.divergence.weighing import Pair
from reaug.audit.rows import Rows
from reaug.core.text import I64, Bool
from reaug.rulebook.conventions import When

ALPHA: Final = 0.05
"""The chance that two halves of one set show any divergence at all is at most this."""
MOST: Final = 30
"""Divergences listed."""
_SLACK: Final = 5.0
"""How much smaller than its approximation the logarithm of an exact p-value may turn out."""


class _Shift(NamedTuple):
    """A shift of a label's share: a condition, its rows, the logarithm of a corrected p-value."""

    condition: When
    label: int
    rows: I64
    log_p: float


class Search:
    """Finds the divergences of two sets; `audit.divergence.divergences` is the way in."""

    def __init__(self, new: Rows, gold: Rows) -> None:
        self.rows = new
        self.lattice = Lattice(new, gold, support=SUPPORT)
        self.is_new = self.lattice.origin == 0
        self.count = Counting(self.lattice)
        self.telling = Telling(self.lattice, self.count)
        self.tests = np.zeros(2, dtype=np.int64)
        self.conditions = np.zeros(WAYS_TOLD, dtype=np.int64)
        self.told = np.zeros(len(self.is_new), dtype=np.int64)

    def run(self) -> Iterator[Divergence]:
        """One divergence after another, the strongest first."""
        meets = self._candidates()
        left = self.lattice.labelled.copy()
        for number in range(1, MOST + 1):
            found = self._strongest(meets, left)
            if found is None:
                return
            shift, pair = found
            yield self._divergence(shift, pair)
            self.told[shift.rows] = number
            left[self._explained(shift, pair)] = False

    def _candidates(self) -> Meets:
        """The rows of all conditions with a test that may be significant; counts the tests."""
        found: list[tuple[Meets, Table, F64]] = []
        for meets in self.lattice.meets():
            table = self.count.table(meets)
            table = table.take(table.worth())
            worded = self.lattice.worded(table.condition)
            self.tests += np.bincount(worded, minlength=2)
            ways = self.lattice.ways(np.unique(table.condition))
            self.conditions += np.bincount(ways, minlength=WAYS_TOLD)
            found.append((meets, table, table.g()))
        kept = []
        for meets, table, g in found:
            strong = np.unique(table.condition[self._may_be(table, g)])
            chosen = np.isin(meets.condition, strong)
            kept.append(Meets(meets.condition[chosen], meets.row[chosen]))
        return Meets(*map(np.concatenate, zip(*kept, strict=True)))

    def _costs(self, table: Table) -> F64:
        """What testing so much costs: to be added to the logarithm of each p-value.

        One half of the chance of a false alarm is for the few conditions about types and order
        alone, the other for the many about words; so the few keep their power.
        """
        costs = np.log(2.0 * np.maximum(self.tests, 1))
        return costs[self.lattice.worded(table.condition)]

    def _may_be(self, table: Table, g: F64) -> Bool:
        return g / 2 >= self._costs(table) - math.log(ALPHA) - _SLACK

    def _strongest(self, meets: Meets, left: Bool) -> tuple[_Shift, Pair] | None:
        """The strongest shift among the rows left, as it is told best, and its two labels."""
        here = left[meets.row]
        meets = Meets(meets.condition[here], meets.row[here])
        whole = self.count.table(meets)
        table = whole.take(whole.worth())
        table = table.take(self._may_be(table, table.g()))
        log_p = self.count.log_p(table) + self._costs(table)
        sure = log_p <= math.log(ALPHA)
        table, log_p = table.take(sure), log_p[sure]
        for at in self._ranked(table, log_p):
            number, label = int(table.condition[at]), int(table.label[at])
            rows = np.sort(meets.row[meets.condition == number])
            shift = _Shift(self.lattice.condition(number), label, rows, float(log_p[at]))
            if self._is_mixture(shift):
                continue
            moved = table.condition[table.label == label]
            pair = self.telling.pair(meets, whole, moved, label)
            return self._told(shift, pair, left), pair
        return None

    def _told(self, shift: _Shift, pair: Pair, left: Bool) -> _Shift:
        """The shift with the condition that tells it best, where it goes between two labels."""
        if not self._is_between(shift, pair):
            return shift
        costs = np.log(np.maximum(self.conditions, 1))
        number = self.telling.condition(pair, left, costs)
        if number is None:
            return shift
        rows = self.lattice.rows_of(number, left)
        condition, rows = self.telling.sharpened(self.lattice.condition(number), rows, pair)
        told = shift._replace(condition=condition, rows=rows)
        return shift if self._is_mixture(told) else told

    def _ranked(self, table: Table, scores: F64) -> list[int]:
        """Places of tests by score; then the shorter condition first."""
        numbers = table.condition.tolist()
        sizes = [self.lattice.size(number) for number in numbers]
        told = np.round(scores, 6).tolist()
        keys = list(zip(told, sizes, numbers, table.label.tolist(), strict=True))
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _is_mixture(self, shift: _Shift) -> bool:
        """Whether the shift is gone among rows of equal types, order, and divergences told.

        Then the sets only mix those otherwise. Held against the same bound as the shift itself.
        """
        rows = shift.rows
        stratum = self.lattice.stratum[rows] * (MOST + 1) + self.told[rows]
        log_p = stratified(self.lattice.label[rows] == shift.label, self.is_new[rows], stratum)
        worded = int(shift.condition.is_worded)
        return log_p + math.log(2.0 * max(1, int(self.tests[worded]))) > math.log(ALPHA)

    def _is_between(self, shift: _Shift, pair: Pair) -> bool:
        """Whether what one label lost is much of what the other won, and the other way round."""
        rows = shift.rows
        found = rises(self.lattice.label[rows], self.is_new[rows], self.lattice.stratum[rows], pair)
        less, more = sorted((-found[0], found[1]))
        return less >= more / 2

    def _divergence(self, shift: _Shift, pair: Pair) -> Divergence:
        table = self.count.table(Meets(np.zeros(len(shift.rows), np.int64), shift.rows))
        labels = self.lattice.labels
        new, gold = (
            Side(int(whole[0]), _of(table, part, pair.lost), _of(table, part, pair.won))
            for whole, part in ((table.of_new, table.new), (table.of_gold, table.gold))
        )
        of_label = _of(table, table.new, shift.label), _of(table, table.gold, shift.label)
        effect = of_label[0] / new.support - of_label[1] / gold.support
        here = shift.rows[self.is_new[shift.rows]]
        carry = here[self.lattice.label[here] == pair.won]
        return Divergence(
            condition=shift.condition,
            before=labels[pair.lost],
            after=labels[pair.won],
            label=labels[shift.label],
            new=new,
            gold=gold,
            # Never 0: the least positive number stands for all below it.
            p_value=max(math.exp(min(0.0, shift.log_p)), 5e-324),
            effect=effect,
            rows=tuple(sorted(self.rows.named(carry))),
        )

    def _explained(self, shift: _Shift, pair: Pair) -> I64:
        """The rows that a divergence explains: those of the label that moved.

        Where one label gave what another took, those of both; then the shares of the labels left
        are what they would be without it.
        """
        labels = list(pair) if self._is_between(shift, pair) else [shift.label]
        return shift.rows[np.isin(self.lattice.label[shift.rows], labels)]


def _of(table: Table, counts: I64, label: int) -> int:
    """The count of one label in a table of one condition; 0 where it lacks the label."""
    return int(counts[table.label == label].sum())
