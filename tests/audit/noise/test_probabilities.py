from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.audit.noise import read_probabilities
from reaug.errors import InputError
from reaug.rulebook import RuleBook

ROWS = pa.array(["a-0", "a-1", "a-2"])
VALUES = np.random.default_rng(0).dirichlet(np.ones(30), size=3)


def as_objects(labels: list[str]) -> list[dict[str, float]]:
    return [dict(zip(labels, row, strict=True)) for row in VALUES.tolist()]


def write_lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def table(rules: RuleBook) -> pa.Table:
    return pa.table({name: VALUES[:, i] for i, name in enumerate(rules.labels)})


def read(path: Path, rules: RuleBook) -> np.ndarray[Any, Any]:
    return read_probabilities(path, ROWS, rules).values


def refused(path: Path, rules: RuleBook, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(path, rules)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_parquet_columns_may_be_in_any_order(
    tmp_path: Path, rules: RuleBook, table: pa.Table, kind: pa.DataType
) -> None:
    turned = table.select(table.column_names[::-1])
    reordered = turned.cast(pa.schema([(name, kind) for name in turned.column_names]))
    pq.write_table(reordered, tmp_path / "p.parquet")
    assert np.allclose(read(tmp_path / "p.parquet", rules), VALUES, atol=1e-6)


@pytest.mark.parametrize("name", ["id", "guid", "row_id"])
def test_parquet_rows_are_assigned_by_id(
    tmp_path: Path, rules: RuleBook, table: pa.Table, name: str
) -> None:
    ids = pa.array(["a-2", "a-0", "a-1"])
    pq.write_table(table.append_column(name, ids), tmp_path / "p.parquet")
    assert np.allclose(read(tmp_path / "p.parquet", rules), VALUES[[1, 2, 0]])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.slice(0, 2), "probabilities for 2 rows, but the data has 3"),
        (lambda t: t.drop_columns(["per:title"]), "no column for the label 'per:title'"),
        (lambda t: t.append_column("boss", t["per:title"]), "'boss' is not a label"),
        (lambda t: t.append_column("id", pa.array(["a-0", "a-1", "a-9"])), "for the row a-2"),
        (lambda t: t.append_column("id", pa.array(["a-0", "a-1", "a-1"])), "'a-1' appears more"),
        (lambda t: t.append_column("id", pa.array(["a-0", None, "a-1"])), "number 2 has no id"),
        (
            lambda t: t.append_column("id", pa.array([[1], [2], [3]])),
            "id holds list.*, not row ids",
        ),
        (lambda t: t.append_column("id", pa.array([0, 1, 2])), "for the row a-0"),
        (lambda t: t.append_column("per:title", t["per:title"]), "'per:title' is there more than"),
        (
            lambda t: t.set_column(0, t.column_names[0], pa.array([0.1, None, 0.2])),
            r"row a-1 \(number 2\) has nan",
        ),
    ],
)
def test_bad_columns_of_parquet_are_refused(
    tmp_path: Path,
    rules: RuleBook,
    table: pa.Table,
    change: Callable[[pa.Table], pa.Table],
    message: str,
) -> None:
    pq.write_table(change(table), tmp_path / "p.parquet")
    refused(tmp_path / "p.parquet", rules, message)


def test_text_in_a_column_of_parquet(tmp_path: Path, rules: RuleBook, table: pa.Table) -> None:
    last = table.column_names[-1]
    pq.write_table(table.set_column(29, last, pa.array(["x", "y", "z"])), tmp_path / "p.parquet")
    refused(tmp_path / "p.parquet", rules, f"the column {last} holds string, not numbers")


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path, rules: RuleBook) -> None:
    (tmp_path / "p.parquet").write_bytes(b"PAR1 is not enough")
    refused(tmp_path / "p.parquet", rules, "not a readable Parquet file")


@pytest.mark.parametrize("ending", ["json", "txt"])
def test_npy_columns_are_named_in_a_file_beside(
    tmp_path: Path, rules: RuleBook, ending: str
) -> None:
    labels = rules.labels[::-1]
    np.save(tmp_path / "p.npy", VALUES[:, ::-1].astype(np.float32))
    text = json.dumps(labels) if ending == "json" else "\n".join(labels) + "\n"
    (tmp_path / f"p.labels.{ending}").write_text(text, encoding="utf-8")
    assert np.allclose(read(tmp_path / "p.npy", rules), VALUES, atol=1e-6)


def test_npy_without_names(tmp_path: Path, rules: RuleBook) -> None:
    np.save(tmp_path / "p.npy", VALUES)
    refused(tmp_path / "p.npy", rules, "has no column names: write them to p.labels.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "must be a JSON list"),
        ("[1, 2]", "must be a JSON list"),
        ("[", "is not JSON"),
        ('["per:boss"]', "'per:boss' is not a label"),
        ('["no_relation"]', "no column for the label"),
        ("[" * 100_000, "is not JSON"),
        ('"' + "x" * (1 << 20) + '"', "too large"),
    ],
)
def test_bad_names_beside_npy_are_refused(
    tmp_path: Path, rules: RuleBook, text: str, message: str
) -> None:
    np.save(tmp_path / "p.npy", VALUES)
    (tmp_path / "p.labels.json").write_text(text, encoding="utf-8")
    refused(tmp_path / "p.npy", rules, message)


class Harm:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (pytest.fail, ("a pickle was loaded",))


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps(Harm()))


def zipped(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, VALUES)


def objects(path: Path) -> None:
    np.save(path, np.array([Harm()] * 3, dtype=object), allow_pickle=True)


