"""Workbooks are read in pieces as the whole of them is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from large_readings import check_left_to_whole, check_same
from reaug.data import read
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.review.formats.xlsx import workbook

RULES = Rules(None, None, "stop", True)
NAMES = ["문장", "주체", "주체시작", "주체끝", "객체", "객체시작", "객체끝", "관계", "비고"]


def rows(number: int = 12) -> list[list[str]]:
    rows = []
    for at in range(number):
        subject, place = f"이도{at}", "한양" if at % 3 else "나루"
        text = f"{subject}는 {place}에 살았다"
        row: list[str] = [text]
        for word in (subject, place):
            start = text.index(word)
            row += [word, str(start), str(start + len(word) - 1)]
        rows.append([*row, "별칭" if at % 2 else "출생지", "=1+1" if at == 5 else ""])
    return rows


def with_second_sheet(data: bytes) -> bytes:
    """The same workbook, with its sheet once more."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as packed:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/workbook.xml":
                sheet = text[text.index(b"<sheet ") : text.index(b"</sheets>")]
                other = sheet.replace(b'name="review"', b'name="more"')
                other = other.replace(b'sheetId="1"', b'sheetId="2"').replace(b"rId1", b"rId9")
                text = text.replace(sheet, sheet + other)
            if name == "xl/_rels/workbook.xml.rels":
                start = text.index(b"<Relationship ")
                first = text[start : text.index(b">", start) + 1]
                text = text.replace(first, first + first.replace(b"rId1", b"rId9"))
            packed.writestr(name, text)
    return buffer.getvalue()


BLANK = [""] * len(NAMES)
SHEETS: dict[str, list[list[str]]] = {
    "plain": [NAMES, *rows()],
    "a title": [["관계 자료", *BLANK[1:]], BLANK, NAMES, *rows()],
    "blank rows": [NAMES, *rows(3), BLANK, *rows(9)[4:], BLANK],
    "begins below": [BLANK, BLANK, NAMES, *rows()],
    "begins behind": [["", *row] for row in (BLANK, NAMES, *rows())],
    "an index": [["", *NAMES], *([str(at), *row] for at, row in enumerate(rows()))],
}


def in_pieces(path: Path, size: int, how: ReadAs = PLAINLY) -> Reading | None:
    return read_large(path, RULES, how, None, size=size, large=1)


@pytest.mark.parametrize("size", [1, 3, 5, 100])
@pytest.mark.parametrize("sheet", SHEETS)
def test_pieces_of_a_workbook_give_the_whole(sheet: str, size: int, tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(SHEETS[sheet]))
    check_same(in_pieces(path, size), read(path))


@pytest.mark.parametrize("size", [1, 5, 100])
def test_the_other_sheets_are_named(tmp_path: Path, size: int) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(with_second_sheet(workbook(SHEETS["plain"])))
    whole = read(path)
    assert any("not more" in note for note in whole.notes)
    check_same(in_pieces(path, size), whole)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_a_workbook_without_a_header_is_mapped_by_numbers(tmp_path: Path, size: int) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(rows()))
    fields = ("sentence", "subject.word", "subject.start", "subject.end")
    fields += ("object.word", "object.start", "object.end", "label")
    how = ReadAs({field: str(at + 1) for at, field in enumerate(fields)}, encoding="cp949")
    check_same(in_pieces(path, size, how), read(path, how=how))


@pytest.mark.parametrize("rows", [[], [NAMES], [NAMES, BLANK], [["가", "나"], ["다", "라"]]])
def test_what_holds_no_rows_is_left_to_who_reads_the_whole(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(rows))
    check_left_to_whole(lambda: in_pieces(path, 3), lambda: read(path))
    path.write_bytes(b"PK\x03\x04 and no more")
    check_left_to_whole(lambda: in_pieces(path, 3), lambda: read(path))
