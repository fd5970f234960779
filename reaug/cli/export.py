"""`reaug export`: rows as one file of another format, or their sentences as text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import (
    Data,
    Json,
    Overwrite,
    ReadingUnlabelled,
    formats_of_rows,
    formats_of_text,
)
from reaug.cli.spreading import spread


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(spread(export))


def export(
    fmt: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help=f"{', '.join(formats_of_rows())}; "
            f"{', '.join(formats_of_text())}: the sentences alone.",
        ),
    ],
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The file; packed if in .gz.")
    ],
    *,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="TEST",
            help=f"For {', '.join(formats_of_text())}: leave out the sentences of this set. May be "
            "given again.",
        ),
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
    reading: ReadingUnlabelled,
) -> None:
    """Write the rows as one file of another format, or as text for pre-training (tapt).

    tapt writes each distinct sentence once, a line each, in the order of the data. Sentences are
    compared without regard to white space, invisible characters and how Hangul is composed (NFC).
    """
    from reaug import api
    from reaug.cli.output import print_json, talk
    from reaug.cli.working import reading_options
    from reaug.core.visible import visible
    from reaug.report.export import export_lines

    result = api.export(
        data,
        fmt,
        output,
        without=without or (),
        force=force,
        **reading_options(reading),
    )
    if as_json:
        print_json(result.to_json())
        return
    console = talk()
    for line in export_lines(result):
        console.print(visible(line), markup=False, soft_wrap=True)
