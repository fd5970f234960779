"""Swap mentions in rows written inline, for tests of `entity_swap` and its policy."""

from __future__ import annotations

from typing import Any

from laws import state_of
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.korean.repair import repair
from reaug.rulebook import RuleBook, load
from reaug.rulebook.name_rules import Donors
from reaug.transforms.entity_swap import EntitySwap


def opened(rules: RuleBook) -> RuleBook:
    """Return a rule book in which any name can replace any other of its kind."""
    relations = {
        label: relation.model_copy(
            update={"swap": relation.swap.model_copy(update={"closed": (), "tied": False})}
        )
        for label, relation in rules.relations.items()
    }
    kinds = {
        type_: tuple(test.model_copy(update={"min_rows": 1}) for test in tests)
        for type_, tests in rules.kind_tests.items()
    }
    news = {"relations": relations, "kind_tests": kinds, "donors": Donors()}
    return rules.model_copy(update=news)


RULES = load("klue-re")
OPEN = opened(RULES)
"""For tests of what a new name would break, so that the policy of donors refuses no row."""


def mended(batch: Batch, edits: Edits) -> Edits:
    """Repair particles, like the runner between propose and apply."""
    return Edits.concat([edits, repair(batch, edits).edits])


def swap(
    *marked: str,
    label: str | list[str] = "per:title",
    seed: int = 0,
    rules: RuleBook = OPEN,
    **parameters: Any,
) -> tuple[Applied, list[str | None]]:
    """Return the batch after a swap and repair, and the reasons for unchanged rows."""
    batch = batch_of(*marked, label=label)
    step = EntitySwap(**parameters)
    state = state_of(step, [batch], rules)
    changes = step.propose(batch, state, Draw(batch.keys, seed=seed, path="0.entity_swap"))
    edits = mended(batch, changes.edits)
    done = apply(
        batch, Changes(edits, fields=changes.fields, swap_roles=changes.swap_roles), step="0"
    )
    assert not len(done.refusals.row)
    assert changes.skipped is not None
    return done, changes.skipped.to_pylist()


def reason(marked: str, *others: str, label: str = "per:title", **parameters: Any) -> str | None:
    """Return the reason why the first row is unchanged, or None if it is swapped."""
    return swap(marked, *others, label=label, **parameters)[1][0]


def several(marked: str, *words: str) -> list[str]:
    """Make a row for each word, which replaces `{}`."""
    return [marked.format(word) for word in words]
