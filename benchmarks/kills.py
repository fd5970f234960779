"""Kill runs at random moments and fill disks: the output must be the old run or a complete one.

    python benchmarks/kills.py [--kills 300] [--disks 30] [--seed 0] [--rows 3000] [--resume]

The commands `run`, `clean` and `encode` (with a tiny tokenizer) are killed, in one process and in
two, with a new output and with `--force` over an older run, on the samples and on --rows rows made
from them. Half of the kills come at any moment of the run; the other half wait for a random phase
(the folder exists, its data is written, its manifest is written, the renaming), since most phases
last only milliseconds. Only the parent process is killed: its workers must notice.

After each kill, the output folder must not exist (if it was new), or must be the old or the new
run, byte for byte except timing.json. Then the same command is run again without a kill. Its result
must be that of an undisturbed run, no `.out.partial-*`, `.out.old-*` or `.out.lock` may be left,
and no process of the killed run may be alive. With `--resume`, the next run continues the killed
run, and the number of reused pieces is printed; the bytes must be the same. In this case all kills
come in the middle of a run, and half of the continuing runs are killed, too. Full disks are
simulated with a small tmpfs (Linux, root); if it cannot be mounted, with a limit on file sizes, and
a message says so. The exit code is 1 if anything fails.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from _common import CHECKOUT, table
from _kill_places import (
    LIMIT,
    alive,
    can_mount,
    inode,
    leftovers,
    mount,
    phase_of,
    unmount,
    wait_for,
)

sys.path.insert(0, str(CHECKOUT / "tests"))

RECIPE: Final = """\
input: rows.json
steps:
  - entity_type_correction
  - deduplicate
  - augment: {copies: 2, where: {not_labels: [no_relation]}, steps: [entity_swap, aeda]}
  - curriculum: {by: char, buckets: 3}
