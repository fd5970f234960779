"""Excel workbooks: the first sheet with rows in it, as a table."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from reaug.data.formats._format import FileFormat
from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.raw import Raw

_MOST_PACKED: Final = 250
_UNPACKED_FREELY: Final = 1 << 26


class Excel(FileFormat):
    """A workbook of Excel."""

    summary = "an Excel workbook: its first sheet with rows (.xlsx)"
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm")

    def sniff(self, data: bytes) -> bool:
        """Whether it is a zip archive with a workbook in it."""
        return data.startswith(b"PK\x03\x04") and b"xl/workbook" in data

    def read(self, path: Path) -> Raw:
        """Read the first sheet that holds more than a row; the others are told.

        Raises
        ------
        InputError
            If it cannot be read, or unpacks to so much more that it can only be a trap.
        """
        from dataclasses import replace

        from reaug.data.tables import above_note, names_columns, raw_table, rows_above_header
        from reaug.files.run_files import check_unchanged

        check_unchanged(path)
        full = full_sheets(path)
        name, cells = full[0]
        numbers = range(1, len(cells) + 1)
        above = rows_above_header(cells)
        # Excel knows no end of a table: a blank row is none.
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
            others = ", ".join(other for other, _ in full[1:])
            note = f"{path}: reading sheet '{name}', not {others}"
            raw = replace(raw, notes=(*raw.notes, note))
        return raw


def full_sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """The sheets of a workbook that hold more than a row: name and cells, as a CSV has them.

    Raises
    ------
    InputError
        It cannot be read, has no such sheet, or unpacks to so much more that it can only be a trap.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    from reaug.data.text_files import check_file

    check_file(path)
    _check_size(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except PasswordError as error:
        raise InputError(f"{path}: is password-protected; save it without a password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path}: is not a readable workbook: {error}") from error
    full = [
        (name, [[_cell(value) for value in row] for row in rows])
        for name, rows in sheets
        if len(rows) > 1
    ]
    if not full:
        raise InputError(f"{path}: has no rows")
    return full


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
    """A cell as a CSV would have it: Excel keeps every number as a float, and dates as dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if isinstance(value, str) else str(value)
