"""Large files are read in pieces, and what comes out is what the whole gives."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from large_readings import check_left_to_whole, check_read_alike, check_same, check_same_error
from reaug.data import read, write_splits
from reaug.data import write as save
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs

TEXTS = (
    "세종은 한양에 살았다",
    "e\u0301tude 음악은 韓國에 3번 왔다",
    "😀 웃는 도시가 부산에 있다",
    "각각 모두 서울에",
)


def rows(number: int = 11) -> list[dict[str, Any]]:
    rows = []
    for i in range(number):
        text = f"{TEXTS[i % len(TEXTS)]}. {i}"
        first, last = text.index(" ", 2) - 1, text.index("에")
        subject = {"word": text[0:first], "start_idx": 0, "end_idx": first - 1, "type": "PER"}
        other = {"word": text[last], "start_idx": last, "end_idx": last, "type": "LOC"}
        row = {"guid": f"r{i}", "sentence": text, "subject_entity": subject}
        row |= {"object_entity": other, "label": "no_relation" if i % 3 else "per:title"}
        rows.append(row | {"source": "own", "number": i, "note": None if i % 2 else "가"})
    return rows


def write(rows: list[Any], path: Path) -> Path:
    if path.suffix == ".jsonl":
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
        path.write_text(text, encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
            table.writeheader()
            table.writerows(rows)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=4)
    return path


def in_pieces(path: Path, size: int, rules: Rules | None = None) -> Reading | None:
    how: ReadAs = PLAINLY
    return read_large(path, rules or Rules(None, None, "stop", True), how, None, size=size, large=1)


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet", "csv"])
@pytest.mark.parametrize("size", [1, 3, 4, 100])
def test_the_pieces_give_what_the_whole_gives(tmp_path: Path, suffix: str, size: int) -> None:
    path = write(rows(), tmp_path / f"rows.{suffix}")  # with a size of 1 some notes are all null
    whole, parts = read(path), in_pieces(path, size)
    check_same(parts, whole)


TABLE = """\
id,sentence,subject_entity,object_entity,label,source
1,"세종은, 한양에 살았다","{'word': '세종', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'}",\
"{'word': '한양', 'start_idx': 5, 'end_idx': 6, 'type': 'LOC'}",no_relation,x

