"""The search for divergences between two sets: the strongest shift of labels first, then the next.

Every condition of the lattice is tested for every label: does the same share of the sentences that
meet it have the label in both sets? A sentence counts once, because its rows are not independent
observations. So Fisher's test is exact if whole sentences are assigned to the sets at random.
p-values are multiplied by the number of tests (Bonferroni), which is valid for dependent tests,
too.

The strongest shift is taken. The choice of the condition that describes it best is no test any more
(`shift_description.py`). The rows that the shift explains are set aside before the next search. A
shift that disappears among rows of equal types and order is no shift of labelling: the two sets
only mix types differently.
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
"""The greatest probability with which two random halves of one set show any divergence."""
MOST: Final = 30
"""The greatest number of divergences that are listed."""
_SLACK: Final = 5.0
"""The greatest amount by which the logarithm of an exact p-value may be below its approximation."""


class _Shift(NamedTuple):
    """A shift of a label's share among the rows that meet a condition.

    log_p : logarithm of the corrected p-value of the test that found the shift.
    pair : the label that lost rows, and the label that won them.
    moved : the labels whose counts the shift explains.
    """

    condition: When
    label: int
    rows: I64
    log_p: float
    pair: Pair
    moved: tuple[int, ...]


class Search:
    """A search for the divergences of two sets; call `audit.divergence.divergences`."""

    def __init__(self, new: Rows, gold: Rows) -> None:
        self.sets = new, gold
        self.lattice = Lattice(new, gold, support=SUPPORT)
        self.is_new = self.lattice.origin == 0
        self.count = Counting(self.lattice)
        self.describer = Describer(self.lattice, self.count)
        self.tests = np.zeros(2, dtype=np.int64)
        self.conditions = np.zeros(WAYS_WITH_FEATURE, dtype=np.int64)
        self.earlier_shift = np.zeros(len(self.is_new), dtype=np.int64)

    def run(self) -> Iterator[Divergence]:
        """Yield the divergences, the strongest first.

        A shift is skipped if the sets as a whole do not show it: it cancels out with another shift,
        or is part of a shift under a wider condition.
        """
        meets = self._candidates()
        unexplained = self.lattice.labelled.copy()
        for number in range(1, MOST + 1):
            shift = self._strongest(meets, unexplained)
            if shift is None:
                return
            if (divergence := self._divergence(shift)) is not None:
                yield divergence
            self.earlier_shift[shift.rows] = number
            moved_rows = np.isin(self.lattice.label[shift.rows], shift.moved)
            unexplained[shift.rows[moved_rows]] = False

    def _candidates(self) -> Meets:
        """Return the conditions with a test that may be significant, and their rows."""
        # The number of all tests is stored, because p-values are corrected for it.
        weighed: list[tuple[Meets, Table, F64]] = []
        for meets in self.lattice.meets():
            table = self.count.table(meets)
            table = table.take(table.has_enough_sentences())
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
        """Return the penalty for multiple tests, added to the log of each p-value."""
        # Half of the false alarm rate is reserved for the few conditions with types and order
        # alone, and the other half is for the many conditions with words, so that the few keep
        # their power.
        costs = np.log(2.0 * np.maximum(self.tests, 1))
        return costs[self.lattice.worded(table.condition)]

    def _may_be(self, table: Table, g: F64) -> Bool:
        return g / 2 >= self._costs(table) - math.log(ALPHA) - _SLACK

    def _strongest(self, meets: Meets, left: Bool) -> _Shift | None:
        """Return the strongest shift among the rows that are left, with its best description."""
        unexplained = left[meets.row]
        meets = Meets(meets.condition[unexplained], meets.row[unexplained])
        full_table = self.count.table(meets)
        table = full_table.take(full_table.has_enough_sentences())
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
                return self._described(shift, left) if self._moves_between_labels(shift) else shift
        return None

    def _described(self, shift: _Shift, left: Bool) -> _Shift:
        """Return a shift with the condition that describes it best."""
        # The condition is looked for among the rows with one of the two labels, since only these
        # are concerned. `left` (`bool[n]`) are the rows that no earlier shift explains.
        number = self.describer.condition(shift.pair, left, self._ways_cost())
        if number is None:
            return shift
        rows = self.lattice.rows_of(number, left)
        condition, rows = self.describer.sharpened(self.lattice.condition(number), rows, shift.pair)
        described = shift._replace(condition=condition, rows=rows, moved=tuple(shift.pair))
        # A frequent label varies by more than the rows that it won under a wide condition.
        return described if self._shows(described) else shift

    def _shows(self, shift: _Shift) -> bool:
        """Return whether the label that won has a greater share of the new set's rows."""
        won, sides = shift.pair[1], [self._shares_under(shift.condition, at) for at in (0, 1)]
        return differs(sides[1][won], sides[0][won])

    def _ways_cost(self) -> F64:
        """Return the log of the number of conditions of each form."""
        # All forms with a feature get the same cost. So if two conditions with one feature explain
        # a shift equally well, the shorter one can be chosen.
        costs = np.log(np.maximum(self.conditions, 1))
        featured = np.arange(WAYS_WITH_FEATURE) >= WAYS_WITH_FEATURE // 2
        return np.where(featured, costs[featured].max(), costs)

    def _ranked(self, table: Table, scores: F64) -> list[int]:
        """Return the indices of tests sorted by score, and then by the size of the condition."""
        numbers = table.condition.tolist()
        sizes = [self.lattice.size(number) for number in numbers]
        rounded = np.round(scores, 6).tolist()
        keys = list(zip(rounded, sizes, numbers, table.label.tolist(), strict=True))
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _is_mixture(self, condition: When, rows: I64, label: int) -> bool:
        """Return whether a shift is only another mixture of types, orders and earlier shifts."""
        # It is if the shift disappears among rows that agree in these three. The significance level
        # is that of the shift itself.
        stratum = self.lattice.stratum[rows] * (MOST + 1) + self.earlier_shift[rows]
        log_p = stratified(self.lattice.label[rows] == label, self.is_new[rows], stratum)
        worded = int(condition.is_worded)
        return log_p + math.log(2.0 * max(1, int(self.tests[worded]))) > math.log(ALPHA)

    def _moves_between_labels(self, shift: _Shift) -> bool:
        """Return whether one label lost about as many rows as another one gained."""
        # Similar means that one is at least half of the other.
        rows, pair = shift.rows, shift.pair
        risen = rises(self.lattice.label[rows], self.is_new[rows], self.lattice.stratum[rows], pair)
        less, more = sorted((-risen[0], risen[1]))
        return less >= more / 2

    @cached_property
    def _meetings(self) -> tuple[Meeting, Meeting]:
        return Meeting(self.sets[0]), Meeting(self.sets[1])

    def _divergence(self, shift: _Shift) -> Divergence | None:
        """Return a shift as counts of rows in both sets; None if the shares are about equal."""
        # The label that won share is reported with the other label of the pair if that lost share,
        # or else with the label that lost the greatest share.
        if not self._shows(shift):
            return None
        sides = [self._labels_under(shift.condition, at) for at in (0, 1)]
        shares = [self._shares_under(shift.condition, at) for at in (0, 1)]
        lost, won = shift.pair
        # A frequent label loses little of its own share to a rare one, so any loss is enough.
        if shares[0][lost] >= shares[1][lost]:
            lost = int(np.argmax(shares[1] - shares[0]))
        labels, (met, of_new) = self.lattice.labels, self._rows_that_meet(shift.condition, 0)
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
            # The p-value is never 0: the least positive number stands for all smaller ones.
            p_value=max(math.exp(min(0.0, shift.log_p)), 5e-324),
            effect=float(shares[0][shift.label] - shares[1][shift.label]),
            rows=tuple(sorted(self.sets[0].named(met[of_new == won]))),
        )

    def _rows_that_meet(self, condition: When, at: int) -> tuple[I64, I64]:
        """Return the labelled rows of a set that meet a condition, and their labels."""
        # `at` is the set: 0 for the new one, 1 for gold.
        rows = self._meetings[at].rows_of(condition)
        of_set = self.lattice.origin == at
        rows = rows[self.lattice.labelled[of_set][rows]]
        return rows, self.lattice.label[of_set][rows]

    def _labels_under(self, condition: When, at: int) -> I64:
        """Return the number of rows of set `at` that meet a condition, by label (`int64[k]`)."""
        return np.bincount(
            self._rows_that_meet(condition, at)[1], minlength=len(self.lattice.labels)
        )

    def _shares_under(self, condition: When, at: int) -> F64:
        counts = self._labels_under(condition, at)
        shares: F64 = counts / max(1, counts.sum())
        return shares

    def _labelled(self, at: int) -> int:
        return int(self.lattice.labelled[self.lattice.origin == at].sum())


