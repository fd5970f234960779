"""Measure memory and CPU of run, undo, verify, drift and audit on KLUE-RE train, multiplied.

    python benchmarks/scale.py [--data DIR] [--times 10] [--only run,drift] [--formats jsonl]

Train is multiplied (`_big_set.py`): ids and sentences stay unique, a tenth of the mentions get new
names, and `rare_below` grows with the set, so that rare labels stay rare. Each command runs on
train itself and on the large set, and its tree of processes is measured five times a second:

- memory: the peak of all processes together, with shared pages counted once (PSS of `/proc`); of
  that, *own* is anonymous memory, which cannot be reclaimed. The rest are memory-mapped files,
  which the system drops if it needs memory.
- CPU: user and system time of the tree, minus that of `reaug --version`.

The bounds for `--times 100` are 1.5 GiB of memory, and 1.05 times the CPU per row of train itself.
The benchmark needs Linux. The large set is in the temporary folder: 1 GB for every 50 times, and
the runs need three times as much.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from _big_set import write_jsonl, write_parquet
from _common import CHECKOUT, TRAIN, finish, needed, parser, reaug, table

RECIPE: Final = CHECKOUT / "benchmarks" / "whole_run.yaml"
MEMORY: Final = 1.5 * 2**30
GROWTH: Final = 1.05
PAUSE: Final = 0.2
COMMANDS: Final = ("run", "undo", "verify", "drift", "audit")


class Seen(NamedTuple):
    """The cost of one command: seconds, peak bytes, exit code and messages."""

    wall: float
    cpu: float
    all_bytes: int
    own_bytes: int
    code: int
    err: str


class Watch(threading.Thread):
    """Samples the memory of a process tree until it ends."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.most, self.own = root, 0, 0
        self.over = threading.Event()

    def run(self) -> None:
        """Record the peak values until `over` is set."""
        while not self.over.wait(PAUSE):
            sizes = [held(pid) for pid in tree(self.root)]
            self.most = max(self.most, sum(every for every, _ in sizes))
            self.own = max(self.own, sum(own for _, own in sizes))


def tree(root: int) -> Iterator[int]:
    """Yield the ids of a process and all its descendants."""
    yield root
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from tree(int(child))


def held(pid: int) -> tuple[int, int]:
    """Return the total and the anonymous bytes of a process; 0 if it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0
    fields = dict(line.split(":", 1) for line in text.splitlines()[1:])
    # type: ignore[return-value]
    return tuple(int(fields[name].split()[0]) * 1024 for name in ("Pss", "Pss_Anon"))


def watched(command: Sequence[str]) -> Seen:
    """Run a command to its end, and return its cost."""
    before, begun = _children(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as err:
        done = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=err)
        watch = Watch(done.pid)
        watch.start()
        code = done.wait()
        watch.over.set()
        watch.join()
        err.seek(0)
        stderr = err.read()
    wall = time.perf_counter() - begun
    return Seen(wall, _children() - before, watch.most, watch.own, code, stderr)


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


class Set(NamedTuple):
    """A data set to measure: train, `times` times, in a file, with its recipe."""

    times: int
    rows: int
    file: Path
    recipe: Path


def commands(data: Set, work: Path) -> dict[str, list[str]]:
    """Return the command lines for a data set by name; undo, verify and drift read the output of
    run.
    """
    run = work / f"run-{data.times}-{data.file.suffix[1:]}"
    return {
        "run": reaug("run", data.recipe, "--input", data.file, "-o", run, "--force"),
        "undo": reaug("undo", run, "-o", work / f"undone-{data.times}-{data.file.suffix[1:]}"),
        "verify": reaug("verify", run),
        "drift": reaug("drift", data.file, run),
        "audit": reaug("audit", data.file, "--findings", work / "findings.jsonl", "--force"),
    }


def sets(train: Path, times: int, formats: Sequence[str], work: Path) -> Iterator[Set]:
    """Write train itself and train multiplied in each format, and yield the data sets."""
    rows = json.loads(train.read_text(encoding="utf-8"))
    recipe = RECIPE.read_text(encoding="utf-8")
    for many in (1, times):
        lines = work / f"train-{many}.jsonl"
        write_jsonl(rows, many, lines)
        recipe_file = work / f"recipe-{many}.yaml"
        recipe_file.write_text(
            recipe.replace("rare_below: 500", f"rare_below: {500 * many}"), "utf-8"
        )
        for suffix in formats:
            file = lines.with_suffix(f".{suffix}")
            if suffix == "parquet":
                write_parquet(lines, file)
            yield Set(many, len(rows) * many, file, recipe_file)


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--times", type=int, default=10)
    command_line.add_argument("--only", default=",".join(COMMANDS))
    command_line.add_argument("--formats", default="jsonl,parquet")
    command_line.add_argument("--work", type=Path, help="a folder to keep the files in")
    given = command_line.parse_args()
    train = needed(given.data, TRAIN)
    only, formats = given.only.split(","), given.formats.split(",")
    work = given.work or Path(tempfile.mkdtemp(prefix="reaug-scale-"))
    work.mkdir(exist_ok=True, parents=True)
    start = finish(reaug("--version")).cpu
    lines, first, missed = [], {}, 0
    try:
        for data in sets(train, given.times, formats, work):
            for name, command in commands(data, work).items():
                if name not in only and name != "run":
                    continue
                result = watched(command)
                cpu = max(result.cpu - start, 1e-3)
                key = name, data.file.suffix
                first.setdefault(key, cpu / data.rows)
                growth = cpu / data.rows / first[key]
                ok = result.code in (0, 1) and (data.times == 1 or result.all_bytes <= MEMORY)
                missed += not (ok and growth <= GROWTH)
                if result.code not in (0, 1):
                    print(result.err[-1000:], file=sys.stderr)
                lines.append(
                    (
                        f"{name} {data.file.suffix[1:]} x {data.times}",
                        f"{data.rows:,}",
                        f"{result.wall:.1f}",
                        f"{cpu:.1f}",
                        f"{data.rows / result.wall:,.0f}",
                        f"{growth:.2f}",
                        f"{result.all_bytes / 2**30:.2f}",
                        f"{result.own_bytes / 2**30:.2f}",
                        result.code,
                    )
                )
                print(*lines[-1], flush=True)
    finally:
        head = ("", "rows", "wall s", "CPU s", "rows/s", "CPU a row", "GiB", "own GiB", "code")
        print("\n" + table(head, lines))
        if given.work is None:
            shutil.rmtree(work)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
