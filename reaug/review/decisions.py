"""Decisions about rows, from files of decisions and corrections, as one kind of record.

A file is JSON lines or the filled-in CSV of an audit (`review.files` reads both). A line of JSON is
a decision, `{"finding", "rows", "field", "decision", "value", "by", "at"}`, where `decision` is
accept, reject or edit and `at` a time; or a correction, `{"id", "field", "old", "new"}`. A decision
may also have `old`, `place` (of an edit), `reason`, and `data`: the version of the data that was
decided on.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64
from reaug.errors import InputError

DROP: Final = "drop"
"""The new value of the field `row` that drops the row."""

Decision = Literal["accept", "reject", "edit"]
DECISIONS: Final[tuple[Decision, ...]] = ("accept", "reject", "edit")

_NAMED: Final = 5
"""How many bad lines an error names."""


class Correction(NamedTuple):
    """One field of one row: its old value, and its new one.

    Borders are whole numbers, everything else is text.

    new : for a rejection the rejected suggestion, None where it is not given.
    at : the code point at which an edit of the sentence begins.
    line, file : where it is: the line, and the file's index among those given.
    finding : the key of the finding that was decided, where it is known.
    time : the time of the decision, in ISO 8601.
    checked : whether the row must have the value `old`.
    data : the version of the data that was decided on (`review.versions`), where it is known.
    """

    id: str
    field: str
    old: str | int | None
    new: str | int | None
    reason: str
    at: int | None
    line: int
    decision: Decision = "edit"
    finding: str | None = None
    by: str | None = None
    time: str | None = None
    checked: bool = True
    file: int = 0
    data: str | None = None


class BadFix(NamedTuple):
    """A line that cannot be applied to a row, and why; `rule` is that of the finding about it.

    A bad line about several rows gives one of these for each. `row` is None where it names none.
    """

    rule: str
    row: str | None
    field: str | None
    value: str
    problem: str
    finding: str | None
    line: int
    file: int = 0


class Shown(NamedTuple):
    """What a sheet shows about a row beside the decision: `column` is label or types.

    It is never applied; if somebody changed it, that is reported.
    """

    row: str
    column: str
    value: str
    line: int
    file: int = 0


class _RowIds(NamedTuple):
    """Row ids for look-ups by batch; built once, since Arrow would build its table per call."""

    known: frozenset[str]
    column: pa.StringArray

    @classmethod
    def of(cls, entries: Iterable[Correction]) -> _RowIds:
        known = frozenset(entry.id for entry in entries)
        return cls(known, pa.array(sorted(known), pa.string()))

    def among(self, ids: pa.StringArray) -> I64:
        """Return the places of known ids among `ids`; the cost depends on `ids` only."""
        if len(self.known) <= len(ids):
            return np.flatnonzero(np.asarray(pc.is_in(ids, value_set=self.column)))
        here = (row_id in self.known for row_id in ids.to_pylist())
        return np.flatnonzero(np.fromiter(here, np.bool_, len(ids)))


@dataclass(frozen=True)
class Corrections:
    """The decisions of some files.

    entries : values to set (accepted, edited, corrected), by file and line.
    rejected : suggestions that were rejected.
    bad : lines that were left out, once for each of their rows.
    superseded : decisions that a later one replaced.
    notes : messages about the files, such as an encoding.
    shown : what the sheets among the files show about rows, once for each row, column and value.
    """

    paths: tuple[str, ...]
    entries: tuple[Correction, ...]
    rejected: tuple[Correction, ...] = ()
    bad: tuple[BadFix, ...] = ()
    superseded: int = 0
    notes: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()

    @classmethod
    def of(cls, paths: Sequence[Any], decisions: Sequence[Correction]) -> Corrections:
        """Build it from decisions of every kind, as the files have them."""
        return cls(
            tuple(map(str, paths)),
            tuple(decision for decision in decisions if decision.decision != "reject"),
            tuple(decision for decision in decisions if decision.decision == "reject"),
        )

    @cached_property
    def by_row(self) -> dict[str, list[Correction]]:
        """Group the values to be set by row."""
        entries_of: dict[str, list[Correction]] = {}
        for entry in self.entries:
            entries_of.setdefault(entry.id, []).append(entry)
        return entries_of

    def written_among(self, ids: pa.StringArray) -> I64:
        """Find which of some rows get values: `int64[k]`, their places, ascending."""
        return self._written.among(ids)

    def decided_among(self, ids: pa.StringArray) -> I64:
        """Find which of some rows have any decision, including rejections: `int64[k]`, as above."""
        return self._decided.among(ids)

    def shown_among(self, ids: pa.StringArray) -> I64:
        """Find which of some rows a sheet shows: `int64[k]`, as above."""
        return self._shown.among(ids)

    @cached_property
    def _shown(self) -> _RowIds:
        return _RowIds(
            frozenset(one.row for one in self.shown),
            pa.array(sorted({one.row for one in self.shown}), pa.string()),
        )

    @cached_property
    def _written(self) -> _RowIds:
        return _RowIds.of(self.entries)

    @cached_property
    def _decided(self) -> _RowIds:
        return _RowIds.of((*self.entries, *self.rejected))

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the decisions, the same in any order and in both formats."""
        lines = [
            json.dumps([*entry[:6], *(() if entry.checked else ("unchecked",))], ensure_ascii=False)
            for entry in self.entries
        ]
        lines += [
            json.dumps(
                [
                    "reject",
                    entry.id,
                    entry.field,
                    entry.at,
                    *([entry.old] if entry.checked else ()),
                ],
                ensure_ascii=False,
            )
            for entry in self.rejected
        ]
        text = "\n".join(sorted(lines))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def counts(self, unwritten: Collection[str] = ()) -> dict[str, int]:
        """Count the decisions of each kind that are applied; a correction is an edit.

        `unwritten` are rows that do not take their values.
        """
        kinds = Counter(entry.decision for entry in self.entries if entry.id not in unwritten)
        return {
            "accepted": kinds["accept"],
            "rejected": len(self.rejected),
            "edited": kinds["edit"],
        }

    def line_of(self, entry: Correction | BadFix | Shown) -> str:
        """Describe where a decision is: its line, and the file if there are several."""
        name = "the patch" if len(self.paths) == 1 else self.paths[entry.file]
        return f"line {entry.line} of {name}"

    def leaving_out(self, bad: Sequence[BadFix]) -> Corrections:
        """Return the decisions without those of bad lines.

        All other changes of the same finding to the row are left out as well, since the fields of a
        finding belong together: a type may make the label illegal.
        """
        if not bad:
            return self
        lines = {(one.file, one.line, one.row) for one in bad}
        groups = {(one.row or "", one.finding or ""): one for one in bad if one.finding}
        kept, companions = [], []
        for entry in self.entries:
            if (entry.file, entry.line, entry.id) in lines:
                continue
            other = groups.get((entry.id, entry.finding or ""))
            if other is None:
                kept.append(entry)
            else:
                companions.append(
                    bad_of(
                        entry,
                        "patch/left-with-another",
                        f"left out with {self.line_of(other)}, which is about the same finding",
                    )
                )
        rejected = [
            entry for entry in self.rejected if (entry.file, entry.line, entry.id) not in lines
        ]
        return replace(
            self,
            entries=tuple(kept),
            rejected=tuple(rejected),
            bad=(*self.bad, *bad, *companions),
        )


