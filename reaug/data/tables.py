"""Tables of text: what stands between cells, whether the first line names them, and the rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from reaug.core.quoting import shorten
from reaug.core.schema import ROLES, SENTENCE
from reaug.data.column_names import field_called
from reaug.data.layout import INDEX, Layout
from reaug.data.mentions import PARTS
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.text_files import any_length
from reaug.errors import InputError

DELIMITERS: Final = (",", "\t", ";", "|")
_NUMBER: Final = re.compile(r"\s*-?\d+(\.\d*)?\s*")
_MOST_ABOVE: Final = 10
"""Rows above the header that are looked past."""
_LONG: Final = 10
"""Characters of a cell that may be a sentence, in which another cell is a mention."""


class Cells(NamedTuple):
    """The cells of a table.

    rows : with the line of each; empty lines are left out.
    delimiter : what stands between cells.
    """

    rows: list[list[str]]
    lines: list[int]
    delimiter: str


def cells_of(text: str, path: Path) -> Cells:
    """Part a text into cells, by the delimiter that gives most rows the same number of them.

    Raises
    ------
    InputError
        It holds a NUL, or its quotes do not match.
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{path}: has a NUL character at line {line}; is it UTF-16?")
    first = text.lstrip("\r\n").partition("\n")[0]
    # The usual file is told by its header, and parted once.
    usual = SENTENCE in first.split(",")
    possible = [mark for mark in DELIMITERS if mark in first and not usual] or [","]
    tables, errors = [], []
    for mark in possible:
        try:
            tables.append(_parted(text, path, mark))
        except InputError as error:
            errors.append(error)
    if not tables:
        raise errors[0]
    # The first of those that part as well.
    return max(tables, key=lambda cells: evenness(Counter(map(len, cells.rows))))


def evenness(widths: Counter[int]) -> tuple[float, int]:
    """The share of the rows with the usual number of cells, and that number.

    >>> evenness(Counter({5: 9, 4: 1})), evenness(Counter({1: 10}))
    ((0.9, 5), (0.0, 0))
    """
    if not widths:
        return (0.0, 0)
    width, rows = min(widths.items(), key=lambda item: (-item[1], item[0]))
    return (round(rows / widths.total(), 1), width) if width > 1 else (0.0, 0)


def _parted(text: str, path: Path, delimiter: str) -> Cells:
    try:
        return _read(text, path, delimiter, csv.QUOTE_MINIMAL)
    except InputError:
        # Programs that put tabs between cells often take quotes for plain characters.
        if delimiter != "\t":
            raise
        return _read(text, path, delimiter, csv.QUOTE_NONE)


def _read(text: str, path: Path, delimiter: str, quoting: Literal[0, 3]) -> Cells:
    rows, lines, line = [], [], 1
    with any_length(text):
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True
        )
        try:
            for row in reader:
                if row:
                    rows.append(row)
                    lines.append(line)
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(
                f"{path}: has broken CSV in the row at line {line}: {error}"
            ) from error
    return Cells(rows, lines, delimiter)


def names_columns(first: Sequence[str]) -> bool:
    """Whether the first row of a table names its columns, and is no row of data.

    Examples
    --------
    >>> names_columns(["문장", "주체", "관계"])
    True
    >>> names_columns(["이도는 세종의 이름이다.", "이도", "0", "1", "별칭"])
    False
    """
    if sum(field_called(cell) is not None for cell in first) >= 2 or SENTENCE in first:
        return True
    if any(_NUMBER.fullmatch(cell) or cell.lstrip().startswith("{") for cell in first):
        return False
    return not any(
        len(cell) >= _LONG and 2 * len(other) < len(cell) and other.strip() and other in cell
        for cell in first
        for other in first
    )


