"""Label probabilities from a linear model that has seen neither the row nor its sentence."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from reaug.audit.noise.allowed_labels import legal, same_labels
from reaug.audit.noise.features import matrix
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.core.draws import Draw, text_keys
from reaug.errors import UsageError
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ALPHA: Final = 2e-4
"""The strength of the model's L2 penalty."""
PASSES: Final = 4
"""The number of passes over the rows, unless there are many rows."""
_LARGEST: Final = 2**31 - 1
DIGITS: Final = 6
"""The digits to which probabilities are rounded, so that other last digits on another machine do
not change the ranking.
"""


class Probabilities(NamedTuple):
    """The probability of each label for each row, by a model that was not trained on the row.

    labels : the names of the `k` labels.
    values : `float64[n, k]`; rows sum to 1.
    """

    labels: tuple[str, ...]
    values: F64


class Training:
    """Rows prepared for training: the data that all models have in common.

    Rows are sorted by id, so that their order does not matter.

    Parameters
    ----------
    batch
        n rows.
    rules
        The rule book. Its labels are the `k` classes, and its hard rules decide which classes a row
        may have.
    """

    def __init__(self, batch: Batch, rules: RuleBook) -> None:
        ids = batch.ids.to_pylist()
        self.order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
        batch = batch.take(self.order)
        self.labels = tuple(rules.labels)
        self.label = batch.codes(schema.LABEL, rules.labels)
        self.legal = legal(batch, rules)
        self.features: csr_matrix = matrix(batch, rules)
        self.sentence = text_keys(batch.normal.sentence)
        # Rows that may have the same labels share a model, so each model has fewer rows and labels.
        self.group = same_labels(self.legal)

    def out_of_sample(
        self, trusted: Bool, *, seed: int, folds: int, turn: int = 0, passes: int = PASSES
    ) -> F64:
        """Return probabilities by models trained on other folds; all rows of a sentence are in one
        fold.

        Parameters
        ----------
        trusted
            `bool[n]`: the rows to train on, in the order of the batch.
        seed
            The seed of the folds and of the order of training.
        folds
            The number of models per group of rows.
        turn
            The number of the round; each round has other folds.
        passes
            The number of times that a model sees each of its training rows.

        Returns
        -------
        `float64[n, k]` in the order of the batch; 0 for labels that the types forbid. Rows sum to
        1. If the types of a row allow no label, all labels are equally probable.
        """
        trusted = np.asarray(trusted[self.order] & (self.label >= 0))
        trusted[trusted] = self.legal[trusted, self.label[trusted]]
        draw = Draw(self.sentence, seed=seed, path="label/noise")
        fold = draw.below("fold", folds, turn)
        order = Draw(np.zeros(1, np.uint64), seed=seed, path="label/noise")
        state = int(order.bits("order", turn)[0]) % 2**32
        none = np.asarray(~self.legal.any(axis=1, keepdims=True))
        probabilities = (self.legal | none).astype(np.float64)
        probabilities /= probabilities.sum(axis=1, keepdims=True)

        def fit(group: int, number: int) -> None:
            own_rows = (self.group == group) & ~none[:, 0]
            learned = np.flatnonzero(own_rows & trusted & (fold != number))
            predicted = np.flatnonzero(own_rows & (fold == number))
            if len(learned) and len(predicted):
                probabilities[predicted] = self._fitted(learned, predicted, state, passes)

        tasks = [(group, number) for group in np.unique(self.group) for number in range(folds)]
        # The solver releases the GIL. Each model is fitted in one thread, so the result does not
        # depend on their number.
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            list(pool.map(lambda task: fit(*task), tasks))
        placed = np.empty_like(probabilities)
        placed[self.order] = probabilities
        return placed

    def _fitted(self, learned: I64, predicted: I64, state: int, passes: int) -> F64:
        """Return the probabilities of one model for `predicted` rows, trained on `learned` rows."""
        # The model is a logistic regression of each label against the rest. The labels are fitted
        # one by one: scikit-learn's own method for all labels changes the warning filters of the
        # process, so several threads may not use it.
        from sklearn.linear_model import SGDClassifier

        known, label = np.unique(self.label[learned], return_inverse=True)
        probabilities = np.zeros((len(predicted), len(self.labels)))
        if len(known) == 1:
            probabilities[:, known[0]] = 1.0
            return probabilities
        features, unseen = self.features[learned], self.features[predicted]
        pairs = len(known) == 2
        states = [state]
        if not pairs:
            states = np.random.RandomState(state).randint(_LARGEST, size=len(known)).tolist()
        odds = np.empty((len(predicted), len(known)))
        for place, own in enumerate(states):
            model = SGDClassifier(
                "log_loss", alpha=ALPHA, max_iter=passes, tol=None, random_state=own
            )
            model.fit(features, label == (1 if pairs else place))
            odds[:, place] = model.decision_function(unseen)
        if pairs:
            odds = np.column_stack([-odds[:, 0], odds[:, 0]])
        raised = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        probabilities[:, known] = raised / raised.sum(axis=1, keepdims=True)
        return probabilities


def probabilities(
    batch: Batch, rules: RuleBook, *, seed: int = 42, folds: int = 5
) -> Probabilities:
    """Return out-of-sample probabilities of the rule book's labels, by cross-validation.

    The model is linear. Its features are the text around and between the mentions, and their words,
    types, kinds and order. Folds are grouped by sentence. The result does not depend on the order
    of the rows, and has the same bytes for the same seed on one machine. It is rounded to six
    digits, because the last digits of a sum may differ on another machine.

    Parameters
    ----------
    batch
        n rows.
    rules
        The rule book, with `k` labels.
    seed
        The seed of the folds and of the order of training.
    folds
        The number of folds, at least 2.

    Raises
    ------
    UsageError
        There are fewer than two folds.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:place_of_birth")
    >>> estimated = probabilities(batch, load("klue-re"))
    >>> estimated.values.shape, float(estimated.values.sum().round(3))
    ((1, 30), 1.0)
    """
    checked(folds)
    training = Training(batch, rules)
    trusted = np.ones(len(batch), dtype=np.bool_)
    values = training.out_of_sample(trusted, seed=seed, folds=folds)
    return Probabilities(training.labels, values.round(DIGITS))


def checked(folds: int) -> None:
    """Raise UsageError if there are fewer than two folds."""
    if folds < 2:
        raise UsageError(
            f"folds must be 2 or more, not {folds}: a model must not be trained on the rows "
            "that it judges"
        )