def bad_of(entry: Correction, rule: str, problem: str) -> BadFix:
    """Build the record of a decision that turns out not to be applicable."""
    value = "" if entry.new is None else str(entry.new)
    return BadFix(
        rule, entry.id, entry.field, value, problem, entry.finding, entry.line, entry.file
    )


def refuse(paths: Sequence[Any], bad: Iterable[BadFix], way_out: str) -> InputError:
    """Build the error that counts bad lines and names the first five; `way_out` says what to do."""
    first: dict[tuple[int, int], str] = {}
    for one in sorted(bad, key=lambda one: (one.file, one.line)):
        first.setdefault((one.file, one.line), one.problem)
    if len(first) == 1:
        ((file, line), problem) = next(iter(first.items()))
        return InputError(f"{paths[file]}: line {line}: {problem}{way_out}")
    shown = [
        f"\n  {f'{paths[file]}: ' if len(paths) > 1 else ''}line {line}: {problem}"
        for (file, line), problem in list(first.items())[:_NAMED]
    ]
    more = f"\n  and {len(first) - _NAMED:,} more" if len(first) > _NAMED else ""
    where = f"{paths[0]}: " if len(paths) == 1 else ""
    listed = "".join(shown)
    way_out = way_out and f"\n{way_out.lstrip(' ;(').removesuffix(')').capitalize()}"
    return InputError(f"{where}{len(first):,} lines cannot be used:{listed}{more}{way_out}")
