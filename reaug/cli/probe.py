"""`reaug probe`: test whether a recipe helps, before spending GPU time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, FailOn, Json, Overwrite, Reading, Seed
from reaug.language import language

LISTED: Final = {
    "probe": (
        "Make training sets",
        8,
        "Train on the raw rows and on the output of recipes, and measure the difference.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug probe` to the app."""
    app.command("probe")(spread(probe))


def probe(
    data: Data,
    recipe: Annotated[
        list[Path],
        typer.Option(
            "--recipe", "-r", metavar="FILE", help="A recipe, or a run folder; may be repeated."
        ),
    ],
    evaluate: Annotated[
        str | None,
        typer.Option(
            "--eval",
            metavar="DATA",
            help=(
                "A set to test on; by default a fifth of the rows, a different fifth in each split."
            ),
        ),
    ] = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Also test each step alone, and the recipe without it.")
    ] = False,
    sizes: Annotated[
        str, typer.Option(metavar="N,N,all", help="Training set sizes, in rows.")
    ] = "all",
    splits: Annotated[
        int,
        typer.Option("--seeds", min=1, help="Number of splits; each also has draws of its own."),
    ] = 5,
    until: Annotated[
        float | None,
        typer.Option(
            metavar="POINTS",
            help=(
                "Add splits until every interval is at most this wide on each side; at most 50 "
                "splits."
            ),
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            help="linear, frozen:ENCODER or finetune:ENCODER; ENCODER is a folder or a hub name."
        ),
    ] = "linear",
    drop_overlap: Annotated[
        bool,
        typer.Option(
            "--drop-overlap",
            help=(
                "Leave out training rows whose sentence is in the test set, or is an edit of one "
                "there."
            ),
        ),
    ] = False,
    wrong: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help=(
                "Write the training rows that a model gets wrong; FILE.probs.jsonl lists all rows."
            ),
        ),
    ] = None,
    seed: Seed = 42,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help=(
                "Write probe.json and report.html to this folder; FILE.json writes the figures "
                "only."
            ),
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="A page with charts, in one file."),
    ] = None,
    fail_on: FailOn = None,
    force: Overwrite = False,
    as_json: Json = False,
    *,
    reading: Reading,
) -> None:
    """Train on the raw rows and on the output of recipes, and measure the difference.

    Each recipe is compared with the raw rows and with its control: raw rows with the same
    labels, duplicated where the recipe has more. Differences are paired by split; intervals
    account for rows shared between splits, and hold jointly for everything compared. A verdict
    is one of: helps, hurts, cannot tell. If a recipe belongs to a run, the figures are also
    noted in its folder (notes/probe.json).
    """
    from reaug.cli.output import check_gates, page, print_json, print_line, progress, talk
    from reaug.cli.probe_files import probe_files, write_probe_files
    from reaug.cli.recipe_run import reading_options
    from reaug.drift import check_names, parse
    from reaug.drift import evaluate as judge
    from reaug.probing.run import probe as compare
    from reaug.report.console import show
    from reaug.report.probe import probe_view

    gates = tuple(parse(expr) for expr in fail_on or ())
    check_names(gates, _NAMES)
    train_sizes = sizes_of(sizes)
    inputs = [data, *map(str, recipe), *([evaluate] if evaluate else [])]
    files = probe_files(output, html, wrong, recipe, inputs, force=force)
    with progress() as watcher:
        result = compare(
            data,
            recipe,
            evaluate=evaluate,
            ablate=ablate,
            sizes=train_sizes,
            splits=splits,
            until=until,
            model=model,
            drop_overlap=drop_overlap,
            wrong=wrong is not None,
            seed=seed,
            watcher=watcher,
            **reading_options(reading),
        )
    judged = judge(gates, result.to_json())
    plain = {**result.to_json(), "gates": [gate.to_json() for gate in judged]}
    write_probe_files(files, result, plain, data, language())
    if as_json:
        print_json(plain)
    else:
        show(page(), probe_view(result))
        for path in files.paths():
            print_line(talk(), f"→ {path}")
    check_gates(judged)


_NAMES = (
    "rows",
    "tested",
    "overlapping",
    "near",
    "splits",
    "smallest_effect",
    "arms",
    "gain",
    "over_control",
    "sizes",
)


def sizes_of(text: str) -> list[int | None]:
    """Parse the sizes of training sets, such as `1000,all`; `all` becomes None."""
    from reaug.errors import UsageError

    sizes: list[int | None] = []
    for word in text.split(","):
        word = word.strip()
        if word == "all":
            sizes.append(None)
        elif word.isdecimal() and int(word):
            sizes.append(int(word))
        else:
            raise UsageError(
                f"--sizes: {word!r} is not a number of rows; write for example 1000,5000,all"
            )
    return sizes
