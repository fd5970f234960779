"""Label noise as part of an audit: asked for by name, since it takes longer than all the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from reaug.audit.judged import under
from reaug.audit.noise import RULE, noise_findings, read_probabilities
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.rulebook import RuleBook


class NoiseAsked(NamedTuple):
    """How to rank label noise: by the user's probabilities, a file, or by a model trained here."""

    pred_probs: Any = None
    seed: int = 42


def noise_rules(book: RuleBook) -> dict[str, Rule]:
    """The rules that ask a model, by id, as they are under a rule book."""
    return under({RULE.id: RULE}, book.name)


def noise_of(rows: Rows, asked: NoiseAsked) -> Iterable[Finding]:
    """The labels that are probably wrong."""
    given = None
    if asked.pred_probs is not None:
        given = read_probabilities(asked.pred_probs, rows.batch.ids, rows.rules)
    return noise_findings(rows, given, seed=asked.seed)
