"""The way back: a run folder in; the input's rows out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.apply import undo
from reaug.core.batch import Batch
from reaug.core.log import Log, no_drops
from reaug.data import content_digest, read, write
from reaug.errors import InputError
from reaug.pipeline.folder import MANIFEST, read_ipc, staged
from reaug.rulebook import load


class Opened(NamedTuple):
    """A run folder, read.

    table : the rows, with the row ids and positions that they had in the run.
    changes : the log's entries.
    dropped : the dropped rows, behind `_step` and `_reason`.
    steps : the manifest's steps, in order.
    """

    table: pa.Table
    changes: pa.Table
    dropped: pa.Table
    steps: list[dict[str, Any]]
    manifest: dict[str, Any]


def open_run(folder: Path) -> Opened:
    """Read a run folder.

    Raises
    ------
    InputError
        The folder is no run folder, or its log does not fit its data.
    """
    manifest = read_manifest(folder)
    parts = manifest.get("splits") or [None]
    tables = [read(folder, require_label=False, split=name).table for name in parts]
    table = pa.concat_tables(tables)
    order = read_ipc(folder / "log" / "order.arrow")
    if order.num_rows != table.num_rows:
        message = f"{folder}: data/ has {table.num_rows} rows, the log {order.num_rows}"
        raise InputError(f"{message}; data/ was changed after the run")
    for name in (schema.ROW_ID, schema.POSITION):
        i = table.schema.get_field_index(name)
        table = table.set_column(i, table.schema.field(i), order[name])
    file = folder / "log" / "dropped.arrow"
    dropped = read_ipc(file) if file.exists() else no_drops(Batch(table))
    changes = read_ipc(folder / "log" / "changes.arrow")
    return Opened(table, changes, dropped, manifest["steps"], manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder, with at least the key `steps`.

    Raises
    ------
    InputError
        The folder is no run folder.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest["steps"], list):
            return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InputError(f"{folder} is no run folder: {MANIFEST} is not there or cannot be read")


def undo_run(folder: Path) -> pa.Table:
    """The rows as they were before the run, dropped rows included, in the input's order.

    Rows that the reader dropped are not among them; `problems.jsonl` holds those.

    Raises
    ------
    InputError
        The folder is no run folder, or its log does not fit its data.
    """
    return _undone(open_run(folder))


def _undone(run: Opened) -> pa.Table:
    table = run.table
    for step in reversed(run.steps):
        path = step["path"]
        gone = run.dropped.filter(pc.equal(run.dropped["_step"], path))
        entries = run.changes.filter(pc.equal(run.changes["step"], path))
        table = undo(Batch(table), Log(entries, gone, tuple(step["columns"]), path)).table
    return table.sort_by([(schema.POSITION, "ascending")])


def undo_to(folder: Path, output: Path, *, force: bool = False) -> tuple[int, bool]:
    """Write the undone rows as a data set folder.

    Returns
    -------
    The number of rows, and whether their content digest is that of the run's input.
    """
    run = open_run(folder)
    table = _undone(run)
    labels = load(run.manifest["rules"]["name"]).labels
    with staged(output, force=force) as stage:
        stage.rmdir()
        write(table, stage, "disk", labels=labels)
    return table.num_rows, content_digest(table) == run.manifest["input"]["digest"]
