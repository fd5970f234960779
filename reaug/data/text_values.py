"""Find values that text formats cannot store, before any row is written."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.quotes import shorten
from reaug.core.schema import extra_columns
from reaug.errors import OutputError

_PLAIN: Final = (
    pa.types.is_null,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
)
"""Types of values that JSON can represent, with dates and times as text."""


def check_json(table: pa.Table, fmt: str) -> None:
    """Raise an error if JSON cannot store a value of the user's columns.

    JSON has no NaN and infinity. Python would write them as bare words, which is not JSON; as null,
    they would be lost.

    Parameters
    ----------
    table
        n rows: columns of `CORE_SCHEMA`, then the user's own columns.
    fmt
        The name of the format, for the message.

    Raises
    ------
    OutputError
        A column has a value that the format cannot store.

    Examples
    --------
    >>> check_json(pa.table({"score": [0.5, float("nan")]}), "jsonl")
    Traceback (most recent call last):
    reaug.errors.OutputError: column 'score' contains NaN in row 1 (from 0), which JSON cannot \
store; make it null, or write parquet
    """
    for name in extra_columns(table.schema):
        _check_type(table[name], name, fmt)
        _check_finite(table[name], name)


def check_cells(table: pa.Table, fmt: str) -> None:
    """Raise an error if a cell of text cannot store a value of the user's columns.

    A cell can store text, numbers, and JSON. NaN and infinity, which JSON lacks, are written as
    text, but not inside lists.

    Raises
    ------
    OutputError
        A column has a value that the format cannot store.
    """
    for name in extra_columns(table.schema):
        column = table[name]
        _check_type(column, name, fmt)
        if not pa.types.is_floating(column.type):
            _check_finite(column, name)


def _check_type(column: pa.ChunkedArray, name: str, fmt: str) -> None:
    bad_type = _odd_type(column.type)
    if bad_type is not None:
        raise OutputError(
            f"column {shorten(name)} contains {bad_type}, which {fmt} cannot store; convert it to "
            "text, or write parquet"
        )


def _odd_type(kind: pa.DataType) -> pa.DataType | None:
    """Return the type of a column, or a type nested in it, that JSON cannot store; else None."""
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _odd_type(kind.value_type)
    if pa.types.is_map(kind) or pa.types.is_union(kind):
        return kind
    if pa.types.is_nested(kind):
        inner = (_odd_type(kind.field(i).type) for i in range(kind.num_fields))
        return next((odd for odd in inner if odd is not None), None)
    return None if any(test(kind) for test in _PLAIN) else kind


def _check_finite(column: pa.ChunkedArray, name: str) -> None:
    if not _has_floats(column.type):
        return
    row = 0
    for chunk in column.chunks:
        if _is_finite(chunk):
            row += len(chunk)
            continue
        # binary search for the first row of the chunk that is not finite
        while _is_finite(chunk[:1]):
            half = len(chunk) // 2
            first = chunk[:half]
            chunk, row = (first, row) if not _is_finite(first) else (chunk[half:], row + half)
        value = str(chunk[0].as_py()) if pa.types.is_floating(chunk.type) else "NaN or infinity"
        value = {"nan": "NaN", "inf": "infinity", "-inf": "minus infinity"}.get(value, value)
        raise OutputError(
            f"column {shorten(name)} contains {value} in row {row} (from 0), which JSON cannot "
            "store; make it null, or write parquet"
        )


def _has_floats(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _has_floats(kind.value_type)
    if pa.types.is_nested(kind):
        return any(_has_floats(kind.field(i).type) for i in range(kind.num_fields))
    return bool(pa.types.is_floating(kind))


def _is_finite(values: pa.Array) -> bool:
    """Return whether all numbers in an array, at any depth, are finite or null."""
    kind = values.type
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _is_finite(pc.cast(values, kind.value_type))
    if pa.types.is_floating(kind):
        finite = pc.is_finite(pc.cast(values, pa.float64()))
        return bool(pc.all(finite, min_count=0).as_py() is not False)
    if pa.types.is_struct(kind):
        return all(map(_is_finite, values.flatten()))
    if pa.types.is_nested(kind):
        return _is_finite(values.flatten())
    return True
