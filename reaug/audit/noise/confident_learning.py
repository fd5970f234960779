"""Finds labels that are probably wrong, by iterated confident learning.

Evidence against a label: the statistics by which label noise is ranked.

self-confidence : how improbable the label is. Best at labels that were replaced at random, which
    are improbable whatever the model predicts instead. Rows on which the model is unsure rank high,
    too.
normalised-margin : how far the best other label is ahead (Northcutt et al. 2021, as in cleanlab).
    Best at human mistakes, which are close to another label that the model is sure of; weak where a
    linear model spreads its probability over many labels.
weighted-surprise : how improbable the label is, counting more the surer the model is: the surprisal
    over the fourth root of the entropy. Between the other two (`benchmarks/label_noise.py`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.allowed_labels import legal, usual
from reaug.audit.noise.error_probability import Share, curve, share
from reaug.audit.noise.probability_checks import check
from reaug.audit.noise.rare_labels import LEAST, LeftOut, left_out
from reaug.audit.noise.training import DIGITS, PASSES, Probabilities, Training, checked
from reaug.choices import NoiseRanking
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

THRESHOLD: Final = 0.5
"""From this probability of being wrong, a label is a finding."""
ROUNDS: Final = 2
_FOLDS: Final = (5, 3)
_PASSES: Final = (PASSES, 2)
_MANY: Final = 20_000
"""From this number of rows on, fewer folds and passes: four times as fast, nearly as good."""
RANKING: Final[NoiseRanking] = "weighted-surprise"
"""The default: nearly the best at randomly replaced labels, and better at human mistakes."""


class Noise(NamedTuple):
    """Which of the labels of `n` rows are probably wrong.

    score : `float64[n]`, how probably the row's label is wrong; 1 where its types forbid it, 0
        where nothing is judged.
    evidence : `float64[n]`, the evidence against the label, by which rows are ranked: rows with the
        same score to the last digit still differ in it. Infinite where the types forbid the label,
        0 where nothing is judged.
    suggestion : n labels, for each row the most probable other one; null where nothing is judged.
    flagged : `bool[n]`, a score of at least the threshold.
    judged : `bool[n]`. Not judged are rows whose label the rule book does not know, those with
        types that allow no label, and those that are left out.
    left_out : rows that were not judged because their labels are too rare.
    probabilities : of the rule book's labels, weighed by the types if they were trained here.
    share : the share of wrong labels among the rows judged. A label that the types forbid counts as
        wrong, though the type may be what is wrong.
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
    folds: int | None = None,
    threshold: float = THRESHOLD,
    ranking: NoiseRanking = RANKING,
) -> Noise:
    """Rank rows by how probably their label is wrong.

    Confident learning (Northcutt et al., 2021, "Confident learning: estimating uncertainty in
    dataset labels"), iterated: out-of-sample probabilities are weighed by what the types allow;
    rows whose label is probably wrong are left out and the models trained again; the probabilities
    of the rounds are averaged. The evidence against a label (see `statistics`) is converted to the
    probability that it is wrong (see `wrongness`).

    Rows whose label is too rare are not judged (see `rare`): a model that saw a label three times
    calls all of its rows wrong.

    The result does not depend on the order of the rows, and has the same bytes for the same seed on
    one machine. Scores are rounded to six digits, since on another machine the last digits of a sum
    may differ; equal scores are ranked by row id.

    Parameters
    ----------
    batch
        n rows.
    rules
        The rule book.
    probabilities
        Out-of-sample probabilities of the user's model, instead of training one. See `check`.
    seed
        Determines folds and the order of training.
    folds
        The number of folds of the cross-validation; None means 5, or 3 if rows are many.
    threshold
        The score from which a row is flagged.
    ranking
        The statistic that ranks rows.

    Raises
    ------
    InputError
        The probabilities do not fit the rows or the rule book.
    UsageError
        There are fewer than two folds.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="org:founded")
    >>> noise = label_noise(batch, load("klue-re"))
    >>> noise.score.tolist(), noise.flagged.tolist()
    ([1.0], [True])
    """
    many = len(batch) >= _MANY
    folds = _FOLDS[many] if folds is None else folds
    checked(folds)
    judge = _Judge(batch, rules)
    if probabilities is None:
        training = Training(batch, rules)
        judge.leave_out(left_out(batch, judge.label, judge.allowed, judge.lawful))
        trusted = np.ones(len(batch), dtype=np.bool_)
        total = np.zeros(judge.lawful.shape)
        for turn in range(ROUNDS):
            total += training.out_of_sample(
                trusted, seed=seed, folds=folds, turn=turn, passes=_PASSES[many]
            )
            weighed = judge.weighed(total)
            trusted = judge.wrong(weighed, "self-confidence")[0] < THRESHOLD
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
    """What is known about the rows independently of the probabilities."""

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
        """Exclude some rows from judging."""
        self.left_out = rows
        self.known = self.known & ~rows.mask
        self.allowed = self.allowed & ~rows.mask

    def weighed(self, values: F64) -> F64:
        """Weigh probabilities by what the types allow; rows sum to 1, rounded."""
        return self._made(values, self.weight)

    def as_given(self, values: F64) -> F64:
        """Use probabilities of a model that knows the types: only what they forbid becomes 0."""
        return self._made(values, self.lawful.astype(np.float64))

    def _made(self, values: F64, weight: F64) -> F64:
        # Where nothing is left for the allowed labels, they are all equal.
        made = np.where(self.any, (values + 1e-9) * weight, 1.0)
        return (made / made.sum(axis=1, keepdims=True)).round(DIGITS)

    def wrong(self, weighed: F64, ranking: NoiseRanking) -> tuple[F64, F64, Share]:
        """Compute how probably each label is wrong, the evidence against it, and the share of wrong
        ones.
        """
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
        """Return the most probable label other than the one given."""
        others = weighed.copy()
        rows = np.flatnonzero(self.known)
        others[rows, self.label[rows]] = -1.0
        best = others.argmax(axis=1)
        return pa.array(self.labels, pa.string()).take(pa.array(best, mask=~self.known))


