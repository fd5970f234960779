"""Measure the effect of each shipped step and mode alone on a model's score, on KLUE-RE train.

    python benchmarks/pays.py [--data DIR] [--rows 1000] [--splits 10] [--model linear]
                              [--recipe FILE … [--alone]] [--minutes 30] [--out pays.jsonl]
                              [--part judge]

Every transform copies each row once, in each of its modes; every cleaning step runs with its
defaults. Recipes can be added with --recipe, or compared without the steps (`--alone`). The output
of each step or recipe is compared with the raw rows and with its control (the same number of plain
duplicates with the same labels). The splits are of the *build* part and keep families (similar
sentences) together. Each split is printed when it is done; `--out` stores the scores by split, and
a later call with the same file continues after them. `--rows 0` means all rows.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa

from _common import TRAIN, needed, parser, table
from reaug.core.batch import Batch
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read
from reaug.errors import ReaugError
from reaug.probing.arms import control_of, made_by
from reaug.probing.design import TESTED, Design, Split
from reaug.probing.model_factory import model_maker
from reaug.probing.models import Model, Task
from reaug.probing.scores import measured
from reaug.probing.statistics import Gain, gain_of
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.recipe_file import load_recipe
from reaug.recipe.registry import room_of, shipped_names, step_class
from reaug.rulebook import RuleBook, load
from split import judges

RAW: Final = "raw"
MODES: Final = ("mode", "target")
"""Parameters that select the mode of a step."""


def main() -> int:
    """Train on raw rows, recipes and controls in every split, and print the differences of
    scores.
    """
    command_line = parser(__doc__)
    command_line.add_argument("--rows", type=int, default=1000)
    command_line.add_argument("--splits", type=int, default=10)
    command_line.add_argument("--model", default="linear")
    command_line.add_argument("--recipe", type=Path, action="append", default=[])
    command_line.add_argument("--alone", action="store_true", help="only what --recipe names")
    command_line.add_argument("--minutes", type=float, default=30.0)
    command_line.add_argument("--part", choices=("build", "judge"), default="build")
    command_line.add_argument("--out", type=Path, help="keep the scores here, and resume from them")
    given = command_line.parse_args()
    end = time.monotonic() + 60 * given.minutes
    book = load()
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    mask = judges(rows[SENTENCE].combine_chunks())
    batch = Batch(rows.filter(pa.array(mask if given.part == "judge" else ~mask)))
    shipped = {} if given.alone else dict(steps_alone())
    recipes = {**shipped, **{path.stem: load_recipe(path) for path in given.recipe}}
    model, design = model_maker(given.model, book, seed=1)(batch), Design(batch, seed=7)
    done = scores_in(given.out)
    for number in range(len(done), given.splits):
        if time.monotonic() > end:
            break
        [split] = design.splits(1, first=number)
        train = design.of_size(split.train, given.rows or None)
        done.append(scores(batch, model, book, split, train, recipes))
        print(f"split {number}: raw {done[-1][RAW]:.2f}", flush=True)
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                print(json.dumps(done[-1]), file=file)
    print_gains(done, recipes, given.rows)
    return 0


def steps_alone() -> Iterator[tuple[str, Recipe]]:
    """Yield named recipes, one per mode of each shipped step that has no required parameter.

    A transform is in a block that copies every row once.
    """
    for name in shipped_names():
        room = room_of(name)
        if room == "shaping":
            continue
        for mode in modes_of(name):
            step: dict[str, Any] = {name: mode}
            steps = (
                [{"augment": {"where": {}, "steps": [step]}}] if room == "transforms" else [step]
            )
            shown = " ".join([name, *map(str, mode.values())])
            try:
                recipe = make_recipe(steps)
                recipe.nodes()
            except ReaugError as error:
                print(f"left out: {shown}: {error}", file=sys.stderr)
                continue
            yield shown, recipe


def modes_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the parameters of each mode of a step; for a step without modes, no parameters."""
    fields = step_class(name).model_fields
    for field in MODES:
        if field in fields and (choices := get_args(fields[field].annotation)):
            yield from ({field: choice} for choice in choices if isinstance(choice, str))
            return
    yield {}


def scores_in(out: Path | None) -> list[dict[str, float]]:
    """Return the scores of an earlier call, by split."""
    if out is None or not out.exists():
        return []
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def scores(
    batch: Batch,
    model: Model,
    book: RuleBook,
    split: Split,
    train: np.ndarray,
    recipes: dict[str, Recipe],
) -> dict[str, float]:
    """Return micro-F1 of the raw rows, of each recipe and of its control (`NAME: control`)."""
    raw = Batch(batch.table.take(pa.array(np.sort(train))).combine_chunks())
    tasks = [Task(RAW, raw.table)]
    for name, recipe in recipes.items():
        try:
            copies = made_by(recipe, raw.table, book, seed=recipe.seed + split.number)
        except ReaugError as error:
            print(f"left out: {name}: {error}", file=sys.stderr)
            continue
        rows = control_of(raw, copies, seed=split.number)
        tasks += [Task(name, copies), Task(f"{name}: control", raw.table.take(pa.array(rows)))]
    label = batch.codes(LABEL, book.labels)[split.test]
    negative = book.labels.index(book.negative or "")
    values = model.probabilities(train, split.test, tasks)
    return {
        task.arm: round(measured(label, each, negative)["micro_f1"], 4)
        for task, each in zip(tasks, values, strict=True)
    }


def print_gains(done: list[dict[str, float]], recipes: dict[str, Recipe], rows: int) -> None:
    """Print, for each recipe, the gain over the raw rows and over its control, with intervals."""
    if len(done) < 2:
        print(f"{len(done)} splits are too few to compare")
        return
    complete = [name for name in recipes if all(name in gain for gain in done)]
    raw = np.mean([gain[RAW] for gain in done])
    print(f"{rows or 'all'} rows, {len(done)} splits, raw {raw:.2f}; intervals hold together")
    lines = []
    for name in complete:
        over = [
            gain_of(
                [gain[name] - gain[other] for gain in done],
                comparisons=2 * len(complete),
                tested=TESTED,
            )
            for other in (RAW, f"{name}: control")
        ]
        lines.append((name, *(cell for gain in over for cell in shown(gain)), over[0].verdict))
    head = ("step", "over raw", "interval", "over control", "interval", "verdict")
    print(table(head, lines))


def shown(gain: Gain) -> tuple[str, str]:
    """Return a gain and its interval as text."""
    if gain.low is None or gain.high is None:
        return f"{gain.mean:+.2f}", "-"
    return f"{gain.mean:+.2f}", f"{gain.low:+.2f} to {gain.high:+.2f}"


if __name__ == "__main__":
    sys.exit(main())
