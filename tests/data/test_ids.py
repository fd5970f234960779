"""Row ids: from the input where it names rows, else from their content."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from reaug.core.draws import row_keys
from reaug.data import content_digest, read, to_klue
from reaug.errors import InputError


def ids(rows) -> list[str]:
    return read(pa.Table.from_pylist(rows)).table["_row_id"].to_pylist()


def test_guids_that_name_every_row(rows):
    table = read(pa.Table.from_pylist(rows)).table
    assert table["_row_id"].to_pylist() == [f"test-{i}" for i in range(5)]
    assert table["guid"].to_pylist() == table["_row_id"].to_pylist()
    assert table["_key"].to_pylist() == row_keys(table["_row_id"].to_pylist()).tolist()


def test_id_in_place_of_guid(rows, save):
    for i, row in enumerate(rows):
        row["id"] = i
        del row["guid"]
    for source in (save(rows), pa.Table.from_pylist(rows)):
        table = read(source).table
        assert table["_row_id"].to_pylist() == ["0", "1", "2", "3", "4"]
        assert table["guid"].to_pylist() == ["0", "1", "2", "3", "4"]
        assert "id" not in table.column_names


def test_content_names_rows_where_nothing_else_does(rows, save):
    for row in rows:
        del row["guid"]
    row_ids = ids(rows)
    assert all(re.fullmatch(r"[0-9a-f]{32}-0", name) for name in row_ids)
    assert len(set(row_ids)) == 5
    assert ids(rows[::-1]) == row_ids[::-1]
    assert ids(rows[2:3]) == row_ids[2:3]
    assert read(save(rows)).table["_row_id"].to_pylist() == row_ids
    table = read(pa.Table.from_pylist(rows)).table
    assert table["guid"].to_pylist() == row_ids
    # What is written names the rows, so that they keep their names.
    assert read(to_klue(table)).table["_row_id"].to_pylist() == row_ids


def test_equal_rows_are_counted(rows):
    for row in rows:
        del row["guid"]
    row_ids = ids([rows[0], rows[1], rows[0], rows[0]])
    stem = row_ids[0].removesuffix("-0")
    assert row_ids == [f"{stem}-0", row_ids[1], f"{stem}-1", f"{stem}-2"]


def test_extras_belong_to_the_content(rows):
    for row in rows:
        del row["guid"]
        row["note"] = "하나"
    before = ids(rows)
    rows[0]["note"] = "둘"
    assert ids(rows)[0] != before[0]
    assert ids(rows)[1:] == before[1:]


def test_guids_that_occur_twice_stay_and_row_ids_are_written_beside(rows):
    rows[1]["guid"] = "test-0"
    table = read(pa.Table.from_pylist(rows)).table
    assert table["guid"].to_pylist()[:2] == ["test-0", "test-0"]
    assert all(name.endswith("-0") for name in table["_row_id"].to_pylist())
    klue = to_klue(table)
    assert klue.column_names[-1] == "row_id"
    again = read(klue).table
    assert again["_row_id"].to_pylist() == table["_row_id"].to_pylist()
    assert "row_id" not in again.column_names
    assert content_digest(again) == content_digest(table)


def test_a_null_guid_is_filled_with_the_row_id(rows):
    rows[1]["guid"] = None
    table = read(pa.Table.from_pylist(rows)).table
    guids, named = table["guid"].to_pylist(), table["_row_id"].to_pylist()
    assert guids[0] == "test-0"
    assert guids[1] == named[1]


def test_a_row_id_column_that_fails_to_name_rows_is_refused_and_not_lost(rows):
    for row in rows:
        row["row_id"] = "same"
    with pytest.raises(InputError, match="column 'row_id' is used as the row id, but some values"):
        ids(rows)


def test_ids_do_not_depend_on_rows_that_were_dropped(rows, save):
    rows.append({**rows[0], "label": None})
    table = read(save(rows), on_bad_row="drop").table
    assert table["_row_id"].to_pylist() == [f"test-{i}" for i in range(5)]
