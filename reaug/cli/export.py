"""`reaug export`: write the rows, or only their sentences, to one file of another format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import (
    Data,
    Json,
    Overwrite,
    ReadingUnlabelled,
    formats_of_rows,
    formats_of_text,
)

if TYPE_CHECKING:
    from reaug.data import Reading
    from reaug.runs.export import Export

MOST_PROBLEMS: Final = 5


LISTED: Final = {
    "export": (
        "Files",
        2,
        "Write the rows as one file in another format, or as text for pre-training (tapt).",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug export` to the app."""
    app.command("export")(spread(export))


def export(
    fmt: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help=f"{', '.join(formats_of_rows())}; {', '.join(formats_of_text())}: only the "
            "sentences.",
        ),
    ],
    data: Data,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The output file; compressed if it ends in .gz or .zst.",
        ),
    ],
    *,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="TEST",
            help=f"For {', '.join(formats_of_text())}: leave out the sentences of this data set. "
            "May be repeated.",
        ),
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
    reading: ReadingUnlabelled,
) -> None:
    """Write the rows as one file in another format, or as text for pre-training (tapt).

    tapt writes each distinct sentence once, one per line, in the order of the data. Sentences
    are compared ignoring white space, invisible characters and how Hangul is composed (NFC).
    """
    from reaug import api
    from reaug.cli.output import print_json, print_line, talk
    from reaug.cli.recipe_run import reading_options

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
    for line in _lines(result):
        print_line(console, line)


def _lines(result: Export) -> Iterator[str]:
    """Yield lines for people: what was written, what was left out, and problems of the input."""
    sentences, reading = result.sentences, result.reading
    outcome = reading.outcome()
    read = f"{outcome}, " if outcome else ""
    if sentences is None:
        yield f"{read}{reading.table.num_rows:,} rows as {result.format} → {result.path}"
    else:
        yield (
            f"{read}{sentences.rows:,} rows, {sentences.distinct:,} distinct sentences, "
            f"{sentences.lines:,} lines → {result.path}"
        )
        for other_set in sentences.without:
            yield (
                f"left out: {other_set.left_out:,} that are among the {other_set.sentences:,} of "
                f"{other_set.name}"
            )
        if sentences.blank:
            yield f"left out: {sentences.blank:,} blank sentences"
    yield from problem_lines(reading)


def problem_lines(reading: Reading) -> Iterator[str]:
    """Yield lines for people about the first rows that were dropped or repaired."""
    for problem in reading.problems[:MOST_PROBLEMS]:
        yield f"  row {problem.row}, {problem.field}: {problem.message}"
    if len(reading.problems) > MOST_PROBLEMS:
        yield f"  and {len(reading.problems) - MOST_PROBLEMS:,} more; --json lists them all"
