"""Tables of text are read in pieces as the whole of them is, however they are written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from large_readings import check_left_to_whole, check_same
from reaug.data import read, write
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs

RULES = Rules(None, None, "stop", True)
NAMES = (
    "문장",
    "주체",
    "주체시작",
    "주체끝",
    "주체유형",
    "객체",
    "객체시작",
    "객체끝",
    "객체유형",
    "관계",
)
TEXTS = ("{}는 {}에 살았다", "{}는,\n{}에서 났다", '"{}"의 고향은 {}이다', "-{}와 {}")


def rows(number: int = 12) -> list[list[Any]]:
    rows = []
    for at in range(number):
        words = f"이도{at}", "한양" if at % 3 else "나루"
        text = TEXTS[at % len(TEXTS)].format(*words)
        row: list[Any] = [text]
        for word, kind in zip(words, ("PER", "LOC"), strict=True):
            start = text.index(word)
            row += [word, start, start + len(word) - 1, kind]
        rows.append([*row, "별칭" if at % 2 else "출생지"])
    return rows


def text_of(
    rows: list[list[Any]],
    header: tuple[str, ...] | None = NAMES,
    delimiter: str = ",",
    line_end: str = "\n",
) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


def numbered(rows: list[list[Any]]) -> list[list[Any]]:
    return [[at, *row] for at, row in enumerate(rows)]


UNQUOTED = (
    "\t".join(NAMES)
    + "\n"
    + "\n".join(
        "\t".join(
            map(str, ['이도는 "한양에 살았다', "이도", 0, 1, "PER", "한양", 5, 6, "LOC", label])
        )
        for label in ("별칭", "출생지", "이름")
    )
)
KLUE = ("sentence", *NAMES[1:])
TABLES = {
    "names": text_of(rows()),
    "semicolons": text_of(rows(), delimiter=";"),
    "tabs": text_of(rows(), delimiter="\t"),
    "bars": text_of(rows(), delimiter="|"),
    "windows": text_of(rows(), line_end="\r\n"),
    "a title": "관계 자료,,,\n\n" + text_of(rows()),
    "blank lines": "\n\r\n" + text_of(rows()).replace("\n이도", "\n\n이도"),
    "a mark": "\ufeff" + text_of(rows()),
    "one name": text_of(rows(), KLUE),
    "no header": text_of(rows(), None),
    "an index": text_of(numbered(rows()), ("", *NAMES)),
    "quotes are plain": UNQUOTED,
    "commas inside": text_of([[*row, "가,나"] for row in rows()], (*NAMES, "비고,기타"), ";"),
}


def in_pieces(path: Path, size: int, how: ReadAs = PLAINLY) -> Reading | None:
    return read_large(path, RULES, how, None, size=size, large=1)


@pytest.mark.parametrize("size", [1, 3, 5, 100])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]
)
@pytest.mark.parametrize("table", TABLES)
def test_pieces_of_a_table_give_the_whole(
    table: str, encoding: str, size: int, tmp_path: Path
) -> None:
    text = TABLES[table]
    if encoding != "utf-8":
        text = text.removeprefix("\ufeff")
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode(encoding))
    whole, parts = read(path), in_pieces(path, size)
    if table != "no header" or parts is not None:  # which is told by content, if there is enough
        check_same(parts, whole)


@pytest.mark.parametrize("size", [1, 5, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "CP949", "euc-kr", "utf-16", "utf-16-le", "utf-32"])
def test_a_table_in_an_encoding_that_a_person_gives(
    tmp_path: Path, encoding: str, size: int
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(TABLES["names"].encode(encoding))
    how = ReadAs(encoding=encoding)
    check_same(in_pieces(path, size, how), read(path, how=how))
    path.write_bytes(("\ufeff" + TABLES["names"]).encode("utf-16-le"))
    how = ReadAs(encoding="utf-16-le")
    check_same(in_pieces(path, size, how), read(path, how=how))
    path.write_bytes(TABLES["names"].encode() + b"\xff")
    check_left_to_whole(
        lambda: in_pieces(path, size, ReadAs(encoding="utf-8")),
        lambda: read(path, how=ReadAs(encoding="utf-8")),
    )


def test_columns_that_a_person_maps_are_mapped(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(text_of(rows(), None, "\t"), encoding="utf-8")
    fields = ("sentence", "subject.word", "subject.start", "subject.end", "subject.type")
    fields += ("object.word", "object.start", "object.end", "object.type", "label")
    how = ReadAs({field: str(at + 1) for at, field in enumerate(fields)})
    for size in (1, 5, 100):
        check_same(in_pieces(path, size, how), read(path, how=how))


@pytest.mark.parametrize("size", [1, 5, 100])
def test_shielded_cells_are_what_they_were(tmp_path: Path, size: int) -> None:
    source, path = tmp_path / "rows.csv", tmp_path / "shielded.csv"
    source.write_text(text_of(rows()), encoding="utf-8")
    write(read(source).table, path, "competition-csv", labels=[])
    assert "reaug_shielded" in path.read_text(encoding="utf-8")
    check_same(in_pieces(path, size), read(path))


@pytest.mark.parametrize(
    "text",
    [
        text_of(rows()).replace("이도3", "이\0도3"),
        text_of(rows()) + '3,"',
        text_of(rows()) + "하나 더,5\n",
        text_of(rows(), ("이름", "이름", *NAMES[2:])),
        text_of(rows()).replace("이도7", "이도일곱", 1),
        text_of([]),
        "\n\n",
    ],
)
def test_what_is_odd_is_left_to_who_reads_the_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8")
    check_left_to_whole(lambda: in_pieces(path, 3), lambda: read(path))


@pytest.mark.parametrize(
    "data", ["가나다,라".encode("euc-kr") + b"\xff", b"caf\xe9,na\xefve\n" * 9]
)
def test_bytes_that_are_no_korean_are_left_to_who_reads_the_whole(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    assert in_pieces(path, 3) is None
