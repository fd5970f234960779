"""Fuzz readers, recipes, rule books, gates, patches, particles and run folders with random input.

    python benchmarks/fuzz.py [--minutes 10] [--seed 0] [--targets json,gates] [--save FOLDER]
    python benchmarks/fuzz.py --show TARGET:NUMBER [--seed 0] [--save FOLDER]

Each target (`_fuzz_targets.py`) mutates valid files at random (`_fuzz_mutators.py`) and lets reaug
read them in a monitored child process. A case passes if reaug does the work, or stops with one of
its own errors. Everything else is a crash: another exception, an inconsistent result, a warning, a
signal, more than --slow seconds, more than --megabytes of memory, or a hang. A case is identified
by seed, target and number; `--save` keeps the files of the first three crashes of each kind. The
exit code is 1 if there was a crash.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from _common import CHECKOUT, table

SAVED: Final = 3
"""The number of cases that are saved of each kind of crash."""
TURN: Final = 20.0
"""The seconds that a child runs, so that no target waits long and no memory leak grows."""
START: Final = 120.0
"""The seconds that a child may take to start."""


@dataclass
class Counts:
    """The results of a target's cases; `kinds` counts crashes, and `cases` lists some of each
    kind.
    """

    ends: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    seconds: float = 0.0
    next: int = 0

    def add(self, outcome: dict[str, Any]) -> None:
        """Count the result of one case."""
        self.ends[outcome["end"]] += 1
        if outcome["end"] == "crash":
            kind = outcome["kind"]
            self.kinds[kind] += 1
            if self.kinds[kind] <= SAVED:
                self.cases.setdefault(kind, []).append((outcome["case"], outcome.get("what", "")))


class Child:
    """A supervised process that runs the cases of one target."""

    def __init__(self, target: str, first: int, seconds: float, given: argparse.Namespace) -> None:
        worker = Path(__file__).with_name("_fuzz_worker.py")
        limits = (str(given.slow), str(given.megabytes))
        paths = os.pathsep.join([str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [
                sys.executable,
                str(worker),
                target,
                str(given.seed),
                str(first),
                str(seconds),
                *limits,
            ],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1"},
            start_new_session=True,
        )
        self._waiting = b""
        self._hang = given.hang

    def run(self, counts: Counts) -> None:
        """Count the cases until the process ends.

        A case in which the process dies or hangs is a crash.
        """
        case: int | None = None
        limit = START
        try:
            while (line := self._line(limit)) is not None:
                document = json.loads(line)
                limit = self._hang
                if "end" in document:
                    counts.add(document)
                    counts.next, case = document["case"] + 1, None
                elif "case" in document:
                    case = document["case"]
        except TimeoutError:
            self._stop()
            if case is None:
                raise SystemExit("a child does not begin; is the machine busy?") from None
            counts.add({"end": "crash", "kind": f"no end within {self._hang:g} s", "case": case})
            counts.next = case + 1
            return
        code = self._process.wait()
        if case is None and code:
            raise SystemExit(f"a child ended with {code} outside of any case")
        if case is not None:
            name = signal.Signals(-code).name if code < 0 else f"exit {code}"
            counts.add({"end": "crash", "kind": f"the process ends: {name}", "case": case})
            counts.next = case + 1

    def _line(self, limit: float) -> bytes | None:
        """Return the next line of output; None at the end.

        Raise TimeoutError after `limit` seconds without a line.
        """
        pipe = self._process.stdout
        assert pipe is not None
        until = time.monotonic() + limit
        with selectors.DefaultSelector() as ready:
            ready.register(pipe, selectors.EVENT_READ)
            while b"\n" not in self._waiting:
                if not ready.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                data = os.read(pipe.fileno(), 65536)
                if not data:
                    return None
                self._waiting += data
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()


def save(target: str, seed: int, number: int, folder: Path) -> Path:
    """Write the files of a case and its arguments, and return their folder."""
    from _fuzz_targets import TARGETS

    place = folder / f"{target}-{seed}-{number}"
    place.mkdir(parents=True, exist_ok=True)
    if not any(place.iterdir()):
        case = TARGETS[target].make(Random(f"{seed}:{target}:{number}"), place)
        (place / "case.json").write_text(json.dumps(case, indent=1) + "\n", "utf-8")
    return place


def arguments() -> argparse.Namespace:
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--minutes", type=float, default=10.0)
    command_line.add_argument("--seed", type=int, default=0)
    command_line.add_argument("--targets", help="only these, separated by commas")
    command_line.add_argument(
        "--slow", type=float, default=10.0, help="seconds that a case may take"
    )
    command_line.add_argument(
        "--hang", type=float, default=60.0, help="seconds until a case is ended"
    )
    command_line.add_argument(
        "--megabytes", type=int, default=500, help="memory that a case may take"
    )
    command_line.add_argument("--save", type=Path, help="a folder for the files of crashers")
    command_line.add_argument("--show", help="TARGET:NUMBER: run one case here, with its traceback")
    return command_line.parse_args()


def main() -> int:
    given = arguments()
    from _fuzz_targets import TARGETS

    if given.show:
        return show(given)
    names = given.targets.split(",") if given.targets else list(TARGETS)
    counts = {name: Counts() for name in names}
    begun = time.monotonic()
    while (left := given.minutes * 60 - (time.monotonic() - begun)) > 5:
        name = min(names, key=lambda name: counts[name].seconds)
        start = time.monotonic()
        Child(name, counts[name].next, min(TURN, left), given).run(counts[name])
        counts[name].seconds += time.monotonic() - start
    report(counts, given)
    return 1 if any(count.kinds for count in counts.values()) else 0


def report(counts: dict[str, Counts], given: argparse.Namespace) -> None:
    """Print the counts per target, and each kind of crash with some of its cases."""
    ends = ("done", "refused", "crash")
    lines = [
        (name, sum(count.ends.values()), *(count.ends[end] for end in ends), f"{count.seconds:.0f}")
        for name, count in counts.items()
    ]
    total = [sum(int(line[i]) for line in lines) for i in range(1, 6)]
    print(table(("target", "cases", *ends, "s"), [*lines, ("all", *total)]))
    for name, count in counts.items():
        for kind, number in count.kinds.most_common():
            print(f"\n{name}: {kind} ({number} times)")
            for case, why in count.cases.get(kind, []):
                print(f"  --show {name}:{case} --seed {given.seed}  {why}")
                if given.save and not kind.startswith("not made"):
                    save(name, given.seed, case, given.save)
    sys.stdout.flush()


def show(given: argparse.Namespace) -> int:
    """Run one case in this process, so that its traceback is shown."""
    import tempfile

    from _fuzz_targets import TARGETS
    from reaug.errors import ReaugError

    target, _, number = given.show.rpartition(":")
    with tempfile.TemporaryDirectory() as name:
        place = save(target, given.seed, int(number), given.save or Path(name))
        case = json.loads((place / "case.json").read_text("utf-8"))
        print(place if given.save else "", json.dumps(case)[:2000])
        try:
            TARGETS[target].call(case, place)
        except ReaugError as error:
            print(f"{type(error).__name__}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
