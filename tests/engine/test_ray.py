"""The engine on Ray gives what the local one gives, whatever happens to its workers."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import reaug as api
from command import environment, reaug
from engine.test_local import children_of, lives, until
from engine_work import (
    add,
    add_in_place,
    counted,
    die,
    die_once,
    ids,
    keep,
    keep_dying_once,
    open_files,
    raise_what_cannot_travel,
    refuse_late,
    too_slow,
)
from reaug.core import schema
from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.engine import stored_rows
from reaug.engine.engines import ray as ray_engine
from reaug.engine.engines._ray_cluster import connected
from reaug.engine.engines._ray_work import Sent
from reaug.engine.engines.ray import RayEngine
from reaug.engine.stored_rows import Stored, joined, store
from reaug.errors import ReaugError, StepError, UsageError
from reaug.recipe.model import Recipe
from reaug.recipe.plan import Leaf
from reaug.runs.preparation import prepare
from reaug.runs.run import run
from reaug.transforms.aeda import AEDA
from run_folders import EVERYTHING, SAMPLE, bytes_of, carry_out
from test_doc_blocks import commands

pytestmark = [
    pytest.mark.ray,
    # Ray 2.50 forgets the processes that it has ended.
    pytest.mark.filterwarnings("ignore:Exception ignored in.*Popen"),
]
pytest.importorskip("ray", reason="ray is not installed: pip install '.[ray]'")

TEXTS = (
    "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.",
    "[S|ORG|LG전자]는 1958년 [O|PER|구인회]가 세웠다 🚀",
    "[S|PER|李舜臣]과 [O|PER|원균]",
    "[S|PER|가] [O|PER|b]",
    "[S|PER|" + "한글" + "] 및 [O|LOC|서울]",
)


@pytest.fixture(scope="module", autouse=True)
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Ray with two workers, started once: an engine takes the Ray that runs in its process."""
    marks = tmp_path_factory.mktemp("marks")
    os.environ["DIE_IN"] = str(marks)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    with connected(None, 2):
        yield marks
    assert not children_named("raylet")


def children_named(name: str) -> list[str]:
    """Processes of Ray's that this one has started, as Linux tells."""
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in children_of(os.getpid())]
    return [line for line in lines if name in line]


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stored:
    """Ten rows in batches of three."""
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 3)
    return store(batch_of(*TEXTS * 2).table, tmp_path / "rows.arrow")


@contextmanager
def running() -> Iterator[RayEngine]:
    with RayEngine().running() as engine:
        yield engine


NAMES = [f"row-{i}" for i in range(10)]


def names_of(parts: list[Any]) -> list[str]:
    both = joined([part.rows for part in parts if part.rows is not None])
    return list(both.table()[schema.ROW_ID].to_pylist())


def test_results_come_in_the_order_of_the_rows(rows: Stored, tmp_path: Path) -> None:
    advanced: list[int] = []
    with running() as engine:
        assert engine.fold(rows, ids, add) == NAMES
        parts = engine.map(rows, keep, tmp_path, advanced.append)
    assert names_of(parts) == NAMES
    assert sum(advanced) == 10
    assert sum((part.counts for part in parts), Counter())["", "in", "", ""] == 10
    assert joined([part.rows for part in parts]).table().equals(rows.table())


def test_many_summaries_are_merged_in_rounds(rows: Stored, monkeypatch: Any) -> None:
    monkeypatch.setattr(ray_engine, "_GROUP", 2)
    with running() as engine:
        assert engine.fold(rows, ids, add) == NAMES
        assert engine.fold(rows, counted, add_in_place).tolist() == [10]


def test_no_rows(tmp_path: Path) -> None:
    none = store(batch_of(TEXTS[0]).table.slice(0, 0), tmp_path / "rows.arrow")
    with running() as engine:
        assert engine.fold(none, ids, add) is None
        parts = engine.map(none, keep, tmp_path, lambda _: None)
    assert sum(part.rows.rows for part in parts if part.rows is not None) == 0


