"""Bad rows of the input: faults that checks record, and problems that are reported later.

A row is bad if it breaks a rule for input, such as `span/word-mismatch`. An error lists the faults
of bad rows. If these are dropped instead, their faults become problems in the result of reading;
repairs of mentions are problems, too.
"""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Protocol

import numpy as np

from reaug.core.arrays import I64, Bool
from reaug.core.quotes import shorten
from reaug.errors import InputError
from reaug.files.free_names import made_book, own_book, own_folder
from reaug.strict_json import dumps

SHOWN: Final = 5
"""Number of bad rows that an error lists."""


@dataclass(frozen=True)
class Problem:
    """A row that was dropped while reading, or a mention that was repaired.

    Attributes
    ----------
    file
        The name of the source.
    row, line
        The index of the row in the input, from 0, and its line, from 1, if known.
    row_id
        The id of the row; for a dropped row its guid, or None.
    field, rule, message
        The faulty field, the id of the broken rule, such as `span/word-mismatch`, and what is
        wrong.
    action
        What was done with the row or mention: "dropped" or "repaired".
    old, new
        Spans before and after a repair, as `start..end` with the inclusive end of the input.
    raw
        The row as it was read, as JSON.
    how, score
        For a repair, how the mention was found ("once", "shift", "respelled: particle", …), and the
        similarity from 0 to 1, None if the word is exact.
    """

    file: str
    row: int
    row_id: str | None
    field: str
    rule: str
    message: str
    action: Literal["dropped", "repaired"]
    old: str | None
    new: str | None
    raw: str
    line: int | None = None
    how: str | None = None
    score: float | None = None


class Fault(NamedTuple):
    """What is wrong with a row: the first fault that a check recorded."""

    row: int
    field: str
    rule: str
    message: str


class _Check(NamedTuple):
    rows: I64
    field: str
    rule: str
    describe: Callable[[int], str]


