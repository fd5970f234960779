"""`reaug trace`: show every change to a row of a run, from the input to the output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.options import Json

LISTED: Final = {
    "trace": (
        "Inspect and undo runs",
        2,
        "Show every change to a row, from the input to the output.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug trace` to the app."""
    app.command("trace")(trace)


def trace(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
    row: Annotated[str, typer.Argument(metavar="ROW", help="A row id (the row's guid).")],
    as_json: Json = False,
) -> None:
    """Show every change to a row, from the input to the output."""
    from reaug.cli.output import page, print_json
    from reaug.report.console import show
    from reaug.report.trace import trace_view
    from reaug.runs.trace import trace_row

    history = trace_row(directory, row)
    if as_json:
        print_json([vars(stage) for stage in history])
    else:
        show(page(), trace_view(history))
