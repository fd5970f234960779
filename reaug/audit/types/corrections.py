"""Judge types by the evidence: which types are wrong, and which corrections are certain enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.judgements import shipped
from reaug.audit.types.cached_evidence import Weighed
from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.evidence import Mentions, TypeEvidence, codes_of, softmax
from reaug.audit.types.joint_labels import Answers
from reaug.audit.types.mention_keys import Keyed
from reaug.audit.types.persons import is_person_beside
from reaug.audit.types.weights import ILLEGAL, ODD, Evidence
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.bounded_tables import Sampled
from reaug.core.text import contiguous
from reaug.rulebook import RuleBook
from reaug.rulebook.scheme_match import is_foreign

RULE: Final = "type/inconsistent"
"""The audit's rule about wrong types; the step that corrects types uses it, too."""

_USUAL_RATE: Final = 0.03
_USUAL_MENTIONS: Final = 200
"""The prior for the rate of wrong types, and the number of mentions as which the prior counts."""

_LEAST_RATE: Final = 0.01
_ROUNDS: Final = 50

_BY_FAR: Final = 1e-6
"""The least lead of a type over all others in nats, so that rounding cannot matter."""

_LEAST_SCORE: Final = 0.5
"""The least score of a correction: a correction that is probably wrong is never made."""


class Verdict(NamedTuple):
    """The types of one role's mentions, as judged by the evidence.

    keyed : the keys by which the mentions are looked up.
    weighed : the types in the data, and the evidence for each type.
    best : `int64[n]`, the most probable type.
    score : `float64[n]`, the probability of this type; 0 if it is the type in the data.
    legal : `bool[n]`, whether the label allows this type.
    """

    role: Role
    keyed: Keyed
    weighed: Weighed
    best: I64
    score: F64
    legal: Bool


