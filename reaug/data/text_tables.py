"""Read text tables (CSV): recognise the separator and the header, and read the rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from reaug.core.quotes import shorten
from reaug.core.schema import ROLES, SENTENCE
from reaug.data.column_layout import INDEX, Layout
from reaug.data.column_names import field_called
from reaug.data.mention_columns import PARTS
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.text_files import any_length
from reaug.errors import InputError

DELIMITERS: Final = (",", "\t", ";", "|")
_NUMBER: Final = re.compile(r"\s*-?\d+(\.\d*)?\s*")
_MOST_ABOVE: Final = 10
"""Maximum number of rows above the header, such as a title."""
_LONG: Final = 10
"""Minimum number of characters of a cell to count as a sentence."""


class Cells(NamedTuple):
    """The cells of a table.

    rows : the cells of each row, without empty lines.
    lines : the line number of each row.
    delimiter : the separator of cells.
    """

    rows: list[list[str]]
    lines: list[int]
    delimiter: str


def cells_of(text: str, path: Path) -> Cells:
    """Return the cells of a text, split by the separator that splits rows most evenly.

    Raises
    ------
    InputError
        The text contains a NUL, or its quotes do not match.
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{path}: has a NUL character at line {line}; is it UTF-16?")
    first = text.lstrip("\r\n").partition("\n")[0]
    # With a usual header, the separator is known, and the text is split only once.
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
    # `max` takes the first of several equally good tables.
    return max(tables, key=lambda cells: evenness(Counter(map(len, cells.rows))))


def evenness(widths: Counter[int]) -> tuple[float, int]:
    """Return the share of rows with the most frequent number of cells, and that number.

    Both are 0 if that number is 1, since then the text is not a table.

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
        # Programs that write tabs often treat quotes as ordinary characters.
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
    """Return whether the first row of a table is a header, and not a row of data.

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
    """Return the number of rows above the header: a title, a date, or blank rows.

    At most half of the cells in these rows are filled, and the header has at least two names that
    `column_names` recognises.

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
    """Return the note about rows above the header, which are not read."""
    texts = [str(cell).strip() for row in rows for cell in row if str(cell).strip()]
    shown = f", as {shorten(texts[0])}" if texts else ""
    rows_above = "a row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{path}: skipped {rows_above} above the header{shown}"


def usual_width(widths: Counter[int]) -> int:
    """Return the number of cells that most rows have; the smallest if several are as frequent.

    >>> usual_width(Counter({5: 9, 4: 1})), usual_width(Counter())
    (5, 0)
    """
    return min(widths.items(), key=lambda item: (-item[1], item[0]))[0] if widths else 0


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
    width: int | None = None,
) -> Raw:
    """Return the rows of a table as columns.

    Parameters
    ----------
    header
        The names of the columns; None if the table has no header, and its columns are named by
        numbers.
    rows
        The cells; a row with a wrong number of cells is bad.
    text
        The text of the file, from which the line ends are recognised.
    first
        The number of the first row, if the rows are a piece of a table.
    width
        Without a header, and for a piece of a table: the number of cells that most rows of the
        table have.

    Raises
    ------
    InputError
        A name occurs twice.
    """
    notes: tuple[str, ...] = ()
    if header is None:
        width = usual_width(Counter(map(len, rows))) if width is None else width
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
    by_column = zip(*filled, strict=True) if filled else [()] * width
    columns: dict[str, Column] = {
        name: _values(name, cells) for name, cells in zip(names, by_column, strict=True)
    }
    counted = names[0] if names and names[0].startswith(INDEX) else None
    if counted is not None and not _number_rows(columns[counted], first):
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


_OFFSETS: Final = frozenset(
    f"{role}_entity.{part}" for role in ROLES for part in PARTS if part.endswith("idx")
)


def _values(name: str, cells: Sequence[Any]) -> list[Any]:
    """Return the cells of a column as values: offsets as numbers, and None for empty cells."""
    # An empty sentence stays a text, which the checks report.
    if name in _OFFSETS:
        return [number_of(cell) for cell in cells]
    if name == SENTENCE:
        return list(cells)
    return [None if cell == "" else cell for cell in cells]


def _names(header: Sequence[str], path: Path) -> list[str]:
    """Return the internal names of columns; a column without a name is named as in pandas."""
    names = [name if name.strip() else f"{INDEX}{i}" for i, name in enumerate(header)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: column '{twice[0]}' appears twice in the header")
    return names


def _number_rows(values: Sequence[Any], first: int) -> bool:
    """Return whether the values are the numbers of the rows, counted from `first`."""
    return all(value == str(i) or value == i for i, value in enumerate(values, start=first))


def number_of(value: Any) -> Any:
    """Return a cell with a whole number as an integer, and other values unchanged.

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
