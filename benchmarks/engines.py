"""Compare two workers of Ray with two local processes: speed, digests, killed workers, costs.

    python benchmarks/engines.py [--data DIR] [--times 4] [--costs]

KLUE-RE train, multiplied with unique ids and sentences, is processed by `run` (with the recipe
`whole_run.yaml`), `clean`, `encode` and `drift` with `--engine local --num-proc 2` and `--engine
ray --num-proc 2`. It prints the wall time, and checks that digest and figures are the same. Then
the run is repeated while a Ray worker is killed, and on a cluster of two nodes of which one is
killed. Last, it prints the cost per row in each pass, as in docs/scale.md: CPU in a worker, bytes
sent and received.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from _common import TRAIN, Finished, Verdict, finish, needed, parser, reaug, table

RECIPE: Final = "benchmarks/whole_run.yaml"
MILLION: Final = 1_000_000


def write(train: Path, times: int, file: Path) -> int:
    """Write the rows several times as JSON lines, each with its own id and sentence."""
    rows = json.loads(train.read_text("utf-8"))
    with file.open("w", encoding="utf-8") as out:
        for copy in range(times):
            for row in rows:
                own = {
                    "guid": f"{row['guid']}-{copy}",
                    "sentence": f"{row['sentence']} 제{copy}호.",
                }
                out.write(json.dumps({**row, **(own if copy else {})}, ensure_ascii=False) + "\n")
    return len(rows) * times


def commands(rows: Path, train: Path, out: Path) -> dict[str, list[Any]]:
    """Return the command lines to compare, by name."""
    more = ["--output", out, "--no-report", "--json"]
    return {
        "run": ["run", RECIPE, "--input", rows, *more],
        "clean": ["clean", rows, *more],
        "encode": ["encode", rows, "--style", "typed_entity_marker_punct", *more],
        "drift": ["drift", train, rows, "--json"],
    }


def identity(done: Finished) -> Any:
    """Return the result that both engines must have in common: the digest, or the output of
    drift.
    """
    assert done.code == 0, done.err[-2000:]
    document = json.loads(done.out)
    return document["output"]["digest"] if "output" in document else document


def compare(rows: Path, train: Path, n: int, work: Path, verdict: Verdict) -> dict[str, Any]:
    """Run each command with both engines, alternating, and compare; return the results by
    command.
    """
    digests, lines = {}, []
    for name in commands(rows, train, work):
        results = {}
        for engine in ("local", "ray"):
            words = commands(rows, train, work / f"{name}-{engine}")[name]
            done = finish(reaug(*words, "--engine", engine, "--num-proc", "2"))
            results[engine] = (done.wall, identity(done))
        verdict.check(f"{name}: the same by both engines", results["local"][1] == results["ray"][1])
        digests[name] = results["local"][1]
        walls = [results[engine][0] for engine in ("local", "ray")]
        lines.append([name, *(f"{n / w:,.0f}" for w in walls), f"{walls[0] / walls[1]:.2f}"])
    print(table(["rows/s on the wall", "local", "ray", "ray / local"], lines), "\n")
    return digests


def start_up() -> None:
    """Print the time of starting and shutting down Ray."""
    code = (
        "from reaug.engine.engines.ray import RayEngine\n"
        "with RayEngine(None, 2).running(): pass"
    )  # fmt: skip
    times = [finish([sys.executable, "-c", code]).wall for _ in range(2)]
    print(f"Ray with two workers starts and ends in {min(times):.1f} s\n")


def workers(under: int) -> Iterator[int]:
    """Yield the descendants of a process that are working on a task of the run (Linux)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    for pid in parents:
        above, depth = pid, 0
        while above not in (0, under) and depth < 50:
            above, depth = parents.get(above, 0), depth + 1
        with suppress(OSError):
            name = Path(f"/proc/{pid}/cmdline").read_text()
            if above == under and name.startswith(("ray::mapped", "ray::folded")):
                yield pid


def kill_workers(process: subprocess.Popen[str], times: int) -> list[int]:
    """Kill up to `times` busy workers of a run, one after another; return their ids."""
    killed: list[int] = []
    while process.poll() is None and len(killed) < times:
        for pid in list(workers(process.pid))[:1]:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                time.sleep(1)
        time.sleep(0.05)
    return killed


def with_kills(rows: Path, train: Path, work: Path, digest: Any, verdict: Verdict) -> None:
    """Check the result of a run whose workers are killed."""
    words = commands(rows, train, work / "killed")["run"]
    command = reaug(*words, "--engine", "ray", "--num-proc", "2")
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, cwd=Path.cwd()) as process:
        killed: list[int] = []
        killer = threading.Thread(target=lambda: killed.extend(kill_workers(process, 3)))
        killer.start()
        out, err = process.communicate()
        killer.join()
    done = Finished(0, 0, process.returncode, out, err)
    verdict.check(f"{len(killed)} workers killed: the same digest", identity(done) == digest)
    verdict.check("at least one worker was killed", bool(killed))


NODE: Final = """
import os, sys, threading, time
from ray.cluster_utils import Cluster
from reaug.cli.main import main
from reaug.engine.engines.ray import RayEngine

nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
second = nodes.add_node(num_cpus=1)
os.environ["RAY_ADDRESS"] = nodes.address
map_, maps = RayEngine.map, []

def counting(*args, **more):
    maps.append(1)
    if len(maps) == 3:  # of four: the copies, the longest pass
        threading.Timer(0.5, lose).start()
    return map_(*args, **more)

def lose():
    print("busy" if len(maps) == 3 else "late", file=sys.stderr)
    nodes.remove_node(second, allow_graceful=False)

RayEngine.map = counting
try:
    main()
finally:
    nodes.shutdown()
"""


