"""Check the names, text and nesting of Arrow tables from users before their rows are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from reaug.core.quotes import shorten
from reaug.errors import InputError

DEEPEST: Final = 50
"""Maximum nesting of a column.

Arrow files allow 64 levels. But `datasets` reads nested columns by recursion, whose depth Python
limits.
"""


def check_schema(schema: pa.Schema, origin: str) -> None:
    """Raise an error if column names, or names of fields in a struct, are repeated or not UTF-8.

    `origin` is the name of the source in messages.

    Raises
    ------
    InputError
        A column or a field of a struct has the same name as another, or a name that is not UTF-8.

    Examples
    --------
    >>> check_schema(pa.schema([("label", pa.string()), ("label", pa.int8())]), "a.parquet")
    Traceback (most recent call last):
    reaug.errors.InputError: a.parquet: has two columns named 'label'; rename one
    """
    try:
        _check_each_once(schema, origin)
    except UnicodeDecodeError as error:
        raise InputError(f"{origin}: a column has a name that is not UTF-8; rename it") from error


def check_bytes(table: pa.Table, origin: str) -> None:
    """Raise an error if a column has a value that is invalid for its type.

    Raises
    ------
    InputError
        A column has invalid bytes, such as text that is not UTF-8.
    """
    for field, column in zip(table.schema, table.columns, strict=True):
        try:
            column.validate(full=True)
        except pa.ArrowException as error:
            where = _first_not_utf8(column)
            what = (
                f"contains bytes that are not valid {field.type}: {_line(error)}"
                if where is None
                else f"contains text that is not UTF-8, first in row {where} (from 0)"
            )
            raise InputError(f"{origin}: column {shorten(field.name)} {what}") from error


def check_names(names: Iterable[str]) -> None:
    """Raise an error if a column name cannot be written as UTF-8 without loss.

    Raises
    ------
    InputError
        A name contains half of a surrogate pair, or a NUL, at which Arrow files would cut it.
    """
    for name in names:
        if "\0" in name:
            raise InputError(f"column {shorten(name)} has a NUL character in its name; rename it")
        try:
            name.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InputError(
                f"column {shorten(name)} has half of a surrogate pair in its name, which is not a "
                "character; rename it"
            ) from error


def check_inner_names(name: str, kind: pa.DataType) -> None:
    """Raise an error if the name of a field in a nested column contains a NUL.

    Arrow files cut names at a NUL, so that two fields could get the same name.

    Raises
    ------
    InputError
        A name contains a NUL.
    """
    for path, names in _levels(pa.schema([(name, kind)])):
        cut = next((field_name for field_name in names if "\0" in field_name), None)
        if cut is not None:
            field = ".".join((*path, cut))
            raise InputError(f"field {shorten(field)} has a NUL character in its name; rename it")


def _check_each_once(schema: pa.Schema, origin: str) -> None:
    for path, names in _levels(schema):
        twice = next((name for name, count in Counter(names).items() if count > 1), None)
        if twice is not None:
            inside = (
                f"column {shorten('.'.join(path))} has two fields" if path else "has two columns"
            )
            raise InputError(f"{origin}: {inside} named {shorten(twice)}; rename one")


def _levels(schema: pa.Schema) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the path of each struct in a schema, and the names of its fields."""
    yield (), schema.names
    todo: list[tuple[tuple[str, ...], pa.DataType]] = [
        ((field.name,), field.type) for field in schema
    ]
    while todo:
        path, kind = todo.pop()
        fields = [kind.field(i) for i in range(kind.num_fields)]
        if pa.types.is_struct(kind):
            yield path, [field.name for field in fields]
            todo += [((*path, field.name), field.type) for field in fields]
        else:
            todo += [(path, field.type) for field in fields]


def depth(kind: pa.DataType) -> int:
    """Return the number of levels of lists and structs in a type; 0 for plain values.

    >>> depth(pa.string()), depth(pa.list_(pa.struct([("a", pa.int8())])))
    (0, 2)
    """
    levels, level = 0, [kind]
    while level := [inner.field(i).type for inner in level for i in range(inner.num_fields)]:
        levels += 1
    return levels


def _first_not_utf8(column: pa.ChunkedArray) -> int | None:
    """Return the index of the first row whose text is not UTF-8; None if there is no such row."""
    plain = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if not any(test(column.type) for test in plain):
        return None
    row = 0
    for chunk in column.chunks:
        for value in chunk:
            try:
                value.as_py()
            except UnicodeDecodeError:
                return row
            row += 1
    return None


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