def rises(label: I64, is_new: Bool, stratum: I64, labels: Sequence[int]) -> list[float]:
    """Return how many more rows of the new set have each label than expected.

    The expected number follows from the label's share in the other set, stratum by stratum.

    Parameters
    ----------
    label, is_new, stratum
        For each of n rows: its label, whether it belongs to the first set, its stratum. Strata with
        rows of only one set are left out.
    labels
        The labels of the result.

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
    return [float(weight[label == code].sum()) for code in labels]


_FOUND: WeakKeyDictionary[Rows, WeakKeyDictionary[Rows, tuple[Divergence, ...]]] = (
    WeakKeyDictionary()
)


def divergences(new: Rows, gold: Rows) -> tuple[Divergence, ...]:
    """Return the conditions whose rows have other labels in one set than in another, strongest
    first.

    The result is cached as long as both sets exist, because the audit needs it twice: for findings
    and for the table.

    Parameters
    ----------
    new, gold
        The rows to judge, and the rows with which they are compared. Rows without a label are left
        out. All other rows are counted, so that the figures can be recounted.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> texts = [f"[O|ORG|{a}{b}리그]의 [S|ORG|{b}{a}팀]이 이겼다." for a in "가나다라마"
    ...         for b in "바사아자차"]
    >>> new = Rows(batch_of(*texts, label="org:members").table, load("klue-re"))
    >>> gold = Rows(batch_of(*texts, label="org:member_of").table, load("klue-re"))
    >>> [found] = divergences(new, gold)
    >>> found.before, found.after, found.condition.en, len(found.rows)
    ('org:member_of', 'org:members', 'any row', 25)
    """
    by_other_set = _FOUND.setdefault(new, WeakKeyDictionary())
    if gold not in by_other_set:
        by_other_set[gold] = tuple(Search(new, gold).run())
    return by_other_set[gold]