FLOOR: Final = 1e-6
"""Smaller probabilities count as this one: they are rounded to six digits."""
_LEAST_DOUBT: Final = 0.01
"""As a share of the greatest entropy: a model is never surer than this, whatever it predicts."""
_USUAL_DOUBT: Final = 0.25
"""At this entropy a surprisal counts as it is."""
_POWER: Final = 0.25
"""0 is self-confidence; 1/2 finds more human mistakes, and fewer replaced labels."""


def evidence(values: F64, ranking: NoiseRanking) -> F64:
    """Compute the evidence against each label of each row.

    Parameters
    ----------
    values
        `float64[n, k]`, probabilities; rows sum to 1.
    ranking
        The statistic.

    Returns
    -------
    `float64[n, k]` in nats, from 0 on; greater is worse for the label.

    Examples
    --------
    >>> values = np.array([[0.98, 0.02, 0.0], [0.49, 0.02, 0.49]])
    >>> evidence(values, "self-confidence")[:, 1].round(2).tolist()
    [3.91, 3.91]
    >>> evidence(values, "weighted-surprise")[:, 1].round(2).tolist()
    [5.06, 3.02]
    >>> evidence(values, "normalised-margin")[:, 1].round(2).tolist()
    [3.91, 1.33]
    """
    if ranking == "normalised-margin":
        return _surprise((1 + values - _best_other(values)) / 2)
    if ranking == "self-confidence":
        return _surprise(values)
    return _surprise(values) * (_USUAL_DOUBT / _doubt(values)) ** _POWER


def _surprise(values: F64) -> F64:
    return -np.log(np.clip(values, FLOOR, 1.0))


def _best_other(values: F64) -> F64:
    """`float64[n, k]`: for each label the greatest probability of any other."""
    if values.shape[1] < 2 or not len(values):
        return np.zeros_like(values)
    first = values.argmax(axis=1)
    rows = np.arange(len(values))
    best = np.repeat(values[rows, first][:, None], values.shape[1], axis=1)
    others = values.copy()
    others[rows, first] = -1.0
    best[rows, first] = others.max(axis=1)
    return best


def _doubt(values: F64) -> F64:
    """`float64[n, 1]`: the entropy of each row as a share of the greatest one."""
    entropy = -(values * np.log(np.maximum(values, FLOOR))).sum(axis=1, keepdims=True)
    return np.clip(entropy / np.log(max(2, values.shape[1])), _LEAST_DOUBT, 1.0)