def rows_above_header(rows: Sequence[Sequence[Any]]) -> int:
    """How many rows stand above the one that names the columns: a title, a date, blank ones.

    Only rows of which at most half the cells are filled stand above it, and it names two fields or
    more, as `column_names` knows them.

    Examples
    --------
    >>> rows_above_header([["관계 자료", "", ""], ["", "", ""], ["문장", "주체", "관계"]])
    2
    >>> rows_above_header([["문장", "주체", "관계"]]), rows_above_header([["가", "나", "다"]])
    (0, 0)
    """
    for number, row in enumerate(rows[: _MOST_ABOVE + 1]):
        if sum(field_called(str(cell)) is not None for cell in row) >= 2:
            return number
        if 2 * sum(str(cell).strip() != "" for cell in row) > len(row):
            return 0
    return 0


def above_note(path: Path, rows: Sequence[Sequence[Any]]) -> str:
    """What is told of rows above the header, which are not read."""
    texts = [str(cell).strip() for row in rows for cell in row if str(cell).strip()]
    shown = f", as {shorten(texts[0])}" if texts else ""
    what = "a row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{path}: skipped {what} above the header{shown}"


def raw_table(
    header: Sequence[str] | None,
    rows: list[list[Any]],
    *,
    path: Path,
    fmt: str,
    lines: Sequence[int] | None,
    delimiter: str = ",",
    text: str = "",
    first: int = 0,
) -> Raw:
    """Rows of a table by column.

    Parameters
    ----------
    header
        Names of the columns; None where the table has none, and numbers are their names.
    rows
        Cells; a row with another number of them than there are columns is a bad row.
    text
        What they were parted from, which says how its lines end.
    first
        The number of the first of the rows, where they are a piece of a table.

    Raises
    ------
    InputError
        If a name occurs twice.
    """
    notes: tuple[str, ...] = ()
    if header is None:
        widths = Counter(map(len, rows))
        width = min(widths.items(), key=lambda item: (-item[1], item[0]))[0] if widths else 0
        columns_in_file = tuple(str(number + 1) for number in range(width))
        names = list(columns_in_file)
        notes = (
            f"{path}: has no header; use the numbers of its {width} columns, e.g. --map "
            "sentence=1,subject.word=2",
        )
    else:
        columns_in_file = tuple(header)
        names = _names(header, path)
    width = len(names)
    broken = {
        i: f"has {len(row)} fields, but the {'header' if header else 'table'} has {width}"
        for i, row in enumerate(rows)
        if len(row) != width
    }
    filled = rows
    if broken:
        filled = [[MISSING] * width if i in broken else row for i, row in enumerate(rows)]
    columns: dict[str, Column] = {}
    numbers = {f"{role}_entity.{part}" for role in ROLES for part in PARTS if part.endswith("idx")}
    by_column = zip(*filled, strict=True) if filled else [()] * width
    for name, values in zip(names, by_column, strict=True):
        if name in numbers:
            columns[name] = [number_of(value) for value in values]
        elif name == SENTENCE:
            columns[name] = list(values)
        else:
            columns[name] = [None if value == "" else value for value in values]
    counted = names[0] if names and names[0].startswith(INDEX) else None
    if counted is not None and not _counts(columns[counted], first):
        counted = None
    return Raw(
        columns=columns,
        rows=len(rows),
        origin=str(path),
        fmt=fmt,
        original=lambda wanted: [dict(zip(names, rows[i], strict=False)) for i in wanted],
        lines=lines,
        first=first,
        broken=broken,
        notes=notes,
        layout=Layout(
            columns_in_file,
            tuple(names),
            delimiter,
            header is not None,
            line_end="\r\n" if text.partition("\n")[0].endswith("\r") else "\n",
            counted=counted,
        ),
    )


def _names(header: Sequence[str], path: Path) -> list[str]:
    """Names inside; a column that has none is called as pandas calls it."""
    names = [name if name.strip() else f"{INDEX}{i}" for i, name in enumerate(header)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: column '{twice[0]}' appears twice in the header")
    return names


def _counts(values: Sequence[Any], first: int) -> bool:
    """Whether values count the rows, of which `first` is the number of the first one."""
    return all(value == str(i) or value == i for i, value in enumerate(values, start=first))


def number_of(value: Any) -> Any:
    """Whole numbers of cells; whatever else stands there stays as it is.

    >>> number_of("12"), number_of(" 12.0"), number_of("x")
    (12, 12, 'x')
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.endswith(".0"):
        text = text[:-2]
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else value
