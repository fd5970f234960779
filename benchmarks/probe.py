"""Measure how often `reaug probe` gives a wrong verdict, and how often it finds an effect.

    python benchmarks/probe.py [--data DIR] [--probes 40] [--rows 5000] [--splits 10]
                               [--minutes 60] [--out probes.jsonl]

Size of the test: between two draws of the same control (half of all rows twice) there is no effect;
at a nominal 5%, at most 9 of 100 probes may report an effect. Power of the test: a planted harm (a
copy of every row, with shuffled labels in a fifth of the copies) and a planted benefit (a tenth of
the labels are wrong, and the recipe drops exactly these rows) must be reported in 38 of 40 probes.
The data is KLUE-RE train.

Each probe has its own splits of the *build* part, grouped by sentence and near-duplicate, and
training sets of `--rows` rows. Each probe is printed when it is done; `--out` stores them, and a
later call with the same file continues after them. `--minutes` stops it between two probes. The
exit code is 1 if a bound is missed.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from _common import TRAIN, Verdict, needed, parser, table
from reaug.core.batch import Batch
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read
from reaug.probing.arms import control_of
from reaug.probing.design import TESTED, Design
from reaug.probing.linear import Linear
from reaug.probing.models import Task
from reaug.probing.scores import measured
from reaug.probing.statistics import gain_of
from reaug.rulebook import load
from split import judges

KINDS: Final = {
    "null": ("one control", "another draw of it", ("cannot tell",), 0.91),
    "harm": ("spoilt copies", "raw", ("hurts",), 0.95),
    "help": ("wrong rows dropped", "a tenth wrong", ("helps",), 0.95),
}
"""For each kind of probe: the two training sets, the right verdicts, and their minimum share."""


def main() -> int:
    """Run the probes and count their verdicts."""
    command_line = parser(__doc__)
    command_line.add_argument("--probes", type=int, default=40)
    command_line.add_argument("--rows", type=int, default=5000)
    command_line.add_argument("--splits", type=int, default=10)
    command_line.add_argument("--minutes", type=float, default=60.0)
    command_line.add_argument("--out", type=Path, help="keep the probes here, and resume from them")
    given = command_line.parse_args()
    end = time.monotonic() + 60 * given.minutes
    book = load()
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    batch = Batch(rows.filter(pa.array(~judges(rows[SENTENCE].combine_chunks()))))
    model, design = Linear(batch, book), Design(batch, seed=0)
    done = kept_in(given.out)
    for number in range(len(done), given.probes):
        if time.monotonic() > end:
            break
        probe_gains = probed(batch, model, design, number, given.rows, given.splits)
        done.append(probe_gains)
        print(number, *(f"{kind} {np.mean(probe_gains[kind]):+.2f}" for kind in KINDS), flush=True)
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                print(json.dumps(probe_gains), file=file)
    return judged(done)


def kept_in(out: Path | None) -> list[dict[str, list[float]]]:
    """Return the probes of an earlier call."""
    if out is None or not out.exists():
        return []
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def judged(done: list[dict[str, list[float]]]) -> int:
    """Print the verdicts of the probes, and whether enough are right; return the exit code."""
    verdict, lines = Verdict(), []
    for kind, (_, _, right, least) in KINDS.items():
        gains = [gain_of(probe_gains[kind], tested=TESTED) for probe_gains in done]
        verdicts = Counter(gain.verdict for gain in gains)
        hits = sum(verdicts[name] for name in right)
        mean = float(np.mean([gain.mean for gain in gains])) if gains else 0.0
        spread = (
            float(np.mean([np.std(probe_gains[kind], ddof=1) for probe_gains in done]))
            if done
            else 0.0
        )
        smallest = np.mean([gain.smallest or 0.0 for gain in gains]) if gains else 0.0
        lines.append(
            (kind, len(gains), f"{mean:+.2f}", f"{spread:.2f}", f"{smallest:.2f}", dict(verdicts))
        )
        if gains:
            verdict.check(f"{kind}: {right[0]} in at least {least:.0%}", hits / len(gains) >= least)
    print(table(("planted", "probes", "mean", "sd by split", "smallest effect", "verdicts"), lines))
    return verdict.code


def probed(
    batch: Batch, model: Linear, design: Design, number: int, size: int, splits: int
) -> dict[str, list[float]]:
    """Return the difference of micro-F1 between the two training sets, by kind of probe and
    split.
    """
    rules = model.rules
    negative = rules.labels.index(rules.negative or "")
    label = batch.codes(LABEL, rules.labels)
    gains: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for split in design.splits(splits, seed=number):
        train = design.of_size(split.train, size)
        raw = batch.table.take(pa.array(np.sort(train))).combine_chunks()
        draw = 1000 * number + split.number
        wrong, spoilt = spoiled(raw, draw)
        arms = {
            "raw": raw,
            "one control": doubled(raw, draw),
            "another draw of it": doubled(raw, draw + 10**6),
            "spoilt copies": pa.concat_tables([raw, shuffled(raw, draw, 0.2)]),
            "a tenth wrong": spoilt,
            "wrong rows dropped": spoilt.filter(pa.array(~wrong)),
        }
        tasks = [Task(name, table) for name, table in arms.items()]
        probabilities = model.probabilities(train, split.test, tasks)
        scores = {
            task.arm: measured(label[split.test], values, negative)["micro_f1"]
            for task, values in zip(tasks, probabilities, strict=True)
        }
        for kind, (one, other, _, _) in KINDS.items():
            gains[kind].append(round(scores[one] - scores[other], 4))
    return gains


def doubled(raw: pa.Table, draw: int) -> pa.Table:
    """Return a control with half of the rows twice: the duplicated rows are drawn by label."""
    batch = Batch(raw)
    more = raw.take(pa.array(np.arange(0, raw.num_rows, 2)))
    return raw.take(pa.array(control_of(batch, pa.concat_tables([raw, more]), seed=draw)))


def shuffled(raw: pa.Table, draw: int, share: float) -> pa.Table:
    """Return the rows, with the labels of a random share of them shuffled among each other."""
    random = np.random.default_rng(draw)
    rows = np.flatnonzero(random.random(raw.num_rows) < share)
    labels = np.array(raw[LABEL].to_pylist(), dtype=object)
    labels[rows] = labels[random.permutation(rows)]
    return labelled(raw, labels)


def spoiled(raw: pa.Table, draw: int) -> tuple[np.ndarray, pa.Table]:
    """Return which rows got a wrong label (`bool[n]`, a tenth), and the rows with these labels."""
    random = np.random.default_rng(draw)
    labels = np.array(raw[LABEL].to_pylist(), dtype=object)
    right = labels.copy()
    wrong = random.random(raw.num_rows) < 0.1
    while len(same := np.flatnonzero(wrong & (labels == right))):
        labels[same] = right[random.integers(0, len(right), len(same))]
    return wrong, labelled(raw, labels)


def labelled(raw: pa.Table, labels: np.ndarray) -> pa.Table:
    """Return the rows with other labels."""
    place = raw.schema.get_field_index(LABEL)
    return raw.set_column(place, LABEL, pa.array(labels.tolist(), pa.string()))


if __name__ == "__main__":
    sys.exit(main())
