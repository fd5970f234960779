"""Trace a row through a run: its changes step by step, found with the index of the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.batch import Batch, Row
from reaug.core.log import LOG_SCHEMA, Log, no_drops
from reaug.core.undo import undo
from reaug.data.formats.disk import read_saved_row
from reaug.data.formats.run import DATA
from reaug.data.input_rules import Rules
from reaug.data.read_data import checked
from reaug.errors import InputError
from reaug.files.run_files import check_unchanged
from reaug.runs.folder import LOG, PROBLEMS
from reaug.runs.log_index import Lines, lines_in, lines_of_row
from reaug.runs.manifest import StepRecord, read_manifest
from reaug.runs.undo import DROPPED, ORDER, check_columns


@dataclass(frozen=True)
class Stage:
    """A row after one step.

    step : the path of the step; "input" for the row as it was read.
    row : the row after the step.
    entries : the log entries of the step for the row; for "input", the repairs while reading.
    dropped : the reason, if the step dropped the row; else None.
    """

    step: str
    row: dict[str, Any]
    entries: list[dict[str, Any]]
    dropped: str | None = None


class _Log:
    """The log and the rows of a run; only the parts for one row are read."""

    def __init__(self, folder: Path) -> None:
        self.manifest = read_manifest(folder)
        self._folder = folder
        self._log = folder / LOG
        # Changed data is an error for every row, even if the row does not exist.
        check_unchanged(folder / DATA)
        check_unchanged(self._log)
        check_unchanged(folder / PROBLEMS)
        self._rows = lines_in(self._log / "order.arrow")

    def own(self, row_id: str) -> _Own:
        """Return the row, its log entries, and its drop.

        Raises
        ------
        InputError
            A file of the log or of the data cannot be read, or contradicts the others.
        """
        place = lines_of_row(self._log, "order.arrow", row_id, ORDER)
        changes = lines_of_row(self._log, "changes.arrow", row_id, LOG_SCHEMA).table
        row = self._row(place) if place.numbers else None
        if not (self._log / "dropped.arrow").exists():
            return _Own(row, changes, None)
        return _Own(row, changes, lines_of_row(self._log, "dropped.arrow", row_id, DROPPED).table)

    def problems(self, row_id: str) -> list[dict[str, Any]]:
        """Return the problems that the row had when the input was read."""
        try:
            with (self._folder / PROBLEMS).open(encoding="utf-8") as lines:
                problems = [json.loads(line) for line in lines]
        except FileNotFoundError:  # the run had no problems, so it wrote no file
            return []
        except (OSError, ValueError) as error:
            raise InputError(f"{self._folder / PROBLEMS}: cannot be read: {error}") from error
        return [problem for problem in problems if problem["row_id"] == row_id]

    def _row(self, place: Lines) -> Batch:
        raw = read_saved_row(
            self._folder / DATA,
            place.numbers[0],
            self._rows,
            self.manifest.splits,
            origin=str(self._folder),
            fmt="run",
        )
        table = checked(raw, Rules(None, None, "stop", require_label=False)).table
        added = (name for step in self.manifest.steps for name in step.columns)
        check_columns(self._folder, table, added)
        for name in ORDER.names:
            i = table.schema.get_field_index(name)
            table = table.set_column(i, table.schema.field(i), place.table[name].slice(0, 1))
        return Batch(table)


class _Own(NamedTuple):
    """What a run has about one row.

    row : the output row; None if it was dropped.
    changes : its log entries.
    dropped : its entry among the dropped rows; None if the run dropped no rows.
    """

    row: Batch | None
    changes: pa.Table
    dropped: pa.Table | None


def trace_row(folder: Path, row_id: str) -> list[Stage]:
    """Return a row after each step, from the input on.

    For a copy, the stages of its parent come first.

    Raises
    ------
    InputError
        The folder is not a run, or has no row with this id.
    """
    log = _Log(folder)
    order = {step.path: i for i, step in enumerate(log.manifest.steps)}
    stages, parent = _own_stages(log, row_id)
    if not stages:
        for problem in log.problems(row_id):
            raise InputError(
                f"{folder}: row {row_id!r} was left out when the input was read "
                f"({problem['rule']}: {problem['message']}); {PROBLEMS} has it as it stood"
            )
        raise InputError(f"{folder}: no row {row_id!r} in the data or among the dropped rows")
    while parent is not None:
        copied_at = order[stages[0].step]
        parent_stages, parent = _own_stages(log, parent)
        # Changes of the parent after the copy was made do not affect the copy.
        stages = [
            stage for stage in parent_stages if order.get(stage.step, -1) < copied_at
        ] + stages
    return stages


def _own_stages(run: _Log, row_id: str) -> tuple[list[Stage], str | None]:
    """Return the stages of the row itself, and the id of its parent (None if it is no copy)."""
    stages: list[Stage] = []
    own = run.own(row_id)
    batch = own.row
    for step in reversed(run.manifest.steps):
        log = _log_of(own, step)
        if log.dropped.num_rows:
            batch = Batch(log.dropped.drop_columns(["_step", "_reason"]))
            reason = log.dropped["_reason"][0].as_py()
            stages.append(Stage(step.path, _plain(batch.row(0)), [], reason))
            continue
        if batch is None or not (log.entries.num_rows or log.columns):
            continue
        entries = log.entries.to_pylist()
        stages.append(Stage(step.path, _plain(batch.row(0)), entries))
        parents = [entry["old"] for entry in entries if entry["kind"] == "copy"]
        if parents:
            return stages[::-1], parents[0]
        batch = undo(batch, log)
    if batch is not None:
        stages.append(Stage("input", _plain(batch.row(0)), list(_repairs(run, row_id))))
    return stages[::-1], None


def _repairs(run: _Log, row_id: str) -> Iterator[dict[str, Any]]:
    """Yield the repairs of a row while reading, in the form of log entries."""
    for problem in run.problems(row_id):
        if problem["action"] == "repaired":
            yield {
                "kind": "repair",
                "field": problem["field"],
                "old": problem["old"],
                "new": problem["new"],
                "reason": problem["rule"],
            }


def _log_of(own: _Own, step: StepRecord) -> Log:
    entries = own.changes.filter(pc.equal(own.changes["step"], step.path))
    if own.dropped is not None:
        dropped = own.dropped.filter(pc.equal(own.dropped["_step"], step.path))
    else:
        dropped = DROPPED.empty_table() if own.row is None else no_drops(own.row)
    return Log(entries, dropped, step.columns, step.path)


def _plain(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "subject": [row.subject_word, *row.subject, row.subject_type],
        "object": [row.object_word, *row.object, row.object_type],
        "label": row.label,
    }
