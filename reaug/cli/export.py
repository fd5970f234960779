"""`reaug export`: rows as one file of another format, or their sentences as text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import (
    MAX_BAD_SHARE,
    BadRows,
    Data,
    Json,
    MaxBadShare,
    OnBadRow,
    Rules,
    Unlabelled,
    formats_of_rows,
    formats_of_text,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


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
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="TEST",
            help=f"For {', '.join(formats_of_text())}: leave out the sentences of this set. May be "
            "given again.",
        ),
    ] = None,
    unlabelled: Unlabelled = False,
    rules: Rules = "klue-re",
    on_bad_row: BadRows = OnBadRow.stop,
    max_bad_share: MaxBadShare = MAX_BAD_SHARE,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
    as_json: Json = False,
) -> None:
    """Write the rows as one file of another format, or as text for pre-training (tapt).

    tapt writes each distinct sentence once, a line each, in the order of the data. Sentences are
    compared without regard to white space, invisible characters and how Hangul is composed (NFC).
    """
    from reaug import api
    from reaug.cli.output import print_json, talk
    from reaug.report.export import export_lines
    from reaug.report.text import visible

    found = api.export(
        data,
        fmt,
        output,
        without=without or (),
        on_bad_row=on_bad_row.value,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        rules=rules,
        force=force,
    )
    if as_json:
        print_json(found.to_json())
        return
    console = talk()
    for line in export_lines(found):
        console.print(visible(line), markup=False, soft_wrap=True)
