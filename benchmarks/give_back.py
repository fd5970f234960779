"""Measure how much of the loss from wrong rows `reaug clean` gives back, on KLUE-RE train.

    python benchmarks/give_back.py [--data DIR] [--rows 5000] [--splits 10] [--model linear]
                                   [--part judge] [--out give_back.jsonl]

In the training rows of each split (whole families of similar sentences, of the *build* part) a
tenth of the labels is replaced as in `label_noise.py`, half of them by labels that other rows with
the same type pair have; and, in another training set, the type of one mention in a twentieth of the
rows. Each is compared with itself after cleaning: `reaug clean --apply sure`, and for wrong labels
also `--drop label/noise --top N`, where N is the share of wrong labels that the audit estimates
times the number of rows. The test rows are never changed. The share given back is the mean gain by
cleaning, divided by the mean loss from the wrong rows. `--rows 0` means all rows. The exit code is
1 if less than a third of the loss is given back.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

import reaug
from _common import TRAIN, Verdict, needed, parser, table
from label_noise import Case, replaced, type_pairs, with_labels
from reaug.audit.noise import label_noise
from reaug.choices import Apply
from reaug.core.batch import Batch
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read, to_dataset
from reaug.probing.design import TESTED, Design
from reaug.probing.model_factory import model_maker
from reaug.probing.models import Task
from reaug.probing.scores import measured
from reaug.probing.statistics import Gain, gain_of
from reaug.rulebook import RuleBook, load
from split import judges
from type_noise import with_noise

LABELS_WRONG: Final = 0.10
TYPES_WRONG: Final = 0.05
LEAST: Final = 1 / 3
RAW: Final = "raw"
BOUND: Final = (
    "labels: --drop",
    "labels: --apply label-free --drop",
    "labels: --apply sure --drop",
    "types: --apply sure",
)


def main() -> int:
    """Train on clean, spoilt and cleaned rows in every split, and print what was given back."""
    command_line = parser(__doc__)
    command_line.add_argument("--rows", type=int, default=5000)
    command_line.add_argument("--splits", type=int, default=10)
    command_line.add_argument("--model", default="linear")
    command_line.add_argument("--part", choices=("build", "judge"), default="build")
    command_line.add_argument("--out", type=Path, help="keep the scores here, and resume from them")
    given = command_line.parse_args()
    book = load()
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    mask = judges(rows[SENTENCE].combine_chunks())
    batch = Batch(rows.filter(pa.array(mask if given.part == "judge" else ~mask)))
    model, design = model_maker(given.model, book, seed=1)(batch), Design(batch, seed=11)
    done: list[dict[str, float]] = []
    if given.out and given.out.exists():
        done = [json.loads(line) for line in given.out.read_text(encoding="utf-8").splitlines()]
    for number in range(len(done), given.splits):
        [split] = design.splits(1, first=number)
        chosen = np.sort(design.of_size(split.train, given.rows or None))
        clean = Batch(batch.table.take(pa.array(chosen)).combine_chunks())
        tasks = [Task(RAW, clean.table), *tasks_of(clean, book, number)]
        label = batch.codes(LABEL, book.labels)[split.test]
        negative = book.labels.index(book.negative or "")
        values = model.probabilities(chosen, split.test, tasks)
        scores = {
            task.arm: round(measured(label, each, negative)["micro_f1"], 4)
            for task, each in zip(tasks, values, strict=True)
        }
        scores |= {f"{task.arm}: rows": task.table.num_rows for task in tasks}
        done.append(scores)
        print(f"split {number}: {scores}", flush=True)
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                print(json.dumps(scores), file=file)
    return printed(done)


def tasks_of(clean: Batch, book: RuleBook, number: int) -> list[Task]:
    """Return the training sets with wrong labels and with wrong types, and each after cleaning."""
    label = clean.codes(LABEL, book.labels)
    noisy = replaced(label, type_pairs(clean), Case(LABELS_WRONG, 0.5, number))
    wrong = with_labels(clean, noisy)
    top = max(1, round(label_noise(wrong, book).share.estimate * len(wrong)))
    mistyped = types_replaced(clean, list(book.types), number)
    noise: dict[str, Any] = {"drop": ["label/noise"], "top": top}
    return [
        Task("labels", wrong.table),
        Task("labels: --drop", cleaned(wrong, book, None, **noise)),
        Task("labels: --apply label-free --drop", cleaned(wrong, book, "label-free", **noise)),
        Task("labels: --apply sure --drop", cleaned(wrong, book, "sure", **noise)),
        Task("labels: --apply sure", cleaned(wrong, book, "sure")),
        Task("types", mistyped.table),
        Task("types: clean", cleaned(mistyped, book, None)),
        Task("types: --apply sure", cleaned(mistyped, book, "sure")),
        Task("nothing: --apply label-free", cleaned(clean, book, "label-free")),
        Task("nothing: --apply sure", cleaned(clean, book, "sure")),
    ]


def types_replaced(clean: Batch, types: list[str], number: int) -> Batch:
    """Return the rows with another type of the subject in a fortieth, and of the object in another
    fortieth.
    """
    first, _ = with_noise(clean, "subject", TYPES_WRONG / 2, 2 * number, types)
    second, _ = with_noise(first, "object", TYPES_WRONG / 2, 2 * number + 1, types)
    return second


def cleaned(batch: Batch, book: RuleBook, apply: Apply | None, **options: Any) -> pa.Table:
    """Return the rows that `reaug clean` leaves, with a choice of fixes and further options."""
    given = to_dataset(batch.table, labels=book.labels)
    rows = reaug.clean(given, apply=apply, **options)
    return read(rows, labels=book.labels, types=list(book.types)).table.combine_chunks()


def printed(done: list[dict[str, float]]) -> int:
    """Print losses and gains with their intervals, and the share given back; return the exit
    code.
    """
    verdict, lines = Verdict(), []
    for arm in (name for name in done[0] if ": --" in name or name == "types: clean"):
        spoilt = arm.partition(":")[0]
        spoilt = RAW if spoilt == "nothing" else spoilt
        lost = gain_of([split[spoilt] - split[RAW] for split in done], tested=TESTED)
        back = gain_of([split[arm] - split[spoilt] for split in done], tested=TESTED)
        share = back.mean / -lost.mean if lost.mean < 0 else float("nan")
        dropped = np.mean([split[f"{spoilt}: rows"] - split[f"{arm}: rows"] for split in done])
        lines.append((arm, shown(lost), shown(back), f"{share:.0%}", f"{dropped:.0f}"))
        if arm in BOUND:
            verdict.check(f"{arm}: at least a third of the loss", share >= LEAST, f"{share:.0%}")
    print(f"{len(done)} splits, raw {np.mean([split[RAW] for split in done]):.2f}")
    print(table(("wrong: cleaned by", "loss", "by cleaning", "given back", "dropped"), lines))
    return verdict.code


def shown(gain: Gain) -> str:
    """Return a difference and its interval as text."""
    if gain.low is None or gain.high is None:
        return f"{gain.mean:+.2f}"
    return f"{gain.mean:+.2f} ({gain.low:+.2f} to {gain.high:+.2f})"


if __name__ == "__main__":
    sys.exit(main())
