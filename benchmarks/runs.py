"""Measure `reaug runs` on a chain of 200 runs, compared with `reaug --help`, and test `runs find`.

    python benchmarks/runs.py [--runs 200] [--rounds 9] [--keep DIR]

Each run reads the output of the previous run, with alternating recipes (clean, augment, mask,
punctuate). The benchmark measures the CPU time of whole processes, as medians of interleaved
rounds, with a separate cache folder. Then it searches for the run from which a CSV file was
exported, after its rows were shuffled and 10% of them removed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from _common import CHECKOUT, Verdict, finish, reaug, table
from reaug import export
from reaug.recipe.model import make_recipe
from reaug.runs.preparation import prepare
from reaug.runs.run import run

MOST_RATIO: Final = 4.0
RECIPES: Final[tuple[Any, ...]] = (
    ["deduplicate"],
    [{"augment": {"where": {}, "p": 0.02, "steps": ["aeda"]}}],
    [{"random_masking": {"target": "object", "p": 0.02}}],
    [{"aeda": {"p": 0.02}}],
)


def main() -> int:
    """Make the chain, and measure."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--runs", type=int, default=200, help="runs of the chain")
    command_line.add_argument("--rounds", type=int, default=9, help="rounds that count")
    command_line.add_argument(
        "--keep", type=Path, help="a folder to keep the chain in and reuse it from"
    )
    asked = command_line.parse_args()
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        place = asked.keep or Path(name) / "chain"
        chain(place, asked.runs)
        env = {**os.environ, "REAUG_CACHE": str(Path(name) / "cache")}
        verdict = Verdict()
        listing(place, asked.rounds, env, verdict)
        search(place, asked.runs, Path(name), env, verdict)
        return verdict.code


def chain(place: Path, runs: int) -> None:
    """Make the runs, each from the output of the previous run."""
    source = CHECKOUT / "samples" / "klue-style.json"
    for i in range(runs):
        folder = place / f"run-{i:03}"
        if not folder.exists():
            recipe = make_recipe(RECIPES[i % len(RECIPES)], seed=i)
            run(prepare(recipe, source=str(source)), folder)
        source = folder


def listing(place: Path, rounds: int, env: Mapping[str, str], verdict: Verdict) -> None:
    """Time `reaug runs` with and without its cache, compared with `reaug --help`."""
    first = finish(reaug("runs", place), env=env)
    commands = {"reaug --help": ("--help",), "reaug runs": ("runs", place)}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, words in commands.items():
            done = finish(reaug(*words), env=env)
            if done.code:
                raise SystemExit(done.err)
            times[name].append((done.cpu, done.wall))
    lines = []
    for name, pairs in times.items():
        cpu, wall = (statistics.median(times) for times in zip(*pairs, strict=True))
        lines.append((name, f"{cpu:.2f}", f"{wall:.2f}"))
    lines.append(("reaug runs, no cache yet", f"{first.cpu:.2f}", f"{first.wall:.2f}"))
    print(table(["seconds, median", "CPU", "wall"], lines))
    help_, list_ = (statistics.median(cpu for cpu, _ in times[name]) for name in commands)
    ratio = list_ / help_
    verdict.check(f"reaug runs in at most {MOST_RATIO:g} times reaug --help", ratio <= MOST_RATIO)
    print(f"ratio {ratio:.2f}")


def search(place: Path, runs: int, work: Path, env: Mapping[str, str], verdict: Verdict) -> None:
    """Check that `runs find` finds the runs of exported files that are shuffled and lack a tenth of
    their rows.
    """
    seconds = []
    wanted = sorted({0, runs // 4, runs // 2, runs - 2, runs - 1})
    for number in wanted:
        folder = place / f"run-{number:03}"
        whole, part = work / f"{number}.csv", work / f"renamed-{number}.csv"
        export(str(folder), "competition-csv", whole)
        shuffled(whole, part, number)
        begun = time.perf_counter()
        done = finish(reaug("runs", "find", part, place, "--json"), env=env)
        seconds.append(time.perf_counter() - begun)
        best = json.loads(done.out)["best"] if not done.code else [done.err]
        named = [Path(folder).name for folder in best]
        digests = {digest(place / name) for name in named}
        right = digest(folder) in digests and len(digests) == 1
        verdict.check(f"find names {folder.name}", right, ", ".join(named))
    first, *rest = seconds
    print(f"find: {first:.1f} s at first, {statistics.median(rest or seconds):.1f} s then")


def shuffled(whole: Path, part: Path, seed: int) -> None:
    """Write a CSV file with the rows of another in random order, without a tenth of them."""
    with whole.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    draw = random.Random(seed)
    draw.shuffle(rows)
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows[: round(len(rows) * 0.9)]])


def digest(folder: Path) -> str:
    """Return the digest of a run's rows."""
    return str(json.loads((folder / "manifest.json").read_bytes())["output"]["digest"])


if __name__ == "__main__":
    sys.exit(main())
