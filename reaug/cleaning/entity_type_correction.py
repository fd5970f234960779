"""Types of mentions that the rest of the data, the label and the rule book speak against."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, field_validator

from reaug.cleaning._type_counts import TypeCounts
from reaug.cleaning._type_evidence import WEIGHTS, Mentions, TypeEvidence, softmax
from reaug.core.batch import Batch, Role
from reaug.core.changes import FINDINGS_SCHEMA, Changes, reasons
from reaug.core.draws import F64, Draw
from reaug.core.step import Step
from reaug.core.text import I64, Bool
from reaug.rulebook import RuleBook

RULE: Final = "type/inconsistent"

_TOLD: Final = {
    "label": ("label",),
    "words": ("words",),
    "book": ("book",),
    "form": ("shape", "ending", "beginning"),
    "context": ("before", "behind"),
}
"""Names of the evidence in a reason."""

_SPEAKS: Final = 1.0
"""From how many nats on a kind of evidence is named."""

_LONGEST_WORD: Final = 40
"""Code points of a word that a message shows."""


class EntityTypeCorrection(Step):
    """Correct entity types that the label, the rule book and the other rows speak against.

    For each mention the probability of each type is reckoned from the type that is written, the
    types that the rule book counts for the label and role, its patterns and lexicons, the types of
    the same word in all other mentions, the word's form (script, length, ending, beginning, as in
    other words) and the characters around it (as around other mentions). From `threshold` on the
    likeliest type is set; from `review` on the row is left as it is and listed as a finding. A
    type that breaks a hard rule of the label is never set, only listed.

    On KLUE-RE train with 3% of the object types replaced at random, 98 of 100 corrections at the
    default threshold are right, and 31 of 100 replaced types are given back (subjects: all are
    right, 83 are given back; see `benchmarks/type_noise.py`). A word that is two things at once (a
    country: a place and a state) is left alone, for its other mentions disagree as well.

    Reasons: `type/` and the evidence that spoke for it, of label, words, book, form, context.

    Source: naive Bayes with a weight per feature, as in Zaidi et al. 2013, "Alleviating naive
    Bayes attribute independence assumption by attribute weighting"; that a value is judged by the
    others of its kind is the idea of confident learning (Northcutt et al. 2021).

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> wrong = batch_of("[S|ORG|해우전자]는 [O|PER|1998년 3월]에 세워졌다.", label="org:founded")
    >>> step = EntityTypeCorrection()
    >>> state = step.finish(step.summarise(wrong), load("klue-re"))
    >>> changes = step.propose(wrong, state, Draw(wrong.keys, seed=1, path="0.types"))
    >>> apply(wrong, changes).batch.row(0).object_type
    'DAT'
    """

    threshold: Annotated[
        float, Field(strict=True, ge=0.5, le=1, description="least probability to set a type")
    ] = 0.95
    review: Annotated[
        float, Field(strict=True, ge=0, le=1, description="least probability to list a mention")
    ] = 0.5
    roles: Annotated[
        tuple[Role, ...], Field(min_length=1, description="whose types: subject, object or both")
    ] = ("subject", "object")

    @field_validator("roles")
    @classmethod
    def _once(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        if len(set(roles)) < len(roles):
            raise ValueError("each role once")
        return roles

    def summarise(self, batch: Batch) -> TypeCounts:
        """Types by word and by what stands around; grows with distinct ones of these."""
        return TypeCounts.of(batch)

    def merge(self, a: TypeCounts, b: TypeCounts) -> TypeCounts:
        """The counts of both."""
        return a.merge(b)

    def finish(self, summary: TypeCounts, rules: RuleBook) -> TypeEvidence:
        """What all rows and the rule book say."""
        return TypeEvidence.of(summary, rules)

    def propose(self, batch: Batch, state: TypeEvidence, draw: Draw) -> Changes:
        """Set types, and list what to look at."""
        n = len(batch)
        verdicts = [_judge(batch, role, state) for role in self.roles]
        fields: dict[str, pa.StringArray] = {}
        findings = []
        speaks = np.zeros(n, dtype=np.int64)
        below, illegal, changed = (np.zeros(n, dtype=np.bool_) for _ in range(3))
        for verdict in verdicts:
            apply = verdict.legal & (verdict.score >= self.threshold)
            listed = apply | ((verdict.score >= self.review) & (verdict.score > 0))
            best = pa.array(verdict.best, mask=~apply)
            fields[f"{verdict.role}_type"] = pa.array(state.types, pa.string()).take(best)
            findings.append(_findings(batch, verdict, state, np.flatnonzero(listed), apply))
            speaks[apply] |= verdict.speaks[apply]
            changed |= apply
            below |= listed & ~apply & verdict.legal
            illegal |= listed & ~apply & ~verdict.legal
        return Changes(
            fields=fields,
            reason=_reasons(speaks, changed),
            skipped=reasons(
                n,
                {
                    "type/breaks-label": illegal & ~changed,
                    "type/below-threshold": below & ~changed,
                },
            ),
            findings=pa.concat_tables(findings),
        )


class _Verdict(NamedTuple):
    """What the evidence says of one role's mentions.

    best : `int64[n]`, the likeliest type.
    score : `float64[n]`, how probable it is; 0 where it is the one that is written.
    legal : `bool[n]`, whether the label allows it.
    speaks : `int64[n]`, the kinds of evidence that speak for it, a bit for each of `_TOLD`.
    """

    role: Role
    mentions: Mentions
    best: I64
    score: F64
    legal: Bool
    speaks: I64


def _judge(batch: Batch, role: Role, state: TypeEvidence) -> _Verdict:
    mentions = state.mentions(batch, role)
    rows = np.arange(len(batch))
    free = softmax(mentions.log_odds)
    best, posterior = free.argmax(axis=1), mentions.posterior
    # Where the evidence alone wants an illegal type, that is what a person should see.
    legal = mentions.legal[rows, best] | (best == mentions.written)
    best = np.where(legal, posterior.argmax(axis=1), best)
    score = np.where(legal, posterior[rows, best], free[rows, best])
    given = pc.is_valid(batch.type(role)).to_numpy(zero_copy_only=False)
    # Rounded, so that a last bit, which may differ between machines, hardly ever decides.
    score = np.where((best == mentions.written) | ~given, 0.0, np.round(score, 6))
    speaks = _speaks(mentions, best)
    return _Verdict(role, mentions, best, score, legal & mentions.legal[rows, best], speaks)


def _speaks(mentions: Mentions, best: I64) -> I64:
    """Which kinds of evidence prefer the best type to the written one, a bit for each."""
    rows = np.arange(len(best))
    bits = np.zeros(len(best), dtype=np.int64)
    for i, names in enumerate(_TOLD.values()):
        said = np.zeros(mentions.legal.shape)
        for name in names:
            said += WEIGHTS[name] * mentions.evidence[name]
        # A type that the rule book lacks has no evidence: compared with the average type.
        against = np.where(mentions.written < 0, said.mean(axis=1), said[rows, mentions.written])
        bits |= (said[rows, best] - against >= _SPEAKS).astype(np.int64) << i
    return bits


def _reasons(speaks: I64, changed: Bool) -> pa.StringArray:
    names = [
        "type/" + ("+".join(name for i, name in enumerate(_TOLD) if bits >> i & 1) or "all")
        for bits in range(2 ** len(_TOLD))
    ]
    return pa.array(names, pa.string()).take(pa.array(speaks, mask=~changed))


def _findings(
    batch: Batch, verdict: _Verdict, state: TypeEvidence, rows: I64, apply: Bool
) -> pa.Table:
    """One finding per mention, in the order of the rows."""
    index = pa.array(rows)
    field = f"{verdict.role}_type"
    value = batch.column(field).take(index)
    best = pa.array(state.types, pa.string()).take(pa.array(verdict.best[rows]))
    words = batch.words(verdict.role).take(index)
    labels = batch.label.take(index)
    others = verdict.mentions.others[rows].astype(np.int64)
    agreeing = others[np.arange(len(rows)), verdict.best[rows]]
    messages = [
        _message(*told)
        for told in zip(
            words.to_pylist(),
            value.to_pylist(),
            best.to_pylist(),
            agreeing.tolist(),
            others.sum(axis=1).tolist(),
            [
                None if ok else label
                for ok, label in zip(verdict.legal[rows].tolist(), labels.to_pylist(), strict=True)
            ],
            strict=True,
        )
    ]
    n = len(rows)
    columns = {
        "rule": pa.repeat(pa.scalar(RULE), n),
        "severity": pa.repeat(pa.scalar("review"), n),
        "row_id": batch.ids.take(index),
        "field": pa.repeat(pa.scalar(field), n),
        "value": value,
        "suggestion": best,
        "score": pa.array(verdict.score[rows]),
        "applied": pa.array(apply[rows]),
        "message": pa.array(messages, pa.string()),
    }
    return pa.table(columns, schema=FINDINGS_SCHEMA)


def _message(
    word: str, value: str, best: str, agreeing: int, others: int, breaks: str | None
) -> str:
    """`breaks`: the label that the best type would break, if any."""
    word = word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] + "…"
    if agreeing:
        text = f"{word!r} is {value} here, {best} in {agreeing} of {others} other mentions"
    else:
        text = f"{word!r} is {value} here, but what stands around it and its form say {best}"
    return text if breaks is None else f"{text}; but {best} breaks the label {breaks}: judge both"
