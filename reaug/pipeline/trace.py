"""Where a row of a run comes from: its changes, step by step, from the log alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.apply import undo
from reaug.core.batch import Batch, Row
from reaug.core.log import Log
from reaug.errors import InputError
from reaug.pipeline.undo import Opened, open_run


@dataclass(frozen=True)
class Stage:
    """A row behind one step.

    step : the step's path; "input" for the row as it was read.
    entries : the log's entries of that step for the row.
    dropped : why it was dropped there, where it was.
    """

    step: str
    row: dict[str, Any]
    entries: list[dict[str, Any]]
    dropped: str | None = None


def trace_row(folder: Path, row_id: str) -> list[Stage]:
    """The stages of a row, from the input on; a copy's begin with its parent's.

    Raises
    ------
    InputError
        The folder is no run folder, or knows no such row.
    """
    run = open_run(folder)
    stages: list[Stage] = []
    wanted, batch = row_id, _rows(run.table, row_id)
    for step in reversed(run.steps):
        path = step["path"]
        log = _log_of(run, path, wanted, tuple(step["columns"]))
        gone = log.dropped.to_pylist()
        if gone:
            back = log.dropped.drop_columns(["_step", "_reason"])
            batch = Batch(back)
            stages.append(Stage(path, _plain(batch.row(0)), [], gone[0]["_reason"]))
            continue
        if batch is None or not (log.entries.num_rows or log.columns):
            continue
        entries = log.entries.to_pylist()
        stages.append(Stage(path, _plain(batch.row(0)), entries))
        born = [entry["old"] for entry in entries if entry["kind"] == "copy"]
        if born:
            # A copy begins as its parent stood before the block.
            wanted = born[0]
            batch = _rows(run.table, wanted)
            continue
        batch = undo(batch, log)
    if batch is None:
        raise InputError(f"{folder}: no row {row_id!r} in the data, the copies or the drops")
    stages.append(Stage("input", _plain(batch.row(0)), []))
    return stages[::-1]


def _rows(table: pa.Table, row_id: str) -> Batch | None:
    found = table.filter(pc.equal(table[schema.ROW_ID], row_id))
    return Batch(found) if found.num_rows else None


def _log_of(run: Opened, path: str, row_id: str, columns: tuple[str, ...]) -> Log:
    mine = pc.and_(pc.equal(run.changes["step"], path), pc.equal(run.changes["row_id"], row_id))
    dropped = run.dropped
    here = pc.and_(pc.equal(dropped["_step"], path), pc.equal(dropped[schema.ROW_ID], row_id))
    return Log(run.changes.filter(mine), dropped.filter(here), columns, path)


def _plain(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "subject": [row.subject_word, *row.subject, row.subject_type],
        "object": [row.object_word, *row.object, row.object_type],
        "label": row.label,
    }
