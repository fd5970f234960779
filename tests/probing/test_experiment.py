"""The training sets of a probe: the next one is prepared while the models of one are fitted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from reaug.core.arrays import F64, I64
from reaug.core.batch import Batch
from reaug.data import read
from reaug.errors import InputError
from reaug.probing.arms import arms_of
from reaug.probing.experiment import compare_arms
from reaug.probing.linear import Linear
from reaug.probing.models import Task
from reaug.probing.training_sets import RunsWatch
from reaug.recipe.model import make_recipe
from reaug.rulebook import load
from run_folders import SAMPLE

BOOK = load()
TABLE = read(SAMPLE, labels=BOOK.labels, types=list(BOOK.types)).table
ARMS = arms_of(
    [("a", make_recipe([{"augment": {"where": {}, "steps": ["aeda"]}}]))], BOOK, ablate=False
)


class Alone(Linear):
    """The quick model, beside which nothing is prepared."""

    def __init__(self, raw: Batch) -> None:
        super().__init__(raw, BOOK)
        self.trains_alone = True


class Noting:
    """A model that learns nothing, and notes what is prepared and trained, in which thread."""

    name, trains_alone = "noting", False

    def __init__(self, error: BaseException | None = None) -> None:
        self.error, self.noted = error, list[str]()
        self.beside = threading.Event()

    def prepared(self, train: I64, test: I64, tasks: Sequence[Task]) -> Callable[[], list[F64]]:
        self.noted.append("prepared")
        if self.noted.count("prepared") == 2:
            self.beside.set()
        return lambda: self._trained(len(test), len(tasks))

    def _trained(self, rows: int, tasks: int) -> list[F64]:
        if "trained" not in self.noted:
            assert self.beside.wait(60)  # the second set is prepared while the first is trained on
        if self.error is not None:
            raise self.error
        self.noted.append("trained")
        return [np.full((rows, len(BOOK.labels)), 1 / len(BOOK.labels))] * tasks

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        return self.prepared(train, test, tasks)()


def test_what_is_prepared_beside_changes_no_figure() -> None:
    beside, alone = (
        compare_arms(TABLE, ARMS, model, BOOK, sizes=[80, None], splits=2).to_json()
        for model in (lambda raw: Linear(raw, BOOK), Alone)
    )
    assert beside == alone


def test_one_set_is_prepared_ahead_and_no_more() -> None:
    model = Noting()
    compare_arms(TABLE, ARMS, lambda _: model, BOOK, splits=4)
    ahead = np.cumsum([1 if note == "prepared" else -1 for note in model.noted])
    assert model.noted[:2] == ["prepared", "prepared"]
    assert ahead.min() >= 0
    assert ahead.max() <= 2
    assert ahead[-1] == 0


@pytest.mark.parametrize("error", [InputError("no model"), KeyboardInterrupt()])
def test_nothing_is_prepared_after_an_error(error: BaseException) -> None:
    model = Noting(error)
    with pytest.raises(type(error)):
        compare_arms(TABLE, ARMS, lambda _: model, BOOK, splits=4)
    assert model.noted == ["prepared", "prepared"]
    assert not [t for t in threading.enumerate() if t.name.startswith("reaug-ahead")]


def test_an_error_ends_the_recipe_that_runs_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    from reaug.probing import experiment

    model, runs, ended = Noting(InputError("no model")), list[int](), threading.Event()
    made_by = experiment.made_by

    def made(*words: object, watcher: RunsWatch, **more: object) -> object:
        runs.append(1)
        if len(runs) == 2:
            model.beside.set()
            while not watcher.is_over:
                ended.wait(0.01)
        table = made_by(*words, watcher=watcher, **more)  # type: ignore[arg-type]
        if len(runs) == 2:
            ended.set()
        return table

    monkeypatch.setattr(experiment, "made_by", made)
    with pytest.raises(InputError, match="no model"):
        compare_arms(TABLE, ARMS, lambda _: model, BOOK, splits=4)
    assert len(runs) == 2
    assert not ended.is_set()
