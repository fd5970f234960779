"""The quick model: the audit's features, and logistic regression averaged over a few fits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from reaug.audit.noise.features import Counted, Vocabulary
from reaug.core import schema
from reaug.core.arrays import F32, F64, I64
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.probing.models import Task
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ALPHA: Final = 1e-4
"""The strength of the model's L2 penalty."""
FITS: Final = 3
"""How many models are averaged, so that the order of training matters little."""
WEIGHT: Final = 2.0
"""The length of the vector of further features; each group of pieces has length one."""
_SEEN: Final = 20_000
_EPOCHS: Final = (4, 20)
"""Passes over the rows: fewer with more rows, so that the number of rows seen is similar."""


Beside = Callable[[Batch], F32]
"""A function that returns further features of n rows: `float32[n, h]`."""


class Linear:
    """Trains linear models on the rows of one raw set and on what recipes make of them.

    Pieces of the raw rows are counted once; those of rows that a recipe changed are counted in the
    same columns. For every arm, a split's vocabulary is that of its raw training rows alone.

    Parameters
    ----------
    raw
        n rows: all that are trained or tested on.
    rules
        The rule book, with `k` labels.
    beside
        Further numeric features; standardised by a split's raw training rows.
    """

    def __init__(
        self,
        raw: Batch,
        rules: RuleBook,
        *,
        seed: int,
        beside: Beside | None = None,
        name: str = "linear",
    ) -> None:
        self.name, self.rules, self.seed, self.beside = name, rules, seed, beside
        self.counted = Counted(raw, rules)
        self.content = _content(raw)
        self.more = None if beside is None else beside(raw)

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        """Train on each task and predict the labels of the test rows.

        Parameters
        ----------
        train, test
            Positions of raw rows.
        tasks
            Training sets, each made from the raw training rows.

        Returns
        -------
        `float64[len(test), k]` for each task.
        """
        learned = [counts[train] for counts in self.counted.groups]
        known = _Known(Vocabulary(learned), None if self.more is None else self.more[train])
        features = known.matrix(learned, None if self.more is None else self.more[train])
        asked = known.matrix(
            [counts[test] for counts in self.counted.groups],
            None if self.more is None else self.more[test],
        )
        place = {self.content[row]: at for at, row in enumerate(train.tolist())}
        sets = [self._set(task, known, features, place) for task in tasks]
        jobs = [(number, fit) for number in range(len(sets)) for fit in range(FITS)]
        with ThreadPoolExecutor(min(os.cpu_count() or 1, len(jobs) or 1)) as pool:
            made = list(pool.map(lambda job: self._fitted(sets[job[0]], asked, job[1]), jobs))
        return [np.mean(made[at : at + FITS], axis=0) for at in range(0, len(made), FITS)]

    def _set(
        self,
        task: Task,
        known: _Known,
        features: csr_matrix,
        place: dict[tuple[object, ...], int],
    ) -> tuple[csr_matrix, I64]:
        """Return features and labels of one training set; those of raw rows are looked up."""
        from scipy.sparse import vstack

        batch = Batch(task.table.combine_chunks())
        label = batch.codes(schema.LABEL, self.rules.labels)
        places = np.array([place.get(key, -1) for key in _content(batch)], dtype=np.int64)
        old, new = np.flatnonzero(places >= 0), np.flatnonzero(places < 0)
        made = features[places[old]]
        if len(new):
            rows = batch.take(new)
            beside = None if self.beside is None else self.beside(rows)
            made = vstack([made, known.matrix(self.counted.more(rows), beside)], format="csr")
        return made, label[np.concatenate([old, new])]

    def _fitted(self, learned: tuple[csr_matrix, I64], asked: csr_matrix, fit: int) -> F64:
        """Fit one model: logistic regression of each label against the rest."""
        from sklearn.linear_model import SGDClassifier

        features, label = learned
        kept = np.flatnonzero(label >= 0)
        known, target = np.unique(label[kept], return_inverse=True)
        made = np.zeros((asked.shape[0], len(self.rules.labels)))
        if len(known) == 1:
            made[:, known[0]] = 1.0
            return made
        one = Draw(np.zeros(1, np.uint64), seed=self.seed, path="probe/linear")
        state = int(one.bits("order", fit)[0]) % 2**32
        epochs = int(np.clip(_SEEN // max(len(kept), 1), *_EPOCHS))
        model = SGDClassifier(
            "log_loss", alpha=ALPHA, max_iter=epochs, tol=None, random_state=state
        )
        odds = model.fit(features[kept], target).decision_function(asked)
        odds = odds if odds.ndim == 2 else np.column_stack([-odds, odds])
        raised = 1 / (1 + np.exp(-np.clip(odds.astype(np.float64), -30, 30)))
        made[:, known] = raised / raised.sum(axis=1, keepdims=True)
        return made


class _Known:
    """The columns of one split: the pieces of its raw training rows, and the further features."""

    def __init__(self, vocabulary: Vocabulary, beside: F32 | None) -> None:
        self.vocabulary = vocabulary
        if beside is not None:
            self._mean = beside.mean(axis=0)
            self._scale = WEIGHT / np.sqrt(beside.shape[1]) / (beside.std(axis=0) + 1e-6)

    def matrix(self, groups: Sequence[csr_matrix], beside: F32 | None) -> csr_matrix:
        """Build the features of rows, sparse."""
        pieces = self.vocabulary.matrix(groups)
        if beside is None:
            return pieces
        from scipy.sparse import csr_matrix, hstack

        scaled = ((beside - self._mean) * self._scale).astype(np.float32)
        return hstack([pieces, csr_matrix(scaled)], format="csr", dtype=np.float32)


def _content(batch: Batch) -> list[tuple[object, ...]]:
    """Return what a model sees of each row: text, mentions, types."""
    columns: list[list[object]] = [batch.sentence.to_pylist()]
    columns += [batch.column(f"{role}_type").to_pylist() for role in schema.ROLES]
    columns += batch.spans.T.tolist()
    return list(zip(*columns, strict=True))
