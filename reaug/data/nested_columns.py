"""Rows whose fields are inside one of their columns: `{"meta": …, "data": {"sentence": …}}`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.quotes import shorten
from reaug.data.column_names import field_called
from reaug.data.raw import MISSING, Column, Raw


def without_nesting(raw: Raw, mapped: Collection[str]) -> Raw:
    """Return the rows with the fields of a nested column as columns, if only it has sentences.

    `mapped` are columns that the user names. If no column contains sentences, and exactly one
    contains objects with a field of sentences or a field of `mapped`, the fields of these objects
    become columns. A field with the name of a column is called `COLUMN.FIELD`.

    Examples
    --------
    >>> from reaug.data.raw import from_rows
    >>> rows = [{"n": 0, "row": {"text": "세종은 이도다.", "relation": "별칭"}}]
    >>> raw = without_nesting(from_rows(rows, origin="a.json", fmt="rows"), ())
    >>> raw.columns
    {'n': [0], 'text': ['세종은 이도다.'], 'relation': ['별칭']}
    >>> raw.notes
    ("a.json: the fields of 'row' are read as columns",)
    """
    columns = raw.columns
    if any(name in mapped or field_called(name) == "sentence" for name in columns):
        return raw
    inner = {name: fields for name in columns if (fields := _fields(columns[name]))}
    wanted = [
        name
        for name, fields in inner.items()
        if any(field in mapped or field_called(field) == "sentence" for field in fields)
    ]
    if len(wanted) != 1:
        return raw
    (outer,) = wanted
    flat: dict[str, Column] = {}
    for name, column in columns.items():
        if name != outer:
            flat[name] = column
            continue
        for field, values in inner[outer].items():
            flat[f"{outer}.{field}" if field in columns and field != outer else field] = values
    note = f"{raw.origin}: the fields of {shorten(outer)} are read as columns"
    return replace(raw, columns=flat, notes=(*raw.notes, note))


def _fields(column: Column) -> dict[str, Column]:
    """Return the values of each field of a column of objects; {} for another column."""
    if not isinstance(column, list):
        if not pa.types.is_struct(column.type):
            return {}
        return {field.name: pc.struct_field(column, [i]) for i, field in enumerate(column.type)}
    present = [value for value in column if value is not None and value is not MISSING]
    if not present or not all(isinstance(value, dict) for value in present):
        return {}
    names = dict.fromkeys(name for value in present for name in value)
    objects = [value if isinstance(value, dict) else {} for value in column]
    return {name: [value.get(name, MISSING) for value in objects] for name in names}
