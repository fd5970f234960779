"""Measure rows per second of the kernel and of transforms, compared with AEDA as a plain loop.

    python benchmarks/kernel.py [DATA] [--rounds N]

DATA is anything that `reaug.data.read` reads; by default the KLUE-RE training split in
`../shared/data`. All work is done in one process, in batches of 4,096 rows. The candidates
alternate, and the best of all rounds counts. Compare the ratios, since machines differ and are
never fully idle.

- `bare loop`: AEDA on a list of strings, like the code of the paper (split at spaces, draw a number
  and positions, append words and marks, join), with the same maximum of marks per sentence. It
  knows no mentions and spans, checks nothing and logs nothing.
- `kernel`: `core.apply.apply` on the edits that aeda proposes: canonical form, refusals, new text,
  new spans and the log. With `text known`, the step has already decoded the text, as in a run; with
  `text cold`, the text is decoded again.
- the name of a step: propose, apply and log.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

import reaug.data
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.step import Step
from reaug.transforms.aeda import AEDA
from reaug.transforms.random_deletion import RandomDeletion
from reaug.transforms.random_masking import RandomMasking

TRAIN = Path(__file__).resolve().parents[2] / "shared/data/klue-re/klue-re-v1.1_train.json"
BATCH = 4096
PATH = "0.benchmark"
MARKS = ".;?:!,"
STEPS = ("aeda", "random_deletion", "random_masking")
GOALS = {"kernel, text known": 5.0, **{f"{name}, with log": 2.0 for name in STEPS}}


def bare_loop(sentences: list[str], ratio: float = 0.3, most: int = 5) -> list[str]:
    """Return sentences changed by AEDA, as its authors implemented it."""
    random.seed(0)
    result = []
    for sentence in sentences:
        words = sentence.split(" ")
        count = random.randint(1, min(max(1, int(ratio * len(words))), most))
        places = random.sample(range(len(words)), count)
        new = []
        for i, word in enumerate(words):
            if i in places:
                new.append(MARKS[random.randint(0, len(MARKS) - 1)])
            new.append(word)
        result.append(" ".join(new))
    return result


def run_step(step: Step, tables: list[pa.Table]) -> None:
    """Run a step on new batches: propose, apply and log."""
    for table in tables:
        batch = Batch(table)
        changes = step.propose(batch, None, Draw(batch.keys, seed=0, path=PATH))
        apply(batch, changes, step=PATH)


def contenders(table: pa.Table) -> dict[str, Callable[[], object]]:
    """Return the functions to time, by name."""
    sentences = table[schema.SENTENCE].to_pylist()
    # Each batch has its own buffers, like a batch that is read from a file.
    tables = [table.slice(i, BATCH).combine_chunks() for i in range(0, len(table), BATCH)]
    batches = [Batch(part) for part in tables]
    aeda = AEDA()
    proposals = [
        aeda.propose(batch, None, Draw(batch.keys, seed=0, path=PATH)) for batch in batches
    ]

    def known() -> None:
        for batch, changes in zip(batches, proposals, strict=True):
            apply(batch, changes, step=PATH)

    def cold() -> None:
        for part, changes in zip(tables, proposals, strict=True):
            apply(Batch(part), changes, step=PATH)

    return {
        "bare loop": lambda: bare_loop(sentences),
        "kernel, text known": known,
        "kernel, text cold": cold,
        "aeda, with log": lambda: run_step(aeda, tables),
        "random_deletion, with log": lambda: run_step(RandomDeletion(), tables),
        "random_masking, with log": lambda: run_step(RandomMasking(), tables),
    }


def measure(work: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the seconds of each function in its best round; the functions run in turns."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, call in work.items():
            begin = time.perf_counter()
            call()
            best[name] = min(best[name], time.perf_counter() - begin)
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", default=str(TRAIN), help="data set to measure over")
    parser.add_argument("--rounds", type=int, default=7, help="rounds; the best counts")
    options = parser.parse_args()
    if options.data == str(TRAIN) and not TRAIN.exists():
        sys.stderr.write(f"skipped: {TRAIN.name} is not in ../shared/data; name a data set\n")
        return 0
    table = reaug.data.read(options.data).table
    best = measure(contenders(table), options.rounds)
    bare = best["bare loop"]
    sys.stdout.write(f"{len(table):,} rows, best of {options.rounds} rounds\n")
    sys.stdout.write(f"{'':28}{'rows/s':>12}{'bare loop':>11}{'goal':>8}\n")
    missed = False
    for name, seconds in best.items():
        goal = f">= {GOALS[name]:.1f}" if name in GOALS else ""
        rate, ratio = len(table) / seconds, bare / seconds
        sys.stdout.write(f"{name:28}{rate:12,.0f}{ratio:10.2f}x{goal:>8}\n")
        missed |= ratio < GOALS.get(name, 0)
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
