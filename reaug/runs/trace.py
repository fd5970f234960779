"""Where a row of a run comes from: its changes, step by step, from the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.log import Log
from reaug.core.undo import undo
from reaug.errors import InputError
from reaug.runs.manifest import StepRecord
from reaug.runs.undo import Opened, open_run


@dataclass(frozen=True)
class Stage:
    """A row after one step.

    step : the step's path; "input" for the row as it was read.
    entries : the log's entries of that step for the row.
    dropped : why it was dropped there, where it was.
    """

    step: str
    row: dict[str, Any]
    entries: list[dict[str, Any]]
    dropped: str | None = None


def trace_row(folder: Path, row_id: str) -> list[Stage]:
    """The stages of a row, from the input on; those of a copy begin with its parent's.

    Raises
    ------
    InputError
        The folder is not a run folder, or knows no such row.
    """
    run = open_run(folder)
    order = {step.path: i for i, step in enumerate(run.manifest.steps)}
    stages, parent = _own_stages(run, row_id)
    if not stages:
        raise InputError(f"{folder}: no row {row_id!r} in the data or among the dropped rows")
    while parent is not None:
        copied_at = order[stages[0].step]
        parent_stages, parent = _own_stages(run, parent)
        # Later changes of the parent do not concern the copy.
        stages = [
            stage for stage in parent_stages if order.get(stage.step, -1) < copied_at
        ] + stages
    return stages


def _own_stages(run: Opened, row_id: str) -> tuple[list[Stage], str | None]:
    """The stages of the row itself, and its parent's id where it is a copy."""
    stages: list[Stage] = []
    batch = _rows(run.table, row_id)
    for step in reversed(run.manifest.steps):
        log = _log_of(run, step, row_id)
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
        stages.append(Stage("input", _plain(batch.row(0)), []))
    return stages[::-1], None


def _rows(table: pa.Table, row_id: str) -> Batch | None:
    rows = table.filter(pc.equal(table[schema.ROW_ID], row_id))
    return Batch(rows) if rows.num_rows else None


def _log_of(run: Opened, step: StepRecord, row_id: str) -> Log:
    of_row = pc.and_(
        pc.equal(run.changes["step"], step.path), pc.equal(run.changes["row_id"], row_id)
    )
    here = pc.and_(
        pc.equal(run.dropped["_step"], step.path), pc.equal(run.dropped[schema.ROW_ID], row_id)
    )
    return Log(run.changes.filter(of_row), run.dropped.filter(here), step.columns, step.path)


def _plain(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "subject": [row.subject_word, *row.subject, row.subject_type],
        "object": [row.object_word, *row.object, row.object_type],
        "label": row.label,
    }
