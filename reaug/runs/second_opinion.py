"""Ask a language model for its opinion of an audit's findings, and compare it with people's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.audit import Audit
from reaug.core.findings import OPINIONS
from reaug.errors import InputError
from reaug.review.agreement import Coefficient, cohen
from reaug.review.finding_rows import rows_of
from reaug.review.review_import import read_answers
from reaug.rewriting.opinions import NO, YES, Judge, asked_about, opinions
from reaug.rulebook import RuleBook

_RIGHT: Final = ("accept", "edit")
"""Decisions that confirm a finding: the present value is wrong."""


class Opinion(NamedTuple):
    """A summary of a model's opinions of findings.

    asked : number of findings that the model was asked about.
    counts : number of findings by opinion.
    kappa : agreement with people's decisions (Cohen's kappa); None without decisions.
    shared : number of findings about which both the model and people said yes or no.
    agreed : number of the `shared` findings on which the model and people agree.
    unread : number of findings with an answer that is no opinion.
    """

    model: str
    asked: int
    counts: Mapping[str, int]
    kappa: Coefficient | None = None
    shared: int = 0
    agreed: int = 0
    unread: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        kappa = None if self.kappa is None else self.kappa.to_json()
        return {**self._asdict(), "counts": dict(self.counts), "kappa": kappa}


def with_opinions(
    audit: Audit, rules: RuleBook, judge: Judge, decisions: Sequence[Path] = ()
) -> tuple[Audit, Opinion]:
    """Return an audit with a language model's opinions of its findings, and a summary.

    The model is asked about findings of severity review, or about a sample of all findings.
    Severities, suggestions and fixes do not change.

    Raises
    ------
    UsageError, InputError
        The server cannot be used, or the decisions cannot be read or are about other findings.
    """
    people = _people(audit, decisions)
    doubtful = [
        finding
        for finding in audit.findings
        if (finding.severity or audit.catalogue[finding.rule].severity) == "review"
    ]
    chosen = asked_about(doubtful if judge.sample is None else audit.findings, judge.sample)
    given, unread = opinions(chosen, rows_of(audit, chosen), rules, judge)
    findings = [
        finding._replace(opinion=given[finding.key]) if finding.key in given else finding
        for finding in audit.findings
    ]
    counts = Counter(given.values())
    kappa, shared, agreed = _agreement(given, people)
    by_opinion = {name: counts[name] for name in OPINIONS}
    summary = Opinion(judge.model, len(chosen), by_opinion, kappa, shared, agreed, unread)
    return replace(audit, findings=findings), summary


def _people(audit: Audit, files: Sequence[Path]) -> dict[str, str]:
    """Return the majority opinion of people (yes or no) by key of a finding, without ties."""
    if not files:
        return {}
    votes: dict[str, Counter[str]] = {}
    for line in read_answers(files).lines:
        if line.get("finding") is not None:
            vote = YES if line.get("decision") in _RIGHT else NO
            votes.setdefault(str(line["finding"]), Counter())[vote] += 1
    known = {finding.key for finding in audit.findings}
    if not votes.keys() & known:
        names = ", ".join(map(str, files))
        raise InputError(f"{names}: decides none of the findings of this audit")
    return {
        key: count.most_common(1)[0][0]
        for key, count in votes.items()
        if key in known and count[YES] != count[NO]
    }


def _agreement(
    model: Mapping[str, str], people: Mapping[str, str]
) -> tuple[Coefficient | None, int, int]:
    both = sorted(key for key in model.keys() & people.keys() if model[key] in (YES, NO))
    pairs = [(int(model[key] == YES), int(people[key] == YES)) for key in both]
    agreed = sum(a == b for a, b in pairs)
    if not pairs:
        return None, 0, 0
    return cohen(np.array(pairs, dtype=np.int64).reshape(-1, 2)), len(pairs), agreed