@dataclass(frozen=True)
class TypeState:
    """What is known from all rows, by which the types of mentions are judged.

    evidence : the evidence for types.
    answers : counts of labels, which show what label a row would need with another type.
    rates : the share of wrong types, by role.
    cuts : by role, the least score with which a type is corrected.
    foreign : whether the rows follow another scheme than the rule book, so that nothing is judged.
    may_set : whether types may be corrected or only reported. They may be corrected only if people
        have judged corrections under this book.
    sampled : by name, the sizes of the tables of counts that are only samples.
    """

    evidence: TypeEvidence
    answers: Answers
    rates: dict[Role, float]
    cuts: dict[Role, float]
    foreign: bool = False
    may_set: bool = True
    sampled: Mapping[str, Sampled] = field(default_factory=dict)

    @classmethod
    def of(
        cls, counts: TypeCounts, rules: RuleBook, threshold: float, evidence: Evidence
    ) -> TypeState:
        """Return the state, made from the counts of all rows and the rule book.

        The rates of wrong types are learnt from the sample.
        """
        sampled = counts.samples()
        counts = counts.several().summed()
        known = TypeEvidence.of(counts, rules, evidence)
        rates: dict[Role, float] = {}
        cuts: dict[Role, float] = {}
        sample = counts.sample.filter(pa.array(_known_rows(counts.sample, known)))
        for role in schema.ROLES:
            keyed = Keyed.kept(sample, role)
            weighed = known.weighed(keyed, role)
            rates[role] = rate_of(weighed)
            verdict = _judged(keyed, weighed, role, rates[role])
            cuts[role] = cut_of(verdict.score[verdict.legal], threshold)
        return cls(
            known,
            Answers.of(counts, rules),
            rates,
            cuts,
            foreign=_is_foreign(counts, rules),
            may_set=may_set(rules.name),
            sampled=sampled,
        )

    def judge(self, batch: Batch, role: Role) -> Verdict:
        """Return the most probable type of each mention, and how certain it is."""
        keyed = Keyed.of(batch, role)
        weighed = self.evidence.weighed(keyed, role)
        return self._checked(batch, _judged(keyed, weighed, role, self.rates[role]))

    def doubt(self, batch: Batch, verdict: Verdict, rate: float) -> Verdict:
        """Return the verdict of `judge`, with `rate` as the share of wrong types instead of its
        own.

        `verdict` is what `judge` returned for these rows.
        """
        keyed, weighed, role = verdict.keyed, verdict.weighed, verdict.role
        return self._checked(batch, _judged(keyed, weighed, role, rate))

    def _checked(self, batch: Batch, verdict: Verdict) -> Verdict:
        """Return a verdict with score 0 for mentions that the evidence cannot judge."""
        # Not judged are all mentions of rows with a label or type that is not in the book; and
        # mentions without a type, with a type that is usual for the label, or of a person whom a
        # word beside the mention shows to be one.
        role = verdict.role
        given = pc.is_valid(batch.type(role)).to_numpy(zero_copy_only=False)
        # A row with a name that is not in the book follows another scheme, whose types may mean
        # other things.
        judged = given & _known_rows(batch.table, self.evidence) & (not self.foreign)
        # A type that is typical for the label stays if the rule book lacks the new one for it.
        r, known = schema.ROLES.index(verdict.role), self.evidence
        label = batch.codes(schema.LABEL, list(known.labels))
        written = verdict.weighed.written
        usual = (written >= 0) & known.typical[r, label, written]
        judged &= ~(usual & ~known.seen[r, label, verdict.best])
        doubted = np.flatnonzero(judged & (verdict.score > 0))
        judged[doubted[is_person_beside(batch, role, doubted)]] = False
        return verdict._replace(score=np.where(judged, verdict.score, 0.0))

    def mentions(self, verdict: Verdict, rows: I64) -> Mentions:
        """Return the single pieces of evidence for the mentions of the given rows."""
        return self.evidence.mentions_of(verdict.keyed.take(rows), verdict.role)

    def sure(self, verdict: Verdict) -> Bool:
        """Return whether the most probable type of each mention is to be set (`bool[n]`)."""
        return self.may_set & self.likely(verdict)

    def likely(self, verdict: Verdict) -> Bool:
        """Return whether the most probable type is certain enough for a correction (`bool[n]`).

        Unlike `sure`, this does not depend on whether people have judged the rule book.
        """
        enough = verdict.score >= self.cuts[verdict.role]
        return verdict.legal & (verdict.score > 0) & enough

    def names(self, best: I64) -> pa.StringArray:
        """Return the names of types given as indices."""
        return pa.array(self.evidence.types, pa.string()).take(pa.array(best))


def may_set(book: str) -> bool:
    """Return whether types may be corrected under a book: only if people judged the evidence."""
    return any(line.rule == RULE and line.book == book for line in shipped())


def _known_rows(rows: pa.Table, evidence: TypeEvidence) -> Bool:
    """Return the rows whose label and types are in the rule book or missing (`bool[n]`)."""
    known = np.ones(len(rows), dtype=np.bool_)
    for column, names in (
        (schema.LABEL, evidence.labels),
        *((f"{role}_type", evidence.types) for role in schema.ROLES),
    ):
        values = contiguous(rows[column])
        absent = pc.is_null(values).to_numpy(zero_copy_only=False)
        known &= (codes_of(values, names) >= 0) | absent
    return known


def _is_foreign(counts: TypeCounts, rules: RuleBook) -> bool:
    types = pc.split_pattern(counts.labels["key"], "\t")
    subject, object_ = (contiguous(pc.list_element(types, i)) for i in (0, 1))
    return is_foreign(
        rules, contiguous(counts.labels["type"]), subject, object_, counts.labels["n"].to_numpy()
    )


def _judged(keyed: Keyed, weighed: Weighed, role: Role, rate: float) -> Verdict:
    n, best = len(weighed.written), weighed.written.copy()
    score, legal = np.zeros(n), np.ones(n, dtype=np.bool_)
    odds = _odds_with_own_type(weighed, rate)
    unsure = np.flatnonzero(~_is_sure(weighed, odds))
    some = weighed.take(unsure)
    best[unsure], score[unsure], legal[unsure] = _likeliest(some, odds[unsure], rate)
    legal &= weighed.legal[np.arange(n), best]
    return Verdict(role, keyed, weighed, best, score, legal)