class Faults:
    """The faults of n rows, at most one per row: the first.

    Checks work on whole columns and add the rows that fail. The message for a row is only made when
    it is needed. `names` maps KLUE's fields to the names in the source, if they differ.

    bad : `bool[n]`, whether a row has a fault.

    Examples
    --------
    >>> faults = Faults(3)
    >>> faults.add([2], "sentence", "schema/missing-field", "is missing")
    >>> faults.add([2, 1], "label", "schema/missing-field", "is missing")
    >>> [(fault.row, fault.field) for fault in faults]
    [(1, 'label'), (2, 'sentence')]
    """

    def __init__(self, rows: int, names: Mapping[str, str] | None = None) -> None:
        self.bad: Bool = np.zeros(rows, dtype=np.bool_)
        self.hints: list[str] = []
        self.labelled = True
        """Whether any row has a label; without labels, no rule book can be learned."""
        self.words: tuple[str, ...] = ()
        """The user's options for reading, to repeat in commands that an error suggests."""
        self._names = names or {}
        self._checks: list[_Check] = []

    def add(
        self,
        rows: Sequence[int] | I64,
        field: str,
        rule: str,
        describe: str | Callable[[int], str],
    ) -> None:
        """Record a fault for each of the rows that has none yet.

        `describe` is the message, or a function that makes it from the row's index.
        """
        new_rows = np.asarray(rows, dtype=np.int64)
        new_rows = new_rows[~self.bad[new_rows]]
        if len(new_rows) == 0:
            return
        self.bad[new_rows] = True
        message = (lambda _: describe) if isinstance(describe, str) else describe
        self._checks.append(_Check(new_rows, self._names.get(field, field), rule, message))

    def name_of(self, field: str) -> str:
        """Return the name of a field in the source."""
        return self._names.get(field, field)

    def hint(self, text: str) -> None:
        """Add a hint that the error shows after its list, such as the known names.

        A hint that was added before is ignored.
        """
        if text not in self.hints:
            self.hints.append(text)

    def __len__(self) -> int:
        return sum(len(check.rows) for check in self._checks)

    def __iter__(self) -> Iterator[Fault]:
        """Yield the faults in row order."""
        faulty = [(int(row), k) for k, check in enumerate(self._checks) for row in check.rows]
        for row, k in sorted(faulty):
            check = self._checks[k]
            yield Fault(row, check.field, check.rule, check.describe(row))

    def by_rule(self) -> dict[str, int]:
        """Return the number of faults by rule, most frequent first."""
        counts: Counter[str] = Counter()
        for check in self._checks:
            counts[check.rule] += len(check.rows)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class Listed(Protocol):
    """The faults that an error lists: `Faults`, or the collected faults of several pieces."""

    hints: list[str]
    labelled: bool
    words: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of faulty rows."""

    def __iter__(self) -> Iterator[Fault]:
        """Yield the first faults in row order, one more than an error lists."""

    def by_rule(self) -> dict[str, int]:
        """Return the number of faults by rule, most frequent first."""


_COUNTED: Final = "Rows are counted from 0."


def bad_rows_error(
    faults: Listed,
    *,
    rows: int,
    origin: str,
    place: Callable[[int], str],
    by_row: bool = True,
    way_out: bool = True,
) -> InputError:
    """Return the error for a source with bad rows, with counts by rule and the first bad rows.

    `place` is a function that describes where a row is; `by_row` says whether it gives row numbers
    instead of line numbers.
    `way_out` says whether to advise dropping or repairing rows.
    """
    lines = _lines_by_rule(faults, rows, origin, place)
    if mostly_unknown(faults, rows):
        way = ""
    elif way_out:
        way = (
            "Fix the input, or continue with --on-bad-row drop|repair "
            "(on_bad_row= in Python): 'drop' leaves bad rows out, 'repair' also fixes a mention "
            "whose word occurs exactly once in its sentence."
        )
    else:
        way = "No row would be left."
    lines += _last_line(way, by_row=by_row)
    return InputError("\n".join([*lines, *_rule_book_advice(faults, rows, origin)]))


def _last_line(text: str, *, by_row: bool) -> list[str]:
    """Return the last line of the message: how rows are numbered, and what to do."""
    line = " ".join(part for part in (_COUNTED if by_row else "", text) if part)
    return [line] if line else []


def too_many_error(
    faults: Listed,
    *,
    rows: int,
    origin: str,
    place: Callable[[int], str],
    most: float,
    by_row: bool = True,
) -> InputError:
    """Return the error for more bad rows than may be dropped.

    The message gives the `max_bad_share` that would allow them.
    """
    lines = _lines_by_rule(faults, rows, origin, place)
    if mostly_unknown(faults, rows):
        return InputError("\n".join([*lines, *_last_line("", by_row=by_row)]))
    percent = f"{100 * len(faults) / rows:.3g}%"
    needed = math.ceil(100 * len(faults) / rows) / 100
    way = (
        f"That is {percent} of the rows, and at most "
        f"{100 * most:.3g}% may be dropped: check that this is the right file and rule book "
        f"(--rules), fix the input, or continue with --max-bad-share {needed:g} (max_bad_share= in "
        "Python)."
    )
    lines += _last_line(way, by_row=by_row)
    return InputError("\n".join([*lines, *_rule_book_advice(faults, rows, origin)]))


def _lines_by_rule(
    faults: Listed, rows: int, origin: str, place: Callable[[int], str]
) -> list[str]:
    """Return the lines with the counts by rule, the first bad rows, and hints."""
    lines = [f"{origin}: {len(faults):,} of {rows:,} rows are bad: {rules_of(faults.by_rule())}"]
    if mostly_unknown(faults, rows):
        if (book := made_book()) is not None:
            lines.append(f"If {book} was made from these data, add --rules {book}.")
        lines += [
            f"Most of these labels or types are not in the rule book. {_make(faults)}, then use "
            f"it (--rules {own_book()}; rules in a recipe or in Python):",
            f"  {_learn_command(faults, origin)}",
            f"  {using(origin, faults.words)}",
        ]
    for shown, fault in enumerate(faults):
        if shown == SHOWN:
            lines.append(f"  and {len(faults) - SHOWN:,} more")
            break
        lines.append(f"  {place(fault.row)}, {fault.field}: {fault.message}")
    lines.extend(faults.hints)
    return lines


def _rule_book_advice(faults: Listed, rows: int, origin: str) -> list[str]:
    """Return a line that advises a rule book for labels or types of the user's own."""
    # If most rows have an unknown label or type, `_lines_by_rule` gives this advice.
    if not unknown_names(faults) or mostly_unknown(faults, rows):
        return []
    return [
        "If these labels or types are your own, make a rule book for them, and use it with "
        f"--rules {own_book()}: {_learn_command(faults, origin)}"
    ]


