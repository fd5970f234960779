"""Rows inside objects: `{"data": [...]}`, `{"row": {...}}`, and relations without entities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import read
from reaug.data.read_data import read_good
from reaug.data.read_options import read_as
from reaug.errors import InputError

ROWS: list[dict[str, Any]] = [
    {
        "guid": f"r{i}",
        "sentence": text,
        "subject_entity": {"word": word, "start_idx": 0, "end_idx": len(word) - 1, "type": "PER"},
        "object_entity": {"word": "서울", "start_idx": 5, "end_idx": 6, "type": "LOC"},
        "label": "no_relation",
    }
    for i, (text, word) in enumerate(
        [("서하늘은 서울에 산다.", "서하늘"), ("민나래는 서울로 떠났다.", "민나래")]
    )
]


def saved(data: Any, path: Path) -> str:
    path.write_text(json.dumps(data, ensure_ascii=False))
    return str(path)


def test_rows_in_a_field_of_an_object(tmp_path: Path) -> None:
    data = {"version": "1.0", "data": ROWS}
    result = read(saved(data, tmp_path / "rows.json"))
    assert result.table.equals(read(ROWS).table)
    assert [note.partition(": ")[2] for note in result.notes] == [
        "the rows are those of its field 'data'",
        "left out: version",
    ]


@pytest.mark.parametrize("outer", ["row", "data", "example"])
@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".parquet"])
def test_rows_in_a_column(outer: str, suffix: str, tmp_path: Path) -> None:
    data = [{"number": i, outer: row} for i, row in enumerate(ROWS)]
    path = tmp_path / f"rows{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(data), path)
    elif suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in data))
    else:
        saved(data, path)
    table = read_good(str(path)).table
    for name in ("guid", "sentence", "label", "subject_start", "object_end"):
        assert table[name].to_pylist() == read(ROWS).table[name].to_pylist()
    assert table["number"].to_pylist() == [0, 1]


def test_names_of_the_inner_fields_can_be_mapped() -> None:
    data = [{"id": i, "x": {"본문내용": row["sentence"], "id": "a"}} for i, row in enumerate(ROWS)]
    data = [row | {"e1": "서하늘" if row["id"] == 0 else "민나래", "e2": "서울"} for row in data]
    how = read_as({"sentence": "본문내용"})
    table = read_good([row | {"label": "no_relation"} for row in data], how=how).table
    assert table["sentence"].to_pylist() == [row["sentence"] for row in ROWS]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"train": ROWS, "dev": ROWS}, "its fields train, dev are lists: write each to a file"),
        (ROWS[0], r"if it is a row, put \[ and \] around it"),
        ([ROWS, ROWS], "its items are not rows .objects.; the first is a list"),
        (["가", "나"], "the first is text"),
    ],
)
def test_what_is_no_list_of_rows_is_named(data: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        read(saved(data, tmp_path / "rows.json"))


@pytest.mark.parametrize(
    "stated",
    [
        [["서하늘", "사는곳", "서울"]],
        [{"subject": "서하늘", "predicate": "사는곳", "object": "서울"}],
        [{"head": {"text": "서하늘"}, "relation": "사는곳", "tail": {"text": "서울"}}],
        [
            ["서하늘", "사는곳", "서울"],
            {"subject": "서울", "predicate": "주민", "object": "서하늘", "subject_type": "LOC"},
        ],
    ],
)
@pytest.mark.parametrize("field", ["triples", "spo_list", "relations"])
def test_relations_alone_name_their_entities(field: str, stated: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": "서하늘은 서울에 산다.", field: stated}) + "\n")
    result = read(str(path), labels=None)
    assert result.table["label"].to_pylist() == ["사는곳", "주민"][: len(stated)]
    assert result.table["subject_start"].to_pylist() == [0, 5][: len(stated)]
    assert result.table["object_start"].to_pylist() == [5, 0][: len(stated)]


def test_the_types_of_heads_and_tails_are_read(tmp_path: Path) -> None:
    stated = {
        "subject": "서하늘",
        "predicate": "사는곳",
        "object": "서울",
        "subject_type": "인물",
        "object_type": "장소",
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": "서하늘은 서울에 산다.", "spo_list": [stated]}) + "\n")
    table = read(str(path), labels=None).table
    assert table["subject_type"].to_pylist() == ["인물"]
    assert table["object_type"].to_pylist() == ["장소"]
