"""`reaug tune`: search for a recipe that helps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, Json, Overwrite, Reading, Seed

LISTED: Final = {
    "tune": (
        "Make training sets",
        9,
        (
            "Search for a recipe that helps, and confirm the best one on rows that the "
            "search never saw."
        ),
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug tune` to the app."""
    app.command("tune")(spread(tune))


def tune(
    data: Data,
    evaluate: Annotated[
        str | None,
        typer.Option(
            "--eval",
            metavar="DATA",
            help=(
                "The data set on which the best recipe is confirmed; by default 30% of the rows."
            ),
        ),
    ] = None,
    space: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file of steps with alternatives (any:); by default the shipped one.",
        ),
    ] = None,
    budget: Annotated[str, typer.Option(metavar="TIME", help="Time limit: 90s, 20m, 1h.")] = "20m",
    most: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Try this many candidates, whatever the budget; makes the search repeatable.",
        ),
    ] = None,
    model: Annotated[
        str, typer.Option(help="linear, frozen:ENCODER or finetune:ENCODER.")
    ] = "linear",
    seed: Seed = 42,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Write the best recipe to this file."),
    ] = Path("best.yaml"),
    force: Overwrite = False,
    as_json: Json = False,
    *,
    reading: Reading,
) -> None:
    """Search for a recipe that helps, and confirm the best one on rows that the search never saw.

    Many recipes are tried on few rows, the best of them on more. The gain in the search is too
    optimistic, since the best of many was also lucky: the one that counts is the confirmed
    gain, with its 90% interval. If it does not beat the raw data, no recipe is written, and
    that is a result.
    """
    from reaug.cli.output import page, print_json, progress
    from reaug.cli.recipe_run import reading_options
    from reaug.probing.tune import tune as search
    from reaug.report.console import show
    from reaug.report.report_files import check_outputs, write_all
    from reaug.report.tune import recipe_text, tune_view
    from reaug.rulebook import book_files
    from reaug.rulebook.run_book import book_of

    rules = book_of(data, given=reading.rules)
    read = (data, evaluate, space, *book_files(rules))
    check_outputs({"--output": output}, force=force, inputs=[path for path in read if path])
    with progress() as watcher:
        result = search(
            data,
            evaluate=evaluate,
            space=space,
            budget=budget,
            most=most,
            model=model,
            seed=seed,
            watcher=watcher,
            **{**reading_options(reading), "rules": rules},
        )
    if result.best is not None:
        text = recipe_text(result)
        write_all({output: lambda file: print(text, end="", file=file)})
    if as_json:
        print_json(result.to_json())
    else:
        show(page(), tune_view(result, output))
