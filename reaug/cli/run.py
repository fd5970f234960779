"""`reaug run`: run a recipe and write a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import ReadingUnlabelled, RecipeInput, RecipeSeed, Running

LISTED: Final = {
    "run": (
        "Make training sets",
        3,
        "Run a recipe: clean, augment, shape; with a log of every change and a drift report.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug run` to the app."""
    app.command("run")(spread(run))


def run(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="A recipe, in YAML.")],
    *,
    input_: RecipeInput = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="Write there instead.")
    ] = None,
    seed: RecipeSeed = None,
    reading: ReadingUnlabelled,
    running: Running,
) -> None:
    """Run a recipe: clean, augment, shape; with a log of every change and a drift report."""
    from reaug.cli.recipe_run import carry_out, overridden, workers_begun

    with workers_begun(running):
        from reaug.recipe.recipe_file import load_recipe

        changed = overridden(load_recipe(recipe), reading, running, source=input_, seed=seed)
        carry_out(changed, running, output=output, reads=[recipe], file=recipe)
