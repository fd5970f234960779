"""A table is written again as it was: columns, names, order, delimiter, way to count."""

from __future__ import annotations

from pathlib import Path

import pytest

from reaug.data import read, write

NESTED = (
    "memo,id,sentence,subject_entity,object_entity,label\n"
    "a,1,한울의 나래,\"{'type': 'A', 'word': '한울', 'start': 0, 'end': 2, 'note': 'x'}\","
    "\"{'type': 'B', 'word': '나래', 'start': 4, 'end': 6, 'note': 'y'}\",r\n"
    "b,2,나래의 한울,\"{'type': 'A', 'word': '나래', 'start': 0, 'end': 2, 'note': 'z'}\","
    "\"{'type': 'B', 'word': '한울', 'start': 4, 'end': 6, 'note': 'w'}\",s\n"
)
FLAT = (
    "관계;문장;주체;주체시작;주체끝;주체유형;객체;객체시작;객체끝;객체유형;비고\r\n"
    "r;한울의 나래;한울;0;1;A;나래;4;5;B;가\r\n"
    "s;나래의 한울;나래;0;1;A;한울;4;5;B;나\r\n"
)
INDEXED = "," + NESTED.replace("\na,", "\n0,a,").replace("\nb,", "\n1,b,")
UNNAMED = FLAT.replace("비고", "")
JSON_CELLS = (
    "sentence\tsubject_entity\tobject_entity\trelation\n"
    '한울의 나래\t"{""text"": ""한울"", ""start"": 1, ""end"": 2, ""label"": ""A""}"\t'
    '"{""text"": ""나래"", ""start"": 5, ""end"": 6, ""label"": ""B""}"\tr\n'
    '나래의 한울\t"{""text"": ""나래"", ""start"": 1, ""end"": 2, ""label"": ""A""}"\t'
    '"{""text"": ""한울"", ""start"": 5, ""end"": 6, ""label"": ""B""}"\ts\n'
)
HEADERLESS = "1|한울의 나래|한울|0|1|A|나래|4|5|B|r\n2|나래의 한울|나래|0|1|A|한울|4|5|B|s\n"


@pytest.mark.parametrize(
    "text", [NESTED, FLAT, INDEXED, UNNAMED, JSON_CELLS, HEADERLESS], ids=range(6)
)
def test_the_same_bytes(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    reading = read(tmp_path / "a.csv")
    assert reading.table["object_start"].to_pylist() == [4, 4]
    write(
        reading.table,
        tmp_path / "b.csv",
        "competition-csv",
        labels=[],
        layout=reading.layout,
    )
    assert (tmp_path / "b.csv").read_bytes().decode() == text


def test_columns_of_steps_stand_behind(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(FLAT.encode())
    reading = read(tmp_path / "a.csv")
    table = reading.table.append_column("bucket", [[0, 1]])
    write(table, tmp_path / "b.csv", "competition-csv", labels=[], layout=reading.layout)
    head, first, _ = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert head.endswith(";비고;bucket")
    assert first.endswith(";가;0")


def test_a_saved_index_that_counts_no_rows_is_a_column(tmp_path: Path) -> None:
    text = INDEXED.replace("\n0,", "\n7,")
    (tmp_path / "a.csv").write_bytes(text.encode())
    reading = read(tmp_path / "a.csv")
    assert reading.table["Unnamed: 0"].to_pylist() == ["7", "1"]
    write(reading.table, tmp_path / "b.csv", "competition-csv", labels=[], layout=reading.layout)
    assert (tmp_path / "b.csv").read_bytes().decode() == text
