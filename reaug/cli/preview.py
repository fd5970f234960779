"""`reaug preview`: what a recipe or a step would do, shown on examples; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import BadRows, OnBadRow, Rules, Seed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview")(preview)


def preview(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE|STEP", help="A recipe file, or a step as entity_swap:mode=role."
        ),
    ],
    input_: Annotated[
        str | None,
        typer.Option(
            "--input", "-i", metavar="DATA", help="By default the recipe's input, or the samples."
        ),
    ] = None,
    number: Annotated[int, typer.Option("-n", min=1, help="Examples per step.")] = 20,
    rules: Rules = "klue-re",
    seed: Seed = 42,
    on_bad_row: BadRows = OnBadRow.stop,
) -> None:
    """Show examples of edits and of refusals; write nothing."""
    from reaug.cli.output import progress, talk
    from reaug.cli.parameters import parse_step
    from reaug.cli.working import recipe_from
    from reaug.pipeline.recipe import Input, load_recipe
    from reaug.pipeline.run import prepare, run
    from reaug.pipeline.shipped import sample_data
    from reaug.report.console import examples_view, plan_view, show, steps_view

    if Path(what).suffix in (".yaml", ".yml"):
        recipe = load_recipe(Path(what))
        if input_ is not None:
            source = Input(path=input_, on_bad_row=on_bad_row.value)
            recipe = recipe.model_copy(update={"input": source})
    else:
        source = Input(path=input_ or str(sample_data()), on_bad_row=on_bad_row.value)
        recipe = recipe_from([parse_step(what)], input=source.model_dump(), rules=rules, seed=seed)
    plan = prepare(recipe)
    console = talk()
    show(console, plan_view(plan, None))
    with progress() as bar:
        result = run(plan, None, watcher=bar, examples=number)
    show(console, examples_view(result.done.examples, number), "", steps_view(result.done.steps))
