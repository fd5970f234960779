"""Whether the probe says what is so: its size and its power, on KLUE-RE train.

    python benchmarks/probe.py [--data DIR] [--null 20] [--planted 8] [--rows 5000] [--splits 10]

Size: two draws of one control (rare labels doubled) have no effect; of `--null` probes at a nominal
5% at most 9 of 100 may call it one. Power: a planted harm (a copy of every row, with the labels of
a fifth of the copies shuffled) and a planted help (labels that are right, beside a tenth wrong
ones) must be called so in 38 of 40 probes. Each probe draws `--rows` rows of the *build* part, and
as many splits of the rest as it is asked for. The exit code is 1 where a share is missed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from _common import TRAIN, Verdict, needed, parser, table
from reaug.core.batch import Batch
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read
from reaug.probing.arms import control_of
from reaug.probing.design import TESTED, of_size, splits_of
from reaug.probing.linear import Linear
from reaug.probing.models import Task
from reaug.probing.scores import measured
from reaug.probing.statistics import Gain, gain_of
from reaug.rulebook import load
from split import judges

Maker = Callable[[pa.Table, int], pa.Table]
"""A training set of raw rows, by a number that other draws depend on."""
RARE = 100


def main() -> int:
    """Run the probes, and count their verdicts."""
    made = parser(__doc__)
    made.add_argument("--null", type=int, default=20)
    made.add_argument("--planted", type=int, default=8)
    made.add_argument("--rows", type=int, default=5000)
    made.add_argument("--splits", type=int, default=10)
    given = made.parse_args()
    book = load()
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    batch = Batch(rows.filter(pa.array(~judges(rows[SENTENCE].combine_chunks()))))
    model = Linear(batch, book, seed=1)

    def probe(one: Maker, other: Maker, number: int) -> Gain:
        return gain_of(
            differences(batch, model, one, other, number, given.rows, given.splits), tested=TESTED
        )

    kinds = {
        "null": (given.null, "cannot be told", doubled, lambda raw, n: doubled(raw, n + 10_000)),
        "harm": (given.planted, "hurts", harmed, plain),
        "help": (given.planted, "helps", plain, spoiled),
    }
    verdict, lines = Verdict(), []
    for name, (count, right, one, other) in kinds.items():
        gains = [probe(one, other, number) for number in range(count)]
        verdicts = Counter(gain.verdict for gain in gains)
        so = verdicts[right] + (verdicts["no difference"] if name == "null" else 0)
        mean = float(np.mean([gain.mean for gain in gains])) if gains else 0.0
        lines.append((name, count, f"{mean:+.2f}", so, dict(verdicts)))
        least = 0.91 if name == "null" else 0.95
        if count:
            verdict.check(f"{name}: {right} in at least {least:.0%}", so / count >= least, so)
    print(table(("planted", "probes", "mean", "as it is", "verdicts"), lines))
    return verdict.code


def differences(
    batch: Batch, model: Linear, one: Maker, other: Maker, number: int, size: int, splits: int
) -> list[float]:
    """Micro-F1 of one training set less that of another, for each split."""
    rules = model.rules
    negative = rules.labels.index(rules.negative or "")
    label = batch.codes(LABEL, rules.labels)
    gains = []
    for split in splits_of(batch, splits, seed=number):
        train = of_size(split.train, batch, size)
        raw = batch.table.take(pa.array(np.sort(train)))
        draw = 1000 * number + split.number
        tasks = [Task("one", one(raw, draw)), Task("other", other(raw, draw))]
        values = model.probabilities(train, split.test, tasks)
        scores = [measured(label[split.test], each, negative)["micro_f1"] for each in values]
        gains.append(scores[0] - scores[1])
    return gains


def plain(raw: pa.Table, draw: int) -> pa.Table:
    """The rows as they are."""
    return raw


def doubled(raw: pa.Table, draw: int) -> pa.Table:
    """The rows, with half of those of rare labels twice: a control's draw."""
    batch = Batch(raw.combine_chunks())
    counts = Counter(batch.label.to_pylist())
    rare = np.array([counts[name] < RARE for name in batch.label.to_pylist()])
    more = raw.filter(pa.array(rare)).slice(0, int(rare.sum()) // 2)
    rows = control_of(batch, pa.concat_tables([raw, more]), seed=draw)
    return raw.take(pa.array(rows))


def harmed(raw: pa.Table, draw: int) -> pa.Table:
    """The rows and a copy of each, the labels of a fifth of the copies shuffled."""
    return pa.concat_tables([raw, shuffled(raw, draw, 0.2)])


def spoiled(raw: pa.Table, draw: int) -> pa.Table:
    """The rows with the labels of a tenth shuffled."""
    return shuffled(raw, draw, 0.1)


def shuffled(raw: pa.Table, draw: int, share: float) -> pa.Table:
    """The rows, the labels of a share of them shuffled among these."""
    random = np.random.default_rng(draw)
    rows = np.flatnonzero(random.random(raw.num_rows) < share)
    labels = np.array(raw[LABEL].to_pylist(), dtype=object)
    labels[rows] = labels[random.permutation(rows)]
    place = raw.schema.get_field_index(LABEL)
    return raw.set_column(place, LABEL, pa.array(labels.tolist(), pa.string()))


if __name__ == "__main__":
    sys.exit(main())
