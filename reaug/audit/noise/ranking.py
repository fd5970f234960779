"""Which labels are probably wrong: iterated confident learning."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.allowed import legal, usual
from reaug.audit.noise.checking import check
from reaug.audit.noise.rare import LEAST, LeftOut, left_out
from reaug.audit.noise.statistics import evidence
from reaug.audit.noise.training import DIGITS, Probabilities, Training, checked
from reaug.audit.noise.wrongness import Share, curve, share
from reaug.choices import NoiseRanking
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

THRESHOLD: Final = 0.5
"""A label that is wrong with this probability is a finding."""
ROUNDS: Final = 2
RANKING: Final[NoiseRanking] = "weighted-surprise"
"""Near the best at labels replaced at random, and better than that one at mistakes of people."""


class Noise(NamedTuple):
    """What is probably wrong among the labels of `n` rows.

    score : `float64[n]`, how probably the row's label is wrong; 1 where its types forbid it, 0
        where nothing is judged.
    evidence : `float64[n]`, what speaks against the label, by which rows are ranked: rows whose
        scores are alike to the last digit still differ in it. Infinite where the types forbid the
        label, 0 where nothing is judged.
    suggestion : n labels, for each row the most probable other one; null where nothing is judged.
    flagged : `bool[n]`, a score of at least the threshold.
    judged : `bool[n]`. Not judged are rows whose label the rule book does not know, those with
        types that allow no label, and those that are left out.
    left_out : rows that could have been judged, were their labels not too rare.
    probabilities : of the rule book's labels, weighed by the types where they were trained here.
    share : of wrong labels among the rows judged. A label that the types forbid is one, though it
        may be the type that is wrong.
    """

    score: F64
    evidence: F64
    suggestion: pa.StringArray
    flagged: Bool
    judged: Bool
    left_out: LeftOut
    probabilities: Probabilities
    share: Share


def label_noise(
    batch: Batch,
    rules: RuleBook,
    probabilities: Probabilities | None = None,
    *,
    seed: int = 42,
    folds: int = 5,
    threshold: float = THRESHOLD,
    ranking: NoiseRanking = RANKING,
) -> Noise:
    """Rank rows by how probably their label is wrong.

    Confident learning (Northcutt et al., 2021, "Confident learning: estimating uncertainty in
    dataset labels"), iterated: out-of-sample probabilities, weighed by what the types
    allow; the rows whose label is probably wrong are left out and the models trained again; the
    probabilities of the rounds are averaged. What speaks against a label (see `statistics`) is
    brought to the scale of a probability of being wrong (see `wrongness`).

    Rows whose label is too rare are not judged (see `rare`): a model that was shown a label three
    times calls all of its rows wrong.

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
    ranking
        By what rows are ranked.

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
        judge.leave_out(left_out(batch, judge.label, judge.allowed, judge.lawful))
        kept = np.ones(len(batch), dtype=np.bool_)
        total = np.zeros(judge.lawful.shape)
        for turn in range(ROUNDS):
            total += training.out_of_sample(kept, seed=seed, folds=folds, turn=turn)
            weighed = judge.weighed(total)
            kept = judge.wrong(weighed, "self-confidence")[0] < THRESHOLD
    else:
        names, values = probabilities
        weighed = judge.as_given(check(values, names, batch.ids, rules).values)
        if judge.allowed.sum() < LEAST:
            judge.leave_out(LeftOut.of_all(judge.label, judge.allowed))
    score, against, estimate = judge.wrong(weighed, ranking)
    return Noise(
        score=score,
        evidence=against,
        suggestion=judge.suggested(weighed),
        flagged=score >= threshold,
        judged=judge.known,
        left_out=judge.left_out,
        probabilities=Probabilities(tuple(rules.labels), weighed),
        share=estimate,
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
        self.left_out = LeftOut.nothing(len(batch))

    def leave_out(self, rows: LeftOut) -> None:
        """Judge some rows not."""
        self.left_out = rows
        self.known = self.known & ~rows.mask
        self.allowed = self.allowed & ~rows.mask

    def weighed(self, values: F64) -> F64:
        """Probabilities by what the types allow; rows sum to 1, rounded."""
        return self._made(values, self.weight)

    def as_given(self, values: F64) -> F64:
        """Probabilities of a model that knows the types: what they forbid is 0, no more."""
        return self._made(values, self.lawful.astype(np.float64))

    def _made(self, values: F64, weight: F64) -> F64:
        # Where nothing is left for the labels allowed they are all alike.
        made = np.where(self.any, (values + 1e-9) * weight, 1.0)
        return (made / made.sum(axis=1, keepdims=True)).round(DIGITS)

    def wrong(self, weighed: F64, ranking: NoiseRanking) -> tuple[F64, F64, Share]:
        """How probably each label is wrong, what speaks against it, and the share of wrong ones."""
        rows = np.flatnonzero(self.allowed)
        forbidden = self.known & ~self.allowed
        score = forbidden.astype(np.float64)
        against = np.where(forbidden, np.inf, 0.0)
        if len(rows) == 0:
            return score, against, Share(0.0, 0.0, 0.0, 0).among(*[int(forbidden.sum())] * 2)
        label, lawful = self.label[rows], self.lawful[rows]
        confidence = evidence(weighed[rows], "self-confidence")
        estimate = share(confidence, label, lawful)
        weights = evidence(weighed[rows], ranking)
        against[rows] = weights[np.arange(len(rows)), label].round(DIGITS)
        score[rows] = curve(weights, label, lawful, estimate.estimate)(against[rows])
        more = int(forbidden.sum())
        return score.round(DIGITS), against, estimate.among(more, more)

    def suggested(self, weighed: F64) -> pa.StringArray:
        """The most probable label other than the one given."""
        others = weighed.copy()
        rows = np.flatnonzero(self.known)
        others[rows, self.label[rows]] = -1.0
        best = others.argmax(axis=1)
        return pa.array(self.labels, pa.string()).take(pa.array(best, mask=~self.known))
