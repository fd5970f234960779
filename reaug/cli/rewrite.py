"""`reaug rewrite`: rewrite rows with a language model, through files or a server."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reaug.choices import RARE_BELOW
from reaug.cli.help_layout import App
from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, Json, NewRun, Overwrite, Reading, Running
from reaug.cli.step_fields import FieldsOf, Written, comma_parted

if TYPE_CHECKING:
    from reaug.engine.execute import Watcher
    from reaug.recipe.model import Recipe
    from reaug.runs.preparation import Plan
    from reaug.runs.run import Result


LISTED: Final = {
    "rewrite": (
        "Make training sets",
        5,
        "Rewrite rows with a language model; mentions, labels and the log are kept.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug rewrite` and its commands to the app."""
    rewrite = App(help=rewrite_.__doc__, no_args_is_help=True)
    rewrite.callback()(rewrite_)
    rewrite.command("export")(spread(export))
    rewrite.command("import")(spread(import_))
    rewrite.command("ask")(spread(ask))
    app.add_typer(rewrite, name="rewrite")


def rewrite_() -> None:
    """Rewrite rows with a language model; mentions, labels and the log are kept."""


Below = Annotated[
    int,
    typer.Option("--below", min=1, help="Rewrite only rows of labels with fewer rows than this."),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Rewrite rows of every label, including no_relation.")
]
InPlace = Annotated[
    bool,
    typer.Option("--in-place", help="Replace the rows with the answers instead of adding copies."),
]
_STEP: Final = FieldsOf(
    "rewrite",
    {"answers": Written("FILE,...", "Earlier answers: files, or a run.", comma_parted)},
)


