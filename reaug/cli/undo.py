"""`reaug undo`: restore the input of a run from its log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.options import Force

LISTED: Final = {
    "undo": (
        "Inspect and undo runs",
        3,
        "Undo a run: restore the rows as they were before it, including dropped rows.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug undo` to the app."""
    app.command("undo")(undo)


def undo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A folder for load_from_disk, or a file; its suffix sets the format (.json, …).",
        ),
    ],
    force: Force = False,
) -> None:
    """Undo a run: restore the rows as they were before it, including dropped rows."""
    from reaug.cli.output import print_line, print_note, talk
    from reaug.data.source import format_of_name
    from reaug.report.report_files import check_outputs
    from reaug.runs.manifest import read_manifest
    from reaug.runs.undo import undo_to, undo_to_file

    fmt = None if output.is_dir() else format_of_name(output)
    if fmt is None:
        rows = undo_to(directory, output, force=force, notify=print_note)
    else:
        read_manifest(directory)  # report first if the folder is not a run
        check_outputs({"--output": output}, force=force, inputs=[directory])
        rows = undo_to_file(directory, output, fmt)
    message = f"{rows:,} rows → {output}, equal to the run's input by content digest"
    read = read_manifest(directory).input
    if read.dropped:
        message = (
            f"{rows:,} rows → {output}, equal to the rows that the run read; {read.dropped:,} bad "
            f"rows of its input were never read: {directory}/problems.jsonl lists them"
        )
    print_line(talk(), message)
