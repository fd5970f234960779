"""`reaug agree`: measure how far several annotators agree on the labels of the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from reaug.choices import Consensus
from reaug.cli.options import READ, FormatOption, Json, Overwrite, Rules, Seed
from reaug.language import language

if TYPE_CHECKING:
    from reaug.review.annotators import Comparison


LISTED: Final = {
    "agree": (
        "Look at data",
        7,
        (
            "Measure how far people agree: kappa, alpha, consensus, quality by person, "
            "disagreements."
        ),
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug agree` to the app."""
    app.command("agree")(agree)


def agree(
    data: Annotated[
        list[str],
        typer.Argument(
            metavar="DATA...",
            help="A data set with one column per person, one data set per person, or one Label "
            f"Studio export of several people ({READ}).",
        ),
    ],
    labels: Annotated[
        str | None,
        typer.Option(metavar="COLUMN,...", help="The label columns, one per person."),
    ] = None,
    consensus: Annotated[
        Consensus,
        typer.Option(help="How to merge labels that differ; crowdlab weighs people and a model."),
    ] = "majority",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the rows with the consensus as their label.",
        ),
    ] = None,
    differing: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the rows on which people disagree, as JSON lines."
        ),
    ] = None,
    conditions: Annotated[
        bool,
        typer.Option(
            "--conditions/--no-conditions",
            help="Search for what sets one person's labels apart from the others'.",
        ),
    ] = True,
    pred_probs: Annotated[
        str | None,
        typer.Option(
            "--pred-probs",
            metavar="FILE",
            help="The model's probabilities for crowdlab; computed by default.",
        ),
    ] = None,
    map_: Annotated[
        str | None, typer.Option("--map", metavar="FIELD=COLUMN,...", help="Columns by field.")
    ] = None,
    rules: Rules = None,
    seed: Seed = 42,
    read_as: FormatOption = None,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Measure how far people agree: kappa, alpha, consensus, quality by person, disagreements."""
    from reaug.api.review import annotated_rows, book_for
    from reaug.cli.output import page, print_json, progress
    from reaug.report.agreement import comparison_view
    from reaug.report.console import show
    from reaug.report.report_files import check_outputs, write_all
    from reaug.review.annotators import compare
    from reaug.rulebook.run_book import book_of
    from reaug.runs.review_selection import check_rows_file, write_consensus
    from reaug.strict_json import dumps

    named = {"--output": output, "--differing": differing}
    outputs = {option: path for option, path in named.items() if path is not None}
    check_outputs(outputs, force=force, inputs=(*data, pred_probs, rules))
    if output is not None:
        check_rows_file(output)
    columns = None if labels is None else [name.strip() for name in labels.split(",")]
    annotated = annotated_rows(data, columns, map=map_, read_as=read_as)
    book = book_for(annotated, book_of(*data, given=rules))
    with progress() as bar:
        if bar is not None:
            bar.begin("people", len(annotated.ratings.raters) if conditions else 1)
        comparison = compare(
            annotated,
            book,
            consensus,
            pred_probs=pred_probs,
            conditions=conditions,
            seed=seed,
            done=lambda: None if bar is None else bar.advance(1),
        )
    if output is not None:
        write_consensus(comparison, output, book)
    if differing is not None:
        write_all(
            {
                differing: lambda file: file.writelines(
                    dumps(o) + "\n" for o in comparison.differing()
                )
            }
        )
    if as_json:
        print_json(comparison.to_json())
    else:
        show(page(), *comparison_view(comparison, language()))
    _print_agreement(comparison, output, differing)


def _print_agreement(comparison: Comparison, output: Path | None, differing: Path | None) -> None:
    from reaug.cli.output import print_line, print_note, talk

    for note in comparison.annotated.notes:
        print_note(note)
    console = talk()
    if output is not None:
        rows = len(comparison.ratings) - sum(label is None for label in comparison.labels)
        if left := len(comparison.ratings) - rows:
            print_note(f"{left:,} rows without a consensus are left out")
        print_line(console, f"{rows:,} rows → {output}")
    if differing is not None:
        print_line(
            console, f"{comparison.agreement.differing:,} rows with disagreement → {differing}"
        )
