"""Excel workbooks: the first sheet with rows, as a table."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from reaug.data.formats._format import FileFormat
from reaug.errors import InputError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from reaug.data.raw import Raw

_AHEAD: Final = 16
"""Number of rows at the top of the sheet in which a title above the header is searched."""
_MOST_PACKED: Final = 250
_UNPACKED_FREELY: Final = 1 << 26


class Excel(FileFormat):
    """An Excel workbook."""

    summary = "an Excel workbook: its first sheet with rows (.xlsx)"
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm")

    def sniff(self, data: bytes) -> bool:
        """Return whether the file is a zip archive with a workbook."""
        return data.startswith(b"PK\x03\x04") and b"xl/workbook" in data

    def read(self, path: Path) -> Raw:
        """Return the rows of the first sheet with more than one row; a note names other sheets.

        Raises
        ------
        InputError
            The file cannot be read, or its uncompressed size is suspiciously large.
        """
        from dataclasses import replace

        from reaug.data.text_tables import above_note, names_columns, raw_table, rows_above_header
        from reaug.files.run_files import check_unchanged

        check_unchanged(path)
        full = full_sheets(path)
        name, cells = full[0]
        numbers = range(1, len(cells) + 1)
        above = rows_above_header(cells)
        # Blank rows are skipped: in Excel, they do not end a table.
        full_rows = [at for at in range(above, len(cells)) if any(cells[at])]
        title, lines = cells[:above], [numbers[at] for at in full_rows]
        cells = [cells[at] for at in full_rows]
        first = [str(value) for value in cells[0]]
        named = names_columns(first)
        raw = raw_table(
            first if named else None,
            cells[1:] if named else cells,
            path=path,
            fmt=self.name,
            lines=lines[1:] if named else lines,
        )
        if title:
            raw = replace(raw, notes=(*raw.notes, above_note(path, title)))
        if len(full) > 1:
            note = _sheet_note(path, name, [other for other, _ in full[1:]])
            raw = replace(raw, notes=(*raw.notes, note))
        return raw

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Yield the rows of the sheet that `read` reads, `size` rows at a time.

        The whole sheet stays in memory, in compact form.

        Raises
        ------
        InputError
            See `read`.
        """
        from dataclasses import replace

        from reaug.data.text_tables import above_note, names_columns, raw_table, rows_above_header
        from reaug.files.run_files import check_unchanged

        check_unchanged(path)
        sheet, others = _first_sheet(path)
        rows = (
            [_cell(value) for value in row]
            for row in itertools.islice(sheet.iter_rows(), (sheet.start or (0, 0))[0], None)
        )
        ahead = list(itertools.islice(rows, _AHEAD))
        above = rows_above_header(ahead)
        notes = [above_note(path, ahead[:above])] if above else []
        notes += [_sheet_note(path, sheet.name, others)] if others else []
        numbered = enumerate(itertools.chain(ahead[above:], rows), start=above + 1)
        full = (item for item in numbered if any(item[1]))
        first_rows = list(itertools.islice(full, 1))
        named = bool(first_rows) and names_columns([str(value) for value in first_rows[0][1]])
        header = [str(value) for value in first_rows.pop()[1]] if named else None
        remaining, before = itertools.chain(first_rows, full), 0
        while piece := list(itertools.islice(remaining, size)):
            raw = raw_table(
                header,
                [row for _, row in piece],
                path=path,
                fmt=self.name,
                lines=[number for number, _ in piece],
                first=before,
            )
            yield replace(raw, notes=(*raw.notes, *notes))
            before += len(piece)


def _sheet_note(path: Path, name: str, others: Sequence[str]) -> str:
    return f"{path}: reading sheet '{name}', not {', '.join(others)}"


def full_sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return the name of each sheet with more than one row, and its cells as they are in a CSV.

    Raises
    ------
    InputError
        The file cannot be read, has no such sheet, or its uncompressed size is suspiciously large.
    """
    sheets = [(sheet.name, sheet.to_python()) for sheet in _sheets(path)]
    full = [
        (name, [[_cell(value) for value in row] for row in rows])
        for name, rows in sheets
        if len(rows) > 1
    ]
    if not full:
        raise InputError(f"{path}: has no rows")
    return full


def _first_sheet(path: Path) -> tuple[CalamineSheet, list[str]]:
    """Return the first sheet with more than one row, and the names of other such sheets."""
    first: CalamineSheet | None = None
    others: list[str] = []
    for sheet in _sheets(path):
        if sheet.start is None or sheet.height <= 1:
            continue
        if first is None:
            first = sheet
        else:
            others.append(sheet.name)
    if first is None:
        raise InputError(f"{path}: has no rows")
    return first, others


def _sheets(path: Path) -> Iterator[CalamineSheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    from reaug.data.text_files import check_file

    check_file(path)
    _check_size(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield book.get_sheet_by_name(name)
    except PasswordError as error:
        raise InputError(f"{path}: is password-protected; save it without a password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path}: is not a readable workbook: {error}") from error


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{path}: is not a readable workbook: {error}") from error
    if size > max(_UNPACKED_FREELY, _MOST_PACKED * path.stat().st_size):
        raise InputError(
            f"{path}: unpacks to more than {_MOST_PACKED} times its size, unlike any real table; "
            "save the rows as CSV"
        )


def _cell(value: Any) -> Any:
    """Return a cell as the text that a CSV would contain."""
    # Excel stores all numbers as floats, and dates as dates.
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if isinstance(value, str) else str(value)
