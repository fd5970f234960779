"""Measure the CPU time of six transforms over all rows of KLUE-RE train, beside `import datasets`.

    python benchmarks/transforms.py [--data DIR] [--rounds 5] [--at COMMIT]

The transforms are those of `whole_run.yaml`, each over all rows: `entity_type_correction`,
`entity_swap` (`replace`, with its pool, and `role`), `aeda`, `random_masking` and
`random_deletion`. As in a run, a step summarises the rows, makes its state, proposes changes to
batches of 16,384 rows, repairs particles, and applies and logs the changes under the hard rules.
Importing reaug, reading the file and loading the rule book do not count. Each step gets new
batches.

A round is a process for the transforms and one that imports `datasets`, in turns; with `--at`, also
one for the transforms with the code of COMMIT. The medians of all rounds are printed, in seconds of
CPU. The bound is: less than `import datasets`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from _common import CHECKOUT, TRAIN, Verdict, finish, needed, parser, table, unpacked
from reaug.core.batch import Batch
from reaug.data import read
from reaug.engine.batches import Frame, run_nodes
from reaug.recipe.plan import Leaf, leaves
from reaug.recipe.recipe_file import load_recipe
from reaug.rulebook import RuleBook, load

ROWS: Final = 16_384
SEED: Final = 42
RECIPE: Final = CHECKOUT / "benchmarks" / "whole_run.yaml"
ALL: Final = "the six together"
DATASETS: Final = "import datasets"
STEPS: Final = (
    "entity_type_correction",
    "entity_swap",
    "aeda",
    "random_masking",
    "random_deletion",
)
IMPORT: Final = """
import time
begun = time.process_time()
import datasets
print(time.process_time() - begun)
"""
MEASURE: Final = "--measure"
"""The first argument of a process that measures the transforms once."""


def main() -> int:
    """Print the medians, and check the bound."""
    command_line = parser(__doc__)
    command_line.add_argument("--rounds", type=int, default=5, help="number of rounds (5)")
    command_line.add_argument("--at", metavar="COMMIT", help="also measure the code of COMMIT")
    given = command_line.parse_args()
    train = needed(given.data, TRAIN).resolve()
    with tempfile.TemporaryDirectory(prefix="reaug-commit-") as name:
        codes = {} if given.at is None else {given.at: unpacked(given.at, Path(name))}
        codes["here"] = CHECKOUT
        times: dict[str, list[dict[str, float]]] = {code: [] for code in codes}
        imports: list[float] = []
        for _ in range(given.rounds):
            for code, folder in codes.items():
                seconds = json.loads(printed([__file__, MEASURE, str(train)], folder))
                times[code].append({**seconds, ALL: sum(seconds.values())})
            imports.append(float(printed(["-c", IMPORT], CHECKOUT)))
    rows = [
        (step, *(shown(each[step] for each in times[code]) for code in codes))
        for step in times["here"][0]
    ]
    print(f"seconds of CPU, medians of {given.rounds} rounds")
    print(table(["", *codes], [*rows, (DATASETS, *[shown(imports)] * len(codes))]))
    verdict = Verdict()
    for code in codes:
        ratios = [each[ALL] / other for each, other in zip(times[code], imports, strict=True)]
        middle = statistics.median(ratios)
        figure = f"{middle:.2f} times it ({min(ratios):.2f} to {max(ratios):.2f})"
        if code == "here":
            verdict.check(f"{ALL} take less than {DATASETS}", middle < 1, figure)
        else:
            print(f"{ALL} at {code}: {figure}")
    return verdict.code


def shown(seconds: Iterable[float]) -> str:
    """Return the median of times as text."""
    return f"{statistics.median(seconds):.3f}"


def printed(arguments: list[str], code: Path) -> str:
    """Return what a Python process prints, with the code of reaug in a folder."""
    done = finish([sys.executable, *arguments], code, os.environ | {"PYTHONPATH": str(code)})
    if done.code:
        raise SystemExit(done.err)
    return done.out


def transforms(train: Path) -> dict[str, float]:
    """Return the seconds of each transform over all rows."""
    rules = load("klue-re")
    rows = read(str(train), labels=rules.labels, types=list(rules.types)).table.combine_chunks()
    # Each batch has its own buffers, like a batch that is read from the file of a run.
    batches = [copied(rows.slice(at, ROWS)) for at in range(0, len(rows), ROWS)]
    seconds = {}
    for leaf in leaves(load_recipe(RECIPE).nodes()):
        name = leaf.path.rpartition(".")[2]
        if name in STEPS:
            mode = f"{name}: {getattr(leaf.step, 'mode', '')}".removesuffix(": ")
            begun = time.process_time()
            over_all(leaf, batches, rules)
            seconds[mode] = time.process_time() - begun
    return seconds


def copied(rows: pa.Table) -> pa.Table:
    """Return rows in buffers of their own."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return pa.ipc.open_stream(sink.getvalue()).read_all()


def over_all(leaf: Leaf, tables: list[pa.Table], rules: RuleBook) -> None:
    """Run a step over batches of rows as the engine does, and drop the results."""
    batches, step = [Batch(part) for part in tables], leaf.step
    summary = None
    if step.needs_summary:
        for batch in batches:
            mine = step.summarise(batch)
            summary = mine if summary is None else step.merge(summary, mine)
    frame = Frame(SEED, {leaf.path: step.finish(summary, rules)}, rules=rules.violations)
    for batch in batches:
        run_nodes([leaf], batch, frame, np.ones(len(batch), dtype=np.bool_))


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        print(json.dumps(transforms(Path(sys.argv[2]))))
    else:
        raise SystemExit(main())
