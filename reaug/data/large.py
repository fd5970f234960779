"""Large files in pieces: the rows lie in a file of ours, and never all in memory.

How a file counts its offsets, what its columns hold and whether its ids name its rows is judged on
the whole of it (`reaug.data.reading`). A file whose every piece is plain is judged as its pieces
are: KLUE's schema, no fault, nothing to tell, the same columns with the same types, ids that name
every row once. Such files are read here; any other is read as a whole, and what is said of it comes
from there. So a reading is the same, however it came about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import U64
from reaug.core.schema import GUID, KEY, PARENT, POSITION, ROW_ID
from reaug.data.checking import Reading, checked
from reaug.data.formats import FORMATS
from reaug.data.inward import Rules
from reaug.data.large_pieces import Pieces, pieces_of
from reaug.data.lift import identity
from reaug.data.mapping import in_klue_columns
from reaug.data.outward import NAMED
from reaug.data.parents import COLUMN
from reaug.data.problems import Faults
from reaug.data.raw import Raw
from reaug.data.read_as import ReadAs
from reaug.errors import ReaugError
from reaug.files.mapped import give_back, mapped, trim, unnamed

LARGE: Final = 1 << 26
"""Bytes from which on a file is read in pieces."""
PIECE: Final = 16_384
"""Rows of a piece; nothing that is read depends on it."""


class _NotPlainError(Exception):
    """A piece is none that speaks for itself: the file is read as a whole."""


def read_large(
    source: Any,
    rules: Rules,
    how: ReadAs,
    fmt: str | None,
    split: str | None = None,
    *,
    size: int = PIECE,
    large: int = LARGE,
) -> Reading | None:
    """Read a large, plain file in pieces; None for any other source.

    Parameters
    ----------
    source
        What `read` gets.
    fmt, split
        As for `read`.
    size
        Rows of a piece.
    large
        Bytes from which on a file is large.
    """
    try:
        pieces = pieces_of(source, split, fmt, size, large) if _may_be_plain(rules, how) else None
        return None if pieces is None else _read(pieces, rules, how)
    except (_NotPlainError, ReaugError):
        return None  # the whole may be read otherwise, and has the better message
    finally:
        give_back()
        trim()


def _may_be_plain(rules: Rules, how: ReadAs) -> bool:
    mapped_columns = bool(how.columns) and not how.lenient
    return not (mapped_columns or how.encoding or how.label_names or rules.renaming)


@dataclass
class _So:
    """What the pieces so far have in common.

    hashed : whether rows go by hashes of their content, for want of ids.
    parents : whether some piece names the rows that copies come from.
    """

    first: Reading
    schema: pa.Schema
    hashed: bool
    parents: bool = False


def _read(pieces: Pieces, rules: Rules, how: ReadAs) -> Reading:
    so: _So | None = None
    keys: list[U64] = []
    rows = 0
    with unnamed() as file:
        writer = None
        for raw in pieces.rows:
            one = _in_klue(raw, pieces.fmt, how)
            reading = checked(one, rules, how, log=False)
            table, parents = _with_parents(reading.table, rows)
            hashed = not _named(one, table)
            table = table if so is None else _typed(table, so.schema)
            if so is None:
                so = _So(reading, table.schema, hashed)
                writer = pa.ipc.new_file(pa.PythonFile(file, "wb"), table.schema)
            _check(so, reading, table, hashed=hashed)
            so.parents |= parents
            assert writer is not None
            writer.write_table(table.combine_chunks())
            keys.append(table[KEY].combine_chunks().to_numpy())
            rows += len(table)
        if so is None or writer is None:
            raise _NotPlainError
        writer.close()
        file.flush()
        _check_names(keys)
        if PARENT in so.schema.names and not so.parents:
            raise _NotPlainError  # a column of that name that is null everywhere is the user's
        whole = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(mapped(file)))).read_all()
    return replace(so.first, table=whole, rows_in=rows, origin=pieces.origin)


def _in_klue(raw: Raw, fmt: str, how: ReadAs) -> Raw:
    """A piece in KLUE's columns, which it must have of itself."""
    if raw.broken or raw.faults or raw.documents is not None:
        raise _NotPlainError
    for data_format in FORMATS.values():
        raw = data_format.reshape(raw)
    if raw.documents is not None or raw.fmt != fmt:
        raise _NotPlainError
    raw = in_klue_columns(raw, how)
    if raw.names or raw.notes:
        raise _NotPlainError
    return raw


def _named(raw: Raw, table: pa.Table) -> bool:
    """Whether the ids of the source name the rows; False where it has none at all."""
    ids = table[ROW_ID].combine_chunks()
    name = next((name for name in (NAMED, GUID, "id") if name in raw.columns), None)
    if name is None:
        return False
    given = identity(raw.columns[name], name, Faults(raw.rows)).combine_chunks()
    if not ids.equals(given):
        raise _NotPlainError
    return True


def _with_parents(table: pa.Table, first: int) -> tuple[pa.Table, bool]:
    """A piece with its place in the file; and whether it says which rows its copies come from."""
    places = pa.array(np.arange(first, first + len(table), dtype=np.int64))
    at = table.schema.get_field_index(POSITION)
    table = table.set_column(at, table.schema.field(at), places.cast(table.schema.field(at).type))
    if PARENT in table.column_names:
        return table, True
    at = table.schema.get_field_index(COLUMN)
    if at < 0:
        return table, False
    if table[COLUMN].null_count < len(table):
        raise _NotPlainError  # a column of that name that says something else
    none = pa.nulls(len(table), pa.string())
    return table.remove_column(at).append_column(pa.field(PARENT, pa.string()), none), False


def _typed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A piece in which columns without any value have the type that the first piece found."""
    for i, field in enumerate(table.schema):
        at = schema.get_field_index(field.name)
        if at >= 0 and pa.types.is_null(field.type):
            table = table.set_column(i, schema.field(at), table[i].cast(schema.field(at).type))
    return table


def _check(so: _So, reading: Reading, table: pa.Table, *, hashed: bool) -> None:
    """Compare a piece with the first one."""
    first = so.first
    alike = (
        table.schema.equals(so.schema, check_metadata=True)
        and reading.columns == first.columns
        and reading.counted == first.counted
        and reading.unlabelled == first.unlabelled
        and reading.layout == first.layout
        and hashed == so.hashed
    )
    if not alike or reading.problems or reading.notes:
        raise _NotPlainError


def _check_names(keys: list[U64]) -> None:
    """Refuse a file in which two rows may have one id: their 64-bit hashes tell."""
    every = np.concatenate(keys)
    every.sort()
    if (every[1:] == every[:-1]).any():
        raise _NotPlainError
