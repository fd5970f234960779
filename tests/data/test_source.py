"""What a DATA argument means, and what files can be wrong with."""

from __future__ import annotations

import gzip
import json
import warnings
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import content_digest, read, to_dataset, to_klue, write
from reaug.errors import InputError, UsageError


@pytest.fixture
def table(rows):
    return read(pa.Table.from_pylist(rows)).table


def test_json_with_a_byte_order_mark(rows, table, tmp_path):
    path = tmp_path / "rows.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(rows).encode())
    assert read(path).table.equals(table)


def test_paths_are_text_or_path_and_name_the_source(save, rows):
    path = save(rows)
    assert read(str(path)).origin == read(path).origin == str(path)
    assert read(path).fmt == "klue-json"


def test_json_lines(rows, table, tmp_path):
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\r\n".join([lines[0], "", *lines[1:]]) + "\n", encoding="utf-8", newline="")
    assert read(path).table.equals(table)
    for other in ("rows.json", "rows.ndjson", "rows", "rows.txt"):
        named = tmp_path / other
        named.write_bytes(path.read_bytes())
        assert read(named).fmt == "jsonl"
    rows[3]["label"] = None
    path.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    (problem,) = read(path, on_bad_row="drop").problems
    assert (problem.row, problem.line) == (3, 7)
    with pytest.raises(InputError, match=r"  line 7 \(id 'test-3'\), label: is null"):
        read(path)


@pytest.mark.parametrize("name", ["rows", "rows.txt", "rows.jsonl"])
def test_content_tells_a_list(rows, table, save, name):
    assert read(save(rows, name)).fmt == "klue-json"


def test_content_tells_parquet_and_csv(table, tmp_path, labels):
    write(table, tmp_path / "a", "parquet", labels=labels)
    write(table, tmp_path / "b.txt", "competition-csv", labels=labels)
    assert read(tmp_path / "a").fmt == "parquet"
    assert read(tmp_path / "b.txt").fmt == "competition-csv"


SUBJECT = "{'word': 'LG', 'start_idx': 0, 'end_idx': 1, 'type': 'ORG'}"
OBJECT = "{'word': '구광모', 'start_idx': 4, 'end_idx': 6, 'type': 'PER'}"
CSV = (
    ",id,sentence,subject_entity,object_entity,label,source\n"
    f'0,7,"LG의 구광모, ""회장""","{SUBJECT}","{OBJECT}",no_relation,\n'
)


