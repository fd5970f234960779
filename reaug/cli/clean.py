"""`reaug clean`: a person's corrections written, entity types corrected, duplicates gone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from reaug.cli.options import (
    BadRows,
    Data,
    DryRun,
    FailOn,
    Force,
    Formats,
    Json,
    Lang,
    NumProc,
    OnBadRow,
    OutputDir,
    Report,
    ReportLang,
    Rules,
)


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
        str | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="First write these corrections: JSON lines of id, field, old, new, reason, or the "
            "CSV of reaug audit with its column filled in.",
        ),
    ] = None,
    keep: Annotated[
        Keep, typer.Option(help="Rows with conflicting labels: which stay.")
    ] = Keep.none,
    num_proc: NumProc = 1,
    on_bad_row: BadRows = OnBadRow.stop,
    formats: Formats = None,
    fail_on: FailOn = None,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Correct entity types where the evidence suffices, and remove duplicates.

    With --patch, what a person has corrected comes first, and his types stand.
    """
    from reaug.api import cleaning
    from reaug.cli.working import carry_out
    from reaug.pipeline.recipe import make_recipe

    recipe = make_recipe(
        cleaning(patch, threshold=threshold, keep=keep.value),
        input={"path": data, "on_bad_row": on_bad_row.value},
        output={"path": output, "formats": formats or []},
        rules=rules,
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
