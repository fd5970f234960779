from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.core.log import LOG_SCHEMA
from reaug.data import read
from reaug.errors import InputError
from reaug.runs import folder, log_index, trace
from reaug.runs.log_index import INDEX, lines_in, lines_of_row, write_index
from reaug.runs.trace import trace_row
from run_folders import SAMPLE, carry_out, sealed_again

STEPS: tuple[Any, ...] = (
    "deduplicate",
    {"augment": {"copies": 2, "where": {}, "steps": ["aeda"]}},
    {"random_masking": {"p": 0.5}},
    {"curriculum": {"buckets": 2, "split": True}},
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose log has many small batches, and whose rows are split."""
    place = tmp_path_factory.mktemp("index") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "LOG_BATCH", 50)
        carry_out(STEPS, place)
    return place


def ids_of(run: Path) -> list[str]:
    tables = [read(run, split=split).table for split in ("bucket_0", "bucket_1")]
    return [str(name) for table in tables for name in table["_row_id"].to_pylist()]


def test_every_line_of_a_row_is_found_and_no_other(run: Path) -> None:
    log = run / "log"
    changes = folder.read_ipc(log / "changes.arrow")
    assert changes.num_rows > 200
    for row_id in {*changes["row_id"].to_pylist()[::23]}:
        lines = lines_of_row(log, "changes.arrow", row_id, LOG_SCHEMA)
        numbers = [i for i, name in enumerate(changes["row_id"].to_pylist()) if name == row_id]
        assert lines.numbers == numbers
        assert lines.table.equals(changes.take(numbers))
    assert lines_of_row(log, "changes.arrow", "nobody", LOG_SCHEMA).numbers == []
    assert lines_in(log / "changes.arrow") == changes.num_rows


def test_a_row_is_told_alike_with_the_index_and_without(run: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(run, old)
    (old / "log" / INDEX).unlink()
    sealed_again(old)
    for row_id in ids_of(run)[::97]:
        stages = trace_row(run, row_id)
        assert stages[0].step == "input"
        assert trace_row(old, row_id) == stages
    gone = folder.read_ipc(run / "log" / "dropped.arrow")["_row_id"][0].as_py()
    assert trace_row(old, gone) == trace_row(run, gone)
    assert trace_row(run, gone)[-1].dropped is not None


def test_of_the_log_just_the_batches_of_the_row_are_read(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_batches: list[int] = []
    real = log_index._of_row

    def counted(reader: Any, number: int, column: str, row_id: str) -> Any:
        read_batches.append(number)
        return real(reader, number, column, row_id)

    monkeypatch.setattr(log_index, "_of_row", counted)
    row_id = next(name for name in ids_of(run) if "~" in name)
    trace_row(run, row_id)
    every = sum(
        pa.ipc.open_file(str(run / "log" / name)).num_record_batches for name in log_index.KEYS
    )
    assert len(read_batches) < every / 2


def test_the_index_hangs_on_the_log_alone(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run / "log", tmp_path / "log")
    before = (tmp_path / "log" / INDEX).read_bytes()
    (tmp_path / "log" / INDEX).unlink()
    write_index(tmp_path / "log")
    assert (tmp_path / "log" / INDEX).read_bytes() == before


@pytest.mark.parametrize("how", ["empty", "other", "far", "cut"])
def test_an_index_that_was_forged(run: Path, tmp_path: Path, how: str) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(run, bad)
    file = bad / "log" / INDEX
    index = pa.ipc.open_file(pa.BufferReader(file.read_bytes())).read_all()
    if how == "empty":
        file.write_bytes(b"")
    elif how == "other":
        _write(file, pa.table({"x": [1]}))
    elif how == "cut":
        file.write_bytes(file.read_bytes()[:-20])
    else:
        far = pa.array([10**6] * index.num_rows, pa.int32())
        _write(file, index.set_column(2, index.schema.field(2), far))
    with pytest.raises(InputError, match=r"log/index\.arrow was changed"):
        trace_row(bad, ids_of(run)[0])
    sealed_again(bad)
    with pytest.raises(InputError):
        trace_row(bad, ids_of(run)[0])


def _write(file: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(str(file), table.schema) as writer:
        writer.write_table(table)


def test_a_run_without_changes(tmp_path: Path) -> None:
    carry_out(
        [{"random_masking": {"where": {"labels": ["per:religion"]}, "p": 0.0}}],
        tmp_path / "run",
        SAMPLE,
    )
    assert trace.trace_row(tmp_path / "run", "reaug-sample-00036")[0].step == "input"
