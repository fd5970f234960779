"""`reaug init`: write a rule book and a recipe for a new data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, Json, Overwrite, Reading

LISTED: Final = {
    "init": (
        "Look at data",
        1,
        "Inspect data, and write a rule book and a ready-to-run recipe for it.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug init` to the app."""
    app.command("init")(spread(init))


def init(
    data: Data,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="DIR", help="The folder for the files; created if missing."
        ),
    ] = Path(),
    dvc: Annotated[
        bool, typer.Option("--dvc", help="Also write dvc.yaml, with a stage that runs the recipe.")
    ] = False,
    reading: Reading,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Inspect data, and write a rule book and a ready-to-run recipe for it.

    Shows rows, labels, types, lengths, languages and the worst problems. rules.yaml is learnt
    from the rows, with their own labels and types; recipe.yaml adds copies of rows with rare
    labels.
    """
    from reaug import api
    from reaug.cli.output import page, print_json
    from reaug.cli.recipe_run import reading_options, shape_words
    from reaug.language import language
    from reaug.report.console import show
    from reaug.report.init_view import next_commands, start_view
    from reaug.report.shell_commands import AuditOptions

    lang = language()
    started = api.init(data, output, dvc=dvc, lang=lang, force=force, **reading_options(reading))
    options = AuditOptions(data, started.rules, shape=shape_words(reading), read_as=reading.read_as)
    if as_json:
        print_json({**started.to_json(), "next": next_commands(started, options)})
        return
    show(page(), *start_view(started, options, lang))
