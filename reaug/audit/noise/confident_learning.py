"""Find labels that are probably wrong, by iterated confident learning.

These statistics measure the evidence against a label, and rank label noise:

self-confidence : how improbable the label is. This is best for labels that were replaced at random,
    which are improbable whatever the model predicts instead. Rows about which the model is unsure
    rank high, too.
normalised-margin : how far the best other label is ahead (Northcutt et al. 2021, as in cleanlab).
    This is best for human mistakes, which are close to another label that the model is sure of. It
    is weak if a linear model spreads its probability over many labels.
weighted-surprise : how improbable the label is, with more weight the surer the model is: the
    surprisal divided by the fourth root of the entropy. It is between the other two statistics
    (`benchmarks/label_noise.py`).
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
"""The least probability of being wrong with which a label is a finding."""
ROUNDS: Final = 2
_FOLDS: Final = (5, 3)
_PASSES: Final = (PASSES, 2)
_MANY: Final = 20_000
"""The least number of rows with which fewer folds and passes are used: four times as fast, nearly
as good.
"""
RANKING: Final[NoiseRanking] = "weighted-surprise"
"""The default statistic: nearly the best for randomly replaced labels, and better for human
mistakes.
"""


class Noise(NamedTuple):
    """The judgement of the labels of `n` rows.

    score : `float64[n]`, the probability that the row's label is wrong; 1 if its types forbid the
        label, 0 if the row is not judged.
    evidence : `float64[n]`, the evidence against the label, by which rows with equal scores are
        ranked. Infinite if the types forbid the label, 0 if the row is not judged.
    suggestion : n labels, the most probable other label of each row; null if it is not judged.
    flagged : `bool[n]`, whether the score is at least the threshold.
    judged : `bool[n]`, whether the row is judged. Rows are not judged if their label is not in the
        rule book, if their types allow no label, or if they are left out.
    left_out : rows that are not judged because their labels are too rare.
    probabilities : the probabilities of the rule book's labels, weighted by what the types allow.
    share : the share of wrong labels among the judged rows. A label that the types forbid counts as
        wrong, although the type may be wrong instead.
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
    """Return how probably the label of each row is wrong.

    This is iterated confident learning (Northcutt et al., 2021, "Confident learning: estimating
    uncertainty in dataset labels"). Out-of-sample probabilities are weighted by what the types
    allow. Then rows whose label is probably wrong are left out, and the models are trained again.
    The probabilities of the rounds are averaged. The evidence against a label (see
    `label_evidence`) is converted to the probability that it is wrong (see `error_probability`).

    Rows whose label is too rare are not judged (see `rare_labels`), because a model that saw a
    label three times predicts other labels for all of its rows.

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
        Out-of-sample probabilities of the user's model; None to train models. See `check`.
    seed
        The seed of the folds and of the order of training.
    folds
        The number of folds of the cross-validation; None means 5, or 3 if rows are many.
    threshold
        The least score with which a row is flagged.
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
    """Facts about the rows that do not depend on the probabilities."""

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
        """Exclude the given rows from being judged."""
        self.left_out = rows
        self.known = self.known & ~rows.mask
        self.allowed = self.allowed & ~rows.mask

    def weighed(self, values: F64) -> F64:
        """Return probabilities weighted by what the types allow, rounded; rows sum to 1."""
        return self._made(values, self.weight)

    def as_given(self, values: F64) -> F64:
        """Return probabilities in which labels that the types forbid have 0; rows sum to 1.

        Beyond that they are not weighted by types, because the user's model knows the types.
        """
        return self._made(values, self.lawful.astype(np.float64))

    def _made(self, values: F64, weight: F64) -> F64:
        # If the allowed labels have no probability left, they are all equal.
        made = np.where(self.any, (values + 1e-9) * weight, 1.0)
        return (made / made.sum(axis=1, keepdims=True)).round(DIGITS)

    def wrong(self, weighed: F64, ranking: NoiseRanking) -> tuple[F64, F64, Share]:
        """Return, for the label of each row, the probability that it is wrong and the evidence.

        Both are `float64[n]`, as `score` and `evidence` of `Noise`. The third value is the
        estimated share of wrong labels. The probabilities `weighed` come from the method of this
        name.
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
        """Return the most probable label other than the row's own."""
        others = weighed.copy()
        rows = np.flatnonzero(self.known)
        others[rows, self.label[rows]] = -1.0
        best = others.argmax(axis=1)
        return pa.array(self.labels, pa.string()).take(pa.array(best, mask=~self.known))


FLOOR: Final = 1e-6
"""Smaller probabilities are replaced by this one, because probabilities have six digits."""
_LEAST_DOUBT: Final = 0.01
"""The least entropy that counts, as a share of the greatest entropy."""
_USUAL_DOUBT: Final = 0.25
"""The entropy at which a surprisal has the weight 1, as a share of the greatest entropy."""
_POWER: Final = 0.25
"""The exponent of the weight. 0 gives self-confidence; 1/2 finds more human mistakes, and fewer
replaced labels.
"""


def evidence(values: F64, ranking: NoiseRanking) -> F64:
    """Return the evidence against each label of each row.

    Parameters
    ----------
    values
        `float64[n, k]`, probabilities; rows sum to 1.
    ranking
        The statistic.

    Returns
    -------
    `float64[n, k]` in nats, at least 0; a greater value is more evidence against the label.

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
    return _surprise(values) * (_USUAL_DOUBT / _relative_entropy(values)) ** _POWER


def _surprise(values: F64) -> F64:
    return -np.log(np.clip(values, FLOOR, 1.0))


def _best_other(values: F64) -> F64:
    """Return, for each label, the greatest probability of any other label (`float64[n, k]`)."""
    if values.shape[1] < 2 or not len(values):
        return np.zeros_like(values)
    first = values.argmax(axis=1)
    rows = np.arange(len(values))
    best = np.repeat(values[rows, first][:, None], values.shape[1], axis=1)
    others = values.copy()
    others[rows, first] = -1.0
    best[rows, first] = others.max(axis=1)
    return best


def _relative_entropy(values: F64) -> F64:
    """Return the entropy of each row as a share of the greatest one (`float64[n, 1]`)."""
    entropy = -(values * np.log(np.maximum(values, FLOOR))).sum(axis=1, keepdims=True)
    return np.clip(entropy / np.log(max(2, values.shape[1])), _LEAST_DOUBT, 1.0)
