"""What `run`, `augment`, `clean` and `curriculum` share: carry out a recipe and tell of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.cli.output import print_json, progress, talk

if TYPE_CHECKING:
    from reaug.pipeline.recipe import Recipe


def recipe_from(steps: list[Any], **fields: Any) -> Recipe:
    """A recipe made of options; what does not fit is told as for a file."""
    from pydantic import ValidationError

    from reaug.errors import RecipeError
    from reaug.pipeline.recipe import Recipe, explain

    try:
        recipe = Recipe.model_validate({"steps": steps, **fields})
    except ValidationError as error:
        raise RecipeError(explain(error, Recipe)) from error
    recipe.nodes()
    return recipe


def carry_out(
    recipe: Recipe,
    *,
    output: str | None,
    num_proc: int = 1,
    force: bool = False,
    dry_run: bool = False,
    as_json: bool = False,
) -> None:
    """Plan, run, tell; exit 1 where a gate failed."""
    from reaug.errors import GateError
    from reaug.pipeline.folder import check_target
    from reaug.pipeline.run import output_of, prepare, run
    from reaug.report.console import examples_view, plan_view, result_view, show

    target = None if dry_run else output_of(recipe, output)
    if target is not None:
        check_target(Path(target), force=force)
    plan = prepare(recipe)
    console = talk()
    if not as_json:
        show(console, plan_view(plan, target), "")
    with progress() as bar:
        result = run(
            plan, target, num_proc=num_proc, force=force, watcher=bar, examples=3 if dry_run else 0
        )
    if as_json:
        print_json(result.to_json())
    else:
        if dry_run:
            show(console, examples_view(result.done.examples, 3), "")
        show(console, result_view(result))
    if result.failed:
        failed = [gate.expr for gate in result.drift.gates if not gate.passed]
        raise GateError(f"a gate failed: {'; '.join(failed)}")
