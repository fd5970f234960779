"""What we write as `datasets` saves it is what `datasets` saves, byte for byte."""

from __future__ import annotations

from pathlib import Path

import datasets
import pyarrow as pa
import pytest

from reaug.data import read, to_dataset, write, write_splits
from reaug.data.dataset import to_save


@pytest.fixture
def table(rows):
    """2,505 rows, in chunks: more than one record batch, and the last one short."""
    many = [{**row, "guid": f"{row['guid']}-{i}"} for i in range(501) for row in rows]
    table = read(pa.Table.from_pylist(many)).table
    return pa.concat_tables([table.slice(0, 1203), table.slice(1203)])


def with_columns(table: pa.Table) -> pa.Table:
    n = len(table)
    columns = {
        "메모": pa.array(["값", None, "x", "", "😀"] * (n // 5)),
        "flag": pa.array([True, None, False, True, True] * (n // 5)),
        "weight": pa.array([0.5] * n, pa.float32()),
        "count": pa.array(range(n), pa.uint16()),
        "long": pa.array(["긴 글"] * n, pa.large_string()),
    }
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("change", [lambda t: t, with_columns, lambda t: t.slice(7, 1)])
def test_the_bytes_are_those_of_datasets(table, labels, tmp_path, change):
    table = change(table)
    assert to_save(table, labels=labels) is not None
    write(table, tmp_path / "mine", "disk", labels=labels)
    to_dataset(table, labels=labels).save_to_disk(str(tmp_path / "theirs"))
    assert files_of(tmp_path / "mine") == files_of(tmp_path / "theirs")


@pytest.mark.parametrize("change", [lambda t: t, with_columns])
def test_the_bytes_of_many_rows_too(table, labels, tmp_path, change, monkeypatch):
    monkeypatch.setattr("reaug.data.save_dataset.MANY", 1)
    monkeypatch.setattr("reaug.data.dataset.PART", 1000)
    table = change(table)
    write(table, tmp_path / "mine", "disk", labels=labels)
    write_splits({"a": table}, tmp_path / "split", labels=labels)
    to_dataset(table, labels=labels).save_to_disk(str(tmp_path / "theirs"))
    assert files_of(tmp_path / "mine") == files_of(tmp_path / "theirs")
    assert files_of(tmp_path / "split" / "a") == files_of(tmp_path / "theirs")


def test_very_many_rows_are_several_files(table, labels, tmp_path, monkeypatch):
    monkeypatch.setattr("reaug.data.save_dataset.MANY", 1)
    monkeypatch.setattr("reaug.data.dataset.PART", 1000)
    monkeypatch.setattr("reaug.data.save_dataset._LARGEST", 1000)
    write(table, tmp_path / "mine", "disk", labels=labels)
    names = sorted(path.name for path in (tmp_path / "mine").glob("data-*"))
    assert names == [f"data-0000{i}-of-00003.arrow" for i in range(3)]
    saved = datasets.load_from_disk(str(tmp_path / "mine"))
    theirs = to_dataset(table, labels=labels)
    assert saved.with_format("arrow")[:].equals(theirs.with_format("arrow")[:])


def test_splits_are_saved_with_the_bytes_of_datasets(table, labels, tmp_path):
    parts = {"train": table.slice(0, 2000), "한 부분": table.slice(2000)}
    write_splits(parts, tmp_path / "mine", labels=labels)
    sets = {name: to_dataset(part, labels=labels) for name, part in parts.items()}
    datasets.DatasetDict(sets).save_to_disk(str(tmp_path / "theirs"))
    assert files_of(tmp_path / "mine") == files_of(tmp_path / "theirs")


def test_what_is_not_plain_is_left_to_datasets(table, labels, tmp_path):
    n = len(table)
    lists = table.append_column("ids", pa.array([[1, 2]] * n, pa.list_(pa.int32())))
    bulky = table.slice(0, 2).append_column("text", pa.array(["가" * 10_000] * 2))
    for name, rows in (("lists", lists), ("bulky", bulky)):
        assert to_save(rows, labels=labels) is None
        write(rows, tmp_path / name, "disk", labels=labels)
        assert len(datasets.load_from_disk(str(tmp_path / name))) == len(rows)


def test_splits_of_which_one_is_empty(table, labels, tmp_path):
    write_splits({"a": table, "none": table.slice(0, 0)}, tmp_path / "set", labels=labels)
    saved = datasets.load_from_disk(str(tmp_path / "set"))
    assert {name: len(part) for name, part in saved.items()} == {"a": len(table), "none": 0}
