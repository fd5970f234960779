"""Copies know their parent: in data sets, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import datasets
import pyarrow as pa
import pytest

import reaug as library
from reaug.core.examples import batch_of
from reaug.core.step import Where
from reaug.data import content_digest, read, to_dataset, to_klue
from reaug.data.parents import tells_parents, with_parents, without_empty
from reaug.errors import InputError
from reaug.runs.undo import undo_run
from reaug.runs.verify import verify

TEXTS = [
    "[S|PER|윤해온]은 [O|DAT|1971년] 남포에서 태어난 화가이다.",
    "[S|ORG|서해은행]은 작년 [O|PER|박가람]을 새 행장으로 뽑았다.",
]


def rows(*ids: str, **columns: list[object]) -> list[dict[str, object]]:
    klue = to_klue(batch_of(*TEXTS[: len(ids)], label="per:date_of_birth").table).to_pylist()
    for i, row in enumerate(klue):
        row.pop("row_id", None)
        row["guid"] = ids[i]
        row |= {name: values[i] for name, values in columns.items()}
    return klue


def file_of(folder: Path, *ids: str, **columns: list[object]) -> Path:
    file = folder / "in.json"
    file.write_text(json.dumps(rows(*ids, **columns), ensure_ascii=False), encoding="utf-8")
    return file


def recipe(source: Path, *, blocks: int = 1) -> str:
    block = "  - augment:\n      copies: 1\n      steps:\n        - aeda: {ratio: 0.9}\n"
    return f"input: {source}\nsteps:\n{block * blocks}"


def run(folder: Path, source: Path, name: str, **given: int) -> datasets.Dataset:
    file = folder / f"{name}.yaml"
    file.write_text(recipe(source, **given), encoding="utf-8")
    library.run(file, output=folder / name, report=None)
    return datasets.load_from_disk(folder / name / "data")


def parents(data: datasets.Dataset) -> dict[str, str | None]:
    return dict(zip(data["guid"], data["parent"], strict=True))


def test_copies_of_copies_name_the_first_row_and_all_goes_back(tmp_path):
    source = file_of(tmp_path, "a", "b")
    first = run(tmp_path, source, "first", blocks=2)
    second = run(tmp_path, tmp_path / "first", "second")
    for data in (first, second):
        named = parents(data)
        assert named["a"] is None
        assert all(parent == name[0] for name, parent in named.items() if len(name) > 1)
        assert sum(parent is not None for parent in named.values()) == len(named) - 2
    assert len(second) == 2 * len(first) == 16
    for name in ("first", "second"):
        assert verify(tmp_path / name).ok
    assert "_parent" not in undo_run(tmp_path / "first").column_names
    assert "parent" not in undo_run(tmp_path / "first").column_names
    back = undo_run(tmp_path / "second")
    assert parents(to_dataset(back, labels=["per:date_of_birth"])) == parents(first)


def test_the_column_is_not_in_files_of_other_kinds(tmp_path):
    run(tmp_path, file_of(tmp_path, "a", "b"), "out")
    for name in ("x.json", "x.csv", "x.jsonl"):
        converted = library.convert(tmp_path / "out", tmp_path / name)
        assert any("parent" in loss for loss in converted.lost)
        assert b"parent" not in (tmp_path / name).read_bytes()
    converted = library.convert(tmp_path / "out", tmp_path / "saved", to="disk")
    assert not any("parent" in loss for loss in converted.lost)
    kept = parents(datasets.load_from_disk(tmp_path / "saved"))
    assert kept == parents(datasets.load_from_disk(tmp_path / "out" / "data"))


def test_the_column_says_nothing_of_the_content(tmp_path):
    data = run(tmp_path, file_of(tmp_path, "a", "b"), "out")
    with_column, without = read(data).table, read(data.remove_columns("parent")).table
    assert "_parent" in with_column.column_names
    assert content_digest(with_column) == content_digest(without)


def test_in_memory_too_and_not_where_there_is_no_copy(tmp_path):
    klue = pa.Table.from_pylist(rows("a", "b"))
    data = library.augment(klue, [library.transforms.AEDA()], where=Where())
    assert parents(data) == {"a": None, "a~0.augment#1": "a", "b": None, "b~0.augment#1": "b"}
    assert "parent" not in library.clean(klue).column_names


@pytest.mark.parametrize("values", [["책 1", "책 2"], [1, 2], [None, "책"], ["a", None]])
def test_a_column_of_the_users_own_stays_as_it_is(tmp_path, values):
    source = file_of(tmp_path, "a", "b", parent=values)
    data = run(tmp_path, source, "out")
    of_parent = dict(zip(data["guid"], data["parent"], strict=True))
    assert [of_parent["a"], of_parent["b"]] == values
    assert of_parent["a~0.augment#1"] == values[0]
    assert verify(tmp_path / "out").ok
    back = library.convert(tmp_path / "out", tmp_path / "x.json")
    assert not any("which names the row" in loss for loss in back.lost)
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))[0]["parent"] == values[0]


def test_no_row_may_bring_the_inner_name(tmp_path):
    with pytest.raises(InputError, match="a name that reaug uses internally"):
        read(file_of(tmp_path, "a", "b", _parent=["x", "y"]))


def test_what_is_a_column_of_parents():
    ids = pa.chunked_array([["a", "a~0.augment#1", "😀~1.augment#1"]])
    assert tells_parents(pa.chunked_array([[None, "a", "😀"]]), ids)
    for values in ([None, None, None], ["a", "a", "😀"], [None, "a", ""], [None, "a", "a"]):
        assert not tells_parents(pa.chunked_array([pa.array(values, pa.string())]), ids)
    assert not tells_parents(pa.chunked_array([pa.array([1, 2, 3])]), ids)


def test_no_copies_no_column():
    table = batch_of(*TEXTS).table
    assert with_parents(table, []) is table
    gone = pa.table({"row_id": ["elsewhere"], "old": ["row-0"]})
    assert "_parent" not in with_parents(table, [gone]).column_names
    empty = table.append_column("_parent", pa.nulls(2, pa.string()))
    assert without_empty(empty).equals(table)
