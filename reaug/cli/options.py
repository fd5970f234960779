"""Options that several commands share, each written once; `cli.spreading` gives them to commands.

A class here is a bundle: a command that takes one as a parameter has its fields as options.
What is None was not given, and leaves what the recipe says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Final

import typer

from reaug.choices import OnBadRow, OnError


def formats_that_are_read() -> tuple[str, ...]:
    """Names of the formats of data; they import nothing heavy."""
    from reaug.data.formats import READ

    return READ


def formats_that_are_written() -> tuple[str, ...]:
    """Names of the formats of `reaug convert`."""
    from reaug.data.formats import WRITABLE

    return WRITABLE


def formats_of_rows() -> tuple[str, ...]:
    """Names of the formats of files of rows."""
    from reaug.data.formats import FILES

    return FILES


def formats_of_text() -> tuple[str, ...]:
    """Names of the formats of files that hold sentences alone."""
    from reaug.data.formats import TEXTS

    return tuple(TEXTS)


READ: Final = "{formats}"
"""In a help text: the formats that are read, named when the help is asked for."""

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
        help="Judge no labels, as of a test set; a set without any label is read so anyway.",
    ),
]
NoLabelNeeded = Annotated[
    bool, typer.Option("--unlabelled", help="Rows need no label, as those of a test set.")
]
_READ_AS: Final = "Read DATA as this format; by default as its name or what it holds tells."
FormatOption = Annotated[
    str | None, typer.Option("--format", "--read-as", metavar="FORMAT", help=_READ_AS)
]
"""For commands that write no rows in formats of their own, so that `--format` can mean no other."""
OutputDir = Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The run folder.")]
DEFAULT_RULES: Final = "klue-re"
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules", help="A shipped rule book, or a file; by default a run's own, else klue-re."
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The seed of every draw.")]
NumProc = Annotated[
    int, typer.Option("--num-proc", min=1, help="Processes; the result does not depend on it.")
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|ray[://HOST:PORT]",
        help="What does the work: this machine, Ray on it, or a cluster; the result is the same.",
    ),
]
Overwrite = Annotated[bool, typer.Option("--force", help="Write over files that exist.")]
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace the run that is there, if unchanged; notes/ is kept."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="EXPR", help="Exit 1 if true, e.g. 'label.js > 0.1'."),
]
RecipeInput = Annotated[
    str | None,
    typer.Option("--input", "-i", metavar="DATA", help="Read this in place of the recipe's input."),
]
RecipeSeed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="The seed of every draw, in place of the recipe's."),
]


@dataclass(frozen=True)
class Shape:
    """How data are shaped, where that is not to be recognised."""

    HEAD: ClassVar = "How DATA is read"

    map: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD=COLUMN,...",
            help="Columns by field, as sentence=문장,subject.word=e1,label=관계; or a YAML file.",
        ),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of text files, as cp949; recognised by default."),
    ] = None
    offsets: Annotated[
        str | None,
        typer.Option(
            metavar="auto|inclusive|exclusive|...",
            help="How offsets of mentions count: [utf16-|bytes-|tokens-]inclusive|exclusive[-1].",
        ),
    ] = None
    label_names: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="Names of labels that are numbers, as JSON."),
    ] = None


@dataclass(frozen=True)
class Judging:
    """Whether a language model is asked about the findings."""

    HEAD: ClassVar = "A second opinion"

    judge: Annotated[
        str | None,
        typer.Option(
            "--judge", metavar="URL", help="Ask this OpenAI-compatible server about each review."
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
            help="Ask about N of all findings, drawn by chance.",
        ),
    ] = None
    judge_key_env: Annotated[
        str,
        typer.Option("--judge-key-env", metavar="NAME", help="The variable with the server's key."),
    ] = "OPENAI_API_KEY"
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="What people decided: say how far the model agrees. May be repeated.",
        ),
    ] = None


@dataclass(frozen=True)
class BadRows(Shape):
    """How data are shaped, which labels are known, and what becomes of bad rows."""

    rules: Annotated[
        str | None,
        typer.Option(help="A shipped rule book, or a file; klue-re if no recipe says another."),
    ] = None
    on_bad_row: Annotated[
        OnBadRow | None,
        typer.Option(
            help="Rows with wrong spans: stop (default), drop them, or repair them if possible."
        ),
    ] = None
    max_bad_share: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="SHARE",
            help="With drop or repair: stop if a larger share of all rows is bad (default 0.5).",
        ),
    ] = None


@dataclass(frozen=True)
class Reading(BadRows):
    """How the input is read."""

    read_as: Annotated[str | None, typer.Option("--read-as", metavar="FORMAT", help=_READ_AS)] = (
        None
    )


@dataclass(frozen=True)
class ReadingUnlabelled(Reading):
    """How the input is read, where it may be a test set."""

    unlabelled: NoLabelNeeded = False


@dataclass(frozen=True)
class BadRowsUnlabelled(BadRows):
    """The same of bad rows, for a command with an option of its own for the format."""

    unlabelled: NoLabelNeeded = False


@dataclass(frozen=True)
class NewRun:
    """What a command that stands for a recipe reads and writes."""

    data: Data
    output: OutputDir
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help=f"Write the rows in this format too: {', '.join(formats_of_rows())}.",
        ),
    ] = None


@dataclass(frozen=True)
class Running:
    """How a recipe is carried out, and what is reported."""

    HEAD: ClassVar = "How it runs"

    num_proc: NumProc = 1
    engine: Engine = "local"
    fail_on: FailOn = None
    on_error: Annotated[
        OnError | None,
        typer.Option(
            help="Rows on which a step fails: stop (default), or skip: set them aside.",
        ),
    ] = None
    step_timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="Seconds a step may take for a batch of rows; no limit by default.",
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show the plan, examples and drift.")
    ] = False
    force: Force = False
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with a run that was killed, from what it finished, if any."
        ),
    ] = False
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html into the folder.")
    ] = True
    json_progress: Annotated[
        bool,
        typer.Option("--json-progress", help="Progress as lines of JSON on stderr, for programs."),
    ] = False
    as_json: Json = False