2,"세종은
 한양에 살았다","{'word': '세종', 'start_idx': 0, 'end_idx': 1, 'type': 'PER'}",\
"{'word': '한양', 'start_idx': 5, 'end_idx': 6, 'type': 'LOC'}",per:title,
"""


WINDOWS = TABLE.replace("\n", "\r\n").replace("세종은\r\n", "세종은\n")


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("text", [TABLE, "\ufeff" + TABLE, WINDOWS])
def test_the_competitions_table_is_read_in_pieces(tmp_path: Path, size: int, text: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode())
    whole, parts = read(path), in_pieces(path, size)
    assert parts is not None
    assert replace(parts, table=whole.table) == whole
    assert parts.table.equals(whole.table)
    bad = text.replace("'start_idx': 5, 'end_idx': 6, 'type': 'LOC'}\",per:title", 'no",per:title')
    path.write_bytes(bad.encode())
    check_same_error(lambda: in_pieces(path, size), lambda: read(path))


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("sentence", "문장"),
        TABLE.replace(",source\n", ",reaug_shielded\n"),
        TABLE.replace("id,", ",", 1),
        "관계 자료,,,,,\n" + TABLE,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp949"])
def test_an_unusual_table_is_read_in_pieces(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode(encoding))
    for size in (1, 2, 100):
        check_same(in_pieces(path, size), read(path))


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace('1,"세종은, 한', '1,"세종은\0 한'),
        TABLE + '3,"',
        TABLE.replace(",", ";"),
        TABLE[:-1] + ",5\n",
        TABLE.partition("\n")[0],
        "",
    ],
)
def test_a_table_that_is_not_plain_is_left_to_who_reads_the_whole(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "rows.csv"
    for data in (text.encode(), text.encode("utf-16"), text.encode("cp949", "replace")):
        path.write_bytes(data)
        check_left_to_whole(lambda: in_pieces(path, 2), lambda: read(path))


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet"])
def test_rows_without_ids_go_by_their_content(tmp_path: Path, suffix: str) -> None:
    source_rows = [{key: value for key, value in row.items() if key != "guid"} for row in rows()]
    path = write([row | {"note": "나"} for row in source_rows], tmp_path / f"rows.{suffix}")
    parts = in_pieces(path, 4)
    assert parts is not None
    assert parts.table.equals(read(path).table)


@pytest.mark.parametrize("suffix", ["jsonl", "json"])
@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("size", [1, 4, 100])
def test_json_in_another_encoding_is_read_in_pieces(
    tmp_path: Path, suffix: str, encoding: str, size: int
) -> None:
    path = write([row for row in rows() if "😀" not in row["sentence"]], tmp_path / f"a.{suffix}")
    text = path.read_text(encoding="utf-8").replace("\u0301", "x")  # which CP949 lacks
    path.write_bytes(text.encode(encoding))
    for given in (None, encoding):
        how = ReadAs(encoding=given)
        rules = Rules(None, None, "drop", True, max_bad_share=1)
        parts = read_large(path, rules, how, None, size=size, large=1)
        check_same(parts, read(path, how=how, on_bad_row="drop", max_bad_share=1))


def change(rows: list[dict[str, Any]], row: int, **more: Any) -> list[dict[str, Any]]:
    rows[row] |= more
    return rows


@pytest.mark.parametrize("size", [1, 3, 4, 100])
@pytest.mark.parametrize(
    "source_rows",
    [
        change(change(rows(), 10, label=" per:title"), 3, label="no_relation "),
        change(rows(), 10, more=1),
        change(change(rows(), 2, more=1, again=None), 5, last="x"),
        [{"more": None, **row} if i % 2 else row for i, row in enumerate(rows())],
        [dict(reversed(row.items())) if i % 3 else row for i, row in enumerate(rows())],
        [{key: value for key, value in row.items() if key != "source"} for row in rows()],
        [
            {
                **row,
                "subject_entity": {k: v for k, v in row["subject_entity"].items() if k != "type"},
            }
            for row in rows()
        ],
        [{"문장" if key == "sentence" else key: row[key] for key in row} for row in rows()],
    ],
    ids=lambda rows: None,
)
def test_what_pieces_say_alike_is_said_of_the_whole(
    tmp_path: Path, source_rows: list[dict[str, Any]], size: int
) -> None:
    path = write(source_rows, tmp_path / "rows.jsonl")
    check_same(in_pieces(path, size), read(path))


@pytest.mark.parametrize(
    "source_rows",
    [
        change(rows(), 10, guid="r0"),
        change(rows(), 10, guid=None),
        change(rows(), 10, label=None),
        change(rows(), 10, number=1.5),
        change(rows(), 10, sentence="다른 글"),
        change(rows(), 10, subject_entity=None),
        [{**row, "guid": None} for row in rows()[:2]] + rows()[2:],
        [{**row, "parent": "마을"} for row in rows()],
    ],
    ids=lambda rows: None,
)
def test_what_is_not_plain_is_read_as_the_whole_is(
    tmp_path: Path, source_rows: list[dict[str, Any]]
) -> None:
    path = write(source_rows, tmp_path / "rows.jsonl")
    check_read_alike(lambda: in_pieces(path, 4), lambda: read(path))


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_copies_keep_their_parents(tmp_path: Path, suffix: str) -> None:
    source_rows = [row | {"note": "가", "parent": None} for row in rows()]
    copies = [
        row | {"guid": f"{row['guid']}~0.augment#1", "parent": row["guid"]} for row in source_rows
    ]
    path = write([*source_rows[:8], *copies, *source_rows[8:]], tmp_path / f"rows.{suffix}")
    parts = in_pieces(path, 4)
    assert parts is not None
    assert parts.table.equals(read(path).table)


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "{}", "[1]", '[{"a": 1}', '[{"a": 1}] x', '[{"a": 1},]', '[{"a": 1 2}]']
)
def test_a_broken_list_is_left_to_who_reads_the_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(text, encoding="utf-8")
    assert in_pieces(path, 4) is None


def test_a_list_is_read_across_the_ends_of_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reaug.data.large_pieces._READ", 7)
    path = write([row | {"note": "나"} for row in rows()], tmp_path / "rows.json")
    parts = in_pieces(path, 2)
    assert parts is not None
    assert parts.table.equals(read(path).table)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_what_was_saved_is_read_in_pieces(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read(write([row | {"note": "나"} for row in rows()], tmp_path / "rows.jsonl")).table
    monkeypatch.setattr("reaug.data.save_dataset._BATCH", 2)
    labels = ["no_relation", "per:title"]
    save(table, tmp_path / "one", "disk", labels=labels)
    write_splits({"a": table}, tmp_path / "several", labels=labels)
    rules = Rules(None, None, "stop", True)
    for source, split in (("one", None), ("several", "a")):
        whole = read(tmp_path / source, split=split)
        parts = read_large(tmp_path / source, rules, PLAINLY, None, split, size=size, large=1)
        assert parts is not None
        assert replace(parts, table=whole.table) == whole
        assert parts.table.equals(whole.table)
    assert read_large(tmp_path / "several", rules, PLAINLY, None, large=1) is None


@pytest.mark.parametrize("name", ["", "x" * 5000 + ".jsonl", "a\0.jsonl", "~no-such-user/a.json"])
def test_what_is_no_file_is_left_to_who_says_so(name: str) -> None:
    assert read_large(name, Rules(None, None, "stop", True), PLAINLY, None, large=1) is None


def test_a_small_file_is_read_as_a_whole(tmp_path: Path) -> None:
    path = write(rows(), tmp_path / "rows.jsonl")
    assert read_large(path, Rules(None, None, "stop", True), PLAINLY, None) is None
