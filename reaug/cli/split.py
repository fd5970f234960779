"""`reaug split`: split rows into folds, or into train and test, without leaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from reaug.choices import CopiesIn
from reaug.cli.export import problem_lines
from reaug.cli.option_bundles import spread
from reaug.cli.options import (
    BadRowsUnlabelled,
    Data,
    FormatOption,
    Json,
    Seed,
    formats_that_are_written,
)

if TYPE_CHECKING:
    from reaug.runs.split import Split


LISTED: Final = {
    "split": (
        "Files",
        3,
        "Split rows into folds, or into train and test, without leaks between the parts.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug split` to the app."""
    app.command("split")(spread(split))


def split(
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the parts.")
    ],
    *,
    by: Annotated[
        str,
        typer.Option(
            metavar="sentence|COLUMN",
            help="What keeps rows together: their sentence, plus this column's value if given.",
        ),
    ] = "sentence",
    folds: Annotated[
        int | None,
        typer.Option(metavar="K", help="The number of folds: fold-1/train, fold-1/eval and so on."),
    ] = None,
    test: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Hold out a test set, e.g. 10% or 0.1."),
    ] = None,
    copies: Annotated[
        CopiesIn,
        typer.Option(
            help=(
                "together: copies stay with their parent rows; train: they do, but are left out of "
                "eval and test."
            )
        ),
    ] = "together",
    to: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="Format of the parts; by default the input's if it stores rows in files, else "
            f"disk. {', '.join(formats_that_are_written())}.",
        ),
    ] = None,
    read_as: FormatOption = None,
    seed: Seed = 42,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing split if it is unchanged.")
    ] = False,
    as_json: Json = False,
    reading: BadRowsUnlabelled,
) -> None:
    """Split rows into folds, or into train and test, without leaks between the parts.

    Rows that share a sentence, rows whose sentences are edits of one another, and copies with
    their parent rows stay together; every part gets its share of every label.
    """
    from reaug import api
    from reaug.cli.output import print_json, print_line, talk
    from reaug.cli.recipe_run import reading_options
    from reaug.runs.split import share_of

    parts = api.split(
        data,
        by=by,
        folds=folds,
        test=None if test is None else share_of(test),
        copies=copies,
        output=output,
        to=to,
        read_as=read_as,
        seed=seed,
        force=force,
        **reading_options(reading),
    )
    if as_json:
        print_json({"output": str(output), **parts.to_json()})
        return
    console = talk()
    for line in _lines(parts, output):
        print_line(console, line)


def _lines(parts: Split, output: Path) -> Iterator[str]:
    """Yield lines about the rows, how they are grouped, and the size of each set."""
    if outcome := parts.reading.outcome():
        yield outcome
    figures = parts.to_json()
    groups = figures["groups"]
    yield (
        f"{figures['rows']:,} rows in {groups['all']:,} groups ({groups['of_several_rows']:,} "
        f"with several rows, the largest with {groups['largest']:,}) → {output}"
    )
    yield "; ".join(f"{name} {rows:,}" for name, rows in figures["sets"].items())
    copies = figures["copies"]["rows"]
    if copies and parts.copies == "train":
        yield f"copies: {copies:,}, in training sets only"
    elif copies:
        yield f"copies: {copies:,}, with their parents"
    if parts.scarce:
        few = ", ".join(f"{name} {many}" for name, many in parts.scarce.items())
        yield f"labels with too few groups of rows to be in every part: {few}"
    yield from problem_lines(parts.reading)