def huge(path: Path) -> None:
    """A header that promises 30 columns of 10^15 rows, with nothing behind it."""
    np.save(path, VALUES)
    raw = path.read_bytes().replace(b"(3, 30)", b"(1000000000000000, 30)")
    spare = raw.index(b"\n") - 15
    path.write_bytes(raw[:spare] + b"\n")


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (pickled, "not a readable array"),
        (zipped, "not a readable array"),
        (objects, "not a readable array"),
        (huge, "not a readable array"),
        (lambda path: path.write_bytes(b""), "not a readable array"),
        (lambda path: path.write_bytes(b"\x93NUMPY"), "not a readable array"),
        (lambda path: np.save(path, VALUES.ravel()), "two dimensions"),
        (lambda path: np.save(path, VALUES[:2]), "for 2 rows, but the data has 3"),
        (lambda path: np.save(path, VALUES[:, :4]), "3 x 4"),
        (lambda path: np.save(path, VALUES.astype("U8")), "not numbers"),
    ],
)
def test_a_bad_npy_is_refused(
    tmp_path: Path, rules: RuleBook, write: Callable[[Path], None], message: str
) -> None:
    write(tmp_path / "p.npy")
    (tmp_path / "p.labels.json").write_text(json.dumps(rules.labels), encoding="utf-8")
    refused(tmp_path / "p.npy", rules, message)


def test_json_lines_are_read_in_order_or_by_id(tmp_path: Path, rules: RuleBook) -> None:
    rows = as_objects(rules.labels)
    assert np.allclose(read(write_lines(tmp_path / "a.jsonl", rows), rules), VALUES)
    named: list[Any] = [{"id": f"a-{i}", "probs": row} for i, row in enumerate(rows)]
    assert np.allclose(read(write_lines(tmp_path / "b.jsonl", named[::-1]), rules), VALUES)
    named = [{"guid": f"a-{i}", **row} for i, row in enumerate(rows)]
    assert np.allclose(read(write_lines(tmp_path / "c.jsonl", named[::-1]), rules), VALUES)


def test_json_lines_may_be_empty_between_and_have_a_mark(tmp_path: Path, rules: RuleBook) -> None:
    lines = [json.dumps(row) for row in as_objects(rules.labels)]
    (tmp_path / "p.jsonl").write_text("\ufeff" + "\n\n".join(lines), encoding="utf-8")
    assert np.allclose(read(tmp_path / "p.jsonl", rules), VALUES)


def edited(place: int, **values: Any) -> Callable[[list[Any]], list[Any]]:
    def change(rows: list[Any]) -> list[Any]:
        rows[place].update(values)
        return rows

    return change


def without(rows: list[Any]) -> list[Any]:
    del rows[1]["per:title"]
    return rows


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:2], "for 2 rows, but the data has 3"),
        (lambda rows: rows * 2, "line 4: there are more rows than the 3"),
        (lambda rows: [*rows[:2], [1, 2]], "line 3: is not an object"),
        (edited(1, boss=0.1), "line 2: 'boss' is not a label"),
        (without, "line 2: no probability for the label 'per:title'"),
        (edited(1, **{"per:title": "0.1"}), "line 2: per:title is str, not a number"),
        (edited(1, **{"per:title": True}), "line 2: per:title is bool, not a number"),
        (edited(1, **{"per:title": None}), "line 2: per:title is NoneType"),
        (edited(1, **{"per:title": float("nan")}), r"row a-1 \(number 2\) has nan"),
        (edited(1, **{"per:title": 10**400}), "line 2: (a number is too large|is not JSON)"),
        (edited(1, id="a-9"), "row number 1 has no id"),
        (edited(1, id=[]), "line 2: id must be text"),
        (edited(1, probs={}), "line 2: the key '.*' is not allowed next to 'probs'"),
        (lambda rows: [{"probs": [0.1]}, *rows[1:]], "line 1: 'probs' must be an object"),
    ],
)
def test_bad_objects_of_json_lines_are_refused(
    tmp_path: Path, rules: RuleBook, change: Callable[[list[Any]], list[Any]], message: str
) -> None:
    refused(write_lines(tmp_path / "p.jsonl", change(as_objects(rules.labels))), rules, message)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "line 1: is not JSON"),
        (b"\n[" + b"[" * 100_000, "line 2: is not JSON"),
        (b"\xff\xfe", "line 1: is not UTF-8 text"),
        (b'{"no_relation": 1, "no_relation": 0}', "line 1: the key 'no_relation' appears twice"),
        (b"\n" + b" " * (1 << 20) + b"  ", "line 2: is longer than"),
    ],
)
def test_lines_that_are_no_json_are_refused(
    tmp_path: Path, rules: RuleBook, raw: bytes, message: str
) -> None:
    (tmp_path / "p.jsonl").write_bytes(raw)
    refused(tmp_path / "p.jsonl", rules, message)


def test_no_such_file(tmp_path: Path, rules: RuleBook) -> None:
    for name in ("p.parquet", "p.jsonl"):
        refused(tmp_path / name, rules, "cannot be read: .*No such file")
    (tmp_path / "p.labels.json").write_text(json.dumps(rules.labels), encoding="utf-8")
    refused(tmp_path / "p.npy", rules, "cannot be read: No such file")


def test_an_unknown_ending(tmp_path: Path, rules: RuleBook) -> None:
    refused(tmp_path / "p.csv", rules, "read from .parquet, .npy, .jsonl; this file ends in '.csv'")


def test_a_folder_is_refused(tmp_path: Path, rules: RuleBook) -> None:
    (tmp_path / "p.jsonl").mkdir()
    refused(tmp_path / "p.jsonl", rules, "is a pipe or folder, not a file")