def test_csv_with_an_index_and_an_empty_field(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(CSV, encoding="utf-8-sig")
    (row,) = to_klue(read(path).table).to_pylist()
    assert row["guid"] == "7"
    assert row["sentence"] == 'LG의 구광모, "회장"'
    assert row["object_entity"] == {"word": "구광모", "start_idx": 4, "end_idx": 6, "type": "PER"}
    assert row["source"] is None
    assert list(row) == ["guid", "sentence", "subject_entity", "object_entity", "label", "source"]


def test_csv_rows_know_their_lines(tmp_path):
    path = tmp_path / "rows.csv"
    header, row = CSV.split("\n", 1)
    row = row.removesuffix("\n")
    two_lines = row.replace("LG의 구광모", "LG의\n구광모")
    lines = [header, two_lines, "", row + ",more", row.replace("0, '", "1, '")]
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read(path, on_bad_row="drop", max_bad_share=0.7)
    assert [(p.row, p.line, p.field) for p in reading.problems] == [
        (1, 5, "row"),
        (2, 6, "subject_entity"),
    ]
    assert "has 8 fields, but the header has 7" in reading.problems[0].message
    assert reading.table["sentence"].to_pylist() == ['LG의\n구광모, "회장"']


def test_flat_csv(tmp_path):
    path = tmp_path / "flat.csv"
    path.write_text(
        "sentence,subject_entity.word,subject_entity.start_idx,subject_entity.end_idx,"
        "subject_entity.type,object_entity.word,object_entity.start_idx,object_entity.end_idx,"
        "object_entity.type,label\nLG의 구광모,LG,0,1,ORG,구광모,4,6,PER,no_relation\n",
        encoding="utf-8",
    )
    assert read(path).table["object_end"].to_pylist() == [7]


FILES = [
    ("empty.json", b"", "is empty"),
    ("blank.json", b" \n", "is empty"),
    ("mark.json", b"\xef\xbb\xbf", "is empty"),
    ("object.json", b'{"data": []}', "not a list of rows: an object .its field 'data' is one"),
    ("object.json", b'{\n "a": 1\n}', "not a list of rows: an object"),
    ("number.json", b"3", "not a list of rows: a number"),
    ("text.json", b'"x"', "not a list of rows: text"),
    ("null.json", b"null", "not a list of rows: null"),
    ("none.json", b"[]", "has no rows"),
    ("cut.json", b'[{"sentence": "a"},\n {"sent', "broken JSON at line 2, column 3"),
    ("deep.json", b"[" * 200_000, "cannot be read"),
    ("digits.json", b"[" + b"1" * 5000 + b"]", "cannot be read"),
    ("cut.jsonl", b'{"a": 1}\n{"a": \n', "broken JSON at line 2, column 7"),
    ("digits.jsonl", b'{"a": 1}\n{"a": ' + b"1" * 5000 + b"}", "line 2 cannot be read"),
    ("cp949.json", '[{"sentence": "가"}]'.encode("cp949"), "has no column 'subject_entity'"),
    ("mark.json", b"\xef\xbb\xbf[\xff]", r"starts like UTF-8, but line 1 \(byte 4\)"),
    ("utf16.csv", "id,sentence".encode("utf-16"), "has no rows"),
    ("rows.csv", b"\x80\x04}.", "a pickle, which is never read"),
    ("rows.csv", b"PK\x03\x04 xl/workbook.xml", "an Excel workbook; make its name end in .xlsx"),
    ("rows.csv", b"PK\x03\x04 other.txt", "a zip archive; unpack it first"),
    ("rows.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel file in the old format"),
    ("rows.json", b"%PDF-1.7\n", "is not text but a PDF"),
    ("rows.xlsx", b"sentence,label\n", "is not a readable workbook"),
    ("nul.csv", b"id,sentence\n1,a\0b\n", "NUL character at line 2"),
    ("headless.csv", b"1,LG\n2,KT\n", r"no column 'sentence', .*found: 1, 2\. Map .*--map sent"),
    ("twice.csv", b"id,sentence,id\n1,a,2\n", "column 'id' appears twice"),
    ("lacking.csv", b"id,sentence\n1,a\n", "no column 'subject_entity', 'object_entity'; found"),
    ("header.csv", b"id,sentence,subject_entity,object_entity,label\n", "has no rows"),
    ("open.csv", b'id,sentence\n1,a\n2,"b\n', "broken CSV in the row at line 3"),
    ("broken.parquet", b"PAR1 and nothing more", "is not a readable Parquet file"),
    ("text.parquet", b"hello", "is not a readable Parquet file"),
    ("unpacked.json.gz", b"[]", "cannot be read"),
    ("cut.json.gz", gzip.compress(b"[" + b"1," * 999, mtime=0)[:-9], "cannot be read"),
    ("rows.parquet.gz", b"x", "unpack the .gz first"),
    ("picture.png", b"\x89PNG", "is not text but a picture"),
    ("hello", b"hello\n", "(?s)not in a readable format.*klue-json.*hub"),
]


@pytest.mark.parametrize(("name", "content", "message"), FILES)
@pytest.mark.parametrize("on_bad_row", ["stop", "repair"])
def test_a_broken_file_is_one_clear_error(tmp_path, name, content, message, on_bad_row):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read(path, on_bad_row=on_bad_row)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    "name",
    ["no.json", "./nothing", "data/train", "nothing", "../x:train", "C:\\x\\y", "no.json:train"],
)
def test_a_path_that_is_not_there_is_never_sought_at_the_hub(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets, "load_dataset", None)
    with pytest.raises(InputError, match="no such file or folder"):
        read(name)
    with pytest.raises(InputError, match="no such file or folder"):
        read(Path("klue/re:train"))


