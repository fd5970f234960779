"""Searches for a recipe that helps, and confirms it on rows that the search did not use.

The method is successive halving (Jamieson and Talwalkar 2016, "Non-stochastic best arm
identification"): all candidates are tried on few rows and splits, and the best third goes on to
more rows and splits. The best of many candidates is partly lucky. So the winner is trained again
and tested on held-out sentences, and the gain on these sentences is the result.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE
from reaug.core.batch import Batch
from reaug.data.read_options import read_as as shape_of
from reaug.errors import ReaugError, UsageError
from reaug.probing.arms import RAW, Arm, arms_of, made_by
from reaug.probing.checks import check_labels, check_sizes
from reaug.probing.design import Design
from reaug.probing.experiment import ModelOf, Watcher, compare_arms
from reaug.probing.families import overlaps
from reaug.probing.model_factory import model_maker
from reaug.probing.models import Task
from reaug.probing.probe_inputs import sets_of
from reaug.probing.space import candidates, read_space
from reaug.probing.statistics import Gain
from reaug.recipe.model import Recipe
from reaug.rulebook import RuleBook, load

HELD_BACK: Final = 0.3
"""The share of the rows that the search does not use, if no test set is given."""
CONFIRMED: Final = 10
"""The number of splits of the confirmation."""
ALPHA: Final = 0.1
"""The confirmed gain has a 90% interval."""
_KEPT: Final = 3
"""The number of candidates in a round for each candidate that goes on to the next round."""
_SEARCHED: Final = 0.6
"""The share of the budget that the search may use."""
_FEWEST: Final = 3
_MOST: Final = 200
_USED: Final = 0.8
"""The share of the rows on which each split of the confirmation trains; less than 1, so that splits
differ.
"""


class Rung(NamedTuple):
    """One round of the search: the number of training rows, and of splits."""

    rows: int
    splits: int


RUNGS: Final = (Rung(1000, 3), Rung(2500, 4), Rung(5000, 6))


class Tried(NamedTuple):
    """A candidate: its recipe, and its gain in the last round that it reached."""

    name: str
    recipe: Recipe
    rung: int
    gain: Gain


@dataclass(frozen=True)
class Tuning:
    """The result of a search.

    rows, held_back : the number of rows of the search, and of rows on which the winner was
        confirmed.
    tried : the candidates (drawn recipes) that were run, the best first.
    failed : the number of candidates that could not be run.
    gain, over_control : the confirmed gains of the winner, with 90% intervals.
    model : the name of the model that was trained.
    """

    rows: int
    held_back: int
    tried: tuple[Tried, ...]
    failed: int
    gain: Gain
    over_control: Gain
    model: str

    @property
    def winner(self) -> Tried:
        """The best candidate of the search."""
        return self.tried[0]

    @property
    def best(self) -> Recipe | None:
        """The recipe of the winner if it is better than the raw rows; otherwise None."""
        return self.winner.recipe if self.gain.verdict == "helps" else None

    def __repr__(self) -> str:
        what = f"{self.gain.mean:+.2f} points" if self.best else "nothing beats the raw data"
        return f"<Tuning of {self.rows:,} rows, {len(self.tried)} candidates: {what}>"

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON-able data."""
        return {
            "rows": self.rows,
            "held_back": self.held_back,
            "model": self.model,
            "failed": self.failed,
            "best": None if self.best is None else {"steps": plain_steps(self.best)},
            "gain": self.gain.to_json(),
            "over_control": self.over_control.to_json(),
            "search_gain": round(self.winner.gain.mean, 3),
            "tried": [
                {
                    "name": trial.name,
                    "steps": plain_steps(trial.recipe),
                    "rung": trial.rung,
                    "gain": trial.gain.to_json(),
                }
                for trial in self.tried
            ],
        }


def plain_steps(recipe: Recipe) -> list[Any]:
    """Return the steps of a recipe as they are written in a file."""
    return list(recipe.model_dump(mode="json")["steps"])


