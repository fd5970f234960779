"""Label noise as part of an audit: asked for by name, since it takes longer than all the rest."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from reaug.audit.findings import Finding, Rule
from reaug.audit.rows import Rows


class NoiseAsked(NamedTuple):
    """How to rank label noise: by the user's probabilities, a file, or by a model trained here."""

    pred_probs: Any = None
    seed: int = 42


@cache
def _room() -> Any:
    """`audit.noise`, where it is there."""
    try:
        return importlib.import_module("reaug.audit.noise")
    except ModuleNotFoundError as error:
        if error.name != "reaug.audit.noise":
            raise
        return None


def noise_rules() -> dict[str, Rule]:
    """The rules that ask a model, by id."""
    return {} if _room() is None else {_room().RULE.id: _room().RULE}


def noise_of(rows: Rows, asked: NoiseAsked) -> Iterable[Finding]:
    """The labels that are probably wrong."""
    given = None
    if asked.pred_probs is not None:
        given = _room().read_probabilities(asked.pred_probs, rows.batch.ids, rows.rules)
    found: Iterable[Finding] = _room().noise_findings(rows, given, seed=asked.seed)
    return found
