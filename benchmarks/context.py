"""Measure the speed and the changes of steps that edit the context, and draw rows for readers.

    python benchmarks/context.py [--data DIR] [--kiwi 300]
    python benchmarks/context.py --sheet FILE --key FILE [--each 30] [--seed 5]

On KLUE-RE train with one core, for `random_swap`, `random_insertion` and `synonym_replacement`,
compared with `aeda` and `random_deletion`: rows per second (propose, repair of particles, and
apply), the share of changed rows, and the reasons why rows were not changed. The word list is
`synonyms.csv`, the list of adverbs is below; Kiwi's neighbours are measured on the first rows only.

`--sheet` draws rows of the *judge* part (`split.py`), with labels as even as possible and without
`no_relation`: the given number of changed rows for each step, and a quarter as many unchanged rows.
They are shuffled, without any hint of the step. `--key` is the file with the step of each row
number. Both files must be outside of the project, since the sheet contains sentences of the data.
Readers judge by `judged/GUIDELINE-context.md`.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from _common import CHECKOUT, TRAIN, needed, parser, table
from reaug.core.apply import apply
from reaug.core.batch import Batch, Row
from reaug.core.draws import Draw, row_keys
from reaug.core.edits import Edits
from reaug.core.step import Step
from reaug.data import read
from reaug.korean.repair import repair
from reaug.rulebook import RuleBook, load
from reaug.transforms.aeda import AEDA
from reaug.transforms.random_deletion import RandomDeletion
from reaug.transforms.random_insertion import RandomInsertion
from reaug.transforms.random_swap import RandomSwap
from reaug.transforms.synonym_replacement import SynonymReplacement
from split import judges

ROWS: Final = 16_384
"""The number of rows per batch, as in a run."""
WORDS: Final = str(CHECKOUT / "benchmarks" / "synonyms.csv")
ADVERBS: Final = ("이윽고", "마침내", "더욱", "비로소", "여전히", "실제로", "물론", "한편")
FAST: Final[dict[str, Step]] = {
    "aeda": AEDA(),
    "random_deletion": RandomDeletion(),
    "random_swap": RandomSwap(),
    "random_insertion, adverbs": RandomInsertion(words=ADVERBS),
    "random_insertion, list": RandomInsertion(words=WORDS),
    "synonym_replacement, list": SynonymReplacement(words=WORDS),
}
SLOW: Final[dict[str, Step]] = {
    "random_insertion, kiwi": RandomInsertion(words="kiwi"),
    "synonym_replacement, kiwi": SynonymReplacement(words="kiwi"),
}
UNTOUCHED: Final = "untouched"


class Outcome(NamedTuple):
    """The rows after a step, whether each was changed, and the reasons why rows were not."""

    after: Batch
    changed: Any
    why: Counter[str]


def carried_out(step: Step, batch: Batch, state: Any, seed: int) -> Outcome:
    """Apply a step to a batch as in a run."""
    draw = Draw(batch.keys, seed=seed, path="0.context")
    changes = step.propose(batch, state, draw)
    if changes.edits.noun.any():
        mended = Edits.concat([changes.edits, repair(batch, changes.edits).edits])
        changes = replace(changes, edits=mended)
    applied = apply(batch, changes)
    changed = changes.touched(len(batch))
    changed[applied.refusals.row] = False
    skipped = [] if changes.skipped is None else changes.skipped.drop_null().to_pylist()
    return Outcome(
        applied.batch, changed, Counter([*skipped, *applied.refusals.reason.to_pylist()])
    )


def speed(rows: pa.Table, rules: RuleBook, steps: dict[str, Step]) -> list[Sequence[Any]]:
    """Return the lines of the table: for each step, its speed and the rows that it changed."""
    lines: list[Sequence[Any]] = []
    for name, step in steps.items():
        state = step.finish(None, rules)
        warm = Batch(rows.slice(0, 50))
        carried_out(step, warm, state, 1)
        seconds, changed, why = 0.0, 0, Counter[str]()
        for at in range(0, rows.num_rows, ROWS):
            batch = Batch(rows.slice(at, ROWS).combine_chunks())
            begun = time.process_time()
            done = carried_out(step, batch, state, 42)
            seconds += time.process_time() - begun
            changed += int(done.changed.sum())
            why += done.why
        reasons = ", ".join(f"{reason} {many:,}" for reason, many in why.most_common(2))
        share = f"{changed / rows.num_rows:.1%}"
        lines.append((name, f"{rows.num_rows / max(seconds, 1e-9):,.0f}", share, reasons))
    return lines


def drawn(rows: pa.Table, rules: RuleBook, each: int, seed: int) -> list[tuple[str, Row, Row]]:
    """Draw changed rows of each step (before and after) and unchanged rows, with labels as even as
    possible.
    """
    judged = rows.filter(pa.array(judges(rows["sentence"].combine_chunks())))
    order = _evenly(judged, rules, seed)
    pairs: list[tuple[str, Row, Row]] = []
    used = 0
    for name, step in {**FAST, **SLOW}.items():
        if name in ("aeda", "random_deletion", "random_insertion, list"):
            continue
        state = step.finish(None, rules)
        mine: list[tuple[str, Row, Row]] = []
        while len(mine) < each and used < len(order):
            batch = Batch(judged.take(pa.array(order[used : used + each])).combine_chunks())
            used += each
            done = carried_out(step, batch, state, seed)
            mine += [(name, batch.row(i), done.after.row(i)) for i in np.flatnonzero(done.changed)]
        pairs += mine[:each]
    batch = Batch(judged.take(pa.array(order[used : used + len(pairs) // 4])).combine_chunks())
    return pairs + [(UNTOUCHED, batch.row(i), batch.row(i)) for i in range(len(batch))]


def _evenly(rows: pa.Table, rules: RuleBook, seed: int) -> list[int]:
    """Return positions of rows with a relation: one row of each label, then a second of each, and
    so on.
    """
    labels = rows["label"].to_pylist()
    keys = row_keys(f"{seed}/{row_id}" for row_id in rows["_row_id"].to_pylist()).tolist()
    turn: Counter[str] = Counter()
    ranked = []
    for i in sorted(range(len(labels)), key=lambda i: keys[i]):
        if labels[i] != rules.negative:
            ranked.append((turn[labels[i]], keys[i], i))
            turn[labels[i]] += 1
    return [i for _, _, i in sorted(ranked)]


def _marked(row: Row) -> str:
    marks = sorted([(*row.subject, "S"), (*row.object, "O")], reverse=True)
    text = row.sentence
    for start, end, role in marks:
        text = f"{text[:start]}[{role} {text[start:end]}]{text[end:]}"
    return text.replace("\t", " ").replace("\n", " ")


def main() -> int:
    """Print the table, or write a sheet and its key."""
    command_line = parser(__doc__)
    command_line.add_argument(
        "--kiwi", type=int, default=300, help="rows for Kiwi's neighbours; 0: none"
    )
    command_line.add_argument("--sheet", type=Path, help="the file to write for readers")
    command_line.add_argument("--key", type=Path, help="the file to write the key to")
    command_line.add_argument("--each", type=int, default=30, help="rows of each step")
    command_line.add_argument("--seed", type=int, default=5)
    given = command_line.parse_args()
    rules = load("klue-re")
    rows = read(str(needed(given.data, TRAIN))).table
    if given.sheet:
        pairs = drawn(rows, rules, given.each, given.seed)
        keys = row_keys(f"{given.seed}/{name}/{after.id}" for name, _, after in pairs)
        pairs = [pairs[i] for i in np.argsort(keys).tolist()]
        with given.sheet.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file, delimiter="\t")
            sheet.writerow(("number", "label", "types", "sentence", "natural", "label_right"))
            for i, (_, _, row) in enumerate(pairs, start=1):
                types = f"{row.subject_type}:{row.object_type}"
                sheet.writerow((i, row.label, types, _marked(row), "", ""))
        with given.key.open("w", encoding="utf-8", newline="") as file:
            key = csv.writer(file, delimiter="\t")
            key.writerow(("number", "step", "row", "before"))
            for i, (name, before, _) in enumerate(pairs, start=1):
                key.writerow((i, name, before.id, _marked(before)))
        print(f"{len(pairs)} rows, {Counter(name for name, _, _ in pairs)}")
        return 0
    lines = speed(rows, rules, FAST)
    if given.kiwi:
        lines += speed(rows.slice(0, given.kiwi), rules, SLOW)
    print(table(["step", "rows/s", "changed", "why not"], lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
