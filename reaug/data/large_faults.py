"""Collect the bad rows of the pieces of a file, so that errors are those of the whole file.

Whether to stop, to drop or to repair is decided for all pieces together.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from reaug.data.counted_notes import OfWhole
from reaug.data.input_rules import Checked, Rules
from reaug.data.mention_offsets import mostly_lost, mostly_wrong
from reaug.data.offset_detection import are_few
from reaug.data.offsets import Convention
from reaug.data.problems import SHOWN, Fault, Listed, Problem, bad_rows_error, too_many_error
from reaug.data.read_result import Reading
from reaug.errors import InputError

_MANY: Final = 1_000
"""Number of rows after which reading stops early, if most of them count offsets differently."""


@dataclass
class FirstFaults:
    """Counts of faults, and the first faults, which the error for a source lists.

    The faults are those of one piece or of all pieces. The class has the methods of
    `problems.Listed`.
    """

    words: tuple[str, ...]
    labelled: bool = False
    first: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    hints: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.first)

    def by_rule(self) -> dict[str, int]:
        """Return the number of faults by rule, most frequent first."""
        return dict(sorted(self.counts.items(), key=lambda item: (-item[1], item[0])))


def listed_faults(faults: Listed) -> FirstFaults:
    """Return a small copy of faults that can be pickled: counts, and the first with messages."""
    first = list(itertools.islice(faults, SHOWN + 1))
    return FirstFaults(
        faults.words, faults.labelled, first, Counter(faults.by_rule()), list(faults.hints)
    )


_LAST: Final = ("Known labels", "Known types")


def _rank(hint: str) -> int:
    """Return a sort key for hints that puts the lists of known labels and of known types last."""
    return next((at for at, begin in enumerate(_LAST, start=1) if hint.startswith(begin)), 0)


class BadRows:
    """Counts the rows of the pieces read so far, and collects the problems of bad rows.

    Attributes
    ----------
    rows
        Number of rows, good and bad.
    problems, unread
        The problems and the sentences of dropped rows, as in `Reading`; empty if `on_bad_row` is
        "stop".
    """

    def __init__(self, rules: Rules) -> None:
        self.rows = 0
        self.problems: list[Problem] = []
        self.unread: dict[int, str] = {}
        self._rules = rules
        self._faults = FirstFaults(rules.words)
        self._places: dict[int, str] = {}
        self._hints: dict[tuple[str, ...], None] = {}
        self._pieces = 0
        self._of_whole: Counter[str] = Counter()
        self._looked_at = self._unfit = self._wrong = self._whole = self._lost = 0
        self._beside: Counter[Convention] = Counter()

    def __len__(self) -> int:
        """Return the number of bad rows."""
        return len(self._faults)

    def add(self, reading: Reading, good: Checked) -> None:
        """Add the rows of a piece: the result of reading the piece, and of checking it (`good`)."""
        if self._rules.on_bad_row != "stop":
            for problem in reading.problems:
                self.problems.append(replace(problem, row=problem.row + self.rows))
            self.unread |= {row + self.rows: text for row, text in reading.unread.items()}
        self._list(good)
        self._looked_at += good.looked_at
        self._unfit += good.unfit
        self._wrong += good.wrong
        self._whole += good.whole
        self._lost += good.lost
        self._beside.update(good.beside)
        self.rows += reading.rows_in

    def _list(self, good: Checked) -> None:
        # Pieces without bad rows count, too: they show whether there are labels.
        self._faults.labelled |= good.labelled
        self._pieces += 1
        if good.faults is None:
            return
        self._hints.setdefault(tuple(good.faults.hints))
        self._of_whole.update(hint for hint in good.faults.hints if isinstance(hint, OfWhole))
        self._faults.counts.update(good.faults.by_rule())
        if len(self._faults.first) <= SHOWN:
            for fault in good.faults:
                moved = fault._replace(row=fault.row + self.rows)
                self._places[moved.row] = good.place_of(fault.row)
                self._faults.first.append(moved)
                if len(self._faults.first) > SHOWN:
                    break

    def mostly_unlike_klue(self) -> bool:
        """Return whether most rows so far count offsets in another way than KLUE."""
        return self._looked_at >= _MANY and 2 * self._unfit > self._looked_at

    def maybe_unlike_klue(self) -> bool:
        """Return whether the whole file may count offsets in another way than KLUE."""
        return not are_few(self._unfit, self._looked_at) or any(
            n > 0 for n in self._beside.values()
        )

    def are_rewritten(self) -> bool:
        """Return whether most rows needed repairs."""
        return mostly_wrong(self._wrong, self.rows)

    def are_mostly_lost(self) -> bool:
        """Return whether so many mentions were not found that the sentence column may be wrong."""
        return mostly_lost(self._lost, self._whole)

    def error(self, origin: str, *, by_row: bool) -> InputError | None:
        """Return the error for the whole file; None if its bad rows may be dropped.

        `by_row` says whether messages give row numbers instead of lines.
        """
        number, rules = len(self), self._rules
        empty = number == self.rows and not rules.none_left
        stops = rules.on_bad_row == "stop" or empty
        most = rules.max_bad_share
        if not number or not (stops or (number / self.rows > most and not rules.none_left)):
            return None
        # A hint of the class `OfWhole` is shown only if all pieces give it.
        lacking = {hint for hint, pieces in self._of_whole.items() if pieces < self._pieces}
        hints = dict.fromkeys(hint for some in self._hints for hint in some if hint not in lacking)
        self._faults.hints = sorted(hints, key=_rank)
        place = self._places.__getitem__
        if not stops:
            return too_many_error(
                self._faults, rows=self.rows, origin=origin, place=place, by_row=by_row, most=most
            )
        return bad_rows_error(
            self._faults,
            rows=self.rows,
            origin=origin,
            place=place,
            by_row=by_row,
            way_out=rules.on_bad_row == "stop",
        )
