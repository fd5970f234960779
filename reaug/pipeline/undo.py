"""The way back: a run folder in; the input's rows out."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.apply import undo
from reaug.core.batch import Batch
from reaug.core.log import Log
from reaug.data import read
from reaug.errors import InputError
from reaug.pipeline.folder import MANIFEST, read_ipc


def undo_run(folder: Path) -> pa.Table:
    """The rows as they were before the run, dropped rows included, in the input's order.

    Rows that the reader dropped are not among them; `problems.jsonl` holds those.

    Raises
    ------
    InputError
        The folder is no run folder, or its log does not fit its data.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} is no run folder: {MANIFEST} cannot be read") from error
    changes = read_ipc(folder / "log" / "changes.arrow")
    dropped_file = folder / "log" / "dropped.arrow"
    dropped = read_ipc(dropped_file) if dropped_file.exists() else None
    table = _with_positions(read(folder, require_label=False).table, folder)
    for step in reversed(manifest["steps"]):
        path = step["path"]
        gone = _dropped_at(table, dropped, path)
        entries = changes.filter(pc.equal(changes["step"], path))
        table = undo(Batch(table), Log(entries, gone, tuple(step["columns"]), path)).table
    return table.sort_by([(schema.POSITION, "ascending")])


def _dropped_at(table: pa.Table, dropped: pa.Table | None, path: str) -> pa.Table:
    """The rows that one step dropped, with the columns that rows had before that step."""
    names = ["_step", "_reason", *table.column_names]
    if dropped is None:
        empty = table.slice(0, 0).add_column(0, "_reason", pa.array([], pa.string()))
        return empty.add_column(0, "_step", pa.array([], pa.string()))
    return dropped.filter(pc.equal(dropped["_step"], path)).select(names)


def _with_positions(table: pa.Table, folder: Path) -> pa.Table:
    """The data set's rows with the row ids and positions that they had in the run."""
    order = read_ipc(folder / "log" / "order.arrow")
    if order.num_rows != table.num_rows:
        message = f"{folder}: data/ has {table.num_rows} rows, the log {order.num_rows}"
        raise InputError(f"{message}; data/ was changed after the run")
    for name in (schema.ROW_ID, schema.POSITION):
        i = table.schema.get_field_index(name)
        table = table.set_column(i, table.schema.field(i), order[name])
    return table
