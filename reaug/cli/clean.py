"""`reaug clean`: a person's corrections written, entity types corrected, duplicates gone."""

from __future__ import annotations

from typing import Annotated

import typer

from reaug.choices import Keep, OnBadFix
from reaug.cli.options import NewRun, Reading, Running
from reaug.cli.spreading import spread


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("clean")(spread(clean))


def clean(
    new: NewRun,
    *,
    threshold: Annotated[
        float,
        typer.Option(
            min=0.5, max=1, help="Correct types while this share is right; list the rest."
        ),
    ] = 0.95,
    patch: Annotated[
        list[str] | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="Apply what people decided first: decisions or corrections as JSON lines, "
            "or the filled-in CSV of reaug audit. May be repeated.",
        ),
    ] = None,
    on_bad_fix: Annotated[
        OnBadFix,
        typer.Option(help="Decisions that cannot be applied: stop, or skip and list them."),
    ] = "stop",
    keep: Annotated[Keep, typer.Option(help="Rows with conflicting labels: which stay.")] = "none",
    reading: Reading,
    running: Running,
) -> None:
    """Correct entity types where the evidence suffices, and remove duplicates.

    With --patch, what people decided is applied first, and no later step changes it.
    """
    from reaug.api import cleaning
    from reaug.cli.working import carry_out_steps

    steps = cleaning(patch or None, threshold=threshold, keep=keep, on_bad_fix=on_bad_fix)
    carry_out_steps(steps, new, reading, running)
