"""`reaug encode`: mark the mentions in an input format from the literature, and tokenize."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import NewRun, ReadingUnlabelled, Running
from reaug.cli.step_fields import FieldsOf

LISTED: Final = {
    "encode": (
        "Make training sets",
        7,
        "Mark both mentions in the input format of a model; with --tokenizer, also tokenize.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug encode` to the app."""
    app.command("encode")(spread(encode))


def encode(
    new: NewRun,
    step: Annotated[dict[str, Any], FieldsOf("encode")],
    reading: ReadingUnlabelled,
    running: Running,
) -> None:
    """Mark both mentions in the input format of a model; with --tokenizer, also tokenize."""
    from reaug.cli.recipe_run import carry_out_steps

    carry_out_steps([{"encode": step}], new, reading, running)
