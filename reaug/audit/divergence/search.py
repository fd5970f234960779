"""The search: the strongest shift first, told by the condition that fits it best; then the next.

Every condition of the lattice is tested for every label: does the same share of the sentences that
meet it have the label in both sets? A sentence counts once, since its rows are no independent
witnesses; so Fisher's test is exact where whole sentences fall into one set or the other by chance.
p-values are multiplied by the number of tests (Bonferroni), which holds whatever the tests share.
What sharpens and chooses the words below only tells a shift that has passed already.

The strongest shift is taken, sharpened by a second and third feature where that tells it better,
and the rows that it explains are set aside before the next is sought. A shift that is gone
within equal types and order was none of labelling: the two sets only mix types otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.counting import SUPPORT, Counting, Table
from reaug.audit.divergence.exact import F64, stratified
from reaug.audit.divergence.found import Divergence, Side
from reaug.audit.divergence.lattice import Lattice, Meets
from reaug.audit.divergence.moved import Moved, moved
from reaug.audit.rows import Rows
from reaug.core.text import I64, Bool
from reaug.rulebook.conventions import When

ALPHA: Final = 0.05
"""The chance that two halves of one set show any divergence at all is at most this."""
MOST: Final = 30
"""Divergences listed."""
_SLACK: Final = 5.0
"""How much smaller than its approximation the logarithm of an exact p-value may turn out."""
_DEPTH: Final = 2
"""Features that may sharpen a condition."""
_NEARLY: Final = 0.9
"""Share of the best fit, as a logarithm, that is nearly as good."""
_FAR_MORE: Final = 1.2
"""How many times the rows a condition must explain to go before the one that fits best."""


class _Best(NamedTuple):
    """A test: its condition and label, the rows, the logarithm of its corrected p-value."""

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
        self.tests = np.zeros(2, dtype=np.int64)
        self.told = np.zeros(len(self.is_new), dtype=np.int64)

    def run(self) -> Iterator[Divergence]:
        """One divergence after another, the strongest first."""
        meets = self._candidates()
        left = self.lattice.labelled.copy()
        for number in range(1, MOST + 1):
            best = self._strongest(meets, left)
            if best is None:
                return
            best = self._sharpened(best)
            yield self._divergence(best)
            self.told[best.rows] = number
            left[self._explained(best)] = False

    def _candidates(self) -> Meets:
        """The rows of all conditions with a test that may be significant; counts the tests."""
        found: list[tuple[Meets, Table, F64]] = []
        for meets in self.lattice.meets():
            table = self.count.table(meets)
            table = table.take(table.worth())
            worded = self.lattice.worded(table.condition)
            self.tests += np.bincount(worded, minlength=2)
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

    def _strongest(self, meets: Meets, left: Bool) -> _Best | None:
        """The strongest shift among the rows left, and the condition that tells it best."""
        here = left[meets.row]
        meets = Meets(meets.condition[here], meets.row[here])
        table = self.count.table(meets)
        table = table.take(table.worth())
        table = table.take(self._may_be(table, table.g()))
        log_p = self.count.log_p(table) + self._costs(table)
        sure = log_p <= math.log(ALPHA)
        table, log_p = table.take(sure), log_p[sure]
        for at in self._ranked(table, log_p):
            best = self._best(meets, table, log_p, at)
            if self._is_mixture(best):
                continue
            told = self._told_best(meets, table, log_p, best)
            return best if self._is_mixture(told) else told
        return None

    def _best(self, meets: Meets, table: Table, log_p: F64, at: int) -> _Best:
        number = int(table.condition[at])
        rows = np.sort(meets.row[meets.condition == number])
        return _Best(self.lattice.condition(number), int(table.label[at]), rows, float(log_p[at]))

    def _told_best(self, meets: Meets, table: Table, log_p: F64, best: _Best) -> _Best:
        """The condition that parts the two labels of a shift best, where there are two.

        Among rows of the two labels alone, those of other labels do not blur where the shift ends.
        Of conditions that do it nearly as well, one that explains far more rows goes first.
        """
        shift = self._moved(best)
        if not shift.is_pair:
            return best
        ours = np.isin(table.label, shift.pair)
        table, log_p = table.take(ours), log_p[ours]
        fits = self._fits(meets, table, shift)
        first = next(self._ranked(table, fits, log_p), None)
        if first is None:
            return best
        more = np.abs(table.rise())
        near = (fits <= _NEARLY * fits[first]) & (more >= _FAR_MORE * more[first])
        if near.any():
            first = int(np.flatnonzero(near)[next(self._ranked(table.take(near), -more[near]))])
        return self._best(meets, table, log_p, first)

    def _table_of_two(self, meets: Meets, shift: Moved) -> Table:
        """How often rows of two labels have the second, for each condition."""
        two = np.isin(self.lattice.label[meets.row], shift.pair)
        table = self.count.table(Meets(meets.condition[two], meets.row[two]))
        return table.take(table.label == shift.pair[1])

    def _ranked(self, table: Table, *scores: F64) -> Iterator[int]:
        """Places of tests by the first score; then the shorter condition, then the next score."""
        numbers = table.condition.tolist()
        sizes = [self.lattice.size(number) for number in numbers]
        told = [np.round(column, 6).tolist() for column in scores]
        keys = list(zip(told[0], sizes, *told[1:], numbers, table.label.tolist(), strict=True))
        yield from sorted(range(len(keys)), key=keys.__getitem__)

    def _is_mixture(self, best: _Best) -> bool:
        """Whether the shift is gone among rows of equal types, order, and divergences told.

        Then the sets only mix those otherwise. Held against the same bound as the shift itself.
        """
        rows = best.rows
        stratum = self.lattice.stratum[rows] * (MOST + 1) + self.told[rows]
        log_p = stratified(self.lattice.label[rows] == best.label, self.is_new[rows], stratum)
        worded = int(best.condition.is_worded)
        return log_p + math.log(2.0 * max(1, int(self.tests[worded]))) > math.log(ALPHA)

    def _sharpened(self, best: _Best) -> _Best:
        """The condition with more features, where it tells the shift better by far."""
        tried = 0
        for _ in range(_DEPTH):
            shift = self._moved(best)
            row, feature = self.lattice.told_of(best.rows)
            meets = Meets(feature, row)
            table = self.count.table(meets)
            table = table.take(table.worth() & (table.label == best.label))
            told = best.condition.parts
            names = [self.lattice.feature_name(n) for n in table.condition.tolist()]
            table = table.take(np.array([name not in told for name, _ in names], dtype=np.bool_))
            tried += len(table.label)
            log_p = self.count.log_p(table)
            now, there = self._fit(best.rows, best.label), log_p
            if shift.is_pair:
                now, there = self._fit_of_two(best.rows, shift), self._fits(meets, table, shift)
            needed = now - math.log(max(1, len(table.label)) / ALPHA)
            log_p = log_p + math.log(2.0 * (int(self.tests[1]) + tried))
            at = next(self._ranked(table, there), None)
            if at is None or there[at] > needed or log_p[at] > math.log(ALPHA):
                break
            name, value = self.lattice.feature_name(int(table.condition[at]))
            rows = np.sort(row[feature == table.condition[at]])
            condition = When.model_validate({**told, name: value})
            best = _Best(condition, best.label, rows, float(log_p[at]))
        return best

    def _fit(self, rows: I64, label: int) -> float:
        """Logarithm of the p-value that a label has the same share of some rows in both sets."""
        table = self.count.table(Meets(np.zeros(len(rows), np.int64), rows))
        return float(self.count.log_p(table.take(table.label == label))[0])

    def _fit_of_two(self, rows: I64, shift: Moved) -> float:
        """How well some rows part the two labels of a shift: logarithm of a p-value."""
        table = self._table_of_two(Meets(np.zeros(len(rows), np.int64), rows), shift)
        return float(self.count.log_p(table)[0]) if len(table.label) else 0.0

    def _fits(self, meets: Meets, table: Table, shift: Moved) -> F64:
        two = self._table_of_two(meets, shift)
        fits = dict(zip(two.condition.tolist(), self.count.log_p(two).tolist(), strict=True))
        return np.array([fits.get(n, 0.0) for n in table.condition.tolist()], dtype=np.float64)

    def _moved(self, best: _Best) -> Moved:
        rows = best.rows
        strata = self.lattice.strata(rows)
        return moved(self.lattice.label[rows], self.is_new[rows], strata, best.label)

    def _divergence(self, best: _Best) -> Divergence:
        lost, won, _ = self._moved(best)
        table = self.count.table(Meets(np.zeros(len(best.rows), np.int64), best.rows))
        labels = self.lattice.labels
        new, gold = (
            Side(int(whole[0]), _of(table, part, lost), _of(table, part, won))
            for whole, part in ((table.of_new, table.new), (table.of_gold, table.gold))
        )
        of_label = _of(table, table.new, best.label), _of(table, table.gold, best.label)
        effect = of_label[0] / new.support - of_label[1] / gold.support
        here = best.rows[self.is_new[best.rows]]
        carry = here[self.lattice.label[here] == won]
        return Divergence(
            condition=best.condition,
            before=labels[lost],
            after=labels[won],
            label=labels[best.label],
            new=new,
            gold=gold,
            # Never 0: the least positive number stands for all below it.
            p_value=max(math.exp(min(0.0, best.log_p)), 5e-324),
            effect=effect,
            rows=tuple(sorted(self.rows.named(carry))),
        )

    def _explained(self, best: _Best) -> I64:
        """The rows that a divergence explains: those of the label that moved.

        Where one label gave what another took, those of both; then the shares of the labels left
        are what they would be without it.
        """
        shift = self._moved(best)
        labels = shift.pair if shift.is_pair else [best.label]
        return best.rows[np.isin(self.lattice.label[best.rows], labels)]


def _of(table: Table, counts: I64, label: int) -> int:
    """The count of one label in a table of one condition; 0 where it lacks the label."""
    return int(counts[table.label == label].sum())
