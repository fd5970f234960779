"""Which labels are probably wrong: iterated confident learning."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.allowed import legal, usual
from reaug.audit.noise.checking import check
from reaug.audit.noise.training import DIGITS, Probabilities, Training, checked
from reaug.audit.noise.wrongness import curve
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

THRESHOLD: Final = 0.5
"""A label that is wrong with this probability is a finding."""
ROUNDS: Final = 2


class Noise(NamedTuple):
    """What is probably wrong among the labels of `n` rows.

    score : `float64[n]`, how probably the row's label is wrong; 1 where its types forbid it, 0
        where the rule book does not know the label or allows none for the types.
    suggestion : n labels, for each row the most probable other one; null where nothing is judged.
    flagged : `bool[n]`, a score of at least the threshold.
    probabilities : of the rule book's labels, weighed by the types.
    share : estimated share of wrong labels among those that the types allow.
    """

    score: F64
    suggestion: pa.StringArray
    flagged: Bool
    probabilities: Probabilities
    share: float


def label_noise(
    batch: Batch,
    rules: RuleBook,
    probabilities: Probabilities | None = None,
    *,
    seed: int = 42,
    folds: int = 5,
    threshold: float = THRESHOLD,
) -> Noise:
    """Rank rows by how probably their label is wrong.

    Confident learning (Northcutt et al., 2021, "Confident learning: estimating uncertainty in
    dataset labels"), iterated: out-of-sample probabilities, weighed by what the types
    allow; the rows whose label is probably wrong are left out and the models trained again; the
    probabilities of the rounds are averaged. The score is the label's self-confidence brought to
    the scale of a probability of being wrong (see `wrongness`).

    A function of the rows whatever their order, with the same bytes for the same seed on one
    machine. Scores are rounded to six digits, since on another machine the last digits of a sum
    may differ; equal scores are ranked by row id.

    Parameters
    ----------
    batch
        n rows.
    rules
        The rule book.
    probabilities
        Of a model of the user's, out of sample; nothing is trained then. See `check`.
    seed
        Decides folds and the order of training.
    folds
        Of the cross-validation.
    threshold
        Score from which on a row is flagged.

    Raises
    ------
    InputError
        The probabilities do not fit the rows or the rule book.
    UsageError
        There are less than two folds.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="org:founded")
    >>> noise = label_noise(batch, load("klue-re"))
    >>> noise.score.tolist(), noise.flagged.tolist()
    ([1.0], [True])
    """
    checked(folds)
    judge = _Judge(batch, rules)
    if probabilities is None:
        training = Training(batch, rules)
        kept = np.ones(len(batch), dtype=np.bool_)
        total = np.zeros(judge.lawful.shape)
        for turn in range(ROUNDS):
            total += training.out_of_sample(kept, seed=seed, folds=folds, turn=turn)
            weighed = judge.weighed(total)
            kept = judge.wrong(weighed)[0] < THRESHOLD
    else:
        names, values = probabilities
        weighed = judge.weighed(check(values, names, batch.ids, rules).values)
    score, share = judge.wrong(weighed)
    return Noise(
        score=score,
        suggestion=judge.suggested(weighed),
        flagged=score >= threshold,
        probabilities=Probabilities(tuple(rules.labels), weighed),
        share=round(share, DIGITS),
    )


class _Judge:
    """What is known of the rows whatever the probabilities."""

    def __init__(self, batch: Batch, rules: RuleBook) -> None:
        self.labels = rules.labels
        self.label: I64 = batch.codes(schema.LABEL, rules.labels)
        self.lawful = legal(batch, rules)
        self.weight = usual(batch, rules, self.lawful) * self.lawful
        self.any = np.asarray(self.lawful.any(axis=1, keepdims=True))
        self.known = np.asarray((self.label >= 0) & self.any[:, 0])
        self.allowed = self.known.copy()
        self.allowed[self.known] = self.lawful[self.known, self.label[self.known]]

    def weighed(self, values: F64) -> F64:
        """Probabilities by what the types allow; rows sum to 1, rounded."""
        # Where nothing is left for the labels allowed they are all alike.
        made = np.where(self.any, (values + 1e-9) * self.weight, 1.0)
        return (made / made.sum(axis=1, keepdims=True)).round(DIGITS)

    def wrong(self, weighed: F64) -> tuple[F64, float]:
        """How probably each label is wrong, and the share of wrong ones."""
        rows = np.flatnonzero(self.allowed)
        score = (self.known & ~self.allowed).astype(np.float64)
        if len(rows) == 0:
            return score, 0.0
        fitted = curve(weighed[rows], self.label[rows], self.lawful[rows])
        # A label's self-confidence is the probability that the models give to it.
        confidence: F64 = weighed[rows, self.label[rows]]
        score[rows] = fitted(confidence)
        return score.round(DIGITS), fitted.share

    def suggested(self, weighed: F64) -> pa.StringArray:
        """The most probable label other than the one given."""
        others = weighed.copy()
        rows = np.flatnonzero(self.known)
        others[rows, self.label[rows]] = -1.0
        best = others.argmax(axis=1)
        return pa.array(self.labels, pa.string()).take(pa.array(best, mask=~self.known))
