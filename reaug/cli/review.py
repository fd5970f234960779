"""`reaug review`: what people are to decide, out of a run and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.helping import App
from reaug.cli.options import Overwrite
from reaug.language import language


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    review = App(help="Give findings to people.", no_args_is_help=True)
    review.callback()(_group)
    review.command("export")(export)
    app.add_typer(review, name="review")


def _group() -> None:
    """Give the findings of a run to people, who decide them."""


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A spreadsheet to fill in, for clean --patch."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A page to read and filter, in one file.")
    ] = None,
    fixes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The suggested values that are sure, for clean --patch."),
    ] = None,
    force: Overwrite = False,
) -> None:
    """Write a run's findings as an audit's: a sheet to fill in, a page, a patch of what is sure.

    What comes back goes into `reaug clean DATA --patch FILE`, with the data that the run has read.
    """
    from reaug.cli.auditing import Outputs, check_undecided, write_outputs
    from reaug.errors import UsageError
    from reaug.report.commands import Asked
    from reaug.report.files import check_outputs
    from reaug.runs.findings import audit_of_run
    from reaug.runs.manifest import read_manifest

    outputs = Outputs({"--csv": csv, "--html": html, "--fixes": fixes}, force)
    if not outputs.requested:
        raise UsageError(f"nothing to write; say for example --csv {run.name}.csv")
    manifest = read_manifest(run)
    asked = Asked(manifest.input.path or manifest.input.source)
    check_outputs(outputs.requested, force=force, inputs=(str(run), *asked.inputs))
    check_undecided(outputs.requested)
    write_outputs(audit_of_run(run), asked, outputs, language())
