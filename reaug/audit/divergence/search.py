"""The search: the strongest shift first, told by the condition that fits it best; then the next.

Every condition of the lattice is tested for every label: does the same share of the sentences that
meet it have the label in both sets? A sentence counts once, since its rows are no independent
witnesses; so Fisher's test is exact where whole sentences fall into one set or the other by chance.
p-values are multiplied by the number of tests (Bonferroni), which holds whatever the tests share.

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
from reaug.audit.rows import Rows
from reaug.core.text import I64, Bool
from reaug.rulebook.conventions import Condition

ALPHA: Final = 0.05
"""The chance that two halves of one set show any divergence at all is at most this."""
MOST: Final = 50
"""Divergences listed."""
_SLACK: Final = 5.0
"""How much smaller than its approximation the logarithm of an exact p-value may turn out."""
_DEPTH: Final = 2
"""Features that may sharpen a condition."""


class _Best(NamedTuple):
    """The strongest test: its condition, its label, the rows, and the logarithm of its p-value."""

    condition: Condition
    label: int
    rows: I64
    log_p: float


class _Moved(NamedTuple):
    """What moved among some rows: places in a table of their labels, and the table.

    is_pair : whether the one gave about what the other took.
    """

    lost: int
    won: int
    table: Table
    is_pair: bool

    @property
    def pair(self) -> list[int]:
        """Both labels, the one that lost first."""
        return [int(self.table.label[self.lost]), int(self.table.label[self.won])]


class Search:
    """Finds the divergences of two sets; `audit.divergence.divergences` is the way in."""

    def __init__(self, new: Rows, gold: Rows) -> None:
        self.rows = new
        self.lattice = Lattice(new, gold, support=SUPPORT)
        self.is_new = self.lattice.origin == 0
        self.count = Counting(self.lattice)
        self.told = np.zeros(len(self.is_new), dtype=np.int64)

    def run(self) -> Iterator[Divergence]:
        """One divergence after another, the strongest first."""
        meets, count = self._candidates()
        if count == 0:
            return
        left = self.lattice.labelled.copy()
        bound = math.log(ALPHA / count)
        for number in range(1, MOST + 1):
            best = self._strongest(meets, left, bound)
            if best is None:
                return
            best, tried = self._sharpened(best, bound)
            yield self._divergence(best, count + tried)
            self.told[best.rows] = number
            left[self._explained(best)] = False

    def _candidates(self) -> tuple[Meets, int]:
        """The rows of all conditions with a test that may be significant, and how many tests."""
        count, kept = 0, []
        found: list[tuple[Meets, Table, F64]] = []
        for meets in self.lattice.meets():
            table = self.count.table(meets)
            table = table.take(table.worth())
            count += len(table.label)
            found.append((meets, table, table.g()))
        bound = math.log(max(1, count) / ALPHA) - _SLACK
        for meets, table, g in found:
            strong = np.unique(table.condition[g / 2 >= bound])
            chosen = np.isin(meets.condition, strong)
            kept.append(Meets(meets.condition[chosen], meets.row[chosen]))
        return Meets(*map(np.concatenate, zip(*kept, strict=True))), count

    def _strongest(self, meets: Meets, left: Bool, bound: float) -> _Best | None:
        """The strongest shift among the rows left, and the condition that tells it best."""
        here = left[meets.row]
        meets = Meets(meets.condition[here], meets.row[here])
        table = self.count.table(meets)
        table = table.take(table.worth())
        table = table.take(table.g() / 2 >= -bound - _SLACK)
        log_p = self.count.log_p(table)
        table, log_p = table.take(log_p <= bound), log_p[log_p <= bound]
        for at in self._ranked(table, log_p):
            best = self._best(meets, table, log_p, at)
            if self._within_strata(best) > bound:
                continue
            told = self._told_best(meets, table, log_p, best)
            return told if self._within_strata(told) <= bound else best
        return None

    def _best(self, meets: Meets, table: Table, log_p: F64, at: int) -> _Best:
        number = int(table.condition[at])
        rows = np.sort(meets.row[meets.condition == number])
        return _Best(self.lattice.condition(number), int(table.label[at]), rows, float(log_p[at]))

    def _told_best(self, meets: Meets, table: Table, log_p: F64, best: _Best) -> _Best:
        """The condition that parts the two labels of a shift best, where there are two.

        Among rows of the two labels alone, those of other labels do not blur where the shift ends.
        """
        moved = self._moved(best.rows)
        if not moved.is_pair:
            return best
        ours = np.isin(table.label, moved.pair)
        table, log_p = table.take(ours), log_p[ours]
        at = next(self._ranked(table, self._fits(meets, table, moved), log_p), None)
        return best if at is None else self._best(meets, table, log_p, at)

    def _table_of_two(self, meets: Meets, moved: _Moved) -> Table:
        """How often rows of two labels have the second, for each condition."""
        two = np.isin(self.lattice.label[meets.row], moved.pair)
        table = self.count.table(Meets(meets.condition[two], meets.row[two]))
        return table.take(table.label == moved.pair[1])

    def _ranked(self, table: Table, *log_p: F64) -> Iterator[int]:
        """Places of tests, the least p-value first; then the shorter condition."""
        numbers = table.condition.tolist()
        sizes = [self.lattice.size(number) for number in numbers]
        told = [np.round(column, 6).tolist() for column in log_p]
        keys = list(zip(told[0], sizes, *told[1:], numbers, table.label.tolist(), strict=True))
        yield from sorted(range(len(keys)), key=keys.__getitem__)

    def _within_strata(self, best: _Best) -> float:
        """The p-value among rows of equal types, order, and divergences told before."""
        rows = best.rows
        stratum = self.lattice.stratum[rows] * (MOST + 1) + self.told[rows]
        return stratified(self.lattice.label[rows] == best.label, self.is_new[rows], stratum)

    def _sharpened(self, best: _Best, bound: float) -> tuple[_Best, int]:
        """The condition with more features, where it tells the shift better by far."""
        tried = 0
        for _ in range(_DEPTH):
            moved = self._moved(best.rows)
            row, feature = self.lattice.told_of(best.rows)
            meets = Meets(feature, row)
            table = self.count.table(meets)
            table = table.take(table.worth() & (table.label == best.label))
            told = best.condition.parts
            names = [self.lattice.feature_name(n) for n in table.condition.tolist()]
            table = table.take(np.array([name not in told for name, _ in names], dtype=np.bool_))
            tried += len(table.label)
            log_p = self.count.log_p(table)
            now, there = best.log_p, log_p
            if moved.is_pair:
                now, there = self._fit(best.rows, moved), self._fits(meets, table, moved)
            needed = now - math.log(max(1, len(table.label)) / ALPHA)
            at = next(self._ranked(table, there), None)
            if at is None or there[at] > needed or log_p[at] > bound:
                break
            name, value = self.lattice.feature_name(int(table.condition[at]))
            rows = np.sort(row[feature == table.condition[at]])
            condition = Condition.model_validate({**told, name: value})
            best = _Best(condition, best.label, rows, float(log_p[at]))
        return best, tried

    def _fit(self, rows: I64, moved: _Moved) -> float:
        """How well some rows part the two labels of a shift: logarithm of a p-value."""
        table = self._table_of_two(Meets(np.zeros(len(rows), np.int64), rows), moved)
        return float(self.count.log_p(table)[0]) if len(table.label) else 0.0

    def _fits(self, meets: Meets, table: Table, moved: _Moved) -> F64:
        two = self._table_of_two(meets, moved)
        fits = dict(zip(two.condition.tolist(), self.count.log_p(two).tolist(), strict=True))
        return np.array([fits.get(n, 0.0) for n in table.condition.tolist()], dtype=np.float64)

    def _moved(self, rows: I64) -> _Moved:
        """The label that lost most and the one that won most, in sentences of the new set."""
        table = self.count.table(Meets(np.zeros(len(rows), np.int64), rows))
        rise = table.rise()
        # By how surely, not by how much: frequent labels wander by chance.
        share = (table.new + table.gold) / np.maximum(table.of_new + table.of_gold, 1)
        surely = rise / np.sqrt(np.maximum(share * (1 - share), 1e-12))
        lost, won = int(np.argmin(surely)), int(np.argmax(surely))
        less, more = sorted((-float(rise[lost]), float(rise[won])))
        return _Moved(lost, won, table, less >= more / 2 and less > 0)

    def _divergence(self, best: _Best, count: int) -> Divergence:
        lost, won, table, _ = self._moved(best.rows)
        tested = int(np.flatnonzero(table.label == best.label)[0])
        labels = self.lattice.labels
        new = Side(int(table.of_new[0]), int(table.new[lost]), int(table.new[won]))
        gold = Side(int(table.of_gold[0]), int(table.gold[lost]), int(table.gold[won]))
        here = best.rows[self.is_new[best.rows]]
        carry = here[self.lattice.label[here] == table.label[won]]
        shares = table.new[tested] / new.support, table.gold[tested] / gold.support
        return Divergence(
            condition=best.condition,
            before=labels[table.label[lost]],
            after=labels[table.label[won]],
            label=labels[best.label],
            new=new,
            gold=gold,
            # Never 0: the least positive number stands for all below it.
            p_value=max(math.exp(min(0.0, best.log_p + math.log(count))), 5e-324),
            effect=float(shares[0] - shares[1]),
            rows=tuple(sorted(self.rows.named(carry))),
        )

    def _explained(self, best: _Best) -> I64:
        """The rows that a divergence explains: those of the label that moved.

        Where one label gave what another took, those of both; then the shares of the labels left
        are what they would be without it.
        """
        moved = self._moved(best.rows)
        labels = moved.pair if moved.is_pair else [best.label]
        return best.rows[np.isin(self.lattice.label[best.rows], labels)]
