"""Runs a probe: trains every arm on every split, and evaluates the differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Final, Protocol

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.arrays import F64, I64
from reaug.core.batch import Batch
from reaug.core.worker_pool import Ahead, calls_ahead
from reaug.errors import InputError
from reaug.probing.arms import RAW, Arm, control_of, made_by
from reaug.probing.checks import check_labels, check_sizes
from reaug.probing.design import TESTED, Design, sizes_that_fit
from reaug.probing.families import families_of, overlaps
from reaug.probing.models import Model, Task
from reaug.probing.parts_of_rows import parts_of
from reaug.probing.results import MEASURE, AtSize, Probe, Trained
from reaug.probing.scores import labelled, measured, parted, resampled
from reaug.probing.statistics import ALPHA, Gain, gain_of, half_width
from reaug.probing.training_sets import MadeSets, PreparedSets, RunsWatch, WantedSet
from reaug.rulebook import RuleBook

MOST_SPLITS: Final = 50
"""The greatest number of splits, even if `until` asks for more."""
DRAWS: Final = 200
"""The number of resamples of a given test set."""
_FEW: Final = 30
"""The least number of sentence families in a test set from which the results hold for other data.
"""


class Watcher(Protocol):
    """An object that receives the progress of a probe."""

    def begin(self, what: str, rows: int) -> None:
        """Announce the number of steps of a task."""

    def advance(self, rows: int) -> None:
        """Report the number of steps done since the last call."""


ModelOf = Callable[[Batch], Model]


def compare_arms(
    train: pa.Table,
    arms: Sequence[Arm],
    model_of: ModelOf,
    rules: RuleBook,
    *,
    test: pa.Table | None = None,
    sizes: Sequence[int | None] = (None,),
    splits: int = 5,
    until: float | None = None,
    drop_overlap: bool = False,
    seed: int = 42,
    alpha: float = ALPHA,
    watcher: Watcher | None = None,
) -> Probe:
    """Train every arm on every split and size, and return the comparison.

    Parameters
    ----------
    train, test
        Rows with the columns of `core.schema.CORE_SCHEMA`. Without `test`, each split tests on
        another fifth of `train`, which consists of whole families of similar sentences.
    arms
        The arms, as `arms_of` returns them; the first arm is the raw rows.
    model_of
        A function that returns a model for a batch of all rows.
    sizes
        The numbers of rows of the raw training sets; None for all rows.
    splits
        The number of splits. More splits are added while the interval of a recipe is wider than
        `until` points to either side.
    alpha
        The probability that any of the probe's intervals misses the true difference.

    Raises
    ------
    InputError, UsageError
        If there are too few rows to train or test on.
    """
    notes: list[str] = []
    batch, overlap, near = _without_overlap(train, test, drop_overlap=drop_overlap)
    train = batch.table
    check_labels(batch, None if test is None else Batch(test.combine_chunks()), rules, notes)
    fitting = sizes_that_fit(sizes, len(batch))
    check_sizes(batch, fitting)
    both = batch if test is None else Batch(_together(train, test))
    design = Design(batch, seed=seed, tested=TESTED if test is None else 0.0)
    state = _State(batch, both, arms, model_of(both), rules, fitting, design, alpha)
    state.run(splits, watcher)
    while until is not None and state.done < MOST_SPLITS and state.is_wider_than(until):
        state.run(min(splits, MOST_SPLITS - state.done), watcher)
    if until is not None and state.is_wider_than(until):
        notes.append(f"after {state.done} splits an interval is still wider than {until:g} points")
    return Probe(
        rows=len(batch),
        tested=None if test is None else test.num_rows,
        overlapping=overlap,
        near=near,
        dropped_overlap=drop_overlap,
        model=state.model.name,
        splits=state.done,
        arms=tuple(arms),
        at=state.at(),
        notes=(*notes, *state.notes()),
    )


def _without_overlap(
    train: pa.Table, test: pa.Table | None, *, drop_overlap: bool
) -> tuple[Batch, int, int]:
    """Return the training rows, and how many have a sentence of the test set, or an edit of one.

    With `drop_overlap`, these rows are left out.
    """
    batch = Batch(train.combine_chunks())
    if test is None:
        return batch, 0, 0
    same, near = overlaps(batch, Batch(test.combine_chunks()))
    if len(same) == len(batch):
        raise InputError(
            "every sentence of the training set is also in the test set: nothing is left to train "
            "on; give another set with --eval, or none"
        )
    if drop_overlap:
        rest = np.setdiff1d(np.arange(len(batch)), np.concatenate([same, near]))
        if not len(rest):
            raise InputError(
                "every sentence of the training set is in the test set, or an edit of one there: "
                "nothing is left to train on"
            )
        batch = batch.take(rest)
    return batch, len(same), len(near)


class _State:
    """The progress of one probe: its arms (training sets), and the results of the splits so far."""

    def __init__(
        self,
        batch: Batch,
        both: Batch,
        arms: Sequence[Arm],
        model: Model,
        rules: RuleBook,
        sizes: Sequence[int | None],
        design: Design,
        alpha: float,
    ) -> None:
        self.batch, self.both, self.design, self.alpha = batch, both, design, alpha
        self.arms, self.model, self.rules, self.sizes = arms, model, rules, sizes
        given = len(both) > len(batch)
        self.test = np.arange(len(batch), len(both)) if given else None
        self.draws = _draws(both.take(self.test), design.seed) if self.test is not None else None
        self.few = self.draws is not None and len(np.unique(self.draws, axis=0)) < _FEW
        self.label = both.codes(schema.LABEL, rules.labels)
        self.negative = -1 if rules.negative is None else rules.labels.index(rules.negative)
        self.trained = [{arm.name: Trained() for arm in arms} for _ in sizes]
        self.unchanged = {arm.name: True for arm in arms if arm.recipe is not None}
        self.done = 0

    def run(self, splits: int, watcher: Watcher | None) -> None:
        """Train all arms on `splits` more splits.

        While the models of one training set are fitted, the next one is prepared, and the recipes
        of the one after it run. So the features of at most two are in memory.
        """
        if watcher is not None:
            watcher.begin("training", splits * len(self.sizes) * len(self.arms))
        sets = [
            WantedSet(split, place, size)
            for split in self.design.splits(splits, first=self.done)
            for place, size in enumerate(self.sizes)
        ]
        watch = RunsWatch()
        with self._ahead() as ahead:
            made = [ahead(self._made, which, watch) for which in sets[:2]]
            prepared = ahead(self._prepared, made.pop(0))
            try:
                for at in range(len(sets)):
                    ready = prepared()
                    if made:
                        prepared = ahead(self._prepared, made.pop(0))
                    made += [ahead(self._made, which, watch) for which in sets[at + 2 : at + 3]]
                    self._train(ready)
                    del ready  # before the next one is complete
                    if watcher is not None:
                        watcher.advance(len(self.arms))
            finally:
                watch.is_over = True
        self.done += splits

    def _ahead(self) -> AbstractContextManager[Ahead]:
        """Return what begins calls before their results are needed, if the model allows it."""
        return nullcontext(partial) if self.model.trains_alone else calls_ahead()

    def _made(self, which: WantedSet, watch: RunsWatch) -> MadeSets:
        """Make the training set of every arm for one size of one split."""
        split, place, size = which
        train = self.design.of_size(split.train, size)
        test = split.test if self.test is None else self.test
        raw = Batch(self.batch.table.take(pa.array(np.sort(train))).combine_chunks())
        return MadeSets(place, train, test, raw, self._tables(raw, split.number, watch))

    def _prepared(self, made: Callable[[], MadeSets]) -> PreparedSets:
        """Prepare training sets: what can be done before models are fitted."""
        place, train, test, raw, tables = made()
        tasks = [Task(name, table) for name, table in tables.items()]
        return PreparedSets(
            place,
            test,
            {name: table.num_rows for name, table in tables.items()},
            parts_of(self.both, test, raw, self.rules),
            self.model.prepared(train, test, tasks),
        )

    def _train(self, ready: PreparedSets) -> None:
        """Train every arm on one size of one split, and add the results."""
        true = self.label[ready.test]
        for (arm, rows), values in zip(ready.rows.items(), ready.probabilities(), strict=True):
            predicted = values.argmax(axis=1)
            own = parted(true, predicted, ready.parts, self.negative)
            own["label"] = labelled(true, predicted, self.rules.labels)
            trained = self.trained[ready.place][arm]
            trained.add(rows, measured(true, values, self.negative), own)
            if self.draws is not None:
                trained.resampled.append(resampled(true, predicted, self.negative, self.draws))

    def _tables(self, raw: Batch, number: int, watch: RunsWatch) -> dict[str, pa.Table]:
        """Return the training set of each arm, in the order of the arms."""
        made = {
            arm.name: self._output(arm, raw.table, number, watch)
            for arm in self.arms
            if arm.kind != "control"
        }
        for arm in self.arms:
            if arm.kind == "control":
                rows = control_of(raw, made[str(arm.of)], seed=self.design.seed + number)
                made[arm.name] = raw.table.take(pa.array(rows))
        return {arm.name: made[arm.name] for arm in self.arms}

    def _output(self, arm: Arm, raw: pa.Table, number: int, watch: RunsWatch) -> pa.Table:
        if arm.recipe is None:
            return raw
        seed = arm.recipe.seed + number
        made = made_by(arm.recipe, raw, self.rules, seed=seed, watcher=watch)
        if not made.num_rows:
            raise InputError(f"{arm.name} leaves no row to train on")
        if self.unchanged[arm.name]:
            same = made.num_rows == raw.num_rows and all(
                made[name].equals(raw[name]) for name in _SEEN
            )
            self.unchanged[arm.name] = same
        return made

    def at(self) -> tuple[AtSize, ...]:
        """Return the results so far, by size, with the gains of each arm.

        The intervals of all recipes and sizes hold together with the error rate `alpha`.
        """
        others = [arm for arm in self.arms if arm.name != RAW]
        compared = 2 * sum(arm.kind == "recipe" for arm in self.arms) + sum(
            arm.kind in ("alone", "without") for arm in self.arms
        )
        comparisons = max(compared * len(self.sizes), 1)
        return tuple(
            AtSize(
                size,
                float(np.mean(trained[RAW].rows)),
                trained,
                {arm.name: self._gain(trained, arm.name, RAW, comparisons) for arm in others},
                {
                    arm.name: self._gain(trained, arm.name, f"{arm.of}: control", comparisons)
                    for arm in others
                    if arm.kind == "recipe"
                },
            )
            for size, trained in zip(self.sizes, self.trained, strict=True)
        )

    def _gain(self, trained: dict[str, Trained], one: str, other: str, comparisons: int) -> Gain:
        own_scores, other_scores = trained[one], trained[other]
        pairs = zip(own_scores.values[MEASURE], other_scores.values[MEASURE], strict=True)
        shared = 0.0
        if self.draws is not None:
            drawn = np.mean(own_scores.resampled, axis=0) - np.mean(other_scores.resampled, axis=0)
            shared = float(drawn.var(ddof=1))
        return gain_of(
            [a - b for a, b in pairs],
            comparisons=comparisons,
            tested=self.design.tested,
            shared=shared,
            alpha=self.alpha,
        )

    def is_wider_than(self, points: float) -> bool:
        """Return whether the interval of any recipe extends more than `points` to either side.

        Only the largest size counts.
        """
        gains = self.at()[-1].gains
        return any(
            half_width(gains[arm.name]) > points for arm in self.arms if arm.kind == "recipe"
        )

    def notes(self) -> list[str]:
        """Return remarks for readers, one line each: on the test set, on arms without effect."""
        few = f"the test set has fewer than {_FEW} sentences: intervals are too narrow"
        return [few] * self.few + [
            f"{name} changes no row as the model sees it: its figures are those of the raw rows"
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


def _draws(test: Batch, seed: int) -> F64:
    """Return `float64[n, DRAWS]`: how often each test row occurs in each bootstrap resample.

    Whole families of similar sentences are resampled.
    """
    _, place = np.unique(families_of(test), return_inverse=True)
    families = int(place.max()) + 1
    random = np.random.default_rng([seed % 2**32, 7])
    counts = random.multinomial(families, np.full(families, 1 / families), size=DRAWS)
    weights: I64 = counts.T
    return weights[place].astype(np.float64)


def _together(train: pa.Table, test: pa.Table) -> pa.Table:
    """Return the rows of both sets as one table, with the columns of the core schema."""
    names = schema.CORE_SCHEMA.names
    return pa.concat_tables([train.select(names), test.select(names)])
