"""The competition's CSV: `id,sentence,subject_entity,object_entity,label,source`.

The mentions are Python dict literals. A CSV knows text only, so columns of the user's own stay
text, and an empty field means that there is no value.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from reaug.core.schema import ROLES, SENTENCE
from reaug.data.cells import SHIELD, SHIELDED, unshielded
from reaug.data.mentions import PARTS
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.readers.files import any_length, read_text
from reaug.errors import InputError


def read_csv(path: Path) -> Raw:
    """Read a CSV with a header.

    Raises
    ------
    InputError
        If it holds a NUL, has no header or a name twice, or its quotes do not match.
    """
    text = read_text(path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{path}: holds a NUL character at line {line}; is it UTF-16?")
    header: list[str] = []
    rows: list[list[Any]] = []
    lines: list[int] = []
    line = 1
    with any_length(text):
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            for row in reader:
                if row and not header:
                    header = _header(row, path)
                elif row:
                    rows.append(row)
                    lines.append(line)
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{path}: is broken CSV in the row of line {line}: {error}") from error
    if header and header[-1] == SHIELD:
        header, rows = _unshielded(header, rows)
    return _columns(header, rows, lines, path)


def _unshielded(header: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """What `write` shielded, as it was; rows that it did not, or that others wrote, stay."""
    width = len(header)
    plain = []
    for row in rows:
        if len(row) == width:
            shielded = row.pop() == SHIELDED
            row = list(map(unshielded, row)) if shielded else row
        plain.append(row)
    return list(map(unshielded, header[:-1])), plain


def _header(names: list[str], path: Path) -> list[str]:
    if SENTENCE not in names:
        raise InputError(
            f"{path}: has no header that names a column 'sentence'; its first line is: "
            f"{', '.join(names)[:80]}"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: column '{twice[0]}' occurs twice in the header")
    # An index that pandas saved has no name in the file; this is the name that pandas reads.
    return ["Unnamed: 0", *names[1:]] if names[0] == "" else names


def _columns(header: list[str], rows: list[list[Any]], lines: list[int], path: Path) -> Raw:
    width = len(header)
    broken = {
        i: f"has {len(row)} fields where the header has {width}"
        for i, row in enumerate(rows)
        if len(row) != width
    }
    filled = rows
    if broken:
        filled = [[MISSING] * width if i in broken else row for i, row in enumerate(rows)]
    columns: dict[str, Column] = {}
    numbers = {f"{role}_entity.{part}" for role in ROLES for part in PARTS if part.endswith("idx")}
    by_column = zip(*filled, strict=True) if filled else [()] * width
    for name, values in zip(header, by_column, strict=True):
        if name in numbers:
            columns[name] = [_number(value) for value in values]
        elif name == SENTENCE:
            columns[name] = list(values)
        else:
            columns[name] = [None if value == "" else value for value in values]
    return Raw(
        columns=columns,
        rows=len(rows),
        origin=str(path),
        fmt="competition-csv",
        original=lambda wanted: [dict(zip(header, rows[i], strict=False)) for i in wanted],
        lines=lines,
        broken=broken,
    )


def _number(value: Any) -> Any:
    """Whole numbers of flat columns; whatever else stands there stays as it is."""
    text = value.removeprefix("-") if isinstance(value, str) else ""
    return int(value) if text.isascii() and text.isdigit() and len(text) < 10 else value