def _make(faults: Listed) -> str:
    if faults.labelled:
        return "Make a rule book from the data"
    return "No row has a label: make a rule book from the labelled set that these rows belong to"


def _learn_command(faults: Listed, origin: str) -> str:
    """Return the command that makes a rule book (the known labels and types) from labelled data."""
    return learning(origin if faults.labelled else LABELLED, faults.words)


def unknown_names(faults: Listed) -> int:
    """Return the number of rows whose fault is an unknown label or type."""
    counts = faults.by_rule()
    return sum(counts.get(rule, 0) for rule in ("schema/unknown-label", "schema/unknown-type"))


def mostly_unknown(faults: Listed, rows: int) -> bool:
    """Return whether most rows have an unknown label or type, and need another rule book."""
    return 2 * unknown_names(faults) > rows


LABELLED: Final = "LABELLED_DATA"
"""Stands in a command for the labelled data that belongs to an unlabelled test set."""


def learning(origin: str, how: Sequence[str] = ()) -> str:
    """Return the command that makes a rule book (labels and types) from a source.

    `how` are the user's options for reading, as words of the command.

    >>> learning("sets/my set.csv"), learning("pandas.DataFrame")
    ("reaug init 'sets/my set.csv' -o own", 'reaug init DATA -o own')
    """
    return shlex.join(["reaug", "init", _source(origin), *how, "-o", own_folder()])


def using(origin: str, how: Sequence[str] = ()) -> str:
    """Return the command that audits a source with the rule book that `learning` makes.

    >>> using("sets/my set.csv")
    "reaug audit 'sets/my set.csv' --rules own/rules.yaml"
    """
    return shlex.join(["reaug", "audit", _source(origin), *how, "--rules", own_book()])


def _source(origin: str) -> str:
    """Return the source as a command names it: a path or name, or `DATA` for data in memory."""
    named = origin == LABELLED or "/" in origin or Path(origin).exists()
    return origin if named else "DATA"


def rules_of(counts: Mapping[str, int]) -> str:
    """Return the count of each rule as one line of text.

    >>> rules_of({"span/word-mismatch": 1400, "schema/missing-field": 2})
    'span/word-mismatch 1,400, schema/missing-field 2'
    """
    return ", ".join(f"{rule} {count:,}" for rule, count in counts.items())


def by_rule(problems: Iterable[Problem], action: str) -> dict[str, int]:
    """Count the problems of each rule, most frequent first.

    Only problems with the given `action` count: "dropped" or "repaired". A dropped row is one
    problem; a repaired row has one problem per repaired mention.
    """
    counts = Counter(problem.rule for problem in problems if problem.action == action)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def as_json(row: Any) -> str:
    r"""Return the original row as JSON that can always be encoded in UTF-8.

    >>> as_json({"label": "no_relation", "sentence": chr(0xD800)})
    '{"label": "no_relation", "sentence": "\\ud800"}'
    """
    try:
        text = dumps(row, default=str)
        text.encode("utf-8")
    except UnicodeEncodeError:
        return dumps(row, ensure_ascii=True, default=str)
    except (
        TypeError,
        ValueError,
        RecursionError,
    ):  # a key that is not text, or a huge or recursive value
        return dumps(shorten(row, longest=1000), ensure_ascii=True)
    return text
