"""`reaug drift`: compare two data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import (
    Engine,
    FailOn,
    Json,
    NumProc,
    Overwrite,
    Reading,
    Unlabelled,
)
from reaug.language import language

LISTED: Final = {
    "drift": (
        "Look at data",
        3,
        (
            "Compare two data sets: labels, labels given the types, types, lengths, "
            "sources, mentions."
        ),
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug drift` to the app."""
    app.command("drift")(spread(drift))


def drift(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A data set; see reaug run.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The data set to compare with it.")],
    *,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help="Also compare AFTER separately for each value of this column: source, "
            "subject.type, or one of your own.",
        ),
    ] = None,
    reading: Reading,
    unlabelled: Unlabelled = False,
    num_proc: NumProc = 1,
    engine: Engine = "local",
    fail_on: FailOn = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="A page with charts, in one file."),
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Compare two data sets: labels, labels given the types, types, lengths, sources, mentions.

    A measure has drifted if it differs by more than two random sets of these sizes would; this
    is wrong in 2 of 100 cases. If one set contains the other (before and after augmentation),
    they are not two samples: the figures then show how far the shares were moved on purpose.
    """
    from reaug.cli.output import check_gates, page, print_json, print_note
    from reaug.cli.recipe_run import bad_row_options, shape_of
    from reaug.data.source import of_set
    from reaug.drift import DRIFT_NAMES, check_names, parse
    from reaug.drift.set_drift import drift_of_sets
    from reaug.engine.engine_names import check_engine
    from reaug.engine.set_features import look_by
    from reaug.report.console import show
    from reaug.report.drift import drift_view
    from reaug.report.drift_html import write_html
    from reaug.report.report_files import check_outputs, write_all
    from reaug.rulebook import book_files, load
    from reaug.rulebook.run_book import book_of

    check_engine(engine, num_proc)
    gates = tuple(parse(expr) for expr in fail_on or ())
    check_names(gates, DRIFT_NAMES)
    rules = book_of(after, before, given=reading.rules)
    if html is not None:
        check_outputs({"--html": html}, force=force, inputs=(before, after, *book_files(rules)))
    with look_by(engine, num_proc) as look:
        result = drift_of_sets(
            of_set(before, reading.read_as),
            of_set(after, reading.read_as),
            labels=load(rules).labels,
            by=by,
            unlabelled=unlabelled,
            notify=print_note,
            how=shape_of(reading),
            look=look,
            **bad_row_options(reading),
        ).judged(gates)
    if html is not None:
        write_all({html: lambda file: write_html(result, before, after, language(), file)})
    if as_json:
        print_json(result.to_json())
    else:
        show(page(), drift_view(result))
    check_gates(result.gates)
