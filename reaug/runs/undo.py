"""Undo a run: restore its input rows from the run folder."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.log import LOG_SCHEMA, Log, no_drops
from reaug.core.quotes import shorten
from reaug.core.undo import undo
from reaug.data import content_digest, read, write
from reaug.data.formats.run import DATA
from reaug.data.parents import without_empty
from reaug.errors import InputError
from reaug.files.run_files import check_unchanged
from reaug.runs.folder import LOG, read_ipc
from reaug.runs.large_undo import in_parts
from reaug.runs.manifest import Manifest, read_manifest
from reaug.runs.place import Notify, ignore, reserved, staged

MANY: Final = 200_000
"""Number of rows from which on a run is undone in parts."""
ORDER = pa.schema([schema.CORE_SCHEMA.field(name) for name in (schema.ROW_ID, schema.POSITION)])
DROPPED = pa.schema([("_step", pa.string()), ("_reason", pa.string()), *schema.CORE_SCHEMA])


class Opened(NamedTuple):
    """The contents of a run folder.

    table : the output rows, with the row ids and positions that they had in the run.
    changes : the log entries.
    dropped : the dropped rows, with the columns `_step` and `_reason` before the others.
    """

    table: pa.Table
    changes: pa.Table
    dropped: pa.Table
    manifest: Manifest


def open_run(folder: Path) -> Opened:
    """Return the contents of a run folder.

    Raises
    ------
    InputError
        The folder is not a run, or its log contradicts its data.
    """
    manifest = read_manifest(folder)
    return open_log(folder, read_rows(folder, manifest), manifest)


def read_rows(folder: Path, manifest: Manifest) -> pa.Table:
    """Return the output rows of a run folder, split after split; wrong spans are an error."""
    parts = [read(folder, require_label=False, split=name) for name in manifest.splits or (None,)]
    return pa.concat_tables([part.table for part in parts])


def open_log(folder: Path, table: pa.Table, manifest: Manifest) -> Opened:
    """Return the contents of a run folder whose rows have been read, by reading its log.

    Raises
    ------
    InputError
        The log was changed after the run, cannot be read, or contradicts the rows.
    """
    check_unchanged(folder / LOG)
    order = _log_file(folder, "order.arrow", ORDER)
    if order.num_rows != table.num_rows:
        message = f"{folder}: data/ has {table.num_rows} rows, the log {order.num_rows}"
        raise InputError(f"{message}; data/ was changed after the run")
    check_columns(folder, table, (name for step in manifest.steps for name in step.columns))
    for name in order.column_names:
        i = table.schema.get_field_index(name)
        table = table.set_column(i, table.schema.field(i), order[name])
    changes = _log_file(folder, "changes.arrow", LOG_SCHEMA)
    if (folder / LOG / "dropped.arrow").exists():
        dropped = _log_file(folder, "dropped.arrow", DROPPED)
        if schema.PARENT not in dropped.column_names and schema.PARENT in table.column_names:
            # the copies are from this run, since the input had none
            table = table.drop_columns([schema.PARENT])
    else:
        dropped = no_drops(Batch(table))
    return Opened(table, changes, dropped, manifest)


def check_columns(folder: Path, table: pa.Table, added: Iterable[str]) -> None:
    """Raise an error if the rows lack a column that a step added, by the manifest.

    Raises
    ------
    InputError
        A column is missing; the message names it.
    """
    lost = next((name for name in added if name not in table.column_names), None)
    if lost is not None:
        raise InputError(
            f"{folder}: the manifest names the column {shorten(lost)}, which data/ does not have; "
            "one of them was changed after the run"
        )


def _log_file(folder: Path, name: str, expected: pa.Schema) -> pa.Table:
    """Return the rows of a log file, which must have at least the columns of `expected`."""
    file = folder / LOG / name
    try:
        table = read_ipc(file)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file} cannot be read, so the run cannot be undone") from error
    types = {field.name: field.type for field in table.schema}
    if any(types.get(field.name) != field.type for field in expected):
        raise InputError(
            f"{file} is not a log that a run writes; its columns: "
            f"{', '.join(types) or 'no columns'}"
        )
    return table


def undo_run(folder: Path) -> pa.Table:
    """Return the input rows of a run, including rows that it dropped, in the order of the input.

    Rows that were dropped while reading are not included; they are in `problems.jsonl`.

    Raises
    ------
    InputError
        The folder is not a run; its log contradicts its data; or the restored rows differ from the
        run's input.
    """
    run = open_run(folder)
    table = undone(run)
    if content_digest(table) != run.manifest.input.digest:
        raise InputError(
            f"{folder}: data/ and log/ do not restore the run's input; they were changed after "
            "the run"
        )
    return table


def undone(run: Opened) -> pa.Table:
    """Return the rows of a run after undoing every step, in the order of the input."""
    if run.table.num_rows > MANY:
        undo_part = partial(_undone, run)
        return without_empty(in_parts(run.table, run.changes, run.dropped, undo_part))
    return without_empty(_undone(run, run.table, run.changes, run.dropped))


def _undone(run: Opened, table: pa.Table, changes: pa.Table, dropped: pa.Table) -> pa.Table:
    """Return some rows after undoing every step, from their log entries and drops."""
    for step in reversed(run.manifest.steps):
        entries = changes.filter(pc.equal(changes["step"], step.path))
        dropped_here = dropped.filter(pc.equal(dropped["_step"], step.path))
        table = undo(Batch(table), Log(entries, dropped_here, step.columns, step.path)).table
    return table.sort_by([(schema.POSITION, "ascending")])


def undo_to(folder: Path, output: Path, *, force: bool = False, notify: Notify = ignore) -> int:
    """Write the restored rows as a saved data set, and return their number.

    Raises
    ------
    InputError
        See `undo_run`; nothing is written then.
    OutputError
        The output exists, overlaps the run folder, or cannot be written.
    """
    read_manifest(folder)  # first, since the error about a folder that is no run matters most
    with (
        reserved(output, force=force, reads=[folder], notify=notify) as place,
        staged(place) as stage,
    ):
        table = undo_run(folder)
        rows = stage / "rows"
        write(table, rows, "disk", labels=label_names(folder, table))
        for file in rows.iterdir():
            file.rename(stage / file.name)
        rows.rmdir()
    return int(table.num_rows)


def undo_to_file(folder: Path, file: Path, fmt: str) -> int:
    """Write the restored rows as one file, and return their number.

    Raises
    ------
    InputError
        See `undo_run`; nothing is written then.
    OutputError
        The file cannot be written, or the format cannot store a value.
    """
    table = undo_run(folder)
    write(table, file, fmt, labels=label_names(folder, table))
    return int(table.num_rows)


def label_names(folder: Path, undone: pa.Table) -> list[str]:
    """Return the label names for the restored rows: those of the run's ClassLabel, then others.

    The names are taken from the run, since its rule book may have been moved. Other names are wrong
    labels that a patch had corrected, and that undoing has restored.
    """
    import datasets

    data = datasets.load_from_disk(str(folder / DATA))
    rows = next(iter(data.values())) if isinstance(data, datasets.DatasetDict) else data
    names = list(rows.features[schema.LABEL].names)
    labels = pc.unique(undone[schema.LABEL]).drop_null().to_pylist()
    return [*names, *sorted(set(labels).difference(names))]
