"""Build a recipe from options, run it, and report; shared by the commands that run a recipe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reaug.cli.options import BadRows, NewRun, Reading, Running, Shape
from reaug.cli.output import check_gates, print_json, print_line, print_note, progress, talk
from reaug.language import language

if TYPE_CHECKING:
    from reaug.cli.output import print_line
    from reaug.data.read_options import ReadAs
    from reaug.engine.execute import Watcher
    from reaug.recipe.model import Recipe
    from reaug.runs.place import Place
    from reaug.runs.preparation import Plan
    from reaug.runs.run import Result


def reading_options(reading: BadRows) -> dict[str, Any]:
    """Return the options for reading that the user gave, by name."""
    # `is not False`, since a share of 0 is a value although 0 == False.
    return {k: v for k, v in vars(reading).items() if v is not None and v is not False}


def bad_row_options(reading: BadRows) -> dict[str, Any]:
    """Return the options about bad rows that the user gave, as arguments of `reaug.data.read`."""
    options_given = reading_options(reading)
    return {
        name: options_given[name]
        for name in ("on_bad_row", "max_bad_share")
        if name in options_given
    }


def shape_of(shape: Shape) -> ReadAs:
    """Return the options of `shape` as settings for reading data."""
    from reaug.data.read_options import read_as

    return read_as(shape.map, shape.encoding, shape.offsets, shape.label_names)


def shape_words(shape: Shape) -> tuple[str, ...]:
    """Return the options of `shape` that the user gave, as words of a command line."""
    options = {
        "--map": shape.map,
        "--encoding": shape.encoding,
        "--offsets": shape.offsets,
        "--labels": shape.label_names,
    }
    options_given = {option: value for option, value in options.items() if value is not None}
    return tuple(word for option, value in options_given.items() for word in (option, value))


def overridden(
    recipe: Recipe,
    reading: Reading,
    running: Running | None = None,
    *,
    source: str | None = None,
    seed: int | None = None,
) -> Recipe:
    """Return a recipe in which values from the command line replace the recipe's own.

    A value of None replaces nothing. Gates are added to those of the recipe.

    Raises
    ------
    RecipeError
        A value from the command line does not fit.
    """
    from reaug.recipe.model import make_recipe
    from reaug.runs.preparation import input_from

    data = recipe.model_dump()
    how = reading_options(reading)
    fields = {"rules": how.pop("rules", None), "seed": seed}
    if running is not None:
        fields |= {"on_error": running.on_error, "step_timeout": running.step_timeout}
        data["fail_on"] = (*data["fail_on"], *(running.fail_on or ()))
    data |= {name: value for name, value in fields.items() if value is not None}
    if source is not None:
        data["input"] = input_from(data["input"] or {}, source)
    if data["input"] is not None:
        data["input"] |= how
    return make_recipe(data.pop("steps"), **data)


def carry_out_steps(
    steps: Sequence[Any],
    new: NewRun,
    reading: Reading,
    running: Running,
    *,
    reads: Sequence[str | Path] = (),
    planned: Callable[[Recipe, Watcher | None], Plan] | None = None,
    closing: Callable[[Result], dict[str, Any]] | None = None,
    unlabelled: Literal["auto"] | None = None,
    **fields: Any,
) -> None:
    """Run a recipe of `steps` with the options of a command.

    `unlabelled` applies unless the command line sets it. For the other arguments, see `carry_out`.
    """
    from reaug.recipe.model import make_recipe
    from reaug.rulebook.run_book import book_of

    output = {"path": new.output, "formats": new.formats or []}
    source: Any = new.data
    if unlabelled is not None:
        source = {"path": new.data, "unlabelled": unlabelled}
    fields.setdefault("rules", book_of(new.data))
    recipe = make_recipe(steps, input=source, output=output, **fields)
    carry_out(
        overridden(recipe, reading, running),
        running,
        output=new.output,
        reads=reads,
        planned=planned,
        closing=closing,
    )


def carry_out(
    recipe: Recipe,
    running: Running,
    *,
    output: str | None,
    reads: Sequence[str | Path] = (),
    planned: Callable[[Recipe, Watcher | None], Plan] | None = None,
    closing: Callable[[Result], dict[str, Any]] | None = None,
    file: Path | None = None,
) -> None:
    """Plan and run a recipe, and report; if a gate fails, exit with 1 after the run is written.

    The run folder gets an HTML report, unless it is turned off. `reads` lists paths that the
    command reads besides those named in the recipe; the output must not overlap with them.
    `planned` makes the plan if the recipe alone is not enough. `closing` returns additions to the
    report: entries for `--json`, or a `line` to print. `file` is the file of the recipe.
    """
    from dataclasses import replace

    from reaug.engine.engine_names import check_engine, local_workers
    from reaug.files.remote import is_remote
    from reaug.report.console import plan_view, show
    from reaug.runs.place import check_folder_name
    from reaug.runs.preparation import output_of
    from reaug.runs.resume import check_resume
    from reaug.runs.run import run

    check_engine(running.engine, running.num_proc)
    target = None if running.dry_run else output_of(recipe, output)
    if running.resume:
        check_resume(target)
    if target is not None:
        check_folder_name(Path(target))
    with (
        _reserved_place(target, recipe, running, reads) as place,
        workers_begun(running),
        local_workers(running.engine, running.num_proc),
    ):
        if running.report:
            _begin_ahead(_make_page_ready)
        plan = _plan_of(recipe, running, planned, file)
        if not running.as_json:
            show(talk(), plan_view(plan, target), "")
        with progress(lines=running.json_progress) as bar:
            costs = _costs_of_asking(plan, bar) if running.dry_run else {}
            result = run(
                plan,
                place,
                num_proc=running.num_proc,
                engine=running.engine,
                watcher=bar,
                examples=3 if running.dry_run else 0,
                report=_write_page if running.report else None,
                ask=not running.dry_run,
            )
            more = {} if closing is None else closing(result)
    if target is not None and is_remote(target):
        result = replace(result, folder=target)
    if costs:
        # In a dry run, blocks that ask a model make no copies; their cost is reported instead.
        result.done.idle[:] = [step for step in result.done.idle if not _asks(step.step, costs)]
        more["asks"] = costs
    _report(result, running, more, asks_alone=_all_ask(plan, costs))
    check_gates(result.drift.gates)


@contextmanager
def workers_begun(running: Running) -> Iterator[None]:
    """Start the worker processes of a command, so that they import while this process does."""
    if running.engine != "local" or running.num_proc < 2:
        yield
        return
    from reaug.core.worker_pool import worker_pool

    with worker_pool(running.num_proc) as pool:
        if pool is not None:
            pool.start("reaug.data.checked_pieces", "reaug.engine.execute")
        yield


@contextmanager
def _reserved_place(
    target: str | None, recipe: Recipe, running: Running, reads: Sequence[str | Path]
) -> Iterator[Place | None]:
    """Reserve the run folder `target` in a `with` block; None if no folder is written."""
    # A folder at a remote address is uploaded at the end of the block.
    from reaug.files.remote import delivered
    from reaug.recipe.recipe_file import reads_of
    from reaug.runs.place import reserved

    if target is None:
        yield None
        return
    inputs = (*reads, *reads_of(recipe))
    with (
        delivered(target, force=running.force, reads=inputs) as local_folder,
        reserved(
            local_folder,
            force=running.force,
            reads=inputs,
            notify=print_note,
            resume=running.resume,
        ) as place,
    ):
        yield place


def _plan_of(
    recipe: Recipe,
    running: Running,
    planned: Callable[[Recipe, Watcher | None], Plan] | None,
    file: Path | None,
) -> Plan:
    """Read the rows and return the plan of a run, made by `planned` if it is given."""
    from reaug.runs.preparation import prepare

    if planned is None:
        return prepare(recipe, file=file)
    with progress(lines=running.json_progress) as bar:
        return planned(recipe, bar)


def _costs_of_asking(plan: Plan, watcher: Watcher | None) -> dict[str, Any]:
    """Return the expected cost of each step that asks a language model, by the step's path."""
    from reaug.runs.rewrite_answers import estimated

    return estimated(plan, watcher=watcher)