def test_a_worker_that_is_killed(rows: Stored, tmp_path: Path, started: Path) -> None:
    with running() as engine:
        assert engine.fold(rows, die_once, add) == NAMES
        (started / "dead").unlink()  # it was there: a worker was killed
        assert names_of(engine.map(rows, keep_dying_once, tmp_path, lambda _: None)) == NAMES
    (started / "dead").unlink()


def test_a_worker_that_dies_each_time(rows: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_engine, "_TIMES", 0)
    with pytest.raises(ReaugError, match="Ray workers were lost"), running() as engine:
        engine.fold(rows, die, add)


@pytest.mark.parametrize("lost", [1, 20])
def test_results_that_are_lost_with_their_node(
    rows: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    wait, left = RayEngine._get, [lost]

    def lose(engine: RayEngine, reference: Any) -> Any:
        result = wait(engine, reference)
        if isinstance(result, list | pa.Buffer) and left[0]:
            left[0] -= 1
            raise ray_engine._LostError
        return result

    monkeypatch.setattr(RayEngine, "_get", lose)
    with running() as engine:
        if lost == 1:
            assert engine.fold(rows, ids, add) == NAMES
            left[0] = 1
            assert names_of(engine.map(rows, keep, tmp_path, lambda _: None)) == NAMES
            return
        with pytest.raises(ReaugError, match="Ray workers were lost"):
            engine.fold(rows, ids, add)
        with pytest.raises(ReaugError, match="Ray workers were lost"):
            engine.map(rows, keep, tmp_path, lambda _: None)


def test_the_first_row_that_is_refused_is_told(rows: Stored) -> None:
    with running() as engine, pytest.raises(StepError, match=r"^no: row-4$"):
        engine.fold(rows, refuse_late, add)


def test_a_time_limit_holds_in_workers(rows: Stored) -> None:
    with running() as engine:
        assert engine.fold(rows, too_slow, add) == NAMES


def test_an_error_that_cannot_travel(rows: Stored) -> None:
    with running() as engine, pytest.raises(StepError, match=r"^CannotTravelError: 1 and 2$"):
        engine.fold(rows, raise_what_cannot_travel, add)


def test_an_error_in_a_worker_says_what_it_says_here() -> None:
    steps = [{"curriculum": {"buckets": 2, "column": "mine"}}]
    table = batch_of(TEXTS[0], TEXTS[1]).table.append_column("mine", pa.array([1, 2]))
    errors = []
    for engine in ("local", "ray"):
        with pytest.raises(ReaugError) as error:
            carry_out(steps, None, to_klue(table), engine=engine)
        errors.append((type(error.value), str(error.value)))
    assert errors[0] == errors[1]


def test_a_step_that_other_processes_cannot_import() -> None:
    class Local(AEDA):
        pass

    node = [Leaf("0.local", Local())]
    with pytest.raises(UsageError, match="must be able to import its class from a module"):
        run(prepare(Recipe(steps=("aeda",)), source=SAMPLE, nodes=node), None, engine="ray")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="there is no /proc here")
def test_workers_need_no_file_of_the_drivers(rows: Stored, tmp_path: Path) -> None:
    with running() as engine:
        names = engine.fold(rows, open_files, add)
    assert len(names) > 10
    assert not [name for name in names if str(tmp_path).lstrip("/") in name]
    assert str(tmp_path).encode() not in pickle.dumps(Sent.of(rows.slices(1)[0]))


def test_a_run_gives_the_bytes_of_a_local_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 100)
    carry_out(EVERYTHING, tmp_path / "local")
    carry_out(EVERYTHING, tmp_path / "ray", engine="ray")
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "local")


