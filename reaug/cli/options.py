"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer

MAX_BAD_SHARE: Final = 0.5  # `data.problems.MAX_BAD_SHARE`, which would import much


class OnBadRow(StrEnum):
    """What becomes of a row whose mention does not stand where it says."""

    stop = "stop"
    drop = "drop"
    repair = "repair"


class OnError(StrEnum):
    """What becomes of a row on which a step crashes."""

    stop = "stop"
    skip = "skip"


class EngineName(StrEnum):
    """Where a run is carried out."""

    local = "local"


class Lang(StrEnum):
    """The language of reports."""

    en = "en"
    ko = "ko"


def formats_that_are_read() -> tuple[str, ...]:
    """Names of the formats of data; they import nothing heavy."""
    from reaug.data.formats import READ

    return READ


def formats_of_rows() -> tuple[str, ...]:
    """Names of the formats of files of rows."""
    from reaug.data.formats import FILES

    return FILES


def formats_of_text() -> tuple[str, ...]:
    """Names of the formats of files that hold sentences alone."""
    from reaug.data.formats import TEXTS

    return tuple(TEXTS)


Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help=f"A file or folder ({', '.join(formats_that_are_read())}), or a hub name such as "
        "klue/re:train.",
    ),
]
OutputDir = Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The run folder.")]
Rules = Annotated[str, typer.Option("--rules", help="A shipped rule book, or a file.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The seed of every draw.")]
NumProc = Annotated[
    int, typer.Option("--num-proc", min=1, help="Processes; the result does not depend on it.")
]
Overwrite = Annotated[bool, typer.Option("--force", help="Write over files that exist.")]
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace the run that is there, if unchanged; notes/ is kept."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; show the plan, examples and drift.")
]
BadRows = Annotated[
    OnBadRow,
    typer.Option(
        "--on-bad-row", help="Rows with wrong spans: stop, drop them, or repair what can be."
    ),
]
OnErrorOption = Annotated[
    OnError | None,
    typer.Option(
        "--on-error", help="Rows on which a step fails: stop (default), or skip: set them aside."
    ),
]
StepTimeout = Annotated[
    float | None,
    typer.Option(
        "--step-timeout",
        metavar="SECONDS",
        help="Seconds a step may take for a batch of rows; no limit by default.",
    ),
]
_MAX_BAD_SHARE: Final = typer.Option(
    "--max-bad-share",
    min=0,
    max=1,
    metavar="SHARE",
    help="With drop or repair: stop if a larger share of all rows is bad (0.5 unless given).",
)
MaxBadShare = Annotated[float, _MAX_BAD_SHARE]
MaxBadShareOfRecipe = Annotated[float | None, _MAX_BAD_SHARE]
Unlabelled = Annotated[
    bool, typer.Option("--unlabelled", help="Rows need no label, as those of a test set.")
]
FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="EXPR", help="Exit 1 if true, e.g. 'label.js > 0.1'."),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        help=f"Write the rows in this format too: {', '.join(formats_of_rows())}.",
    ),
]
Report = Annotated[
    bool, typer.Option("--report/--no-report", help="Write report.html into the folder.")
]
ReportLang = Annotated[Lang, typer.Option("--lang", help="The language of the report.")]