def _make_page_ready() -> None:
    """Load the templates of the HTML report, so that writing it after the run takes less time."""
    from reaug.report.run_html import make_ready

    make_ready()


def _write_page(result: Result, folder: Path) -> None:
    """Write the HTML report of a run into its folder."""
    from reaug.report.run_html import write_report

    write_report(result, folder, lang=language())


def _report(
    result: Result, running: Running, more: dict[str, Any], *, asks_alone: bool = False
) -> None:
    """Report on a run, as JSON or on the terminal; `more` has further entries of the report."""
    # `asks_alone` is true for a dry run whose every step would ask a language model: then only the
    # cost is reported.
    from reaug.report.console import examples_view, result_view, show

    line = more.pop("line", None)
    if running.as_json:
        print_json({**result.to_json(), **more})
        return
    console = talk()
    if running.dry_run and not asks_alone:
        show(console, examples_view(result.done.examples, 3), "")
    if not asks_alone:
        show(console, result_view(result))
    for path, cost in more.get("asks", {}).items():
        for cost_text in cost_lines(path, cost):
            print_line(console, cost_text)
    if line is not None:
        print_line(console, line)


def _all_ask(plan: Plan, asking: Collection[str]) -> bool:
    """Return whether every step of a plan asks a model."""
    # A dry run of such a plan has no changes to show.
    from reaug.recipe.plan import leaves

    return bool(asking) and all(leaf.path in asking for leaf in leaves(plan.nodes))