def with_a_lost_node(rows: Path, train: Path, work: Path, digest: Any, verdict: Verdict) -> None:
    """Check the result of a run on two nodes, of which the second is killed during the run."""
    words = commands(rows, train, work / "lost-node")["run"]
    folder = {
        **os.environ,
        "RAY_AUTH_MODE": "disabled",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_TMPDIR": str(work),
    }
    command = [sys.executable, "-c", NODE, *map(str, words), "--engine", "ray"]
    done = finish(command, env=folder)
    verdict.check("a node killed: the same digest", identity(done) == digest)
    verdict.check("it was killed in the middle", "busy" in done.err)


class Pass(NamedTuple):
    """The cost of a pass over the rows.

    seconds : CPU seconds in the workers.
    function, out, back : bytes of the function, of the rows sent, and of the results.
    """

    what: str
    rows: int
    seconds: float
    function: int
    out: int
    back: int


@contextmanager
def counted(passes: list[Pass]) -> Iterator[None]:
    """In this context, add each pass of the local engine to `passes`; all run in this process."""
    from reaug.engine.engines._ray_work import Sent
    from reaug.engine.engines.local import LocalEngine

    begin, fold, map_ = LocalEngine.__init__, LocalEngine.fold, LocalEngine.map

    def counting(what: str, call: Callable[..., Any], back: Callable[[Any], int]) -> Any:
        def count(engine: Any, rows: Any, *args: Any, **more: Any) -> Any:
            begun = time.process_time()
            result = call(engine, rows, *args, **more)
            seconds = time.process_time() - begun
            sent = sum(Sent.of(slice_).data.size for slice_ in rows.slices(1))
            function = len(pickle.dumps(args[0]))
            passes.append(Pass(what, rows.rows, seconds, function, sent, back(result)))
            return result

        return count

    LocalEngine.__init__ = lambda engine, _=1: begin(engine, 1)
    LocalEngine.fold = counting("fold", fold, lambda rows: len(pickle.dumps(rows)))
    LocalEngine.map = counting(
        "map", map_, lambda parts: sum(f.stat().st_size for p in parts for f in p.files())
    )
    try:
        yield
    finally:
        LocalEngine.__init__, LocalEngine.fold, LocalEngine.map = begin, fold, map_


def one_count(name: str, rows: Path, train: Path, out: Path) -> tuple[float, list[Pass]]:
    """Run a command in this process; return its CPU seconds and its passes."""
    from reaug.cli.main import app

    words = [*commands(rows, train, out)[name], *(["--num-proc", "2"] if name == "drift" else [])]
    passes: list[Pass] = []
    begun, stdout = time.process_time(), sys.stdout
    with counted(passes), Path(os.devnull).open("w") as sys.stdout:
        try:
            app([str(word) for word in words], standalone_mode=False)
        finally:
            sys.stdout = stdout
    return time.process_time() - begun, passes


def count(rows: Path, train: Path, n: int, work: Path) -> None:
    """Print the cost of each pass and of the driver, per row and independent of the rows."""
    few = work / "few.jsonl"
    small = write(train, 1, few)
    lines = []
    for name in commands(rows, train, work):
        one_count(name, few, train, work / f"warm-{name}")
        less, first = one_count(name, few, train, work / f"few-{name}")
        more, passes = one_count(name, rows, train, work / f"many-{name}")
        for i, pass_ in enumerate(passes):
            each = pass_.seconds / pass_.rows * MILLION
            sizes = (pass_.function / MILLION, pass_.out / pass_.rows, pass_.back / pass_.rows)
            costs = [f"{each:.1f}", f"{sizes[0]:.1f}", *(f"{size:.0f}" for size in sizes[1:])]
            lines.append([f"{name} {i + 1}: {pass_.what}", *costs])
        beside = [
            cpu - sum(pass_.seconds for pass_ in pass_)
            for cpu, pass_ in ((less, first), (more, passes))
        ]
        if n > small:
            slope = (beside[1] - beside[0]) / (n - small)
            once = beside[0] - slope * small
            lines.append(
                [f"{name}: beside, {once:.1f} s and", f"{slope * MILLION:.1f}", "", "", ""]
            )
    head = ["pass", "CPU s per million rows", "MB of function", "bytes out per row", "back"]
    print(table(head, lines))


def main() -> int:
    """Run all measurements; return 1 if any results differ."""
    arguments = parser(__doc__)
    arguments.add_argument(
        "--times", type=int, default=4, help="how many times train is repeated (4)"
    )
    arguments.add_argument("--costs", action="store_true", help="only measure the costs")
    asked = arguments.parse_args()
    train = needed(asked.data, TRAIN)
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="reaug-engines-") as folder:
        work = Path(folder)
        rows = work / "rows.jsonl"
        n = write(train, asked.times, rows)
        print(f"{n:,} rows\n")
        if asked.costs:
            count(rows, train, n, work)
            return 0
        start_up()
        digests = compare(rows, train, n, work, verdict)
        with_kills(rows, train, work, digests["run"], verdict)
        with_a_lost_node(rows, train, work, digests["run"], verdict)
        print()
        count(rows, train, n, work)
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