def test_a_name_without_a_split_gets_a_hint(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="as in 'klue/re:train'"):
        read("klue/re")


def test_folders_that_are_no_data_set(tmp_path):
    with pytest.raises(
        InputError, match=r"neither brat.* nor a folder that datasets saved .* nor a run folder"
    ):
        read(tmp_path)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="a run folder, but its data set"):
        read(tmp_path)


def test_a_damaged_data_set(table, labels, tmp_path):
    write(table, tmp_path / "set", "disk", labels=labels)
    (tmp_path / "set" / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read: JSONDecodeError"):
        read(tmp_path / "set")


def test_damaged_rows_do_not_end_the_process(table, labels, tmp_path):
    write(table, tmp_path / "set", "disk", labels=labels)
    (file,) = (tmp_path / "set").glob("*.arrow")
    content = file.read_bytes()
    at = content.index(table["sentence"][0].as_py().encode()) - 64  # the offsets of the sentences
    file.write_bytes(content[:at] + b"\x7f" * 32 + content[at + 32 :])
    with pytest.raises(InputError, match="cannot be read: "):
        read(tmp_path / "set")


def test_a_run_folder(table, labels, tmp_path):
    write(table, tmp_path / "data", "disk", labels=labels)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    reading = read(tmp_path, labels=labels)
    assert reading.fmt == "run"
    assert content_digest(reading.table) == content_digest(table)


def test_splits(table, labels, tmp_path):
    dataset = to_dataset(table, labels=labels)
    folder = tmp_path / "splits"
    parts = {"train": dataset.select([0, 1, 2]), "dev": dataset.select([3])}
    datasets.DatasetDict(parts).save_to_disk(folder)
    assert read(folder, split="train").rows_in == 3
    assert read(f"{folder}:dev").rows_in == 1
    assert read(f"{folder}:dev", split="dev").rows_in == 1
    with pytest.raises(InputError, match="has the splits train, dev: choose one"):
        read(folder)
    with pytest.raises(InputError, match="has no split 'test', only train, dev"):
        read(folder, split="test")
    with pytest.raises(UsageError, match="gives the split 'dev', but split='train'"):
        read(f"{folder}:dev", split="train")
    assert read(datasets.DatasetDict({"only": dataset})).rows_in == 5


def test_a_split_where_there_are_none(table, rows, labels, save):
    for source in (save(rows), table, to_dataset(table, labels=labels)):
        with pytest.raises(UsageError, match="'train' cannot be read"):
            read(source, split="train")


def test_wrong_arguments(rows, save):
    with pytest.raises(UsageError, match="cannot read a int; expected a path, a hub name"):
        read(3)
    with pytest.raises(UsageError, match="on_bad_row must be stop, drop, repair, not 'skip'"):
        read(save(rows), on_bad_row="skip")


def test_parquet_of_datasets_knows_its_labels(table, labels, tmp_path):
    path = tmp_path / "a.parquet"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # progress bars of datasets
        to_dataset(table, labels=labels).to_parquet(path)
    assert pq.read_schema(path).field("label").type == pa.int64()
    assert content_digest(read(path).table) == content_digest(table)


def test_a_saved_data_set_stays_in_its_files(rows, labels, tmp_path):
    for row in rows:
        row["sentence"] += " 그리고" * 500
    many = pa.Table.from_pylist(
        [{**row, "guid": f"{row['guid']}-{i}"} for row in rows for i in range(400)]
    )
    write(read(many).table, tmp_path / "set", "disk", labels=labels)
    before = pa.total_allocated_bytes()
    table = read(tmp_path / "set").table
    assert pa.total_allocated_bytes() - before < table["sentence"].nbytes / 5


def test_a_name_that_is_too_long_is_no_file():
    with pytest.raises(InputError, match="no such file"):
        read("x" * 5000 + ".json")


def test_an_empty_chunk_is_no_row(rows):
    table = pa.Table.from_pylist(rows)
    cut = pa.concat_tables([table.slice(0, 1), table.slice(0, 0), table.slice(1)])
    assert read(cut).table.num_rows == len(rows)
