"""Corrects entity types that contradict the rest of the data, the label and the rule book."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator

from reaug.audit.types.corrections import TypeState
from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.weights import Evidence
from reaug.cleaning._type_findings import findings_of, kinds_that_speak, reasons_of
from reaug.core.batch import Batch, Role
from reaug.core.bounded_tables import described
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.findings import Finding
from reaug.core.step import Step
from reaug.rulebook import RuleBook


class EntityTypeCorrection(Step):
    """Correct entity types that contradict the label, the rule book and the other rows.

    For each mention, the step computes the probability of each type. The evidence is the type in
    the data; the types that the rule book lists for the label and role, its patterns and lexicons;
    the types of the same word in all other mentions (and of the same span of the same sentence);
    the form of the word (script, length, ending, beginning), compared with other words; and the
    characters around the mention, compared with other mentions and with those of the same label.
    With `evidence: full` mecab's semantic class of the word (인명, 지명, …) counts as well. How
    often types are wrong is estimated from the data.

    The likeliest type is set if its probability is at least `threshold`. A less likely type is also
    set as long as the mean probability of all types that are set, minus a standard error, is at
    least `threshold`. A type that is not set, but has at least the probability `review`, is listed
    as a finding, and the row is left unchanged. A type that breaks a hard rule of the label is
    never set: the finding then names the type and the label that would be right together.

    Rows with a label or type that is not in the rule book are left unchanged. If most labels or
    types of the data are not in the rule book, all rows are left unchanged. With a book for which
    the evidence was not evaluated (any book that is not in `audit/judged.csv`) nothing is set: the
    changes are listed as findings for a person instead, and their rows are counted as
    `type/unjudged-book`.

    On the half of KLUE-RE train that was not used for fitting, with 3% of the object types replaced
    at random, 97 of 100 corrections are right, and 48 of 100 replaced types are restored (subjects:
    99 and 96); see `benchmarks/type_noise.py`. A word that can have two types (a country is a place
    and a state) is left unchanged, since its other mentions disagree as well.

    Reasons: `type/` and the kinds of evidence in favour of the change: label, words (the same word
    in other mentions), book (the rule book), form (of the word) or context (the characters around
    it). The finding says how strong each kind is, in nats.

    Source: naive Bayes with a weight per feature, as in Zaidi et al. 2013, "Alleviating naive Bayes
    attribute independence assumption by attribute weighting"; comparing a value with others of its
    kind is the idea of confident learning (Northcutt et al. 2021).

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
        Evidence,
        Field(description="full: also use mecab's semantic classes, at 20,000 words a second"),
    ] = "quick"
    roles: Annotated[
        tuple[Role, ...],
        Field(
            min_length=1,
            description=("whose types to correct: those of subjects, objects, or both"),
        ),
    ] = ("subject", "object")

    @field_validator("roles")
    @classmethod
    def _once(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        if len(set(roles)) < len(roles):
            raise ValueError("give each role only once")
        return roles

    def summarise(self, batch: Batch) -> TypeCounts:
        """Return the counts of types by word and context.

        The memory grows with the number of different words and contexts, up to a bound.
        """
        return TypeCounts.of(batch)

    def merge(self, a: TypeCounts, b: TypeCounts) -> TypeCounts:
        """Return the sum of both counts."""
        return a.merge(b)

    def finish(self, summary: TypeCounts, rules: RuleBook) -> TypeState:
        """Return the evidence of all rows combined with the rule book."""
        return TypeState.of(summary, rules, self.threshold, self.evidence)

    def describe(self, state: TypeState) -> dict[str, Any]:
        """Report the figures on which the corrections rest.

        By role: the estimated share of wrong types, and the least probability with which a type is
        set. Also which counts were made on samples of the rows.
        """
        rates = {f"wrong_{role}_types": state.rates[role] for role in self.roles}
        cuts = {f"{role}_types_set_from": state.cuts[role] for role in self.roles}
        return {**rates, **cuts, **described(state.sampled)}

    def propose(self, batch: Batch, state: TypeState, draw: Draw) -> Changes:
        """Set the likeliest types, and list the types that a person must review."""
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
