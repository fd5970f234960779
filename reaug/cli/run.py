"""`reaug run`: a recipe in; a run folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import (
    DryRun,
    EngineName,
    FailOn,
    Force,
    Json,
    Lang,
    MaxBadShareOfRecipe,
    NumProc,
    OnBadRow,
    OnErrorOption,
    Report,
    ReportLang,
    StepTimeout,
    Unlabelled,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="A recipe, in YAML.")],
    input_: Annotated[
        str | None, typer.Option("--input", "-i", metavar="DATA", help="Read this instead.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="Write there instead.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Draw with this seed.")] = None,
    rules: Annotated[str | None, typer.Option("--rules", help="Use this rule book.")] = None,
    on_bad_row: Annotated[
        OnBadRow | None,
        typer.Option("--on-bad-row", help="Rows with wrong spans: stop, drop, or repair."),
    ] = None,
    max_bad_share: MaxBadShareOfRecipe = None,
    unlabelled: Unlabelled = False,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Where it runs.")
    ] = EngineName.local,
    num_proc: NumProc = 1,
    fail_on: FailOn = None,
    on_error: OnErrorOption = None,
    step_timeout: StepTimeout = None,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Carry out a recipe: clean, augment, shape; with a log of every change and a drift report."""
    from reaug.cli.working import carry_out, overridden
    from reaug.recipe.files import load_recipe

    told = load_recipe(recipe)
    told = overridden(
        told,
        source=input_,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        seed=seed,
        rules=rules,
        fail_on=(*told.fail_on, *(fail_on or ())),
        on_error=on_error and on_error.value,
        step_timeout=step_timeout,
    )
    carry_out(
        told,
        output=output,
        num_proc=num_proc,
        force=force,
        dry_run=dry_run,
        report=lang.value if report else None,
        as_json=as_json,
        reads=[recipe],
    )