"""
COMMANDS: Final = {
    "run": ("run", "recipe.yaml"),
    "clean": ("clean", "rows.json"),
    "encode": ("encode", "rows.json", "--style", "typed_entity_marker", "--tokenizer", "tok"),
}
OLD: Final = ("curriculum", "rows.json", "-o", "out", "--buckets", "2")
"""The command of the older run that is replaced with --force."""
AIMED: Final = ("work", "data", "log", "manifest", "renames")
GRACE: Final = 10.0
"""The seconds within which the workers of a dead parent must exit."""


class Setting(NamedTuple):
    """A command to kill, and its options."""

    command: str
    num_proc: int
    force: bool
    rows: str

    @property
    def name(self) -> str:
        """The name of the setting in the tables."""
        forced = ", --force" if self.force else ""
        return f"{self.command}, {self.num_proc} proc{forced}, {self.rows}"

    def words(self, *, force: bool, resume: bool = False) -> list[str]:
        """Return the command line."""
        start = [sys.executable, "-m", "reaug", *COMMANDS[self.command], "-o", "out"]
        more = [*(["--force"] if force else []), *(["--resume"] if resume else [])]
        return [*start, "--num-proc", str(self.num_proc), *more]


class Reference(NamedTuple):
    """An undisturbed run: the contents of its files by name, its seconds, and its size in bytes."""

    new: dict[str, bytes]
    seconds: float
    size: int


@dataclass
class Report:
    """The observations over all kills; `wrong` lists the violations."""

    states: dict[str, Counter[str]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    pieces: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def check(self, holds: bool, what: str) -> None:
        """Record and print a violation, unless the check holds."""
        if not holds:
            self.wrong.append(what)
            print(f"WRONG: {what}", flush=True)


class Bench:
    """Prepares folders with inputs, makes reference runs, and kills runs."""

    def __init__(self, root: Path, rows: int, seed: int, *, resume: bool = False) -> None:
        self.root, self.rng, self.report, self.resume = root, Random(seed), Report(), resume
        self._references: dict[tuple[str, int, str], Reference] = {}
        self._inputs = {name: root / f"input-{name}" for name in ("samples", "long")}
        sample = json.loads((CHECKOUT / "samples" / "klue-style.json").read_text("utf-8"))
        count = max(1, rows // len(sample))
        long = [row | {"guid": f"{row['guid']}-{i}"} for i in range(count) for row in sample]
        from tiny_tokenizers import word_pieces

        for name, given in (("samples", sample), ("long", long)):
            place = self._inputs[name]
            place.mkdir()
            (place / "rows.json").write_text(json.dumps(given, ensure_ascii=False), "utf-8")
            (place / "recipe.yaml").write_text(RECIPE, "utf-8")
            word_pieces(place / "tok")
            self._old(place)

    def _old(self, place: Path) -> None:
        done = start([sys.executable, "-m", "reaug", *OLD], place)
        stderr = done.communicate(timeout=LIMIT)[1]
        if done.returncode:
            raise SystemExit(f"the older run cannot be made: {stderr.decode()}")
        (place / "out").rename(place / "old")

    def place(self, setting: Setting, at: Path | None = None) -> Path:
        """Return a new folder with the inputs, and with the older run if --force is tested."""
        place = at or Path(tempfile.mkdtemp(prefix="case-", dir=self.root))
        source = self._inputs[setting.rows]
        for name in ("rows.json", "recipe.yaml"):
            shutil.copy2(source / name, place / name)
        shutil.copytree(source / "tok", place / "tok")
        if setting.force:
            shutil.copytree(source / "old", place / "out")
        return place

    def reference(self, setting: Setting) -> Reference:
        """Return the undisturbed run of a setting; one and two processes must give the same."""
        key = (setting.command, setting.num_proc, setting.rows)
        if key not in self._references:
            place = self.place(setting._replace(force=False))
            begun = time.monotonic()
            done = start(setting.words(force=False), place)
            stderr = done.communicate(timeout=LIMIT)[1]
            if done.returncode:
                raise SystemExit(f"{setting.name} fails by itself: {stderr.decode()}")
            seconds = time.monotonic() - begun
            files = contents(place / "out")
            self._references[key] = Reference(files, seconds, sum(map(len, files.values())))
            shutil.rmtree(place)
        return self._references[key]

    def kill(self, setting: Setting) -> bool:
        """Kill a run and check the folder, then run again and check.

        Return whether the run was killed before its end.
        """
        reference = self.reference(setting)
        place = self.place(setting)
        before = inode(place / "out")
        process = start(setting.words(force=setting.force), place)
        if self.resume:  # in the middle, so that there is something to resume
            wait_for(place, before, "work", process, self.rng.uniform(0.0, reference.seconds))
        elif self.rng.random() < 0.5:
            time.sleep(self.rng.uniform(0.0, reference.seconds))
        else:
            more = self.rng.uniform(0.0, 0.05)
            wait_for(place, before, self.rng.choice(AIMED), process, more)
        phase = phase_of(place, before)
        over = process.poll() is not None
        process.kill()
        process.wait()
        if over or (self.resume and phase in ("start", "done")):
            process.communicate()
            shutil.rmtree(place)
            return False
        self.report.phases[phase] += 1
        self.look(setting, place, f"{setting.name}, killed in phase {phase}")
        self.again(setting, place, process, f"{setting.name}, killed in phase {phase}")
        shutil.rmtree(place, ignore_errors=True)
        return True

    def look(self, setting: Setting, place: Path, what: str) -> None:
        """Check the state of the output folder, and count the temporary folders beside it."""
        state = self.state(setting, place)
        self.report.states.setdefault(setting.name, Counter())[state] += 1
        allowed = ("old", "new") if setting.force else ("absent", "new")
        self.report.check(state in allowed, f"{what}: the target is {state}")
        for kind in leftovers(place):
            self.report.left[kind] += 1

    def state(self, setting: Setting, place: Path) -> str:
        """Return the state of the output folder: `absent`, `old`, `new`, or `broken`."""
        target = place / "out"
        if not target.exists():
            return "absent"
        files = contents(target)
        if files == self.reference(setting).new:
            return "new"
        return "old" if files == contents(self._inputs[setting.rows] / "old") else "broken"

    def again(
        self, setting: Setting, place: Path, killed: subprocess.Popen[bytes], what: str
    ) -> None:
        """Run the command again, and check that nothing is left of the killed run."""
        self.report.left["process"] += bool(alive(killed.pid))
        if self.resume and self.rng.random() < 0.5:  # kill the resumed run as well
            seconds = self.reference(setting).seconds
            words = setting.words(force=(place / "out").exists(), resume=True)
            second = start(words, place)
            time.sleep(self.rng.uniform(0.0, seconds))
            second.kill()
            second.communicate()
        words = setting.words(force=(place / "out").exists(), resume=self.resume)
        done = start(words, place)
        stderr = done.communicate(timeout=LIMIT)[1].decode()
        if self.resume:
            self.report.pieces[_taken(stderr)] += 1
        self.report.check(done.returncode == 0, f"{what}: the next run fails: {stderr[-300:]}")
        self.report.check(self.state(setting, place) == "new", f"{what}: the next run differs")
        for kind in leftovers(place):
            self.report.check(False, f"{what}: {kind} stays after the next run")
        until = time.monotonic() + GRACE
        while alive(killed.pid) and time.monotonic() < until:
            time.sleep(0.1)
        still = alive(killed.pid)
        self.report.check(not still, f"{what}: {len(still)} processes live on")
        for pid in still:
            os.kill(pid, signal.SIGKILL)

    def full(self, setting: Setting, mounted: bool) -> bool:
        """Run on a disk that may be too small; return whether it was too small."""
        reference = self.reference(setting)
        place = Path(tempfile.mkdtemp(prefix="disk-", dir=self.root))
        given = sum(
            file.stat().st_size for file in self._inputs[setting.rows].rglob("*") if file.is_file()
        )
        room = int(self.rng.uniform(0.02, 1.2) * reference.size)
        limit: Callable[[], None] | None = None
        try:
            if mounted:
                mount(place, given + room)
            else:
                largest = max(map(len, reference.new.values()))
                limit = _limit(int(self.rng.uniform(0.02, 0.98) * largest))
            try:
                self.place(setting, place)
            except OSError:  # not even the input fits
                return False
            return self._filled(setting, place, limit, mounted)
        finally:
            if mounted:
                unmount(place)
            shutil.rmtree(place, ignore_errors=True)

    def _filled(
        self, setting: Setting, place: Path, limit: Callable[[], None] | None, mounted: bool
    ) -> bool:
        what = f"{setting.name}, disk full"
        process = start(setting.words(force=setting.force), place, limit)
        stderr = process.communicate(timeout=LIMIT)[1].decode()
        if process.returncode == 0:
            return False
        self.report.check(process.returncode == 2, f"{what}: exit {process.returncode}")
        for bad in ("Traceback", "a bug in reaug"):
            self.report.check(bad not in stderr, f"{what}: {stderr[-300:]}")
        self.look(setting, place, what)
        for kind in leftovers(place):
            self.report.check(False, f"{what}: {kind} stays")
        if mounted:
            mount(place, 2**30, again=True)
        self.report.phases["disk full"] += 1
        self.again(setting, place, process, what)
        return True


def _taken(stderr: str) -> int:
    """Return the number of reused pieces in a run's message."""
    match = re.search(r"goes on with the killed run: (\d+)", stderr)
    return 0 if match is None else int(match[1])


