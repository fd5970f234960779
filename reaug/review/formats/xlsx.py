"""Write and read the sheet of `review.sheet` as an Excel workbook.

The workbook is written without a library. It has one sheet whose cells are all text, so no program
takes them for formulas, numbers or dates. Only a leading `'` is escaped, by another `'`: reading
removes one, since a CSV that was saved as a workbook has such escapes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape

from reaug.data.cells import guarded, unguarded
from reaug.review import sheet
from reaug.review.exported_findings import Outgoing
from reaug.review.formats._format import SheetFormat

_MOST: Final = 32_767
"""Maximum number of characters in a cell; Excel refuses a file with a longer cell."""
_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""A fixed time for every part of the file, so that equal cells give equal bytes."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="review" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}


class Xlsx(SheetFormat):
    """A spreadsheet with a column for decisions, as a workbook."""

    summary = "the same spreadsheet as a workbook (`.xlsx`)"
    answers = "accept, reject, another value"
    suffix = ".xlsx"

    def write(self, out: Outgoing, file: IO[str]) -> None:
        """Write the bytes of a workbook into the buffer of a text file."""
        data = workbook(sheet.rows_for(out.sheet, out.lang, out.reviewer, out.version))
        file.flush()
        file.buffer.write(data)  # type: ignore[attr-defined]  # of every text file

    def text(self, path: Path) -> str:
        """Return the first sheet as text of a CSV; see `as_csv`."""
        return as_csv(path)


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the bytes of a workbook with the given rows; equal rows give equal bytes."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{_column(place)}{number}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(_as_text_cell(text))}</t></is></c>"
            for place, text in enumerate(row)
            if text
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    head = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    head += 'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    body = f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{"".join(lines)}</sheetData></worksheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": body}.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, (_HEAD + text).encode("utf-8"))
    return packed.getvalue()


def _as_text_cell(text: str) -> str:
    """Return a text for a cell, cut to the greatest length."""
    # A leading `'` is escaped.
    return (guarded(text) if text.startswith("'") else text)[:_MOST]


def _column(place: int) -> str:
    """Return the letters of a column by its number from 0: A, B, …, Z, AA.

    >>> _column(0), _column(25), _column(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def as_csv(path: Path) -> str:
    """Return the first sheet with rows as CSV text that `review.sheet` can read.

    Raises
    ------
    InputError
        The workbook cannot be read.
    """
    from reaug.data.formats.excel import full_sheets

    [(_, rows), *_] = full_sheets(path)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [guarded(unguarded(str(cell))) for cell in row] for row in rows
    )
    return text.getvalue()
