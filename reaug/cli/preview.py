"""`reaug preview`: show examples of what a recipe or a step would do; write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import ReadingUnlabelled, RecipeInput, RecipeSeed

LISTED: Final = {
    "preview": (
        "Make training sets",
        4,
        "Show examples of edits and of refusals; write nothing.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug preview` to the app."""
    app.command("preview")(spread(preview))


def preview(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE|STEP",
            help=(
                "A recipe file, or a step such as entity_swap:mode=role, which is applied to the "
                "samples."
            ),
        ),
    ],
    *,
    input_: RecipeInput = None,
    number: Annotated[int, typer.Option("-n", min=1, help="Examples per step.")] = 20,
    seed: RecipeSeed = None,
    reading: ReadingUnlabelled,
) -> None:
    """Show examples of edits and of refusals; write nothing."""
    from reaug.cli.inline_steps import parse_step
    from reaug.cli.output import page, progress, talk
    from reaug.cli.recipe_run import overridden
    from reaug.data.source import is_data
    from reaug.recipe.model import make_recipe
    from reaug.recipe.recipe_file import load_recipe
    from reaug.report.console import examples_view, plan_view, show, steps_view, warnings_view
    from reaug.runs.preparation import prepare
    from reaug.runs.run import run
    from reaug.runs.shipped import sample_data

    if Path(what).suffix.lower() in (".yaml", ".yml") or is_data(Path(what)):
        recipe, file = load_recipe(Path(what)), Path(what)
    else:
        recipe, file = make_recipe([parse_step(what)], input=str(sample_data())), None
    plan = prepare(overridden(recipe, reading, source=input_, seed=seed), file=file)
    show(talk(), plan_view(plan, None))
    with progress() as bar:
        result = run(plan, None, watcher=bar, examples=number, ask=False)
    steps = steps_view(result.done.steps)
    show(page(), examples_view(result.done.examples, number), "", steps, *warnings_view(result))
