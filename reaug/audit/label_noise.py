"""The rules of label noise, which are checked only on request, because they take the longest."""

from __future__ import annotations

from reaug.audit.judgements import table_of, under
from reaug.audit.noise import RULE
from reaug.audit.rules import Rule
from reaug.rulebook import RuleBook


def noise_rules(book: RuleBook) -> dict[str, Rule]:
    """Return the rules that use a model, by id, as they apply under a rule book."""
    return under({RULE.id: RULE}, book.name, table_of(book))
