"""Options that several commands share.

Each class here is a bundle: a command with a parameter of that class gets the class's fields as
options (see `cli.option_bundles`). A field is None if its option was not given; the value in the
recipe then applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Final

import typer

from reaug.choices import OnBadRow, OnError


def formats_that_are_read() -> tuple[str, ...]:
    """Return the names of the data formats that are read; no slow import is needed."""
    from reaug.data.formats import READ

    return READ


def formats_that_are_written() -> tuple[str, ...]:
    """Return the names of the formats that `reaug convert` writes."""
    from reaug.data.formats import WRITABLE

    return WRITABLE


def formats_of_rows() -> tuple[str, ...]:
    """Return the names of the formats for files of rows."""
    from reaug.data.formats import FILES

    return FILES


def formats_of_text() -> tuple[str, ...]:
    """Return the names of the formats for files of sentences only."""
    from reaug.data.formats import TEXTS

    return tuple(TEXTS)


READ: Final = "{formats}"
"""A placeholder in help texts; the names of the formats that are read are put in its place."""

Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help=f"A file or folder ({READ}), a pattern of files, or a hub name such as klue/re:train.",
    ),
]
Unlabelled = Annotated[
    bool,
    typer.Option(
        "--unlabelled",
        help="Do not judge labels, as for a test set; implied if no row has a label.",
    ),
]
NoLabelNeeded = Annotated[
    bool, typer.Option("--unlabelled", help="Accept rows without labels, as in a test set.")
]
_READ_AS: Final = "Format of DATA; detected from its name or content by default."
FormatOption = Annotated[
    str | None, typer.Option("--format", "--read-as", metavar="FORMAT", help=_READ_AS)
]
"""The option `--format` for the input format, for commands that need none for an output format."""
OutputDir = Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The run folder.")]
DEFAULT_RULES: Final = "klue-re"
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules", help="A shipped rule book, or a file; by default the run's own, else klue-re."
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The seed of every draw.")]
NumProc = Annotated[
    int,
    typer.Option(
        "--num-proc", min=1, help="Number of processes; the result does not depend on it."
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|ray[://HOST:PORT]",
        help=(
            "Where to run: local (this machine), Ray on it, or a Ray cluster; the result is "
            "the same."
        ),
    ),
]
Overwrite = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Replace an existing run if it is unchanged; its notes/ are kept."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="EXPR", help="Exit 1 if true, e.g. 'label.js > 0.1'."),
]
RecipeInput = Annotated[
    str | None,
    typer.Option("--input", "-i", metavar="DATA", help="Read this instead of the recipe's input."),
]
RecipeSeed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="The seed of every draw, instead of the recipe's."),
]


@dataclass(frozen=True)
class Shape:
    """Options that say how the data is laid out: its columns, its encoding, its offsets."""

    HEAD: ClassVar = "How DATA is read"

    map: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD=COLUMN,...",
            help="Columns by field, e.g. sentence=문장,subject.word=e1,label=관계; or a YAML file.",
        ),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Encoding of text files, e.g. cp949; detected by default."
        ),
    ] = None
    offsets: Annotated[
        str | None,
        typer.Option(
            metavar="auto|inclusive|exclusive|...",
            help="How mention offsets are counted: [utf16-|bytes-|tokens-]inclusive|exclusive[-1].",
        ),
    ] = None
    label_names: Annotated[
        str | None,
        typer.Option(
            "--labels", metavar="FILE", help="A JSON file that names labels given as numbers."
        ),
    ] = None


@dataclass(frozen=True)
class Judging:
    """Options for a language model that judges the findings."""

    HEAD: ClassVar = "A second opinion"

    judge: Annotated[
        str | None,
        typer.Option(
            "--judge",
            metavar="URL",
            help="Ask this OpenAI-compatible server about each finding of severity review.",
        ),
    ] = None
    judge_model: Annotated[
        str | None,
        typer.Option("--judge-model", metavar="NAME", help="The model's name there."),
    ] = None
    judge_sample: Annotated[
        int | None,
        typer.Option(
            "--judge-sample",
            metavar="N",
            min=1,
            help="Ask about N of all findings, drawn at random.",
        ),
    ] = None
    judge_key_env: Annotated[
        str,
        typer.Option(
            "--judge-key-env",
            metavar="NAME",
            help="The environment variable with the server's key.",
        ),
    ] = "OPENAI_API_KEY"
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help=(
                "Decisions of reviewers, to measure how far the model agrees with them. May be "
                "repeated."
            ),
        ),
    ] = None


@dataclass(frozen=True)
class BadRows(Shape):
    """Options for reading data, for the rule book, and for rows that cannot be used."""

    rules: Annotated[
        str | None,
        typer.Option(help="A shipped rule book, or a file; by default the recipe's, else klue-re."),
    ] = None
    on_bad_row: Annotated[
        OnBadRow | None,
        typer.Option(
            help="Rows with wrong spans: stop (default), drop them, or repair them where possible."
        ),
    ] = None
    max_bad_share: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="SHARE",
            help="With drop or repair: stop if a larger share of the rows is bad (default 0.5).",
        ),
    ] = None


@dataclass(frozen=True)
class Reading(BadRows):
    """The options of `BadRows`, and `--read-as` for the input format."""

    read_as: Annotated[str | None, typer.Option("--read-as", metavar="FORMAT", help=_READ_AS)] = (
        None
    )


@dataclass(frozen=True)
class ReadingUnlabelled(Reading):
    """The options of `Reading`, and `--unlabelled` for a test set without labels."""

    unlabelled: NoLabelNeeded = False


@dataclass(frozen=True)
class BadRowsUnlabelled(BadRows):
    """The options of `BadRows`, and `--unlabelled` for a test set without labels."""

    unlabelled: NoLabelNeeded = False


@dataclass(frozen=True)
class NewRun:
    """The data and the output folder of a command that runs without a recipe file."""

    data: Data
    output: OutputDir
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help=f"Also write the rows in this format: {', '.join(formats_of_rows())}.",
        ),
    ] = None


@dataclass(frozen=True)
class Running:
    """Options for running a recipe and for reporting on the run."""

    HEAD: ClassVar = "How it runs"

    num_proc: NumProc = 1
    engine: Engine = "local"
    fail_on: FailOn = None
    on_error: Annotated[
        OnError | None,
        typer.Option(
            help="Rows on which a step fails: stop (default), or skip (set them aside).",
        ),
    ] = None
    step_timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="Time limit in seconds for a step on a batch of rows; no limit by default.",
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show the plan, examples and drift.")
    ] = False
    force: Force = False
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Resume a run that was killed, keeping what it finished."),
    ] = False
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html into the folder.")
    ] = True
    json_progress: Annotated[
        bool,
        typer.Option("--json-progress", help="Progress as JSON lines on stderr, for programs."),
    ] = False
    as_json: Json = False
