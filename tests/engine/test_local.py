from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from command import ROOT, environment
from engine_work import add, die, ids, keep
from reaug.core import schema
from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.engine import stored_rows
from reaug.engine.engines.local import LocalEngine
from reaug.engine.stored_rows import Stored, joined, store
from reaug.errors import ReaugError, UsageError
from reaug.recipe.model import Recipe
from reaug.recipe.plan import Leaf
from reaug.runs.preparation import prepare
from reaug.runs.run import run
from reaug.transforms.aeda import AEDA
from run_folders import SAMPLE, carry_out, plan

TEXT = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stored:
    """Ten rows in batches of three."""
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 3)
    return store(batch_of(*[TEXT] * 10).table, tmp_path / "rows.arrow")


def ids_of(parts: list[Any]) -> list[str]:
    return [
        row_id
        for part in parts
        if part.rows is not None
        for row_id in part.rows.table()[schema.ROW_ID].to_pylist()
    ]


@pytest.mark.parametrize("num_proc", [1, 2])
def test_results_come_in_the_order_of_the_rows(rows: Stored, tmp_path: Path, num_proc: int) -> None:
    advanced: list[int] = []
    expected = [f"row-{i}" for i in range(10)]
    with LocalEngine(num_proc).running() as engine:
        assert engine.fold(rows, ids, add) == expected
        parts = engine.map(rows, keep, tmp_path, advanced.append)
        assert ids_of(parts) == expected
        both = joined([part.rows for part in parts if part.rows is not None])
        assert (both.rows, both.table()[schema.ROW_ID].to_pylist()) == (10, expected)
    assert sum(advanced) == 10
    assert sum((part.counts for part in parts), Counter())["", "in", "", ""] == 10


def test_no_rows(tmp_path: Path) -> None:
    none = store(batch_of(TEXT).table.slice(0, 0), tmp_path / "rows.arrow")
    with LocalEngine().running() as engine:
        assert engine.fold(none, ids, add) is None
        assert ids_of(engine.map(none, keep, tmp_path, lambda _: None)) == []


def test_a_worker_that_dies(rows: Stored) -> None:
    def fold() -> None:
        with LocalEngine(2).running() as engine:
            engine.fold(rows, die, add)

    with pytest.raises(ReaugError, match="a worker process ended unexpectedly"):
        fold()


def children_of(pid: int) -> list[int]:
    """The processes that another has started, as Linux tells."""
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                children.append(int(stat.parent.name))
    return children


def lives(pid: int) -> bool:
    """Whether a process does anything any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(met: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether a condition is met within a time."""
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.02)
    return met()


HANG = """
import sys
from pathlib import Path
from engine_work import add, hang
from reaug.engine.engines.local import LocalEngine
from reaug.engine.stored_rows import store
import pyarrow as pa

if __name__ == "__main__":
    table = pa.ipc.open_file(sys.argv[1]).read_all()
    with LocalEngine(2).running() as engine:
        engine.fold(store(table, Path(sys.argv[2])), hang, add)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_workers_end_with_a_parent_that_is_killed(rows: Stored, tmp_path: Path) -> None:
    words = [sys.executable, "-c", HANG, str(rows.files[0]), str(tmp_path / "again.arrow")]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with subprocess.Popen(words, env=environment(PYTHONPATH=path, HANG_IN=str(tmp_path))) as parent:
        assert until(lambda: len(list(tmp_path.glob("hangs-*"))) == 2)
        children = children_of(parent.pid)
        assert len(children) >= 2
        parent.kill()
    assert until(lambda: not any(map(lives, children)), 20)


def test_an_error_in_a_worker_says_what_it_says_here() -> None:
    steps = [{"curriculum": {"buckets": 2, "column": "mine"}}]
    table = batch_of(TEXT, TEXT + "!").table.append_column("mine", pa.array([1, 2]))
    errors = []
    for num_proc in (1, 2):
        with pytest.raises(ReaugError) as error:
            carry_out(steps, None, to_klue(table), num_proc=num_proc)
        errors.append((type(error.value), str(error.value)))
    assert errors[0] == errors[1]
    assert "'mine'" in errors[0][1]


def test_a_step_that_other_processes_cannot_import() -> None:
    class Local(AEDA):
        pass

    node = [Leaf("0.local", Local())]
    with pytest.raises(UsageError, match="must be able to import its class from a module"):
        run(prepare(Recipe(steps=("aeda",)), source=SAMPLE, nodes=node), None, num_proc=2)


@pytest.mark.parametrize("num_proc", [0, -1])
def test_fewer_than_one_process(num_proc: int) -> None:
    with pytest.raises(UsageError, match=f"must be at least 1, not {num_proc}"):
        run(plan(["aeda"]), None, num_proc=num_proc)


def test_errors_can_be_sent_between_processes() -> None:
    error = ReaugError("하나\n둘")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
