"""`reaug augment`: copies of rows, without writing a recipe."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reaug.cli.options import (
    MAX_BAD_SHARE,
    BadRows,
    Data,
    DryRun,
    FailOn,
    Force,
    Formats,
    Json,
    Lang,
    MaxBadShare,
    NumProc,
    OnBadRow,
    OnErrorOption,
    OutputDir,
    Report,
    ReportLang,
    Rules,
    Seed,
    StepTimeout,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("augment")(augment)


def augment(
    data: Data,
    output: OutputDir,
    transforms: Annotated[
        list[str],
        typer.Option(
            "--transform",
            "-t",
            metavar="STEP[:NAME=VALUE,...]",
            help="A step, e.g. entity_swap:mode=replace,p=0.5. Several act on a copy in order.",
        ),
    ],
    copies: Annotated[int, typer.Option("--copies", min=1, help="Copies per row.")] = 1,
    below: Annotated[
        int, typer.Option("--below", min=1, help="Copy rows of labels with fewer rows than this.")
    ] = 500,
    everything: Annotated[
        bool, typer.Option("--all", help="Copy rows of every label, no_relation too.")
    ] = False,
    rules: Rules = "klue-re",
    seed: Seed = 42,
    num_proc: NumProc = 1,
    on_bad_row: BadRows = OnBadRow.stop,
    max_bad_share: MaxBadShare = MAX_BAD_SHARE,
    formats: Formats = None,
    fail_on: FailOn = None,
    on_error: OnErrorOption = None,
    step_timeout: StepTimeout = None,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Add augmented copies of rare rows; the rows themselves stay as they are."""
    from reaug.cli.parameters import parse_step
    from reaug.cli.working import carry_out
    from reaug.recipe.model import make_recipe

    where: dict[str, Any] = {}
    if not everything:
        where = {"rare_below": below, "not_labels": ["no_relation"]}
    block = {"copies": copies, "where": where, "steps": [parse_step(text) for text in transforms]}
    recipe = make_recipe(
        [{"augment": block}],
        input={"path": data, "on_bad_row": on_bad_row.value, "max_bad_share": max_bad_share},
        output={"path": output, "formats": formats or []},
        rules=rules,
        on_error="stop" if on_error is None else on_error.value,
        step_timeout=step_timeout,
        seed=seed,
        fail_on=fail_on or [],
    )
    carry_out(
        recipe,
        output=output,
        num_proc=num_proc,
        force=force,
        dry_run=dry_run,
        report=lang.value if report else None,
        as_json=as_json,
    )
