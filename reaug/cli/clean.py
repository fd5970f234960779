"""`reaug clean`: a person's corrections written, entity types corrected, duplicates gone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

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
    StepTimeout,
)


class OnBadFix(StrEnum):
    """What becomes of decisions that cannot be written."""

    stop = "stop"
    skip = "skip"


class Keep(StrEnum):
    """Which rows of a group with conflicting labels are kept."""

    none = "none"
    majority = "majority"
    first = "first"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("clean")(clean)


def clean(
    data: Data,
    output: OutputDir,
    rules: Rules = "klue-re",
    threshold: Annotated[
        float,
        typer.Option(
            min=0.5, max=1, help="Correct types while this share is right; list the rest."
        ),
    ] = 0.95,
    patch: Annotated[
        list[str] | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="Apply what people decided first: decisions or corrections as JSON lines, "
            "or the filled-in CSV of reaug audit. May be repeated.",
        ),
    ] = None,
    on_bad_fix: Annotated[
        OnBadFix,
        typer.Option(help="Decisions that cannot be applied: stop, or skip and list them."),
    ] = OnBadFix.stop,
    keep: Annotated[
        Keep, typer.Option(help="Rows with conflicting labels: which stay.")
    ] = Keep.none,
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
    """Correct entity types where the evidence suffices, and remove duplicates.

    With --patch, what people decided is applied first, and no later step changes it.
    """
    from reaug.api import cleaning
    from reaug.cli.working import carry_out
    from reaug.recipe.model import make_recipe

    recipe = make_recipe(
        cleaning(patch or None, threshold=threshold, keep=keep.value, on_bad_fix=on_bad_fix.value),
        input={"path": data, "on_bad_row": on_bad_row.value, "max_bad_share": max_bad_share},
        output={"path": output, "formats": formats or []},
        rules=rules,
        on_error="stop" if on_error is None else on_error.value,
        step_timeout=step_timeout,
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
