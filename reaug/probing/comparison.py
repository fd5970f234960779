"""The probe: every arm trained on every split, and what the differences say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.errors import InputError, UsageError
from reaug.probing.arms import RAW, Arm, control_of, made_by
from reaug.probing.design import TESTED, Split, of_size, overlap, sizes_that_fit, splits_of
from reaug.probing.models import Model, Task
from reaug.probing.parts import parts_of
from reaug.probing.scores import MEASURES, Counts, measured, parted
from reaug.probing.statistics import Gain, gain_of, half_width
from reaug.rulebook import RuleBook

MEASURE: Final = "micro_f1"
"""What gains are told of: KLUE's measure."""
MOST_SPLITS: Final = 50
"""Where `until` asks for more splits, no more than this."""


class Watcher(Protocol):
    """Who is told how far the probe has come."""

    def begin(self, what: str, rows: int) -> None:
        """So many steps begin."""

    def advance(self, rows: int) -> None:
        """So many more steps are done."""


@dataclass
class Trained:
    """What one arm came to at one size, split by split.

    rows : rows that were trained on.
    values : by measure.
    parts : by parting (labels, type pairs, lengths, words seen or not) and part, over all splits.
    """

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    parts: dict[str, dict[str, Counts]] = field(default_factory=dict)

    def add(
        self, rows: int, scores: Mapping[str, float], parts: Mapping[str, Mapping[str, Counts]]
    ) -> None:
        """One split more."""
        self.rows.append(rows)
        for name, value in scores.items():
            self.values[name].append(value)
        for name, counts in parts.items():
            own = self.parts.setdefault(name, {})
            for part, more in counts.items():
                own[part] = own.get(part, Counts(0, 0, 0)) + more

    def mean(self, name: str) -> float:
        """The mean of a measure over the splits."""
        return float(np.mean(self.values[name]))


@dataclass(frozen=True)
class AtSize:
    """All arms at one size of the raw training set.

    size : rows asked for; None for all.
    raw_rows : rows of the raw training sets, on average.
    gains, over_control : by name of an arm: over the raw rows, and over its control.
    """

    size: int | None
    raw_rows: float
    trained: dict[str, Trained]
    gains: dict[str, Gain]
    over_control: dict[str, Gain]


