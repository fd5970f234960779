"""Types of mentions that the rest of the data, the label and the rule book speak against."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator

from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.judging import TypeState
from reaug.audit.types.weights import Evidence
from reaug.cleaning._type_findings import findings_of, kinds_that_speak, reasons_of
from reaug.core.batch import Batch, Role
from reaug.core.bounded import described
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.findings import Finding
from reaug.core.step import Step
from reaug.rulebook import RuleBook


class EntityTypeCorrection(Step):
    """Correct entity types that contradict the label, the rule book and the other rows.

    For each mention the probability of each type is reckoned from the type that is written, the
    types that the rule book counts for the label and role, its patterns and lexicons, the types of
    the same word in all other mentions (and of the same span of the same sentence), the word's form
    (script, length, ending, beginning, as in other words) and the characters around it (as around
    other mentions, and as with the same label). With `evidence: full` the semantic class that mecab
    knows of the word (인명, 지명, …) speaks as well. How often types are wrong is learnt from the
    data itself.

    The likeliest type is set where its probability is at least `threshold`, and below that as long
    as the mean of all that is set, less a standard error, keeps it. From `review` on the row is
    left as it is and listed as a finding. A type that breaks a hard rule of the label is never set:
    the finding then names the type and the label that would be right together.

    Rows with a label or a type that the rule book lacks are left as they are, and so is a whole set
    whose labels or types it mostly lacks. Under a book that the evidence was not judged under (any
    but those of `audit/judged.csv`) nothing is set: what would be is listed for a person, and its
    rows are counted as `type/unjudged-book`.

    On the half of KLUE-RE train that nothing was fitted on, with 3% of the object types replaced at
    random, 97 of 100 corrections are right, and 48 of 100 replaced types are given back (subjects:
    99 and 96); see `benchmarks/type_noise.py`. A word that is two things at once (a country: a
    place and a state) is left alone, for its other mentions disagree as well.

    Reasons: `type/` and the evidence that spoke for it, of label, words, book, form, context. The
    finding says how strongly each spoke, in nats.

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

    may_change_nothing: ClassVar[bool] = True

    threshold: Annotated[
        float,
        Field(
            strict=True,
            ge=0.5,
            le=1,
            description="minimum share of the newly set types that must be right",
        ),
    ] = 0.95
    review: Annotated[
        float, Field(strict=True, ge=0, le=1, description="minimum probability to list a mention")
    ] = 0.5
    evidence: Annotated[
        Evidence, Field(description="full: with mecab's semantic classes, 20,000 words a second")
    ] = "quick"
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
        """Types by word and by what stands around; grows with distinct ones, to a bound."""
        return TypeCounts.of(batch)

    def merge(self, a: TypeCounts, b: TypeCounts) -> TypeCounts:
        """The counts of both."""
        return a.merge(b)

    def finish(self, summary: TypeCounts, rules: RuleBook) -> TypeState:
        """What all rows and the rule book say."""
        return TypeState.of(summary, rules, self.threshold, self.evidence)

    def describe(self, state: TypeState) -> dict[str, Any]:
        """How often types are wrong, by role, from which probability on they are set, and what of
        the counts is a sample.
        """
        rates = {f"wrong_{role}_types": state.rates[role] for role in self.roles}
        cuts = {f"{role}_types_set_from": state.cuts[role] for role in self.roles}
        return {**rates, **cuts, **described(state.sampled)}

    def propose(self, batch: Batch, state: TypeState, draw: Draw) -> Changes:
        """Set types, and list what to look at."""
        n = len(batch)
        fields: dict[str, pa.StringArray] = {}
        findings: list[Finding] = []
        speaks = np.zeros(n, dtype=np.int64)
        below, illegal, unjudged, changed = (np.zeros(n, dtype=np.bool_) for _ in range(4))
        for role in self.roles:
            verdict = state.judge(batch, role)
            apply = state.sure(verdict)
            listed = apply | ((verdict.score >= self.review) & (verdict.score > 0))
            best = pa.array(verdict.best, mask=~apply)
            types = pa.array(state.evidence.types, pa.string())
            fields[f"{role}_type"] = types.take(best)
            findings += findings_of(batch, verdict, state, np.flatnonzero(listed), apply)
            made = np.flatnonzero(apply)
            speaks[made] |= kinds_that_speak(state.mentions(verdict, made), verdict.best[made])
            changed |= apply
            unjudged |= state.likely(verdict) & ~apply
            below |= listed & ~apply & verdict.legal
            illegal |= listed & ~apply & ~verdict.legal
        return Changes(
            fields=fields,
            reason=reasons_of(speaks, changed),
            skipped=reasons(
                n,
                {
                    "type/breaks-label": illegal & ~changed,
                    "type/unjudged-book": unjudged & ~changed,
                    "type/below-threshold": below & ~unjudged & ~changed,
                },
            ),
            findings=tuple(findings),
        )
