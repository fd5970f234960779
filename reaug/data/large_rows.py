"""Store tables of rows in a temporary file, and return them as one memory-mapped table."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from reaug.core.schema import CORE_SCHEMA
from reaug.files.mapped_files import mapped, unnamed

_ALIGNED: Final = 64


class UnevenError(Exception):
    """A table has other columns or types than the tables before it."""


class RowsInFile:
    """Collects tables in an unnamed temporary file, and returns them as one memory-mapped table.

    A column that has no values in one table gets its type from the others. With `may_differ`,
    tables may have different user columns; the result has all of them, in order of first
    occurrence.

    Parameters
    ----------
    together
        Number of rows per chunk of the resulting table, except for the last.

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
        """Return this object; its file is already open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; mapped data stays valid."""
        self._file.close()

    @property
    def names(self) -> list[str]:
        """The column names."""
        return list(self._fields)

    def add(self, table: pa.Table) -> None:
        """Append rows.

        Raises
        ------
        UnevenError
            The rows have other columns or types.
        """
        if self._fields and not self._may_differ and table.column_names != self.names:
            raise UnevenError
        for field in table.schema:
            self._fields[field.name] = _merged_field(self._fields.get(field.name, field), field)
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
        """Return all rows as a memory-mapped table."""
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
        """Return the tables as one, with the final columns and types."""
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


def _merged_field(first: pa.Field, second: pa.Field) -> pa.Field:
    """Return the field of a column that two tables have; raise UnevenError if the types differ."""
    if first.equals(second, check_metadata=True):
        return first
    if not first.remove_metadata().equals(second.remove_metadata()):
        if _is_empty(second.type):
            return first
        if _is_empty(first.type):
            return second
    raise UnevenError


def _is_empty(kind: pa.DataType) -> bool:
    """Return whether a type is that of a column without values, or with empty lists only."""
    return pa.types.is_null(kind) or (pa.types.is_list(kind) and pa.types.is_null(kind.value_type))
