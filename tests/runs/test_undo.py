from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest

from reaug.core import schema
from reaug.data import content_digest, read
from reaug.errors import InputError, OutputError
from reaug.runs.folder import read_ipc
from reaug.runs.undo import open_run, undo_run, undo_to
from run_folders import EVERYTHING, SAMPLE, carry_out, row, save, sealed_again

TWICE = {"deduplicate": {"where": {"labels": ["no_relation"]}}}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "run"
    carry_out([TWICE, {"curriculum": {"buckets": 2}}, "deduplicate", "aeda"], folder)
    return folder


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """A run folder of its own, to be broken."""
    return Path(shutil.copytree(finished, tmp_path / "run"))


def test_drops_before_and_behind_a_step_that_adds_columns(finished: Path) -> None:
    dropped = read_ipc(finished / "log" / "dropped.arrow")
    assert set(dropped["_step"].to_pylist()) == {"0.deduplicate", "2.deduplicate"}
    before, after = read(SAMPLE).table, undo_run(finished)
    assert content_digest(after) == content_digest(before)
    assert after.schema.names == before.schema.names
    assert after[schema.POSITION].to_pylist() == before[schema.POSITION].to_pylist()


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([step], id=next(iter(step)) if isinstance(step, dict) else step)
        for step in (
            *EVERYTHING,
            "deduplicate",
            {"deduplicate": {"keep": "first"}},
            {"curriculum": {"split": True}},
            {"curriculum": {"split": True, "thresholds": [5, 60]}},
            {"entity_swap": {"sides": "both", "recurs": "replace"}},
            {"entity_swap": {"mode": "exchange"}},
            {"random_masking": {"target": "both"}},
            {"augment": {"where": {}, "steps": [{"entity_swap": {"mode": "role"}}]}},
        )
    ],
)
def test_law_3_every_step_and_block(steps: list[Any], tmp_path: Path) -> None:
    carry_out(steps, tmp_path / "run")
    assert content_digest(undo_run(tmp_path / "run")) == content_digest(read(SAMPLE).table)


def test_columns_of_every_kind_come_through(tmp_path: Path) -> None:
    n = 4
    rows = [row(guid=f"guid-{i}") for i in range(n)]
    plain = save(rows, tmp_path / "rows.json")
    table = read(plain).table
    columns: dict[str, pa.Array] = {
        "year": pa.array([1592, None, -1, 0], pa.int16()),
        "big": pa.array([2**64 - 1, 0, None, 1], pa.uint64()),
        "score": pa.array([0.1, float("nan"), float("inf"), None], pa.float32()),
        "sure": pa.array([True, False, None, True]),
        "day": pa.array([datetime.date(1592, 8, 14), None] * 2),
        "when": pa.array([datetime.datetime(1592, 8, 14, 1, 2, 3, 4), None] * 2),
        "raw": pa.array([b"\xff\x00", b"", None, b"x"]),
        "tags": pa.array([["가", "나"], [], None, [None]]),
        "deep": pa.array([{"a": [1, {"b": 2}["b"]], "c": "다"}, None] * 2),
        "nothing": pa.nulls(n),
        "[bold]": pa.array(["[/]", "[red]x", "", None]),
    }
    for name, values in columns.items():
        table = table.append_column(name, values)
    from reaug.data import to_klue

    source = to_klue(table)
    steps = [
        "deduplicate",
        {"augment": {"where": {}, "steps": ["aeda"]}},
        {"curriculum": {"buckets": 2}},
    ]
    result = carry_out(steps, tmp_path / "run", source)
    digest = content_digest(read(source).table)
    assert result.done.rows_in == n
    out = read(tmp_path / "run").table
    parent = read(source).table.slice(0, 1)
    for name in columns:
        for value in out[name].to_pylist():
            assert value == parent[name][0].as_py(), name
    assert content_digest(undo_run(tmp_path / "run")) == digest
    assert undo_to(tmp_path / "run", tmp_path / "back") == n


def test_a_data_set_is_written(finished: Path, tmp_path: Path) -> None:
    assert undo_to(finished, tmp_path / "deep" / "back") == 267
    rows = datasets.load_from_disk(str(tmp_path / "deep" / "back"))
    assert rows["guid"] == [each["guid"] for each in json.loads(SAMPLE.read_text("utf-8"))]
    with pytest.raises(OutputError, match="already exists"):
        undo_to(finished, tmp_path / "deep" / "back")


def test_a_rule_book_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = SAMPLE.parents[1] / "rules" / "klue-re.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(book.read_text("utf-8").replace("name: klue-re", "name: own", 1), "utf-8")
    carry_out(["aeda"], tmp_path / "run", rules=str(own))
    own.unlink()
    assert undo_to(tmp_path / "run", tmp_path / "back") == 267


def test_data_that_was_changed_after_the_run(run: Path, tmp_path: Path) -> None:
    rows = datasets.load_from_disk(str(run / "data"))
    (run / "data").rename(run / "kept")
    rows = datasets.load_from_disk(str(run / "kept"))
    rows.select(range(10)).save_to_disk(str(run / "data"))
    with pytest.raises(InputError, match=r"run: data/data-00000-of-00001.arrow was changed after"):
        undo_to(run, tmp_path / "back")
    sealed_again(run)
    with pytest.raises(InputError, match=r"data/ has 10 rows, the log \d+; data/ was changed"):
        undo_to(run, tmp_path / "back")
    shutil.rmtree(run / "data")
    rows.map(lambda each: {"source": "another"}).save_to_disk(str(run / "data"))
    sealed_again(run)
    with pytest.raises(InputError, match=r"do not restore the run's input"):
        undo_to(run, tmp_path / "back")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("name", ["order.arrow", "changes.arrow", "dropped.arrow"])
@pytest.mark.parametrize("damage", ["missing", "empty", "text", "other"])
def test_a_log_that_is_damaged(run: Path, name: str, damage: str) -> None:
    file = run / "log" / name
    if damage == "missing":
        if name == "dropped.arrow":
            pytest.skip("a run without drops has no such file")
        file.unlink()
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_bytes(b"no arrow file" * 10)
    else:
        table = pa.table({"a": [1]})
        with pa.ipc.new_file(str(file), table.schema) as writer:
            writer.write_table(table)
    with pytest.raises(InputError, match=rf"log/{name}"):
        open_run(run)


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        '{"steps": 3}',
        '{"steps": [1]}',
        '{"steps": [{"path": 1, "columns": []}], "input": {"digest": ""}}',
        '{"steps": [{"path": "0.aeda"}], "input": {"digest": ""}}',
        '{"steps": []}',
        "\xff",
    ],
)
def test_a_manifest_that_is_damaged(run: Path, manifest: str) -> None:
    (run / "manifest.json").write_bytes(manifest.encode("latin-1"))
    with pytest.raises(InputError, match=r"is not a run folder: manifest.json"):
        open_run(run)


def test_no_run_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere is not a run folder"):
        undo_run(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is not a run folder"):
        undo_run(SAMPLE)
    with pytest.raises(InputError, match="is not a run folder"):
        undo_run(tmp_path)
