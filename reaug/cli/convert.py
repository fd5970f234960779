"""`reaug convert`: convert data between file formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from reaug.cli.export import problem_lines
from reaug.cli.option_bundles import spread
from reaug.cli.options import (
    BadRowsUnlabelled,
    Data,
    FormatOption,
    Json,
    Overwrite,
    Seed,
    formats_that_are_written,
)

if TYPE_CHECKING:
    from reaug.runs.convert import Conversion


LISTED: Final = {
    "convert": (
        "Files",
        1,
        "Convert data between formats: annotation tools, benchmarks, model input.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug convert` to the app."""
    app.command("convert")(spread(convert))


def _negatives(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else value


def convert(
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="A file, or a folder for brat.")
    ],
    *,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help=(
                "Format of the output; by default from the suffix of OUT. "
                f"{', '.join(formats_that_are_written())}."
            ),
        ),
    ] = None,
    read_as: FormatOption = None,
    negatives: Annotated[
        str,
        typer.Option(
            metavar="none|all|legal|N",
            help="Also write rows for pairs of mentions without a relation: all; legal: only type "
            "pairs that have a relation in the data; N: this many per document.",
        ),
    ] = "none",
    negative_label: Annotated[
        str | None,
        typer.Option(metavar="LABEL", help="Label of these rows; by default the rule book's."),
    ] = None,
    sentences: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Split documents into sentences; a row spans at most N of them.",
        ),
    ] = None,
    seed: Seed = 42,
    force: Overwrite = False,
    as_json: Json = False,
    reading: BadRowsUnlabelled,
) -> None:
    """Convert data between formats: annotation tools, benchmarks, model input.

    Labels and types may have any names. Documents with several relations become one row per
    relation, and rows of one document are joined again. Anything the format cannot hold is
    reported.
    """
    from reaug import api
    from reaug.cli.output import print_json, print_line, talk
    from reaug.cli.recipe_run import reading_options

    result = api.convert(
        data,
        output,
        to=to,
        read_as=read_as,
        negatives=_negatives(negatives),
        negative_label=negative_label,
        sentences=sentences,
        seed=seed,
        force=force,
        **reading_options(reading),
    )
    if as_json:
        print_json(result.to_json())
        return
    console = talk()
    for line in _lines(result):
        print_line(console, line)


def _lines(result: Conversion) -> Iterator[str]:
    """Yield lines for people: what was written, how the input was read, and what was lost."""
    reading = result.reading
    outcome = reading.outcome()
    read = f"{outcome}, " if outcome else ""
    documents = "" if result.documents is None else f" in {result.documents:,} documents"
    yield (
        f"{read}{reading.table.num_rows:,} rows ({reading.fmt}){documents} as {result.format} → "
        f"{result.path}"
    )
    for loss in result.lost:
        yield f"lost: {loss}"
    yield from problem_lines(reading)
