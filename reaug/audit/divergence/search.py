"""The search for divergences: the strongest shift first, then the next.

Every condition of the lattice is tested for every label: does the same share of the sentences that
meet it have the label in both sets? A sentence counts once, since its rows are not independent
observations; so Fisher's test is exact where whole sentences fall into one set or the other by
chance. p-values are multiplied by the number of tests (Bonferroni), which holds however the tests
depend on one another.

The strongest shift is taken; choosing the condition that describes it best is not a test any more
(`shift_description.py`). The rows that it explains are set aside before the next is sought. A shift
that disappears within equal types and order was not one of labelling: the two sets only mix types
differently.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from reaug.audit.divergence.condition_counts import SUPPORT, Counting, Table
from reaug.audit.divergence.condition_rows import Meeting
from reaug.audit.divergence.exact_tests import stratified
from reaug.audit.divergence.lattice import WAYS_WITH_FEATURE, Lattice, Meets
from reaug.audit.divergence.results import Divergence, Side, differs
from reaug.audit.divergence.shift_description import Describer
from reaug.audit.divergence.shift_weights import Pair
from reaug.audit.rows import Rows
from reaug.core.arrays import F64, I64, Bool
from reaug.rulebook.conventions import When

ALPHA: Final = 0.05
"""The largest chance that two halves of one set show any divergence at all."""
MOST: Final = 30
"""The most divergences that are listed."""
_SLACK: Final = 5.0
"""How much smaller than its approximation the logarithm of an exact p-value may be."""


class _Shift(NamedTuple):
    """A shift of a label's share under a condition.

    log_p : logarithm of the corrected p-value of the test that found it.
    pair : the label that lost, and the one that won.
    moved : the labels whose counts it explains.
    """

    condition: When
    label: int
    rows: I64
    log_p: float
    pair: Pair
    moved: tuple[int, ...]


class Search:
    """Finds the divergences of two sets; use `audit.divergence.divergences`."""

    def __init__(self, new: Rows, gold: Rows) -> None:
        self.sets = new, gold
        self.lattice = Lattice(new, gold, support=SUPPORT)
        self.is_new = self.lattice.origin == 0
        self.count = Counting(self.lattice)
        self.describer = Describer(self.lattice, self.count)
        self.tests = np.zeros(2, dtype=np.int64)
        self.conditions = np.zeros(WAYS_WITH_FEATURE, dtype=np.int64)
        self.told = np.zeros(len(self.is_new), dtype=np.int64)

    def run(self) -> Iterator[Divergence]:
        """Yield one divergence after another, the strongest first.

        Shifts that the whole sets do not show (two that cancel out, or one already covered by a
        wider condition) are skipped.
        """
        meets = self._candidates()
        left = self.lattice.labelled.copy()
        for number in range(1, MOST + 1):
            shift = self._strongest(meets, left)
            if shift is None:
                return
            if (divergence := self._divergence(shift)) is not None:
                yield divergence
            self.told[shift.rows] = number
            moved_rows = np.isin(self.lattice.label[shift.rows], shift.moved)
            left[shift.rows[moved_rows]] = False

    def _candidates(self) -> Meets:
        """Return the rows of all conditions with a test that may be significant; count tests."""
        weighed: list[tuple[Meets, Table, F64]] = []
        for meets in self.lattice.meets():
            table = self.count.table(meets)
            table = table.take(table.worth())
            worded = self.lattice.worded(table.condition)
            self.tests += np.bincount(worded, minlength=2)
            ways = self.lattice.ways(np.unique(table.condition))
            self.conditions += np.bincount(ways, minlength=WAYS_WITH_FEATURE)
            weighed.append((meets, table, table.g()))
        candidates = []
        for meets, table, g in weighed:
            strong = np.unique(table.condition[self._may_be(table, g)])
            chosen = np.isin(meets.condition, strong)
            candidates.append(Meets(meets.condition[chosen], meets.row[chosen]))
        return Meets(*map(np.concatenate, zip(*candidates, strict=True)))

    def _costs(self, table: Table) -> F64:
        """Return the penalty for multiple tests, to be added to the logarithm of each p-value.

        Half of the false alarm rate is reserved for the few conditions about types and order alone,
        the other half for the many about words; so the few keep their power.
        """
        costs = np.log(2.0 * np.maximum(self.tests, 1))
        return costs[self.lattice.worded(table.condition)]

    def _may_be(self, table: Table, g: F64) -> Bool:
        return g / 2 >= self._costs(table) - math.log(ALPHA) - _SLACK

    def _strongest(self, meets: Meets, left: Bool) -> _Shift | None:
        """Return the strongest shift among the rows left, with the condition that describes it
        best.
        """
        unexplained = left[meets.row]
        meets = Meets(meets.condition[unexplained], meets.row[unexplained])
        full_table = self.count.table(meets)
        table = full_table.take(full_table.worth())
        table = table.take(self._may_be(table, table.g()))
        log_p = self.count.log_p(table) + self._costs(table)
        sure = log_p <= math.log(ALPHA)
        table, log_p = table.take(sure), log_p[sure]
        for at in self._ranked(table, log_p):
            number, label = int(table.condition[at]), int(table.label[at])
            condition = self.lattice.condition(number)
            rows = np.sort(meets.row[meets.condition == number])
            if not self._is_mixture(condition, rows, label):
                moved = table.condition[table.label == label]
                pair = self.describer.pair(meets, full_table, moved, label)
                shift = _Shift(condition, label, rows, float(log_p[at]), pair, (label,))
                return self._described(shift, left) if self._is_between(shift) else shift
        return None

    def _described(self, shift: _Shift, left: Bool) -> _Shift:
        """Return a shift between two labels, with the condition that describes it best.

        It explains the rows of both labels; so the shares of the labels left are what they would be
        without it.
        """
        number = self.describer.condition(shift.pair, left, self._ways_cost())
        if number is None:
            return shift
        rows = self.lattice.rows_of(number, left)
        sharpened = self.describer.sharpened(self.lattice.condition(number), rows, shift.pair)
        return shift._replace(condition=sharpened[0], rows=sharpened[1], moved=tuple(shift.pair))

    def _ways_cost(self) -> F64:
        """Logarithms of how many conditions each way can state; for those with a feature, of one.

        So of two conditions with the same feature that explain as much, the shorter is chosen.
        """
        costs = np.log(np.maximum(self.conditions, 1))
        featured = np.arange(WAYS_WITH_FEATURE) >= WAYS_WITH_FEATURE // 2
        return np.where(featured, costs[featured].max(), costs)

    def _ranked(self, table: Table, scores: F64) -> list[int]:
        """Rank tests by score; then the shorter condition first."""
        numbers = table.condition.tolist()
        sizes = [self.lattice.size(number) for number in numbers]
        rounded = np.round(scores, 6).tolist()
        keys = list(zip(rounded, sizes, numbers, table.label.tolist(), strict=True))
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _is_mixture(self, condition: When, rows: I64, label: int) -> bool:
        """Whether the shift disappears among rows of equal types, order, and divergences found
        before.

        Then the sets only mix those differently. The bound is the same as for the shift itself.
        """
        stratum = self.lattice.stratum[rows] * (MOST + 1) + self.told[rows]
        log_p = stratified(self.lattice.label[rows] == label, self.is_new[rows], stratum)
        worded = int(condition.is_worded)
        return log_p + math.log(2.0 * max(1, int(self.tests[worded]))) > math.log(ALPHA)

    def _is_between(self, shift: _Shift) -> bool:
        """Whether one label's loss and the other's gain differ by at most a factor of two."""
        rows, pair = shift.rows, shift.pair
        risen = rises(self.lattice.label[rows], self.is_new[rows], self.lattice.stratum[rows], pair)
        less, more = sorted((-risen[0], risen[1]))
        return less >= more / 2

    @cached_property
    def _meetings(self) -> tuple[Meeting, Meeting]:
        return Meeting(self.sets[0]), Meeting(self.sets[1])

    def _divergence(self, shift: _Shift) -> Divergence | None:
        """Count the shift in rows of both sets; None where their shares are alike.

        The counterpart of a label that won share is a label that lost share: the one that describes
        the shift best, else the one that lost most.
        """
        sides = [self._labels_under(shift.condition, at) for at in (0, 1)]
        shares = [counts / max(1, counts.sum()) for counts in sides]
        lost, won = shift.pair
        if not differs(shares[1][won], shares[0][won]):
            return None
        # A frequent label loses little of its own share to a rare one: any loss will do.
        if shares[0][lost] >= shares[1][lost]:
            lost = int(np.argmax(shares[1] - shares[0]))
        labels, (met, of_new) = self.lattice.labels, self._met(shift.condition, 0)
        new, gold = (
            Side(int(counts.sum()), int(counts[lost]), int(counts[won]), self._labelled(at))
            for at, counts in enumerate(sides)
        )
        return Divergence(
            condition=shift.condition,
            before=labels[lost],
            after=labels[won],
            label=labels[shift.label],
            new=new,
            gold=gold,
            # Never 0: the least positive number stands for all below it.
            p_value=max(math.exp(min(0.0, shift.log_p)), 5e-324),
            effect=float(shares[0][shift.label] - shares[1][shift.label]),
            rows=tuple(sorted(self.sets[0].named(met[of_new == won]))),
        )

    def _met(self, condition: When, at: int) -> tuple[I64, I64]:
        """Return the labelled rows of a set that meet a condition, and their labels."""
        rows = self._meetings[at].rows_of(condition)
        of_set = self.lattice.origin == at
        rows = rows[self.lattice.labelled[of_set][rows]]
        return rows, self.lattice.label[of_set][rows]

    def _labels_under(self, condition: When, at: int) -> I64:
        """`int64[k]`: rows of each label among those of a set that meet a condition."""
        return np.bincount(self._met(condition, at)[1], minlength=len(self.lattice.labels))

    def _labelled(self, at: int) -> int:
        return int(self.lattice.labelled[self.lattice.origin == at].sum())


def rises(label: I64, is_new: Bool, stratum: I64, labels: Sequence[int]) -> list[float]:
    """Compute the surplus of rows of the first set with each label over the other set's shares.

    Parameters
    ----------
    label, is_new, stratum
        For each of n rows: its label, whether it is of the first set, its stratum. Strata that only
        one of the sets has are left out.
    labels
        The labels asked for.

    Examples
    --------
    >>> label, is_new = np.array([1, 1, 1, 2] + [0, 1, 0, 2]), np.arange(8) < 4
    >>> rises(label, is_new, np.zeros(8, dtype=np.int64), [0, 1, 2])
    [-2.0, 2.0, 0.0]
    """
    _, row = np.unique(stratum, return_inverse=True)
    of_new, of_gold = np.bincount(row, is_new), np.bincount(row, ~is_new)
    scale = np.divide(of_new, of_gold, out=np.zeros(len(of_new)), where=of_gold > 0)
    weight = np.where(is_new, (of_gold > 0)[row], -scale[row])
    return [float(weight[label == one].sum()) for one in labels]


_FOUND: WeakKeyDictionary[Rows, WeakKeyDictionary[Rows, tuple[Divergence, ...]]] = (
    WeakKeyDictionary()
)


def divergences(new: Rows, gold: Rows) -> tuple[Divergence, ...]:
    """Find the conditions that one set labels differently from another, the strongest first.

    The result is kept as long as both sets are, since the audit needs it twice: for findings and
    for the table.

    Parameters
    ----------
    new, gold
        The rows to judge, and those they are compared with. Rows without a label are left out; all
        others are counted, so that the figures can be recounted.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> told = [f"[O|ORG|{a}{b}리그]의 [S|ORG|{b}{a}팀]이 이겼다." for a in "가나다라마"
    ...         for b in "바사아자차"]
    >>> new = Rows(batch_of(*told, label="org:members").table, load("klue-re"))
    >>> gold = Rows(batch_of(*told, label="org:member_of").table, load("klue-re"))
    >>> [found] = divergences(new, gold)
    >>> found.before, found.after, found.condition.en, len(found.rows)
    ('org:member_of', 'org:members', 'any row', 25)
    """
    by_other_set = _FOUND.setdefault(new, WeakKeyDictionary())
    if gold not in by_other_set:
        by_other_set[gold] = tuple(Search(new, gold).run())
    return by_other_set[gold]
