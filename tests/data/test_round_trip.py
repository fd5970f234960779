"""What is written and read again is the same, whatever the text."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reaug.data import WRITABLE, content_digest, read, to_dataset, write

NAMES = {
    "klue-json": "rows.json",
    "jsonl": "rows.jsonl",
    "competition-csv": "rows.csv",
    "parquet": "rows.parquet",
    "tacred": "rows.tacred.json",
    "disk": "rows",
}
LABELS = ["no_relation", "per:title", 'odd, "label"']

HOSTILE = st.sampled_from(
    [
        *("'", '"', "''", '""', ",", "\n", "\r", "\r\n", "\\", "\\n", "\\'", "{", "}", "': ", "#"),
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
        assert [found.name for found in Path(folder).iterdir()] == [path.name]
        reading = read(path, labels=labels)
        assert reading.fmt == fmt
        assert not reading.problems
        return pa.Table.from_batches(reading.table.to_batches(), schema=reading.table.schema)


@pytest.mark.parametrize("fmt", WRITABLE)
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


@pytest.mark.parametrize("fmt", [fmt for fmt in WRITABLE if fmt != "competition-csv"])
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


@pytest.mark.parametrize("fmt", WRITABLE)
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
    for fmt, name in NAMES.items():
        write(table, tmp_path / name, fmt, labels=labels)
        again = read(tmp_path / name, require_label=False).table
        assert content_digest(again) == content_digest(table)
