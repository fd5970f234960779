"""The quick model: features of the audit, and a ridge regression for each label."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from reaug.audit.noise.features import Counted, Vocabulary
from reaug.core import schema
from reaug.core.arrays import F32, F64, I64
from reaug.core.batch import Batch
from reaug.probing.models import Task
from reaug.probing.ridge import ridge
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WEIGHT: Final = 2.0
"""The length of the vector of additional features; the features of each group have length one."""
_FLOOR, _SHARPNESS = 0.01, 1.5
"""Scores become probabilities in three steps: scores below the floor are raised to the floor, all
scores are raised to the power of the sharpness, and each row is divided by its sum.

Both were chosen on *build* rows of KLUE-RE train, where the log loss is about that of logistic
regression, and the AUPRC is higher.
"""


Beside = Callable[[Batch], F32]
"""A function that returns additional features of n rows: `float32[n, h]`."""


class Linear:
    """A model that is trained on raw rows, and on the rows that recipes make from them.

    Features of the raw rows are counted once. Features of rows that a recipe changed are counted in
    the same columns. All arms of a split have the same vocabulary: the features of the raw training
    rows.

    Parameters
    ----------
    raw
        n rows: all rows to train or test on.
    rules
        The rule book, with `k` labels.
    beside
        A function that returns additional numeric features; they are standardised on the raw
        training rows of each split.
    """

    def __init__(
        self,
        raw: Batch,
        rules: RuleBook,
        *,
        beside: Beside | None = None,
        name: str = "linear",
    ) -> None:
        self.name, self.rules, self.beside = name, rules, beside
        self.counted = Counted(raw, rules)
        self.content = _content(raw)
        self.more = None if beside is None else beside(raw)
        self.trains_alone = beside is not None

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        """Train on each task, and return the probabilities of the labels of the test rows.

        Parameters
        ----------
        train, test
            Positions of raw rows.
        tasks
            The training sets; each is made from the raw training rows.

        Returns
        -------
        `float64[len(test), k]` for each task.
        """
        return self.prepared(train, test, tasks)()

    def prepared(self, train: I64, test: I64, tasks: Sequence[Task]) -> Callable[[], list[F64]]:
        """Return a function that does what `probabilities` does; features are computed here."""
        learned = [counts[train] for counts in self.counted.groups]
        known = _Known(Vocabulary(learned), None if self.more is None else self.more[train])
        features = known.matrix(learned, None if self.more is None else self.more[train])
        tested = known.matrix(
            [counts[test] for counts in self.counted.groups],
            None if self.more is None else self.more[test],
        )
        place = {self.content[row]: at for at, row in enumerate(train.tolist())}
        sets = [self._set(task, known, features, place) for task in tasks]
        return partial(self._all_fitted, sets, tested)

    def _all_fitted(self, sets: Sequence[_TrainingSet], tested: csr_matrix) -> list[F64]:
        """Train a model on each set, and return their probabilities, `float64[m, k]`."""
        from threadpoolctl import threadpool_limits

        # One thread per model: threads of BLAS within these would mostly wait for each other.
        most = min(os.cpu_count() or 1, len(sets) or 1)
        # The largest set first, so that no thread begins it when the others have ended.
        order = np.argsort([-learned.features.nnz for learned in sets], kind="stable").tolist()
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(most) as pool:
            made = list(pool.map(lambda at: self._fitted(sets[at], tested), order))
        return [made[order.index(at)] for at in range(len(sets))]

    def _set(
        self,
        task: Task,
        known: _Known,
        features: csr_matrix,
        place: dict[tuple[object, ...], int],
    ) -> _TrainingSet:
        """Return the training set of a task; copies of a raw row are listed once.

        The features of raw rows are looked up; those of rows that the recipe changed are computed.
        """
        from scipy.sparse import vstack

        batch = Batch(task.table.combine_chunks())
        label = batch.codes(schema.LABEL, self.rules.labels)
        contents = _content(batch)
        places = np.array([place.get(key, -1) for key in contents], dtype=np.int64)
        usable = label >= 0
        old, new = np.flatnonzero(usable & (places >= 0)), np.flatnonzero(usable & (places < 0))
        pairs, times = np.unique(
            np.column_stack([places[old], label[old]]), axis=0, return_counts=True
        )
        made = features[pairs[:, 0]]
        if len(new):
            rows = batch.take(new)
            beside = None if self.beside is None else self.beside(rows)
            made = vstack([made, known.matrix(self.counted.more(rows), beside)], format="csr")
        return _TrainingSet(
            made,
            np.concatenate([pairs[:, 1], label[new]]),
            np.concatenate([times, np.ones(len(new))]).astype(np.float32),
            known.ends if len(new) else None,
        )

    def _fitted(self, learned: _TrainingSet, tested: csr_matrix) -> F64:
        """Train one model, and return its probabilities of each label, `float64[m, k]`."""
        weights, shares = ridge(
            learned.features, learned.label, learned.times, len(self.rules.labels), learned.ends
        )
        scores = (tested @ weights + shares).astype(np.float64)
        raised = np.maximum(scores, _FLOOR) ** _SHARPNESS
        raised[:, shares == 0] = 0.0
        return raised / raised.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class _TrainingSet:
    """Features (`float32[n, d]`), label (`int64[n]`) and number of occurrences (`float32[n]`).

    If a recipe has made rows, `ends` has the column behind the last one of each group of features.
    """

    features: csr_matrix
    label: I64
    times: F32
    ends: I64 | None


class _Known:
    """The columns of the feature matrix of one split: its vocabulary, and additional features."""

    def __init__(self, vocabulary: Vocabulary, beside: F32 | None) -> None:
        self.vocabulary = vocabulary
        widths = [len(kept) for kept in vocabulary.kept if len(kept)] or [1]
        self.ends = np.cumsum([*widths, *([] if beside is None else [beside.shape[1]])])
        if beside is not None:
            self._mean = beside.mean(axis=0)
            self._scale = WEIGHT / np.sqrt(beside.shape[1]) / (beside.std(axis=0) + 1e-6)

    def matrix(self, groups: Sequence[csr_matrix], extra_columns: F32 | None) -> csr_matrix:
        """Return the sparse feature matrix of rows."""
        pieces = self.vocabulary.matrix(groups)
        if extra_columns is None:
            return pieces
        from scipy.sparse import csr_matrix, hstack

        scaled = ((extra_columns - self._mean) * self._scale).astype(np.float32)
        return hstack([pieces, csr_matrix(scaled)], format="csr", dtype=np.float32)


def _content(batch: Batch) -> list[tuple[object, ...]]:
    """Return the content of each row that a model sees: text, mentions, types."""
    columns: list[list[object]] = [batch.sentence.to_pylist()]
    columns += [batch.column(f"{role}_type").to_pylist() for role in schema.ROLES]
    columns += batch.spans.T.tolist()
    return list(zip(*columns, strict=True))
