"""`reaug curriculum`: sort rows into buckets by sentence length."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import NewRun, ReadingUnlabelled, Running
from reaug.cli.step_fields import FieldsOf, Written, flag_of

LISTED: Final = {
    "curriculum": (
        "Make training sets",
        6,
        "Sort rows into buckets by length; the thresholds are saved, so a test set can use them.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug curriculum` to the app."""
    app.command("curriculum")(spread(curriculum))


def _schedule(text: str) -> str | dict[str, Any]:
    """Parse a schedule, typed as `KIND` or `KIND:NAME=VALUE,NAME=VALUE`."""
    from reaug.cli.inline_steps import named_parameters
    from reaug.errors import UsageError

    example = "competence:epochs=3,batch_size=64"
    kind, parameters = named_parameters(text, "--schedule", example)
    if "kind" in parameters:
        raise UsageError(f"--schedule {text}: the kind comes first; write for example {example}")
    return {"kind": kind, **parameters} if parameters else kind


SCHEDULE: Final = Written(
    "KIND[:NAME=VALUE,...]",
    "Write schedule.json, the rows in training order: one_pass, baby_step or competence, e.g. "
    "competence:epochs=3,batch_size=64.",
    _schedule,
)


def curriculum(
    new: NewRun,
    step: Annotated[dict[str, Any], FieldsOf("curriculum", {"schedule": SCHEDULE})],
    *,
    like: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Use the thresholds of this run's curriculum."),
    ] = None,
    reading: ReadingUnlabelled,
    running: Running,
) -> None:
    """Sort rows into buckets by length; the thresholds are saved, so a test set can use them."""
    from reaug.cli.recipe_run import carry_out_steps
    from reaug.files.output_paths import check_apart
    from reaug.runs.run_thresholds import curriculum_like

    if like is not None:
        check_apart(Path(new.output), [like])
        step = {**curriculum_like(like, step, flag_of), **step}
    carry_out_steps([{"curriculum": step}], new, reading, running)
