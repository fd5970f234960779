"""Label noise as part of an audit: asked for by name, since it takes longer than all the rest."""

from __future__ import annotations

from reaug.audit.judged import table_of, under
from reaug.audit.noise import RULE
from reaug.audit.rules import Rule
from reaug.rulebook import RuleBook


def noise_rules(book: RuleBook) -> dict[str, Rule]:
    """The rules that ask a model, by id, as they are under a rule book."""
    return under({RULE.id: RULE}, book.name, table_of(book))