def tune(
    train: Any,
    *,
    evaluate: Any = None,
    space: str | Path | None = None,
    budget: str | float = "20m",
    most: int | None = None,
    model: str = "linear",
    rules: str = "klue-re",
    seed: int = 42,
    on_bad_row: Any = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    watcher: Watcher | None = None,
) -> Tuning:
    """Search for a recipe that helps, and confirm the best recipe on rows that the search did not
    use.

    Parameters
    ----------
    train
        The training rows: a source that `reaug.load` can read.
    evaluate
        A set on which the best recipe is confirmed; by default 30% of the rows, in whole families
        of near-duplicate sentences.
    space
        A file of steps with alternatives (`any:`); by default the shipped search space.
    budget
        The time that the search may take: `20m`, `90s`, `1h` or a number of seconds. It determines
        the number of candidates.
    most
        The number of candidates, instead of a budget; then the same seed gives the same result.
    model
        See `reaug.probe`.
    on_bad_row, max_bad_share, map, encoding, offsets, label_names, read_as
        How the sets are read; see `reaug.probe`.

    Raises
    ------
    InputError, UsageError, RecipeError
        If a source, the space or a number is invalid.

    Examples
    --------
    >>> import reaug
    >>> from reaug.runs.shipped import sample_data
    >>> result = reaug.tune(sample_data(), most=2)
    >>> len(result.tried) <= 2, result.to_json()["rows"] > result.to_json()["held_back"]
    (True, True)
    """
    seconds = seconds_of(budget)
    if most is not None and most < 1:
        raise UsageError(f"most must be 1 or more candidates, not {most}")
    book = load(rules)
    steps = read_space(None if space is None else Path(space))
    made = model_maker(model, book, seed=seed)
    table, test = sets_of(
        train,
        evaluate,
        book,
        read_as=read_as,
        how=shape_of(map, encoding, offsets, label_names),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    own, held_back = _held_back(table, test, book, seed)
    count = most or _affordable(own, made, seconds, seed)
    recipes = [
        replaced
        for recipe in candidates(steps, book, count, seed=seed)
        for replaced in [recipe.model_copy(update={"rules": rules, "seed": seed})]
    ]
    tried, failed = _searched(own, recipes, made, book, seed, watcher)
    arms = arms_of([("best", tried[0].recipe)], book, ablate=False)
    confirmed = compare_arms(
        own,
        arms,
        made,
        book,
        test=held_back,
        sizes=(round(_USED * own.num_rows),),
        splits=CONFIRMED,
        seed=seed + 1,
        alpha=2 * ALPHA,  # halved for two differences, so each interval has the level 90%
        watcher=watcher,
    )
    last = confirmed.at[-1]
    return Tuning(
        own.num_rows,
        held_back.num_rows,
        tried,
        failed,
        last.gains["best"],
        last.over_control["best"],
        confirmed.model,
    )


def _held_back(
    table: pa.Table, test: pa.Table | None, book: RuleBook, seed: int
) -> tuple[pa.Table, pa.Table]:
    """Return the rows of the search and of the confirmation, without near-copies between them."""
    batch = Batch(table.combine_chunks())
    if test is None:
        check_labels(batch, None, book, [])
        [split] = Design(batch, seed=seed, tested=HELD_BACK).splits(1)
        rows = np.sort(split.train)
        train_labels = set(batch.take(rows).label.to_pylist())
        # A rare label may be among the held-back rows only; then no arm could learn it.
        test_rows = [row for row in split.test.tolist() if batch.label[row].as_py() in train_labels]
        own, held_back = batch.take(rows), batch.take(np.array(test_rows, dtype=np.int64))
    else:
        held_back = Batch(test.combine_chunks())
        rest = np.setdiff1d(np.arange(len(batch)), np.concatenate(overlaps(batch, held_back)))
        if not len(rest):
            raise UsageError(
                "the sentence of every row to search on is also in the set to confirm on; give "
                "another set with --eval"
            )
        own = batch.take(rest)
        check_labels(own, held_back, book, [])
    check_sizes(own, (round(_USED * len(own)),))
    if not len(held_back):
        raise UsageError("nothing is left to confirm on; give a set with --eval")
    return own.table, held_back.table


def _affordable(own: pa.Table, made: ModelOf, seconds: float, seed: int) -> int:
    """Return the number of candidates for which `seconds` suffice, estimated by training once."""
    batch = Batch(own.combine_chunks())
    first = RUNGS[0]
    design = Design(batch, seed=seed)
    [split] = design.splits(1)
    train = design.of_size(split.train, first.rows)
    model = made(batch)
    started = time.perf_counter()
    model.probabilities(train, split.test, [Task(RAW, batch.take(train).table)])
    once = time.perf_counter() - started
    cost = sum(
        rung.splits * min(rung.rows, len(batch)) / len(train) / _KEPT**at
        for at, rung in enumerate(RUNGS)
    )
    return int(np.clip(_SEARCHED * seconds / (cost * once), _FEWEST, _MOST))


def _searched(
    own: pa.Table,
    recipes: Sequence[Recipe],
    made: ModelOf,
    book: RuleBook,
    seed: int,
    watcher: Watcher | None,
) -> tuple[tuple[Tried, ...], int]:
    """Return the candidates, the best first, and the number of candidates that could not be run."""
    named = {f"candidate {at}": recipe for at, recipe in enumerate(recipes, 1)}
    live = {name: recipe for name, recipe in named.items() if _works(recipe, own, book)}
    if not live:
        raise UsageError(
            "no candidate of the search space changes a row of this data; give another with --space"
        )
    failed = len(named) - len(live)
    done: list[Tried] = []
    for at, rung in enumerate(RUNGS):
        arms = [Arm(RAW, "raw"), *(Arm(name, "alone", recipe) for name, recipe in live.items())]
        size = min(rung.rows, round(_USED * own.num_rows))
        result = compare_arms(
            own,
            arms,
            made,
            book,
            sizes=(size,),
            splits=rung.splits,
            seed=seed + 1000 * (at + 1),
            watcher=watcher,
        )
        gains = result.at[-1].gains
        ranked = sorted(live, key=lambda name: (-gains[name].mean, name))
        is_last = at + 1 == len(RUNGS) or len(ranked) == 1
        best = [] if is_last else ranked[: max(len(ranked) // _KEPT, 1)]
        out = ranked[len(best) :]
        done = [*(Tried(name, live[name], at, gains[name]) for name in out), *done]
        live = {name: live[name] for name in best}
        if is_last:
            break
    return tuple(done), failed


def _works(recipe: Recipe, own: pa.Table, book: RuleBook) -> bool:
    """Return whether a recipe runs without an error on the first rows, and changes them."""
    some = own.slice(0, RUNGS[0].rows).combine_chunks()
    try:
        made = made_by(recipe, some, book, seed=recipe.seed)
    except ReaugError:
        return False
    names = [name for name in some.column_names if name in made.column_names]
    return made.num_rows > 0 and not (
        made.num_rows == some.num_rows and made.select(names).equals(some.select(names))
    )


_UNITS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)", re.ASCII)


def seconds_of(budget: str | float) -> float:
    """Return a duration in seconds, from a text such as `20m` or a number of seconds.

    Raises
    ------
    UsageError
        If the value is not a duration.

    Examples
    --------
    >>> seconds_of("20m"), seconds_of("1.5h"), seconds_of(90)
    (1200.0, 5400.0, 90.0)
    """
    match = _FORM.fullmatch(str(budget).strip())
    seconds = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if not 0 < seconds < math.inf:
        raise UsageError(f"a budget is a time such as 20m, 90s or 1h, not {budget!r}")
    return seconds
