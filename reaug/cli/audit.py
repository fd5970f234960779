"""`reaug audit`: find what is wrong with a data set, row by row, and what to do about each row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from reaug.choices import NoiseRanking
from reaug.cli.option_bundles import spread
from reaug.cli.options import (
    Data,
    FormatOption,
    Json,
    Judging,
    Overwrite,
    Rules,
    Seed,
    Shape,
    Unlabelled,
)

SelectedRules = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULE,...", help="Run only these rules; span means span/*."),
]
IgnoredRules = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE,...", help="Run all rules except these."),
]
AuditGates = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="EXPR",
        help="Exit 1 if true, e.g. 'duplicate/conflict > 0': findings of a rule, or errors, "
        "warnings, reviews, rows.",
    ),
]


def _file(option: str, description: str) -> Any:
    return typer.Option(option, metavar="FILE", help=description)


LISTED: Final = {
    "audit": (
        "Look at data",
        2,
        "Find wrong types, spans and labels, and broken rules; causes with most rows come first.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug audit` to the app."""
    app.command("audit")(spread(audit))


def audit(
    data: Data,
    rules: Rules = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER", help="A set to compare with: leaks, differences in labelling."
        ),
    ] = None,
    noise: Annotated[
        bool,
        typer.Option(
            "--noise", help="Also rank wrong labels with a model: 15 seconds for 30,000 rows."
        ),
    ] = False,
    pred_probs: Annotated[
        str | None,
        _file(
            "--pred-probs", "Rank by these out-of-sample probabilities (.parquet, .npy, .jsonl)."
        ),
    ] = None,
    ranking: Annotated[
        NoiseRanking | None,
        typer.Option(help="How to rank wrong labels; docs/audit.md compares the methods."),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="N",
            min=1,
            help="List the N most likely wrong labels, whatever their score.",
        ),
    ] = None,
    scores: Annotated[
        Path | None,
        _file("--scores", "Every row's noise score and suggestion (.jsonl or .csv)."),
    ] = None,
    select: SelectedRules = None,
    ignore: IgnoredRules = None,
    findings: Annotated[
        Path | None, _file("--findings", "Every finding, as JSON lines; - means stdout.")
    ] = None,
    csv: Annotated[
        Path | None, _file("--csv", "A spreadsheet with a column to fill in, for clean --patch.")
    ] = None,
    html: Annotated[
        Path | None, _file("--html", "A page to decide the findings, in one file.")
    ] = None,
    fixes: Annotated[
        Path | None,
        _file("--fixes", "Suggested values that are certain enough to apply, for clean --patch."),
    ] = None,
    unlabelled: Unlabelled = False,
    fail_on: AuditGates = None,
    seed: Seed = 42,
    read_as: FormatOption = None,
    force: Overwrite = False,
    as_json: Json = False,
    *,
    judge: Judging,
    shape: Shape,
) -> None:
    """Find wrong types, spans and labels, and broken rules; causes with most rows come first."""
    from reaug.cli.audit_run import Outputs, carry_out_audit
    from reaug.cli.recipe_run import shape_of, shape_words
    from reaug.report.shell_commands import AuditOptions
    from reaug.rulebook.run_book import book_of

    carry_out_audit(
        AuditOptions(
            data,
            book_of(data, against, given=rules),
            against,
            pred_probs,
            noise=noise,
            ranking=ranking,
            top=top,
            unlabelled=unlabelled,
            shape=shape_words(shape),
            read_as=read_as,
        ),
        Outputs(
            {
                "--findings": findings,
                "--csv": csv,
                "--html": html,
                "--fixes": fixes,
                "--scores": scores,
            },
            force,
        ),
        select=_names(select),
        ignore=_names(ignore),
        fail_on=fail_on or [],
        seed=seed,
        as_json=as_json,
        how=shape_of(shape),
        judging=judge,
    )


def _names(values: list[str] | None) -> list[str] | None:
    """Return the names in the values of an option, each a list separated by commas."""
    if values is None:
        return None
    return [name.strip() for text in values for name in text.split(",") if name.strip()]