def _asks(path: str, asking: Collection[str]) -> bool:
    """Return whether the step at a path, or a step in the block at it, is among `asking`."""
    return any(step == path or step.startswith(f"{path}/") for step in asking)


def cost_lines(path: str, cost: dict[str, Any]) -> list[str]:
    """Return a few lines about the cost of a step's requests to a language model."""
    lines = [f"{path} would ask {cost_line(cost)}"]
    if cost.get("covered", cost["requests"]) < cost["requests"]:
        lines.append(
            f"the budget covers about {cost['covered']:,} of these {cost['requests']:,} requests"
        )
    if labels := cost.get("labels", {}).get("requests"):
        lines.append(
            f"{labels:,} of these ask which label a new sentence has, if every answer passes"
        )
    if most := cost.get("most"):
        lines.append(
            f"for answers that fail, further ones are asked for: at most {cost_line(most)}"
        )
    return lines


def cost_line(cost: dict[str, Any]) -> str:
    """Return one line with the number of requests, the tokens and the price."""
    from reaug.rewriting.costs import money

    line = (
        f"{cost['requests']:,} requests, about {cost['tokens_in']:,} tokens to the model and "
        f"{cost['tokens_out']:,} back"
    )
    if not cost["cost"]:
        return line
    return (
        f"{cost['requests']:,} requests, about {cost['tokens_in']:,} tokens to the model and "
        f"{cost['tokens_out']:,} back, for {money(cost['cost'])}"
    )


def _begin_ahead(call: Callable[[], object]) -> threading.Thread:
    """Start a background thread that calls a function, and return the thread.

    File reading and regular expressions release the GIL for much of their time, so such a thread
    costs little. It is meant for imports and for functions that cache their result. Code that needs
    the result earlier computes it again, or waits for the import. An exception in the thread is
    ignored, because the code that needs the result will raise it again.

    >>> from importlib import import_module
    >>> _begin_ahead(lambda: import_module("no.such.module")).join()
    """

    def work() -> None:
        with suppress(Exception):
            call()

    thread = threading.Thread(target=work, name="reaug-ahead")
    thread.start()
    return thread