def _limit(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def start(
    words: Sequence[str], place: Path, limit: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command in a folder, in a session of its own, by which its processes can be found."""
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        words,
        cwd=place,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "HF_HUB_OFFLINE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limit,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file by name, except `timing.json`, which differs between equal
    runs.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "timing.json"
    }


def settings() -> list[Setting]:
    """Return all combinations of command, number of processes, --force and input."""
    return [
        Setting(command, num_proc, force, rows)
        for rows in ("samples", "long")
        for command in COMMANDS
        for num_proc in (1, 2)
        for force in (False, True)
    ]


def main() -> int:
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--kills", type=int, default=300)
    command_line.add_argument("--disks", type=int, default=30)
    command_line.add_argument("--seed", type=int, default=0)
    command_line.add_argument("--rows", type=int, default=3000)
    command_line.add_argument("--resume", action="store_true", help="resume the killed run")
    given = command_line.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="reaug-kills-") as name:
        bench = Bench(Path(name), given.rows, given.seed, resume=given.resume)
        every = settings()
        bench.rng.shuffle(every)
        mounted = can_mount(Path(name))
        if not mounted:
            print("no tmpfs can be mounted: a limit on the size of files stands for a full disk")
        late = roomy = 0
        try:
            late = spread(every, given.kills, bench.kill)
            roomy = spread(every, given.disks, lambda case: bench.full(case, mounted))
        finally:  # print the observations even if interrupted
            show(bench.report, late, roomy)
    return 1 if bench.report.wrong else 0


def spread(every: Sequence[Setting], count: int, act: Callable[[Setting], bool]) -> int:
    """Repeat an action over the settings until it worked `count` times; return the failed
    attempts.
    """
    done = missed = 0
    while done < count and missed < 5 * count + 20:
        worked = act(every[(done + missed) % len(every)])
        done, missed = done + worked, missed + (not worked)
    return missed


def show(report: Report, late: int, roomy: int) -> None:
    states = ("absent", "old", "new", "broken")
    lines = [
        (name, sum(counts.values()), *(counts[state] for state in states))
        for name, counts in sorted(report.states.items())
    ]
    total = [sum(int(line[i]) for line in lines) for i in range(1, 6)]
    print(table(("killed or filled", "times", *states), [*lines, ("all", *total)]))
    print()
    print(table(("phase", "times"), sorted(report.phases.items())))
    print()
    print(table(("found right after it", "times"), sorted(report.left.items())))
    if report.pieces:
        print()
        print(table(("finished pieces that were taken", "runs"), sorted(report.pieces.items())))
    print(f"\n{late} runs ended before their kill, {roomy} found room enough; neither counts")
    print(f"{len(report.wrong)} violations in {sum(report.phases.values())} tries")


if __name__ == "__main__":
    sys.exit(main())
