"""Label noise as part of an audit: asked for by name, since it takes longer than all the rest."""

from __future__ import annotations

from reaug.audit.noise import RULE
from reaug.audit.rules import Rule


def noise_rules() -> dict[str, Rule]:
    """The rules that ask a model, by id."""
    return {RULE.id: RULE}
