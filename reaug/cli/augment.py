"""`reaug augment`: add augmented copies of rows, without writing a recipe."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from reaug.choices import RARE_BELOW
from reaug.cli.option_bundles import spread
from reaug.cli.options import NewRun, Reading, Running, Seed

LISTED: Final = {
    "augment": (
        "Make training sets",
        2,
        "Add augmented copies of rows with rare labels; the rows themselves are unchanged.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug augment` to the app."""
    app.command("augment")(spread(augment))


def augment(
    new: NewRun,
    transforms: Annotated[
        list[str],
        typer.Option(
            "--transform",
            "-t",
            metavar="STEP[:NAME=VALUE,...]",
            help=(
                "A step, e.g. entity_swap:mode=replace,p=0.5. Several steps are applied to each "
                "copy in order."
            ),
        ),
    ],
    *,
    copies: Annotated[int, typer.Option("--copies", min=1, help="Copies per row.")] = 1,
    below: Annotated[
        int,
        typer.Option("--below", min=1, help="Copy only rows of labels with fewer rows than this."),
    ] = RARE_BELOW,
    everything: Annotated[
        bool, typer.Option("--all", help="Copy rows of every label, including no_relation.")
    ] = False,
    seed: Seed = 42,
    reading: Reading,
    running: Running,
) -> None:
    """Add augmented copies of rows with rare labels; the rows themselves are unchanged."""
    from reaug.cli.inline_steps import parse_step
    from reaug.cli.recipe_run import carry_out_steps
    from reaug.recipe.checks import negatives
    from reaug.rulebook import load
    from reaug.rulebook.run_book import book_of

    where: dict[str, Any] = {}
    if not everything:
        where = {
            "rare_below": below,
            "not_labels": list(negatives(load(book_of(new.data, given=reading.rules)))),
        }
    block = {"copies": copies, "where": where, "steps": [parse_step(text) for text in transforms]}
    carry_out_steps([{"augment": block}], new, reading, running, seed=seed)
