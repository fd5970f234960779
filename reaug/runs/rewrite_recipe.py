"""Build the recipe of `reaug rewrite`, which has a single `rewrite` step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reaug.choices import RARE_BELOW
from reaug.core.batch import Batch
from reaug.recipe.checks import negatives
from reaug.recipe.model import Recipe, make_recipe
from reaug.rulebook import load
from reaug.runs.preparation import Plan, prepare
from reaug.runs.rewrite_steps import rewriting_steps


def rewriting_recipe(
    step: Mapping[str, Any],
    rules: str,
    *,
    below: int = RARE_BELOW,
    everything: bool = False,
    in_place: bool = False,
    **fields: Any,
) -> Recipe:
    """Return a recipe with one `rewrite` step.

    Parameters
    ----------
    step
        The parameters of the step.
    below, everything
        Which rows to rewrite: those of labels with fewer than `below` rows, except the negative
        label; or, with `everything`, all rows.
    in_place
        Whether to rewrite the rows themselves instead of copies.
    fields
        Further fields of the recipe, such as its input.

    Examples
    --------
    >>> recipe = rewriting_recipe({"model": "m"}, "klue-re", below=5, in_place=True)
    >>> recipe.steps[0]["rewrite"]["where"]
    {'rare_below': 5, 'not_labels': ['no_relation']}
    """
    where: dict[str, Any] = {}
    if not everything:
        where = {"rare_below": below, "not_labels": list(negatives(load(rules)))}
    if in_place:
        steps: list[Any] = [{"rewrite": {**step, "where": where} if where else dict(step)}]
    else:
        copies = {"copies": step.get("samples", 1)}
        steps = [{"augment": {**copies, "where": where, "steps": [{"rewrite": dict(step)}]}}]
    return make_recipe(steps, rules=rules, **fields)


def planned_import(recipe: Recipe, source: Any = None) -> Plan:
    """Return the plan of a run whose `rewrite` steps use existing answers instead of a server.

    Raises
    ------
    InputError
        None of the answers belongs to the rows.
    """
    plan = prepare(recipe, source=source)
    for rewriting_step in rewriting_steps(plan.nodes):
        rewriting_step.step.check_some_belong(Batch(plan.reading.table), plan.rules)
    return plan
