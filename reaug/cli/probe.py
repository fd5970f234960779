"""`reaug probe`: whether a recipe pays, before a GPU is spent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import Data, FailOn, Json, Overwrite, Reading, Seed
from reaug.cli.spreading import spread


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probe")(spread(probe))


def probe(
    data: Data,
    recipe: Annotated[
        list[Path],
        typer.Option("--recipe", "-r", metavar="FILE", help="A recipe; may be repeated."),
    ],
    evaluate: Annotated[
        str | None,
        typer.Option(
            "--eval",
            metavar="DATA",
            help="A set to test on; by default a fifth of the sentences, in each split another.",
        ),
    ] = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Each step alone, too, and the recipe without it.")
    ] = False,
    sizes: Annotated[str, typer.Option(metavar="N,N,all", help="Rows to train on.")] = "all",
    splits: Annotated[
        int,
        typer.Option("--seeds", min=1, help="Splits; each has draws of its own, too."),
    ] = 5,
    until: Annotated[
        float | None,
        typer.Option(
            metavar="POINTS",
            help="Go on until no interval reaches further to a side; 50 splits at most.",
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="The model: linear.")] = "linear",
    drop_overlap: Annotated[
        bool, typer.Option("--drop-overlap", help="Leave out rows whose sentence is tested on.")
    ] = False,
    seed: Seed = 42,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the figures: JSON.")
    ] = None,
    fail_on: FailOn = None,
    force: Overwrite = False,
    as_json: Json = False,
    *,
    reading: Reading,
) -> None:
    """Train on the raw rows and on what recipes make of them, and say what the difference is worth.

    Each recipe stands beside its control: raw rows with the same labels, doubled where the recipe
    has more. Differences are paired by split; intervals know that splits share rows, and hold
    together for all that is compared. A verdict is one of: helps, hurts, cannot be told.
    """
    from reaug.cli.output import check_gates, page, print_json, progress
    from reaug.cli.working import reading_options
    from reaug.drift import check_names, parse
    from reaug.drift import evaluate as judge
    from reaug.probing.run import probe as compare
    from reaug.report.console import show
    from reaug.report.files import check_outputs, write_all
    from reaug.report.probe import probe_view
    from reaug.strict_json import dumps

    gates = tuple(parse(expr) for expr in fail_on or ())
    check_names(gates, _NAMES)
    asked = _sizes(sizes)
    if output is not None:
        check_outputs({"--output": output}, force=force, inputs=(data, *map(str, recipe)))
    with progress() as watcher:
        result = compare(
            data,
            recipe,
            evaluate=evaluate,
            ablate=ablate,
            sizes=asked,
            splits=splits,
            until=until,
            model=model,
            drop_overlap=drop_overlap,
            seed=seed,
            watcher=watcher,
            **reading_options(reading),
        )
    plain = result.to_json()
    judged = judge(gates, plain)
    if output is not None:
        text = dumps(plain, indent=2) + "\n"
        write_all({output: lambda file: print(text, end="", file=file)})
    if as_json:
        print_json({**plain, "gates": [gate.to_json() for gate in judged]})
    else:
        show(page(), probe_view(result))
    check_gates(judged)


_NAMES = ("rows", "tested", "overlapping", "splits", "gain", "over_control", "sizes")


def _sizes(text: str) -> list[int | None]:
    """The sizes of training sets; None stands for all."""
    from reaug.errors import UsageError

    sizes: list[int | None] = []
    for word in text.split(","):
        word = word.strip()
        if word == "all":
            sizes.append(None)
        elif word.isdigit() and int(word):
            sizes.append(int(word))
        else:
            raise UsageError(f"--sizes: {word!r} is no number of rows; write it like 1000,5000,all")
    return sizes
