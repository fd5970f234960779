"""Shapes of annotated files, each read back to the same rows."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotated import SET, SHAPES, Shape, as_klue, klue
from reaug.data import content_digest, read
from reaug.data.documents.document import UNTYPED
from reaug.data.read_options import read_as
from reaug.errors import InputError, UsageError


def untyped(table: pa.Table) -> pa.Table:
    for name in ("subject_type", "object_type"):
        at = table.column_names.index(name)
        table = table.set_column(
            at, table.schema.field(name), pa.array([UNTYPED] * len(table), pa.string())
        )
    return table


@pytest.fixture(scope="module")
def expected() -> pa.Table:
    return read(pa.Table.from_pylist([klue(example) for example in SET])).table


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_shape_is_read_as_the_same_rows(shape: Shape, expected: pa.Table, tmp_path: Path) -> None:
    path = shape.write(tmp_path)
    reading = read(path)
    assert (reading.fmt, reading.problems) == (shape.format, [])
    wanted = expected if shape.typed else untyped(expected)
    columns = ["guid", "sentence", "label", "subject_start", "object_end", "subject_type"]
    assert reading.table.select(columns).to_pylist() == wanted.select(columns).to_pylist()
    assert content_digest(reading.table) == content_digest(wanted)
    if not shape.typed:
        assert f"{2 * len(SET)} mentions have no type" in " ".join(reading.notes)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_naming_the_format_does_not_change_what_is_read(shape: Shape, tmp_path: Path) -> None:
    path = shape.write(tmp_path)
    assert content_digest(read(path, fmt=shape.format).table) == content_digest(read(path).table)


def test_utf16_offsets_are_told(tmp_path: Path) -> None:
    [note] = read(SHAPES["brat, UTF-16 offsets, CR LF"].write(tmp_path)).notes
    assert note.startswith("offsets are read as UTF-16 units: this way 12 of 12 words")


def test_the_set_is_klues(tmp_path: Path) -> None:
    assert read(as_klue(tmp_path)).table.num_rows == len(SET)


@pytest.mark.parametrize("shape", ["doccano", "OpenNRE", "entities and relations", "[SUBJ-회사] …"])
def test_in_memory_and_in_parquet(shape: str, tmp_path: Path) -> None:
    """A shape that is known by its fields is read in whatever table they stand."""
    path = SHAPES[shape].write(tmp_path)
    before = content_digest(read(path).table)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    frame = pd.read_parquet(tmp_path / "rows.parquet")  # lists are arrays of NumPy there
    for source in (rows, pa.Table.from_pylist(rows), tmp_path / "rows.parquet", frame):
        reading = read(source)
        assert (reading.fmt, content_digest(reading.table)) == (SHAPES[shape].format, before)


def test_the_columns_of_marked_sentences_are_mapped(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(
        "번호,글,관계이름\na1,[E1]가온[/E1]은 [E2]노을폰[/E2]을 냈다,출시\n", encoding="utf-8"
    )
    how = read_as(map={"sentence": "글", "label": "관계이름", "id": "번호"})
    for fmt in (None, "marked"):
        table = read(path, how=how, fmt=fmt).table
        [row] = table.to_pylist()
        assert (row["guid"], row["sentence"], row["label"]) == (
            "a1",
            "가온은 노을폰을 냈다",
            "출시",
        )
        assert (row["object_start"], row["object_end"]) == (4, 7)


def test_documents_have_no_columns_to_map(tmp_path: Path) -> None:
    path = SHAPES["doccano"].write(tmp_path)
    how = read_as(map={"sentence": "text"})
    with pytest.raises(UsageError, match="read as doccano, whose fields are fixed"):
        read(path, how=how, fmt="doccano")
    with pytest.raises(InputError, match="has no column 'subject_entity'"):
        read(path, how=how)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_end_of_a_file_of_brat_is_none_of_its_text(end: str, tmp_path: Path) -> None:
    text = "가온전자 대표는 한가람이다."
    (tmp_path / "1.txt").write_bytes((text + end).encode())
    marks = "T1\t회사 0 4\t가온전자\nT2\t인물 9 12\t한가람\nR1\t대표 Arg1:T1 Arg2:T2\n"
    (tmp_path / "1.ann").write_text(marks, encoding="utf-8")
    table = read(tmp_path).table
    assert table["sentence"].to_pylist() == [text]
    (tmp_path / "1.txt").write_bytes((text + end + end).encode())
    assert read(tmp_path).table["sentence"].to_pylist() == [text + end]
    held = marks + f"T3\t끝 14 {15 + len(end)}\t.\nR2\t끝 Arg1:T1 Arg2:T3\n"
    (tmp_path / "1.txt").write_bytes((text + end).encode())
    (tmp_path / "1.ann").write_text(held, encoding="utf-8")
    kept = read(tmp_path, on_bad_row="drop").table
    assert kept["sentence"].to_pylist() == [text + end]
