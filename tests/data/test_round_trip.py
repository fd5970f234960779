"""What is written and read again is the same, whatever the text."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reaug.data import FORMATS, WRITABLE, content_digest, read, to_dataset, write
from reaug.data.cells import is_formula
from reaug.data.formats._documents import Documents
from reaug.errors import OutputError

# Formats that hold rows; those of documents are asked in `test_documents_keep_every_row`.
ROWS = [name for name in WRITABLE if not isinstance(FORMATS[name], Documents)]
# A file, or a folder, for each.
NAMES = {name: f"rows{FORMATS[name].suffix}" for name in WRITABLE}
DOCUMENTS = [name for name in WRITABLE if name not in ROWS and FORMATS[name].whole_rows]
LABELS = ["no_relation", "per:title", 'odd, "label"']

HOSTILE = st.sampled_from(
    [
        *("'", '"', "''", '""', ",", "\n", "\r", "\r\n", "\\", "\\n", "\\'", "{", "}", "': ", "#"),
        *("=1+1", "+", "-", "@", "'=", "''", "＝", " =", "\t=", "\r", "\x1c="),
        *("\u2028", "\u2029", "\x85", "\u200b", "\ufeff", "\t", " ", "=1+1", "\x1b[0m", "7", "LG"),
        *("한", "\u1112\u1161\u11ab", "漢字", "é", "e\u0301", "은", "\U0010ffff"),
        *("😀", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "🇰🇷"),
    ]
)
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXT = st.lists(st.one_of(HOSTILE, ANY), max_size=6).map("".join)
WORD = st.lists(st.one_of(HOSTILE, ANY), min_size=1, max_size=4).map("".join)


@st.composite
def klue_rows(draw: st.DrawFn) -> dict[str, Any]:
    parts = [draw(TEXT), draw(WORD), draw(TEXT), draw(WORD), draw(TEXT)]
    sentence = "".join(parts)
    first, second = len(parts[0]), len("".join(parts[:3]))

    def mention(word: str, start: int) -> dict[str, Any]:
        kind = draw(st.sampled_from(["PER", "ORG", "새 유형", "'\""]))
        return {"word": word, "start_idx": start, "end_idx": start + len(word) - 1, "type": kind}

    pair = [mention(parts[1], first), mention(parts[3], second)]
    if draw(st.booleans()):
        pair.reverse()
    return {
        "guid": draw(st.sampled_from(["a", "b", "c"]) | WORD),
        "sentence": sentence,
        "subject_entity": pair[0],
        "object_entity": pair[1],
        "label": draw(st.sampled_from(LABELS)),
        "source": draw(st.none() | WORD),
        "메모": draw(st.none() | WORD),
    }


def read_again(table: pa.Table, fmt: str, labels: list[str], name: str | None = None) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (name or NAMES[fmt])
        write(table, path, fmt, labels=labels)
        assert [path.name for path in Path(folder).iterdir()] == [path.name]
        reading = read(path, labels=labels)
        assert reading.fmt == fmt
        assert not reading.problems
        return pa.Table.from_batches(reading.table.to_batches(), schema=reading.table.schema)


@pytest.mark.parametrize("fmt", DOCUMENTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(klue_rows(), min_size=1, max_size=5))
def test_documents_keep_every_row(fmt, rows):
    """Rows of one sentence come back one behind the other; each is the same row, by its id."""
    table = read(pa.Table.from_pylist(rows)).table
    again = read_again(table, fmt, LABELS)
    assert content_digest(again) == content_digest(table)
    assert sorted(again["_row_id"].to_pylist()) == sorted(table["_row_id"].to_pylist())


@pytest.mark.parametrize("fmt", ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(klue_rows(), min_size=1, max_size=5))
def test_every_format_keeps_every_row(fmt, rows):
    table = read(pa.Table.from_pylist(rows)).table
    again = read_again(table, fmt, LABELS)
    assert content_digest(again) == content_digest(table)
    assert again["_row_id"].to_pylist() == table["_row_id"].to_pylist()
    assert again["_key"].to_pylist() == table["_key"].to_pylist()


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(klue_rows(), min_size=1, max_size=5))
def test_a_dataset_keeps_every_row(rows):
    table = read(pa.Table.from_pylist(rows)).table
    again = read(to_dataset(table, labels=LABELS), labels=LABELS).table
    assert content_digest(again) == content_digest(table)


@pytest.mark.parametrize("fmt", [fmt for fmt in ROWS if fmt != "competition-csv"])
def test_extras_of_every_kind(rows, labels, fmt):
    for i, row in enumerate(rows):
        row |= {
            "year": 2000 + i if i else None,
            "score": i / 3,
            "flag": i == 1,
            "tags": ["x"] * i,
            "inner": {"k": i, "v": None},
            "empty": "",
            "nothing": None,
        }
    table = read(pa.Table.from_pylist(rows)).table
    again = read_again(table, fmt, labels)
    assert content_digest(again) == content_digest(table)
    assert again.column_names == table.column_names


def test_a_csv_knows_text_only(rows, labels):
    for i, row in enumerate(rows):
        row |= {"year": 2000 + i, "flag": True, "empty": "", "tags": ["하나"]}
    again = read_again(read(pa.Table.from_pylist(rows)).table, "competition-csv", labels)
    assert again["year"].to_pylist()[:2] == ["2000", "2001"]
    assert again["flag"][0].as_py() == "true"
    assert again["empty"][0].as_py() is None
    assert again["tags"][0].as_py() == '["하나"]'


@pytest.mark.parametrize("fmt", ROWS)
def test_the_users_own_id_beside_the_guid(rows, labels, fmt):
    for i, row in enumerate(rows):
        row["id"] = f"own-{i % 2}"
    table = read(pa.Table.from_pylist(rows)).table
    again = read_again(table, fmt, labels)
    assert content_digest(again) == content_digest(table)
    assert again["guid"].to_pylist() == table["guid"].to_pylist()


@pytest.mark.parametrize(
    ("fmt", "name"),
    [("klue-json", "a.json.gz"), ("jsonl", "a.jsonl.gz"), ("competition-csv", "a.csv.gz")],
)
def test_packed_text(rows, labels, fmt, name):
    table = read(pa.Table.from_pylist(rows)).table
    assert content_digest(read_again(table, fmt, labels, name)) == content_digest(table)


def test_rows_without_labels_stay_so(rows, labels, tmp_path):
    for row in rows:
        row["label"] = None
    table = read(pa.Table.from_pylist(rows), require_label=False).table
    for fmt in ROWS:
        name = NAMES[fmt]
        write(table, tmp_path / name, fmt, labels=labels)
        again = read(tmp_path / name, require_label=False).table
        assert content_digest(again) == content_digest(table)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(klue_rows(), min_size=1, max_size=5), name=WORD.filter(str.strip))
def test_a_csv_keeps_every_row_and_no_cell_is_a_formula(rows, name):
    name = f"{name}~"  # no name of KLUE's schema, none of a saved index
    for row in rows:
        row[name] = row.pop("메모")
    table = read(pa.Table.from_pylist(rows)).table
    again = read_again(table, "competition-csv", LABELS)
    assert content_digest(again) == content_digest(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write(table, path, "competition-csv", labels=LABELS)
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(is_formula(cell) and not cell.startswith("'") for cell in cells)


def shielded_file(rows, folder):
    rows[1]["source"] = "=1+1"
    rows[2]["source"] = "'=1+1"
    rows[3]["source"] = "'세종'"
    path = folder / "rows.csv"
    write(read(pa.Table.from_pylist(rows)).table, path, "competition-csv", labels=LABELS)
    return path


def test_a_shielded_file_says_so(rows, tmp_path):
    path = shielded_file(rows, tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][-2:] == ["source", "reaug_shielded"]
    assert [line[-2:] for line in lines[2:5]] == [
        ["'=1+1", "yes"],
        ["''=1+1", "yes"],
        ["'세종'", ""],
    ]
    assert read(path).table["source"].to_pylist()[1:4] == ["=1+1", "'=1+1", "'세종'"]


def test_what_others_wrote_is_no_shield(rows, tmp_path):
    path = shielded_file(rows, tmp_path)
    text = path.read_text(encoding="utf-8").replace(",reaug_shielded", "").replace(",yes\n", "\n")
    path.write_text(text.replace("세종',\n", "세종'\n").replace("written,\n", "written\n"), "utf-8")
    assert read(path).table["source"].to_pylist()[1:4] == ["'=1+1", "''=1+1", "'세종'"]


def test_a_column_of_the_users_is_no_shield(rows, tmp_path):
    table = read(pa.Table.from_pylist([row | {"reaug_shielded": "x"} for row in rows])).table
    with pytest.raises(OutputError, match="column 'reaug_shielded' has a name that"):
        write(table, tmp_path / "rows.csv", "competition-csv", labels=LABELS)


@pytest.mark.parametrize("fmt", [*ROWS, *DOCUMENTS])
def test_a_sentence_longer_than_the_csv_module_reads(rows, labels, fmt):
    words = " ".join(["'바다'와 \"하늘\"은 =1+1 한강\n"] * 9_000)
    row = rows[0]
    row["sentence"] += words
    row["source"] = "세종" * 100_000
    limit = csv.field_size_limit()
    table = read(pa.Table.from_pylist(rows)).table
    assert content_digest(read_again(table, fmt, labels)) == content_digest(table)
    assert csv.field_size_limit() == limit


def test_a_mention_as_long_as_its_sentence(rows, labels):
    word = "'가\" " * 40_000
    rows[0] |= {"sentence": f"{word}김구", "label": "no_relation"}
    end = len(word) - 1
    rows[0]["subject_entity"] = {"word": word, "start_idx": 0, "end_idx": end, "type": "PER"}
    mention = {"word": "김구", "start_idx": end + 1, "end_idx": end + 2, "type": "PER"}
    rows[0]["object_entity"] = mention
    table = read(pa.Table.from_pylist(rows)).table
    assert content_digest(read_again(table, "competition-csv", labels)) == content_digest(table)


def odd(kind):
    nan, inf = float("nan"), float("inf")
    return {
        "nan": pa.array([0.5, nan, 1, 2, 3]),
        "inf": pa.array([0.5, None, -inf, 2, 3]),
        "float16": pa.array(np.array([0, 1, 2, 3, inf], np.float16)),
        "list": pa.array([[], None, [1.0, nan], [], []]),
        "struct": pa.array([{"a": [{"b": 1.0}]}] * 4 + [{"a": [{"b": inf}]}]),
    }[kind]


@pytest.mark.parametrize("fmt", ["klue-json", "jsonl", "tacred"])
@pytest.mark.parametrize(
    ("kind", "row"), [("nan", 1), ("inf", 2), ("float16", 4), ("list", 2), ("struct", 4)]
)
def test_numbers_that_json_lacks_are_refused(rows, labels, tmp_path, fmt, kind, row):
    table = read(pa.Table.from_pylist(rows).append_column("점수", odd(kind))).table
    chunked = pa.concat_tables([table.slice(0, 2), table.slice(2)])
    for variant in (table, chunked):
        with pytest.raises(
            OutputError, match=rf"column '점수' contains .* in row {row} \(from 0\)"
        ):
            write(variant, tmp_path / NAMES[fmt], fmt, labels=labels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["parquet", "disk"])
@pytest.mark.parametrize("kind", ["nan", "inf", "float16", "list", "struct"])
def test_other_formats_hold_them(rows, labels, fmt, kind):
    table = read(pa.Table.from_pylist(rows).append_column("점수", odd(kind))).table
    assert content_digest(read_again(table, fmt, labels)) == content_digest(table)


def test_a_csv_holds_them_as_texts(rows, labels):
    table = read(pa.Table.from_pylist(rows).append_column("점수", odd("inf"))).table
    again = read_again(table, "competition-csv", labels)
    assert again["점수"].to_pylist() == ["0.5", None, "-Infinity", "2.0", "3.0"]


@pytest.mark.parametrize("fmt", ["klue-json", "jsonl", "tacred", "parquet"])
def test_whole_numbers_of_64_bits(rows, labels, fmt):
    table = read(
        pa.Table.from_pylist(rows).append_column("n", pa.array([2**64 - 1] * 5, pa.uint64()))
    ).table
    assert content_digest(read_again(table, fmt, labels)) == content_digest(table)
