"""`reaug preview`: what a recipe or a step would do, shown on examples; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import MaxBadShareOfRecipe, OnBadRow, Unlabelled


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
    rules: Annotated[str | None, typer.Option("--rules", help="Use this rule book.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Draw with this seed.")] = None,
    on_bad_row: Annotated[
        OnBadRow | None,
        typer.Option("--on-bad-row", help="Rows with wrong spans: stop, drop, or repair."),
    ] = None,
    max_bad_share: MaxBadShareOfRecipe = None,
    unlabelled: Unlabelled = False,
) -> None:
    """Show examples of edits and of refusals; write nothing."""
    from reaug.cli.output import page, progress, talk
    from reaug.cli.parameters import parse_step
    from reaug.cli.working import overridden
    from reaug.recipe.files import load_recipe
    from reaug.recipe.model import make_recipe
    from reaug.report.console import examples_view, plan_view, show, steps_view, warnings_view
    from reaug.runs.run import prepare, run
    from reaug.runs.shipped import sample_data

    if Path(what).suffix.lower() in (".yaml", ".yml"):
        recipe = load_recipe(Path(what))
    else:
        recipe = make_recipe([parse_step(what)], input=str(sample_data()))
    given = {"rules": rules, "seed": seed}
    told = overridden(
        recipe,
        source=input_,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        **given,
    )
    plan = prepare(told)
    show(talk(), plan_view(plan, None))
    with progress() as bar:
        result = run(plan, None, watcher=bar, examples=number)
    steps = steps_view(result.done.steps)
    show(page(), examples_view(result.done.examples, number), "", steps, *warnings_view(result))