@dataclass(frozen=True)
class Probe:
    """What a probe came to.

    rows : of the training set, without those left out.
    tested : rows of the set to test on; None where splits of the training set are tested on.
    overlapping : rows of the training set whose sentence is tested on.
    dropped_overlap : whether those were left out.
    at : by size, the smallest first.
    notes : what a reader should know, a line each.
    """

    rows: int
    tested: int | None
    overlapping: int
    dropped_overlap: bool
    model: str
    splits: int
    arms: tuple[Arm, ...]
    at: tuple[AtSize, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        last = self.at[-1]
        told = "; ".join(
            f"{name} {gain.mean:+.2f} {gain.verdict}" for name, gain in last.gains.items()
        )
        return f"<Probe of {self.rows:,} rows, {self.splits} splits, {self.model}: {told}>"

    def to_json(self) -> dict[str, Any]:
        """Plain data; `gain` and `over_control` at the largest size are named by arm, for gates."""
        last = self.at[-1]
        return {
            "rows": self.rows,
            "tested": self.tested,
            "overlapping": self.overlapping,
            "dropped_overlap": self.dropped_overlap,
            "model": self.model,
            "splits": self.splits,
            "arms": {arm.name: arm.kind for arm in self.arms},
            "gain": {name: gain.to_json() for name, gain in last.gains.items()},
            "over_control": {name: gain.to_json() for name, gain in last.over_control.items()},
            "sizes": [_at_json(at) for at in self.at],
            "notes": list(self.notes),
        }


def _at_json(at: AtSize) -> dict[str, Any]:
    arms = {}
    for name, trained in at.trained.items():
        means = {measure: round(trained.mean(measure), 3) for measure in MEASURES}
        values = {measure: [round(v, 3) for v in trained.values[measure]] for measure in MEASURES}
        parts = {
            parting: {
                part: {"f1": round(counts.f1, 3), **counts._asdict()}
                for part, counts in own.items()
            }
            for parting, own in trained.parts.items()
        }
        arms[name] = {
            "rows": round(float(np.mean(trained.rows)), 1),
            **means,
            "splits": values,
            "parts": parts,
        }
    return {
        "size": at.size,
        "raw_rows": round(at.raw_rows, 1),
        "arms": arms,
        "gain": {name: gain.to_json() for name, gain in at.gains.items()},
        "over_control": {name: gain.to_json() for name, gain in at.over_control.items()},
    }


def compare_arms(
    train: pa.Table,
    arms: Sequence[Arm],
    model_of: Any,
    rules: RuleBook,
    *,
    test: pa.Table | None = None,
    sizes: Sequence[int | None] = (None,),
    splits: int = 5,
    until: float | None = None,
    drop_overlap: bool = False,
    seed: int = 42,
    watcher: Watcher | None = None,
) -> Probe:
    """Train every arm on every split and size, and compare.

    Parameters
    ----------
    train, test
        Rows of `core.schema.CORE_SCHEMA`; without `test` a fifth of the sentences of `train` is
        tested on, in each split another.
    arms
        As of `arms_of`; the first is the raw rows.
    model_of
        Makes a model of a batch of all rows.
    sizes
        Rows of the raw training sets; None for all.
    splits
        How many; more are added while a recipe's interval is wider than `until` points to a side.

    Raises
    ------
    InputError, UsageError
        There is too little to train or to test on.
    """
    notes: list[str] = []
    batch = Batch(train.combine_chunks())
    overlapping = 0
    if test is not None:
        inside = overlap(batch, Batch(test.combine_chunks()))
        overlapping = len(inside)
        if overlapping == len(batch):
            raise InputError(
                "every sentence of the training set is in the set to test on too: nothing is left "
                "to learn from that is not tested on; give another set with --eval, or none"
            )
        if overlapping and drop_overlap:
            batch = batch.take(np.setdiff1d(np.arange(len(batch)), inside))
            train = batch.table
    check_labels(batch, None if test is None else Batch(test.combine_chunks()), rules, notes)
    fitting = sizes_that_fit(sizes, len(batch))
    check_sizes(batch, fitting, rules)
    both = batch if test is None else Batch(_together(train, test))
    model: Model = model_of(both)
    state = _State(train, batch, both, arms, model, rules, fitting, test, seed)
    share = TESTED if test is None else 0.0
    state.run(splits, share, watcher)
    at = state.at(share)
    while until is not None and state.done < MOST_SPLITS and _too_wide(at[-1], arms, until):
        state.run(min(splits, MOST_SPLITS - state.done), share, watcher)
        at = state.at(share)
    if until is not None and _too_wide(at[-1], arms, until):
        notes.append(f"after {state.done} splits an interval is still wider than {until:g} points")
    notes += state.notes()
    return Probe(
        len(batch),
        None if test is None else test.num_rows,
        overlapping,
        drop_overlap,
        model.name,
        state.done,
        tuple(arms),
        at,
        tuple(notes),
    )


class _State:
    """The arms of one probe, and what they came to so far."""

    def __init__(
        self,
        train: pa.Table,
        batch: Batch,
        both: Batch,
        arms: Sequence[Arm],
        model: Model,
        rules: RuleBook,
        sizes: Sequence[int | None],
        test: pa.Table | None,
        seed: int,
    ) -> None:
        self.train, self.batch, self.both = train, batch, both
        self.arms, self.model, self.rules, self.sizes, self.seed = arms, model, rules, sizes, seed
        self.test = None if test is None else np.arange(len(batch), len(both))
        self.label = both.codes(schema.LABEL, rules.labels)
        self.negative = -1 if rules.negative is None else rules.labels.index(rules.negative)
        self.trained = [{arm.name: Trained() for arm in arms} for _ in sizes]
        self.unchanged = {arm.name: True for arm in arms if arm.recipe is not None}
        self.done = 0

    def run(self, splits: int, share: float, watcher: Watcher | None) -> None:
        """So many splits more."""
        if watcher is not None:
            watcher.begin("training", splits * len(self.sizes) * len(self.arms))
        for split in splits_of(self.batch, splits, seed=self.seed, first=self.done, tested=share):
            for place, size in enumerate(self.sizes):
                self._train(split, place, size)
                if watcher is not None:
                    watcher.advance(len(self.arms))
        self.done += splits

    def _train(self, split: Split, place: int, size: int | None) -> None:
        """Every arm at one size of one split."""
        train = of_size(split.train, self.batch, size)
        test = split.test if self.test is None else self.test
        raw = self.train.take(pa.array(np.sort(train)))
        tables = {
            arm.name: self._made(arm, raw, split.number)
            for arm in self.arms
            if arm.kind != "control"
        }
        raw_batch = Batch(raw.combine_chunks())
        for arm in self.arms:
            if arm.kind == "control":
                rows = control_of(raw_batch, tables[str(arm.of)], seed=self.seed + split.number)
                tables[arm.name] = raw.take(pa.array(rows))
        tasks = [Task(arm.name, tables[arm.name]) for arm in self.arms]
        parts = parts_of(self.both, test, raw_batch, self.rules)
        true = self.label[test]
        for task, values in zip(tasks, self.model.probabilities(train, test, tasks), strict=True):
            found = parted(true, values.argmax(axis=1), parts, self.negative)
            scores = measured(true, values, self.negative)
            self.trained[place][task.arm].add(task.table.num_rows, scores, found)

    def _made(self, arm: Arm, raw: pa.Table, number: int) -> pa.Table:
        if arm.recipe is None:
            return raw
        made = made_by(arm.recipe, raw, self.rules, seed=arm.recipe.seed + number)
        if self.unchanged[arm.name]:
            same = made.num_rows == raw.num_rows and all(
                made[name].equals(raw[name]) for name in _SEEN
            )
            self.unchanged[arm.name] = same
        return made

    def at(self, share: float) -> tuple[AtSize, ...]:
        """What the differences say so far; all recipes and sizes are told, and share the error."""
        others = [arm for arm in self.arms if arm.name != RAW]
        told = 2 * sum(arm.kind == "recipe" for arm in self.arms) + sum(
            arm.kind in ("alone", "without") for arm in self.arms
        )
        comparisons = max(told * len(self.sizes), 1)

        def gain(trained: dict[str, Trained], one: str, other: str) -> Gain:
            pairs = zip(trained[one].values[MEASURE], trained[other].values[MEASURE], strict=True)
            return gain_of([a - b for a, b in pairs], comparisons=comparisons, tested=share)

        return tuple(
            AtSize(
                size,
                float(np.mean(trained[RAW].rows)),
                trained,
                {arm.name: gain(trained, arm.name, RAW) for arm in others},
                {
                    arm.name: gain(trained, arm.name, f"{arm.of}: control")
                    for arm in others
                    if arm.kind == "recipe"
                },
            )
            for size, trained in zip(self.sizes, self.trained, strict=True)
        )

    def notes(self) -> list[str]:
        """What a reader should know of the arms."""
        return [
            f"{name} changes no row that a model sees: its figures are those of the raw rows"
            for name, same in self.unchanged.items()
            if same
        ]


_SEEN: Final = (
    schema.SENTENCE,
    schema.LABEL,
    "subject_type",
    "object_type",
    "subject_start",
    "subject_end",
    "object_start",
    "object_end",
)


def _together(train: pa.Table, test: pa.Table) -> pa.Table:
    """The rows of both sets, by the columns that every set has."""
    names = schema.CORE_SCHEMA.names
    return pa.concat_tables([train.select(names), test.select(names)])


def _too_wide(at: AtSize, arms: Sequence[Arm], until: float) -> bool:
    recipes = [arm.name for arm in arms if arm.kind == "recipe"]
    return any(half_width(at.gains[name]) > until for name in recipes)


def check_labels(train: Batch, test: Batch | None, rules: RuleBook, notes: list[str]) -> None:
    """Refuse a set to test on that the training set cannot teach; note what it lacks."""
    held = set(train.label.to_pylist())
    if None in held:
        raise InputError(
            "a row of the training set has no label: there is nothing to learn from it"
        )
    if test is None:
        return
    asked = set(test.label.to_pylist())
    if None in asked:
        raise InputError("a row of the set to test on has no label: it cannot be scored")
    if more := sorted(asked - held):
        named = ", ".join(more[:5])
        raise InputError(
            f"the set to test on has labels that the training set lacks: {named}; no arm could "
            "learn them"
        )
    if fewer := sorted(held - asked):
        named = ", ".join(fewer[:5])
        notes.append(f"the set to test on has no row of {named}: nothing is said of them")


def check_sizes(train: Batch, sizes: Sequence[int | None], rules: RuleBook) -> None:
    """Refuse a training set that is smaller than what it is to teach."""
    labels = len(set(train.label.to_pylist()))
    least = min((size for size in sizes if size is not None), default=len(train))
    if labels < 2:
        raise UsageError("the training set has one label: there is nothing to tell apart")
    if least < 2 * labels:
        raise UsageError(
            f"{least:,} rows are too few to train on: there are {labels} labels; ask for "
            f"{2 * labels} or more"
        )
