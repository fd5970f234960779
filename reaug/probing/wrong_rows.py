"""Finds rows that a model predicts wrongly.

The model for a row was trained without the row and without near-copies of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reaug.core import schema
from reaug.core.arrays import F64
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.errors import InputError
from reaug.probing.families import families_of
from reaug.probing.models import Model, Task
from reaug.rulebook import RuleBook

FOLDS: Final = 5
DIGITS: Final = 6


@dataclass(frozen=True)
class OutOfSample:
    """Predictions for `n` rows by models that were not trained on them.

    ids, label : the ids and the labels of the rows.
    labels : the names of the `k` labels.
    values : `float64[n, k]`, probabilities; rows sum to 1.
    """

    ids: tuple[str, ...]
    label: tuple[str, ...]
    labels: tuple[str, ...]
    values: F64

    def all_rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row with its probabilities, in the format of `reaug audit --pred-probs`."""
        for row, name in enumerate(self.ids):
            yield {"id": name, "probs": self._probabilities(row)}

    def wrong_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows whose label is not the most probable label, the surest error first.

        The parameter `rows:` of an `augment` block can read these rows.
        """
        best = self.values.argmax(axis=1)
        own = np.array([self.labels.index(name) for name in self.label], dtype=np.int64)
        wrong = np.flatnonzero(best != own)
        sure = self.values[wrong, best[wrong]] - self.values[wrong, own[wrong]]
        for row in wrong[np.lexsort([wrong, -sure])].tolist():
            yield {
                "id": self.ids[row],
                "label": self.label[row],
                "predicted": self.labels[best[row]],
                "probs": self._probabilities(row),
            }

    def _probabilities(self, row: int) -> dict[str, float]:
        return dict(zip(self.labels, self.values[row].tolist(), strict=True))


def out_of_sample(
    batch: Batch, model: Model, rules: RuleBook, *, seed: int, folds: int = FOLDS
) -> OutOfSample:
    """Return predictions for every row by a model that was trained on the other folds.

    Rows with equal or similar sentences are in the same fold.

    Parameters
    ----------
    batch
        n rows: all rows for which `model` was made, or the first n of them.

    Raises
    ------
    InputError
        If the rows are a single family of near-copies.
    """
    family = families_of(batch)
    fold = Draw(family, seed=seed, path="probe/wrong").below("fold", folds)
    values = np.zeros((len(batch), len(rules.labels)))
    for number in range(folds):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if not len(test):
            continue
        if not len(train):
            raise InputError(
                "the training rows are one family of near-duplicate sentences: no model can be "
                "tested on rows that are new to it"
            )
        task = Task("raw", batch.take(train).table)
        [values[test]] = model.probabilities(train, test, [task])
    return OutOfSample(
        tuple(batch.ids.to_pylist()),
        tuple(batch.column(schema.LABEL).to_pylist()),
        tuple(rules.labels),
        _rounded(values),
    )


def _rounded(values: F64) -> F64:
    """Return probabilities that are equal on different machines; rows sum to 1."""
    made = values.round(DIGITS)
    made[np.arange(len(made)), made.argmax(axis=1)] += 1.0 - made.sum(axis=1)
    return made.round(DIGITS)
