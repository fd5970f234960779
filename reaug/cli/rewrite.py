"""`reaug rewrite`: rows rewritten by a language model, offline by files or by a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reaug.cli.helping import App
from reaug.cli.options import Data, Json, NewRun, Overwrite, Reading, Running
from reaug.cli.spreading import spread
from reaug.cli.step_fields import FieldsOf

if TYPE_CHECKING:
    from reaug.recipe.model import Recipe


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    rewrite = App(help="Rewrite rows by a language model.", no_args_is_help=True)
    rewrite.callback()(rewrite_)
    rewrite.command("export")(spread(export))
    rewrite.command("import")(spread(import_))
    rewrite.command("ask")(spread(ask))
    app.add_typer(rewrite, name="rewrite")


def rewrite_() -> None:
    """Rewrite rows by a language model; mentions, labels and the log are kept."""


Below = Annotated[
    int, typer.Option("--below", min=1, help="Rewrite rows of labels with fewer rows than this.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Rewrite rows of every label, no_relation too.")
]
InPlace = Annotated[
    bool, typer.Option("--in-place", help="Put the answers in place of the rows, not as copies.")
]
_STEP: Final = FieldsOf("rewrite")


def export(
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The requests, as JSON lines.")
    ],
    step: Annotated[dict[str, Any], _STEP],
    *,
    below: Below = 500,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write what a language model is to be asked, in the batch format that providers take.

    With --answers, what these answers leave open: rows without one, and labels that --label server
    asks about.
    """
    from reaug.cli.output import print_json, print_line, progress, talk
    from reaug.cli.working import cost_line, overridden
    from reaug.recipe.files import reads_of
    from reaug.report.files import check_outputs, write_all
    from reaug.rewriting.batch_files import write_batch
    from reaug.rewriting.costs import costs_of
    from reaug.runs.planning import prepare
    from reaug.runs.rewriting import requests_of, rewriting_steps

    recipe = overridden(_recipe(data, step, below, everything, in_place), reading)
    check_outputs({"--output": output}, force=force, inputs=(data, *reads_of(recipe)))
    plan = prepare(recipe)
    [one] = rewriting_steps(plan.nodes)
    with progress() as bar, requests_of(plan, one.path, watcher=bar) as requests:
        cost = costs_of(requests())
        write_all({output: lambda file: write_batch(requests(), one.step.made_with, file)})
    result = {
        "output": str(output),
        **cost._asdict(),
        "cost": one.step.cost(cost.tokens_in, cost.tokens_out),
    }
    if as_json:
        print_json(result)
        return
    print_line(talk(), cost_line(result))
    print_line(talk(), f"→ {output}")


def import_(
    new: NewRun,
    answers: Annotated[
        Path, typer.Argument(metavar="ANSWERS", help="What came back: JSON lines, or a run.")
    ],
    step: Annotated[dict[str, Any], FieldsOf("rewrite", without=("answers", "url"))],
    *,
    below: Below = 500,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    running: Running,
) -> None:
    """Make a run of answers: each is judged, and refused by a reason that is counted.

    Give the options of the export.
    """
    from reaug.cli.working import carry_out, overridden

    given = {**step, "answers": str(answers)}
    recipe = overridden(
        _recipe(new.data, given, below, everything, in_place, new), reading, running
    )
    carry_out(recipe, running, output=new.output, reads=[answers])


def ask(
    new: NewRun,
    step: Annotated[dict[str, Any], _STEP],
    *,
    below: Below = 500,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    running: Running,
) -> None:
    """Ask the server of --url, 32 requests at a time, and make a run of its answers.

    With --dry-run nothing is asked: it says how many requests, tokens and, with prices, how much
    money. What was answered is kept: after an interruption the same command goes on from there.
    """
    from reaug.cli.working import carry_out, overridden
    from reaug.errors import UsageError

    if "url" not in step:
        raise UsageError(
            "--url is missing: the server's address, as http://localhost:8000/v1; without a server "
            "use reaug rewrite export and import"
        )
    recipe = overridden(_recipe(new.data, step, below, everything, in_place, new), reading, running)
    carry_out(recipe, running, output=new.output)


def _recipe(
    data: str,
    step: dict[str, Any],
    below: int,
    everything: bool,
    in_place: bool,
    new: NewRun | None = None,
) -> Recipe:
    """The recipe that a command stands for."""
    from reaug.recipe.checks import negatives
    from reaug.recipe.model import make_recipe
    from reaug.rulebook import load
    from reaug.rulebook.of_run import book_of

    where: dict[str, Any] = {}
    book = book_of(data)
    if not everything:
        where = {"rare_below": below, "not_labels": list(negatives(load(book)))}
    if in_place:
        steps: list[Any] = [{"rewrite": {**step, "where": where} if where else step}]
    else:
        copies = {"copies": step.get("samples", 1)}
        steps = [{"augment": {**copies, "where": where, "steps": [{"rewrite": step}]}}]
    output = None if new is None else {"path": new.output, "formats": new.formats or []}
    return make_recipe(steps, input=data, output=output, rules=book)
