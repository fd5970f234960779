"""Join the rows of the files (shards) of one data set; files of different sets are an error."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from reaug.core.schema import GUID
from reaug.data.raw import MISSING, Column, Missing, Raw
from reaug.data.rows_to_klue import NAMED
from reaug.data.shards import Shards, nothing
from reaug.errors import InputError


def read_shards(shards: Shards, read: Callable[[Path], Raw], fmt: str) -> Raw:
    """Return the rows of all files, each read with `read`.

    Raises
    ------
    InputError
        A file cannot be read, or its rows do not belong in one data set with those of the first
        file.
    """
    # Parquet stores the schema at its end, so all schemas can be compared before rows are read
    if fmt == "parquet":
        _check_schemas(shards.files)
    raws: list[Raw] = []
    for file in shards.files:
        raw = read(file)
        if not raw.rows and not raw.documents:
            raise nothing(file)
        if raws:
            _check_columns(raws[0], raw)
        raws.append(raw)
    return joined(raws, shards.name)


def _check_schemas(files: Sequence[Path]) -> None:
    import pyarrow.parquet as pq

    first: tuple[Path, pa.Schema] | None = None
    for file in files:
        try:
            schema = pq.read_schema(file)
        except (pa.ArrowException, OSError, ValueError):
            return  # its reader gives a better message
        if first is None:
            first = file, schema
            continue
        names, others = set(first[1].names), set(schema.names)
        _check_names(first[0], file, names - others, others - names)
        for field in schema:
            _check_types(first[0], file, field.name, first[1].field(field.name).type, field.type)


def _check_names(
    first: Path | str, other: Path | str, lacking: Iterable[str], more: Iterable[str]
) -> None:
    """Raise an error if a file lacks columns of the first file, or has more."""
    for names, has, lacks in ((lacking, first, other), (more, other, first)):
        for name in sorted(names):
            raise InputError(
                f"{lacks}: has no column '{name}', which {has} has; files of one set need the "
                "same columns: fix them, or select the files of one set"
            )


def _check_types(
    first: Path | str, other: Path | str, name: str, kind: pa.DataType, other_kind: pa.DataType
) -> None:
    if not _are_alike(kind, other_kind):
        raise InputError(
            f"{other}: column '{name}' is {other_kind}, and in {first} it is {kind}; files of one "
            "set need the same types: fix them, or select the files of one set"
        )


def _are_alike(first: pa.DataType, second: pa.DataType) -> bool:
    """Return whether values of both types can be in one column."""
    if first == second or (_is_text(first) and _is_text(second)):
        return True
    pair = [pa.schema([pa.field("x", kind)]) for kind in (first, second)]
    try:
        pa.unify_schemas(pair, promote_options="default")
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return False
    return True


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _check_columns(first: Raw, other: Raw) -> None:
    """Raise an error if a file has other columns than the first one."""
    # In JSON, only columns that every row of a file has are compared.
    if first.documents is not None or other.documents is not None:
        return
    lacking = always_there(first) - set(other.columns)
    _check_names(first.origin, other.origin, lacking, always_there(other) - set(first.columns))
    check_types(first, other)


def check_types(first: Raw, other: Raw) -> None:
    """Raise an error if a column of two files has different Arrow types or features.

    Raises
    ------
    InputError
        The types or the features of a column differ.
    """
    for name, column in other.columns.items():
        values = first.columns.get(name, [])
        if isinstance(column, list) or isinstance(values, list):
            continue
        _check_types(first.origin, other.origin, name, values.type, column.type)
        if first.features.get(name) != other.features.get(name):
            raise InputError(
                f"{other.origin}: column '{name}' has a different feature than in {first.origin}, "
                "e.g. different label names; files of one set need the same features: fix them, "
                "or select the files of one set"
            )


def always_there(raw: Raw) -> set[str]:
    """Return the names of the columns that every row has."""
    return {
        name
        for name, column in raw.columns.items()
        if not (isinstance(column, list) and any(isinstance(value, Missing) for value in column))
    }


def joined(raws: Sequence[Raw], name: str) -> Raw:
    """Return the rows of several files as one source called `name`."""
    first = raws[0]
    starts, rows = [], 0
    for raw in raws:
        starts.append(rows)
        rows += raw.rows
    columns = {
        column: _joined([(raw.columns.get(column), raw.rows) for raw in raws])
        for column in dict.fromkeys(column for raw in raws for column in raw.columns)
    }
    shifted = list(zip(raws, starts, strict=True))
    lines = None
    if all(raw.lines is not None for raw in raws):
        lines = [line for raw in raws for line in raw.lines or ()]
    documents = None
    if any(raw.documents is not None for raw in raws):
        documents = [document for raw in raws for document in raw.documents or ()]
    return replace(
        first,
        columns=columns,
        rows=rows,
        origin=name,
        original=lambda wanted: _originals(raws, starts, wanted),
        lines=lines,
        broken={row + start: why for raw, start in shifted for row, why in raw.broken.items()},
        faults=[
            fault._replace(row=fault.row + start) for raw, start in shifted for fault in raw.faults
        ],
        notes=tuple(dict.fromkeys(note for raw in raws for note in raw.notes)),
        layout=first.layout if all(raw.layout == first.layout for raw in raws) else None,
        documents=documents,
        left_out=sum((Counter(raw.left_out) for raw in raws), Counter()),
        shards=tuple(zip((raw.origin for raw in raws), starts, strict=True)),
    )


def _joined(parts: Sequence[tuple[Column | None, int]]) -> Column:
    """Return a column of several files as one; rows of files without the column are `MISSING`."""
    if any(column is None or isinstance(column, list) for column, _ in parts):
        values: list[Any] = []
        for column, rows in parts:
            if column is None:
                values += [MISSING] * rows
            else:
                values += column if isinstance(column, list) else column.to_pylist()
        return values
    tables = [pa.table({"x": column}) for column, _ in parts]
    kind = next((table["x"].type for table in tables if _is_text(table["x"].type)), None)
    if kind is not None:
        tables = [pa.table({"x": table["x"].cast(kind)}) for table in tables]
    return pa.concat_tables(tables, promote_options="default")["x"]


def _originals(raws: Sequence[Raw], starts: Sequence[int], wanted: Sequence[int]) -> list[Any]:
    """Return the rows at the ascending indices `wanted`, as their readers have read them."""
    rows: list[Any] = []
    for row in wanted:
        at = bisect.bisect_right(starts, row) - 1
        rows += raws[at].original([row - starts[at]])
    return rows


def check_ids(raw: Raw) -> None:
    """Raise an error if an id occurs in two files, since ids must be unique in the whole set.

    Raises
    ------
    InputError
        An id occurs in two files; the message names the rows.
    """
    name = next((name for name in (NAMED, GUID, "id") if name in raw.columns), None)
    if name is None or len(raw.shards) < 2:
        return
    column = raw.columns[name]
    ids = column if isinstance(column, list) else column.to_pylist()
    seen: dict[Any, int] = {}
    for at, (file, start) in enumerate(raw.shards):
        end = raw.shards[at + 1][1] if at + 1 < len(raw.shards) else raw.rows
        own: dict[Any, int] = {}
        for row in range(start, end):
            row_id = ids[row]
            if row_id is None or not isinstance(row_id, str | int) or row_id == "":
                continue
            if row_id in seen:
                other, number = raw.place_of(seen[row_id])
                raise InputError(
                    f"{file}: row {row - start} (from 0) has the id {row_id!r}, as has row "
                    f"{number} of {other}; an id must be unique in the whole set: leave out the "
                    "file that is a copy, or give the rows unique ids"
                )
            own.setdefault(row_id, row)
        seen |= own