def export(
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The requests, as JSON lines.")
    ],
    step: Annotated[dict[str, Any], _STEP],
    *,
    below: Below = RARE_BELOW,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write the requests to a language model, in the batch format of the providers.

    With --answers, only requests that these answers leave open: for rows without an answer, and
    about the labels that --label server asks for.
    """
    from reaug.api.rewrite import written_requests
    from reaug.cli.output import print_json, print_line, progress, talk
    from reaug.cli.recipe_run import cost_line, overridden

    recipe = overridden(_recipe(data, step, below, everything, in_place, reading), reading)
    _, cost, later = written_requests(recipe, output, force=force, watcher=progress)
    if as_json:
        more = {"later": later} if step.get("label") == "server" else {}
        print_json({"output": str(output), **cost, **more})
        return
    console, known_answers = talk(), list(step.get("answers", ()))
    print_line(console, cost_line(cost))
    print_line(console, f"→ {output}")
    if not cost["requests"] and known_answers:
        print_line(console, "nothing is left to ask about these rows")
        return
    if not cost["requests"]:
        print_line(console, "no row to ask about: raise --below, or use --all")
        return
    options = _options(step, below, everything, in_place, reading)
    for line in _next(data, output, known_answers, later, options):
        print_line(console, line)


def _next(
    data: str,
    output: Path,
    known_answers: Sequence[str],
    later: dict[str, Any],
    options: Sequence[str],
) -> Iterator[str]:
    """Yield lines that tell the user what to do next with the requests, with commands to type."""
    from reaug.cli.recipe_run import cost_line

    answer_files = [*known_answers, _free("answers.jsonl", known_answers)]
    if later["requests"]:
        files = ("-o", _free("labels.jsonl", [output]), "--answers", ",".join(answer_files))
        yield f"then ask which label each answer has, at most {cost_line(later)}:"
        yield f"  {_command('export', data, *files, *options)}"
        answer_files.append(_free("answers.jsonl", answer_files))
    yield "make a run from the answers with"
    yield f"  {_command('import', data, *answer_files, '-o', 'RUN', *options)}"


def import_(
    new: NewRun,
    answers: Annotated[
        list[Path],
        typer.Argument(metavar="ANSWERS...", help="The answers: JSON lines, or a run."),
    ],
    step: Annotated[dict[str, Any], FieldsOf("rewrite", without=("answers", "url"))],
    *,
    below: Below = RARE_BELOW,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    running: Running,
) -> None:
    """Make a run from answers: each is checked, and rejected ones are counted by reason.

    Repeat the options of the export; after a second export give the answers to both.
    """
    from reaug.cli.recipe_run import carry_out, overridden

    known_answers = [str(answer) for answer in answers]
    recipe = overridden(
        _recipe(
            new.data, {**step, "answers": known_answers}, below, everything, in_place, reading, new
        ),
        reading,
        running,
    )

    options = _options(step, below, everything, in_place, reading)
    closing = partial(_closing, new.data, known_answers, options)
    carry_out(recipe, running, output=new.output, reads=answers, closing=closing, planned=_planned)


def _planned(recipe: Recipe, _watcher: Watcher | None) -> Plan:
    """Return the plan of an import, and check that some answers belong to rows of the input."""
    from reaug.runs.rewrite_recipe import planned_import

    return planned_import(recipe)


def _closing(
    data: str, known_answers: Sequence[str], options: Sequence[str], result: Result
) -> dict[str, Any]:
    """Return the line of the report about answers that still need a label; {} if none does."""
    # Answers that belong to no row are reported as notes.
    from reaug.cli.output import print_note
    from reaug.core.batch import Batch
    from reaug.runs.rewrite_steps import rewriting_steps
    from reaug.transforms.rewrite.reasons import UNJUDGED

    [rewriting] = rewriting_steps(result.plan.nodes)
    state = result.done.finished[rewriting.path]
    for line in rewriting.step.strangers(Batch(result.plan.reading.table), state).lines():
        print_note(line)
    waiting = sum(dict(step.why("skipped")).get(UNJUDGED, 0) for step in result.done.steps)
    if not waiting:
        return {}
    files = ("-o", _free("labels.jsonl", known_answers), "--answers", ",".join(known_answers))
    return {
        "line": f"{waiting:,} answers still need their label; ask for it with the requests that "
        f"{_command('export', data, *files, *options)} writes, and import those answers "
        "after the earlier ones"
    }


def ask(
    new: NewRun,
    step: Annotated[dict[str, Any], _STEP],
    *,
    below: Below = RARE_BELOW,
    everything: Everything = False,
    in_place: InPlace = False,
    reading: Reading,
    running: Running,
) -> None:
    """Ask the server at --url, 32 requests at a time, and make a run from its answers.

    With --dry-run nothing is sent: it shows the number of requests, tokens and, with prices,
    the cost. Answers are kept: after an interruption the same command resumes.
    """
    from reaug.cli.recipe_run import carry_out, overridden
    from reaug.errors import UsageError

    if "url" not in step:
        raise UsageError(
            "--url is missing: the server's address, e.g. http://localhost:8000/v1; without a "
            "server use reaug rewrite export and import"
        )
    recipe = overridden(
        _recipe(new.data, step, below, everything, in_place, reading, new), reading, running
    )
    carry_out(recipe, running, output=new.output)


def _options(
    step: dict[str, Any], below: int, everything: bool, in_place: bool, reading: Reading
) -> list[str]:
    """Return the options that the user gave, as words of a command line."""
    from reaug.cli.recipe_run import shape_words

    options_given = {name: value for name, value in step.items() if name not in ("answers", "url")}
    options_given |= {"below": below} if below != RARE_BELOW else {}
    for name in ("rules", "on_bad_row", "max_bad_share", "read_as"):
        if (value := getattr(reading, name)) is not None:
            options_given[name] = value
    words = list(shape_words(reading))
    for name, value in options_given.items():
        text = ",".join(value) if isinstance(value, list | tuple) else str(value)
        words += [f"--{name.replace('_', '-')}", text]
    flags = {"--all": everything, "--in-place": in_place}
    return [*words, *(flag for flag, is_set in flags.items() if is_set)]


def _command(name: str, *words: str) -> str:
    return shlex.join(["reaug", "rewrite", name, *words])


def _free(name: str, taken: Sequence[str | Path]) -> str:
    """Return `name` if no path of `taken` has this name, else with a number (answers-2.jsonl)."""
    others = {Path(path).name for path in taken}
    path, number = Path(name), 1
    while path.name in others:
        number += 1
        path = Path(name).with_stem(f"{Path(name).stem}-{number}")
    return str(path)


def _recipe(
    data: str,
    step: dict[str, Any],
    below: int,
    everything: bool,
    in_place: bool,
    reading: Reading,
    new: NewRun | None = None,
) -> Recipe:
    """Return the recipe of a `reaug rewrite` command."""
    from reaug.rulebook.run_book import book_of
    from reaug.runs.rewrite_recipe import rewriting_recipe

    return rewriting_recipe(
        step,
        book_of(data, given=reading.rules),
        below=below,
        everything=everything,
        in_place=in_place,
        input=data,
        output=None if new is None else {"path": new.output, "formats": new.formats or []},
    )