COMMANDS = {
    "run": ["run", SAMPLE.parent / "quickstart.yaml"],
    "clean": ["clean", SAMPLE, "--drop", "label/noise", "--top", 3],
    "augment": ["augment", SAMPLE, "-t", "aeda", "-t", "entity_swap"],
    "encode": ["encode", SAMPLE, "--style", "typed_entity_marker_punct"],
    "curriculum": ["curriculum", SAMPLE, "--by", "eojeol"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_hand_the_engine_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    map_ = RayEngine.map
    monkeypatch.setattr(
        RayEngine, "map", lambda *args, **more: asked.append(name) or map_(*args, **more)
    )
    digests = []
    for engine in ("local", "ray"):
        result = reaug(*COMMANDS[name], "-o", tmp_path / engine, "--engine", engine, "--json")
        assert result.code == 0, result.err
        digests.append(result.json["output"]["digest"])
    assert digests[0] == digests[1]
    assert asked


def test_python_hands_the_engine_on(monkeypatch: pytest.MonkeyPatch) -> None:
    data = api.load(SAMPLE)
    pairs = [
        (lambda engine: api.augment(data, [AEDA()], engine=engine)),
        (lambda engine: api.clean(data, engine=engine)),
        (lambda engine: api.encode(data, "entity_mask", engine=engine)),
        (lambda engine: api.curriculum(data, by="eojeol", engine=engine)),
    ]
    asked: list[int] = []
    map_ = RayEngine.map
    monkeypatch.setattr(
        RayEngine, "map", lambda *args, **more: asked.append(1) or map_(*args, **more)
    )
    for number, make in enumerate(pairs, start=1):
        assert make("ray").to_list() == make("local").to_list()
        assert len(asked) >= number


def test_drift_by_any_engine_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 100)
    asked: list[int] = []
    fold = RayEngine.fold
    monkeypatch.setattr(RayEngine, "fold", lambda *args: asked.append(1) or fold(*args))
    words = ["drift", SAMPLE, SAMPLE, "--json"]
    local, remote = (reaug(*words, "--engine", name) for name in ("local", "ray"))
    assert (remote.code, remote.json) == (local.code, local.json)
    assert len(asked) == 2
    data = api.load(SAMPLE)
    some = data.select(range(100))
    assert api.drift(some, data, engine="ray").to_json() == api.drift(some, data).to_json()


def test_ray_that_runs_already_takes_no_address_and_no_workers() -> None:
    for address, num_proc in (("localhost:10001", 1), (None, 2)):
        with pytest.raises(UsageError, match=r"Ray already runs in this process|leave it out"):
            RayEngine(address, num_proc).check()


def test_the_commands_of_the_page_on_scale_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLE.parent, tmp_path / "samples")
    shutil.copy(SAMPLE, tmp_path / "DATA.json")
    monkeypatch.chdir(tmp_path)
    local_commands = [words for words in commands("docs/scale.md") if "://" not in " ".join(words)]
    assert len(local_commands) == 3
    for words in local_commands:
        at = words.index("--num-proc") if "--num-proc" in words else len(words)
        assert reaug(*words[:at], *words[at + 2 :]).code == 0  # Ray is there already


PLUGIN = """
from reaug.cli.main import main
from reaug.engine.engines import ray
ray.RayEngine.map = lambda *_, **more: hang()

def hang():
    import sys, time
    print("begun", file=sys.stderr, flush=True)
    time.sleep(600)

main()
"""


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short name, as the sockets in it want."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_ctrl_c_leaves_nothing(
    short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_TMPDIR", str(short))
    words = ["encode", SAMPLE, "--style", "entity_mask", "-o", tmp_path / "run", "--engine", "ray"]
    command = [sys.executable, "-c", PLUGIN, *map(str, words)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment()) as process:
        assert process.stderr is not None
        while "begun" not in process.stderr.readline():
            assert process.poll() is None
        children = children_of(process.pid)
        assert children
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert until(lambda: not any(map(lives, children)), 20)
    assert [*short.iterdir(), *tmp_path.iterdir()] == []
