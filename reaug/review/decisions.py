"""The records of people's decisions about rows.

A file of decisions is JSON lines, or the filled-in CSV of an audit (`review.decision_files` reads
both). A line of JSON is a decision, `{"finding", "rows", "field", "decision", "value", "by",
"at"}`, where `decision` is accept, reject or edit and `at` a time; or a correction, `{"id",
"field", "old", "new"}`. A decision may also have `old`, `place` (of an edit), `reason`, `data` (the
version of the data that the decision is about), and `seen` (the digest of the row's sentence and
spans).
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
"""The value of the field `row` that drops the row."""

Decision = Literal["accept", "reject", "edit"]
DECISIONS: Final[tuple[Decision, ...]] = ("accept", "reject", "edit")

_NAMED: Final = 5
"""Number of bad lines that an error lists."""


class Correction(NamedTuple):
    """A decision about one field of one row: its old value, and its new one.

    Starts and ends of mentions are integers, all other values text.

    new : for a rejection, the rejected suggestion; None if it is not given.
    at : for an edit of the sentence, the code point at which it begins.
    line, file : the line of the decision, and the index of its file among the given files.
    finding : the key of the finding that was decided; None if unknown.
    time : the time of the decision, in ISO 8601; None if unknown.
    checked : whether the row must have the value `old`.
    data : the version of the data that the decision is about (`review.versions`); None if unknown.
    seen : the digest of the sentence and spans that the person saw; None if unknown.
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
    seen: str | None = None


class BadFix(NamedTuple):
    """A line that cannot be applied to a row, and why.

    A bad line about several rows gives one record per row.

    rule : the rule of the finding that reports the line.
    row : the row id; None if the line names no row.
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
    """A cell of a sheet that shows a row's label or types as context.

    Nobody is asked to decide it. If a person changes it, the user is told, but nothing is applied.
    """

    row: str
    column: str
    value: str
    line: int
    file: int = 0


class _RowIds(NamedTuple):
    """The row ids of corrections, made to be looked up quickly in the batches of a data set."""

    known: frozenset[str]
    column: pa.StringArray

    @classmethod
    def of(cls, entries: Iterable[Correction]) -> _RowIds:
        known = frozenset(entry.id for entry in entries)
        return cls(known, pa.array(sorted(known), pa.string()))

    def among(self, ids: pa.StringArray) -> I64:
        """Return the positions in `ids` of known ids; the cost depends on the length of `ids`
        only.
        """
        if len(self.known) <= len(ids):
            return np.flatnonzero(np.asarray(pc.is_in(ids, value_set=self.column)))
        known = (row_id in self.known for row_id in ids.to_pylist())
        return np.flatnonzero(np.fromiter(known, np.bool_, len(ids)))


@dataclass(frozen=True)
class Corrections:
    """The decisions in some files.

    entries : the values to set (accepted, edited, corrected), by file and line.
    rejected : the suggestions that were rejected.
    bad : the lines that were left out, once per row.
    superseded : number of decisions that a later decision replaces.
    notes : notes for the user about the files, such as an encoding.
    shown : the labels and types that sheets show about rows, once per row, column and value.
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
        """Return the decisions, sorted into values to set and rejections."""
        return cls(
            tuple(map(str, paths)),
            tuple(decision for decision in decisions if decision.decision != "reject"),
            tuple(decision for decision in decisions if decision.decision == "reject"),
        )

    @cached_property
    def by_row(self) -> dict[str, list[Correction]]:
        """By row id, the values to set."""
        entries_of: dict[str, list[Correction]] = {}
        for entry in self.entries:
            entries_of.setdefault(entry.id, []).append(entry)
        return entries_of

    def written_among(self, ids: pa.StringArray) -> I64:
        """Return the positions in `ids` of the rows that get values (`int64[k]`, ascending)."""
        return self._written.among(ids)

    def decided_among(self, ids: pa.StringArray) -> I64:
        """Return the positions in `ids` of the rows with any decision (`int64[k]`, ascending)."""
        return self._decided.among(ids)

    def shown_among(self, ids: pa.StringArray) -> I64:
        """Return the positions in `ids` of the rows that a sheet shows (`int64[k]`, ascending)."""
        return self._shown.among(ids)

    @cached_property
    def _shown(self) -> _RowIds:
        return _RowIds(
            frozenset(cell.row for cell in self.shown),
            pa.array(sorted({cell.row for cell in self.shown}), pa.string()),
        )

    @cached_property
    def _written(self) -> _RowIds:
        return _RowIds.of(self.entries)

    @cached_property
    def _decided(self) -> _RowIds:
        return _RowIds.of((*self.entries, *self.rejected))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the decisions, which does not depend on their order or format."""
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
        """Return the number of decisions of each kind that are applied: accepted, rejected, edited.

        A value that comes without a decision counts as edited. `unwritten` are the ids of rows that
        did not get their values.
        """
        kinds = Counter(entry.decision for entry in self.entries if entry.id not in unwritten)
        return {
            "accepted": kinds["accept"],
            "rejected": len(self.rejected),
            "edited": kinds["edit"],
        }

    def line_of(self, entry: Correction | BadFix | Shown) -> str:
        """Return where a decision is: its line, and its file if there are several files."""
        name = "the patch" if len(self.paths) == 1 else self.paths[entry.file]
        return f"line {entry.line} of {name}"

    def leaving_out(self, bad: Sequence[BadFix]) -> Corrections:
        """Return the decisions without bad lines.

        All other changes of the same finding to the row are left out, too, since the fields of a
        finding belong together: for example, a new type may make the label illegal.
        """
        if not bad:
            return self
        lines = {(fix.file, fix.line, fix.row) for fix in bad}
        groups = {(fix.row or "", fix.finding or ""): fix for fix in bad if fix.finding}
        remaining, companions = [], []
        for entry in self.entries:
            if (entry.file, entry.line, entry.id) in lines:
                continue
            other = groups.get((entry.id, entry.finding or ""))
            if other is None:
                remaining.append(entry)
            else:
                companions.append(
                    bad_of(
                        entry,
                        "patch/left-with-another",
                        f"left out with {self.line_of(other)}, which is about the same finding "
                        "and cannot be used",
                    )
                )
        rejected = [
            entry for entry in self.rejected if (entry.file, entry.line, entry.id) not in lines
        ]
        return replace(
            self,
            entries=tuple(remaining),
            rejected=tuple(rejected),
            bad=(*self.bad, *bad, *companions),
        )


def bad_of(entry: Correction, rule: str, problem: str) -> BadFix:
    """Return the record of a bad line for a decision that cannot be applied."""
    value = "" if entry.new is None else str(entry.new)
    return BadFix(
        rule, entry.id, entry.field, value, problem, entry.finding, entry.line, entry.file
    )


def refuse(paths: Sequence[Any], bad: Iterable[BadFix], way_out: str) -> InputError:
    """Return the error that counts bad lines and lists the first five; `way_out` says what to
    do.
    """
    first: dict[tuple[int, int], str] = {}
    for fix in sorted(bad, key=lambda fix: (fix.file, fix.line)):
        first.setdefault((fix.file, fix.line), fix.problem)
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
