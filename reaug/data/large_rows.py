"""Rows of large files as they are read, piece by piece: in a file of ours, never all in memory."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from reaug.core.schema import CORE_SCHEMA
from reaug.files.mapped import mapped, unnamed

_ALIGNED: Final = 64


class UnevenError(Exception):
    """A piece has other columns than those before, or other types."""


class RowsInFile:
    """Tables behind each other in a file without a name, and in the end one table of them all.

    Columns without any value in a piece have the type that others find. With `may_differ` a piece
    may lack columns of the user's, and have more; they stand in the order in which they come up.

    Parameters
    ----------
    together
        Rows of a chunk of that table; the last has what is left.

    Examples
    --------
    >>> with RowsInFile(2) as kept:
    ...     kept.add(pa.table({"a": [None]}))
    ...     kept.add(pa.table({"a": ["x", "y"]}))
    ...     table = kept.table()
    >>> table["a"].to_pylist(), table["a"].num_chunks
    ([None, 'x', 'y'], 2)
    """

    def __init__(self, together: int, *, may_differ: bool = False) -> None:
        self._together, self._may_differ = together, may_differ
        self._file = unnamed()
        self._places: list[tuple[int, int]] = []
        self._waiting: list[pa.Table] = []
        self._fields: dict[str, pa.Field] = {}
        self.rows = 0

    def __enter__(self) -> RowsInFile:
        """The file is there already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it; what is mapped of it stays."""
        self._file.close()

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self._fields)

    def add(self, table: pa.Table) -> None:
        """Put rows behind the others.

        Raises
        ------
        UnevenError
            They have other columns, or other types.
        """
        if self._fields and not self._may_differ and table.column_names != self.names:
            raise UnevenError
        for field in table.schema:
            self._fields[field.name] = _merged(self._fields.get(field.name, field), field)
        self._waiting.append(table)
        self.rows += len(table)
        while sum(map(len, self._waiting)) >= self._together:
            waiting = self._as_one(self._waiting)
            self._write(waiting.slice(0, self._together))
            rest = waiting.slice(self._together)
            self._waiting = [rest] if len(rest) else []

    def _write(self, table: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        data = sink.getvalue()
        self._places.append((self._file.tell(), data.size))
        self._file.write(data)
        self._file.write(bytes(-data.size % _ALIGNED))

    def table(self) -> pa.Table:
        """All rows, mapped into memory."""
        if self._waiting:
            self._write(self._as_one(self._waiting))
            self._waiting = []
        self._file.flush()
        data: Any = pa.py_buffer(mapped(self._file))
        parts = [
            pa.ipc.open_file(pa.BufferReader(data.slice(at, size))).read_all()
            for at, size in self._places
        ]
        return self._as_one(parts)

    def _as_one(self, tables: list[pa.Table]) -> pa.Table:
        """Tables behind each other, with all columns in their types."""
        core = [name for name in CORE_SCHEMA.names if name in self._fields]
        own = [name for name in self._fields if name not in core]
        schema = pa.schema([self._fields[name] for name in (*core, *own)])
        return pa.concat_tables([_in(schema, table) for table in tables])


def _in(schema: pa.Schema, table: pa.Table) -> pa.Table:
    if table.schema.equals(schema):
        return table.cast(schema)
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _merged(one: pa.Field, other: pa.Field) -> pa.Field:
    """The field of a column that has one or the other type in its pieces."""
    if one.equals(other, check_metadata=True):
        return one
    if not one.remove_metadata().equals(other.remove_metadata()):
        if _is_empty(other.type):
            return one
        if _is_empty(one.type):
            return other
    raise UnevenError


def _is_empty(kind: pa.DataType) -> bool:
    """Whether a type is that of a column without any value, or of empty lists alone."""
    return pa.types.is_null(kind) or (pa.types.is_list(kind) and pa.types.is_null(kind.value_type))