def _odds_with_own_type(weighed: Weighed, rate: float) -> F64:
    """Return the log-odds of each type, including the evidence of the type in the data."""
    # `rate` is the share of types in the data that are wrong. The result is `float64[n, k]`.
    odds = weighed.log_odds.copy()
    known = np.flatnonzero(weighed.written >= 0)
    others = max(odds.shape[-1] - 1, 1)
    odds[known, weighed.written[known]] += np.log((1 - rate) * others / rate)
    return odds


def _is_sure(weighed: Weighed, odds: F64) -> Bool:
    """Return where the type in the data is by far the most probable, even if it is forbidden."""
    # The result is `bool[n]`.
    rows = np.arange(len(odds))
    own = odds[rows, weighed.written] - ILLEGAL * ~weighed.legal[rows, weighed.written]
    others = odds.copy()
    others[rows, weighed.written] = -np.inf
    rest = others[rows, others.argmax(axis=1)] if others.shape[1] else np.zeros(0)
    return (weighed.written >= 0) & (own > rest + _BY_FAR)


def _likeliest(weighed: Weighed, odds: F64, rate: float) -> tuple[I64, F64, Bool]:
    """Return `best` and `score` of `Verdict`, and whether the hard rules allow the best type."""
    # The third value is False if the label forbids the new type that the evidence favours. This
    # type is still `best`, so that a person sees it.
    rows = np.arange(len(odds))
    free, posterior = softmax(odds), softmax(odds - ILLEGAL * ~weighed.legal)
    best = free.argmax(axis=1)
    # If the evidence favours an illegal type, a person should see this type.
    legal = weighed.legal[rows, best] | (best == weighed.written)
    best = np.where(legal, posterior.argmax(axis=1), best)
    score = np.where(legal, posterior[rows, best], free[rows, best]) * rate / (rate + ODD)
    # The score is rounded, so that the last bit, which may differ between machines, hardly ever
    # decides.
    return best, np.where(best == weighed.written, 0.0, np.round(score, 6)), legal


def rate_of(weighed: Weighed) -> float:
    """Return the estimated share of wrong types: the share with the greatest likelihood.

    Source: expectation maximisation for a share in a mixture, as in Saerens et al. 2002,
    "Adjusting the outputs of a classifier to new a priori probabilities".
    """
    known = np.flatnonzero(weighed.written >= 0)
    belief = softmax(weighed.log_odds - ILLEGAL * ~weighed.legal)[known, weighed.written[known]]
    others = max(weighed.legal.shape[-1] - 1, 1)
    rate = _USUAL_RATE
    for _ in range(_ROUNDS):
        wrong = rate / others * (1 - belief)
        share = wrong / (wrong + (1 - rate) * belief)
        last = rate
        rate = (share.sum() + _USUAL_RATE * _USUAL_MENTIONS) / (len(known) + _USUAL_MENTIONS)
        if abs(rate - last) < 1e-7:
            break
    return float(max(_LEAST_RATE, np.round(rate, 5)))


def cut_of(score: F64, threshold: float) -> float:
    """Return the least score with which types are set, so that all corrections together keep a
    threshold.

    The scores are probabilities, so their mean is the expected share of right corrections. One
    standard error is kept as a margin. A correction whose own score reaches the threshold is always
    made.

    >>> cut_of(np.array([0.99] * 60 + [0.9, 0.6]), 0.95), cut_of(np.array([0.9]), 0.95)
    (0.6, 0.95)
    """
    ranked = np.sort(score[score >= _LEAST_SCORE])[::-1]
    if not len(ranked):
        return threshold
    made = np.arange(1, len(ranked) + 1)
    mean = np.cumsum(ranked) / made
    error = np.sqrt(np.cumsum(ranked * (1 - ranked))) / made
    # The last of several equal scores decides, so that equal scores are treated alike.
    ends = np.append(ranked[1:] != ranked[:-1], True)
    good_cuts = np.flatnonzero((mean - error >= threshold) & ends)
    return float(min(threshold, ranked[good_cuts[-1]])) if len(good_cuts) else threshold
