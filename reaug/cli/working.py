"""What `run`, `augment`, `clean`, `curriculum` and `preview` share: a recipe, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.cli.output import check_gates, print_json, print_note, progress, talk

if TYPE_CHECKING:
    from reaug.cli.options import OnBadRow
    from reaug.recipe.model import Recipe
    from reaug.report.words import Lang


def overridden(
    recipe: Recipe,
    *,
    source: str | None,
    on_bad_row: OnBadRow | None,
    max_bad_share: float | None = None,
    unlabelled: bool = False,
    **fields: Any,
) -> Recipe:
    """The recipe with what the command line says instead; None leaves a field as it is.

    Raises
    ------
    RecipeError
        What the command line says does not fit.
    """
    from reaug.recipe.model import make_recipe

    data = recipe.model_dump()
    data |= {name: value for name, value in fields.items() if value is not None}
    if source is not None:
        # A split is one of the recipe's own input.
        data["input"] = {**(data["input"] or {}), "path": source, "split": None}
    if data["input"] is not None and on_bad_row is not None:
        data["input"]["on_bad_row"] = on_bad_row.value
    if data["input"] is not None and max_bad_share is not None:
        data["input"]["max_bad_share"] = max_bad_share
    if data["input"] is not None and unlabelled:
        data["input"]["unlabelled"] = True
    return make_recipe(data.pop("steps"), **data)


def carry_out(
    recipe: Recipe,
    *,
    output: str | None,
    num_proc: int = 1,
    force: bool = False,
    dry_run: bool = False,
    report: Lang | None = None,
    as_json: bool = False,
    reads: Sequence[str | Path] = (),
) -> None:
    """Plan, run, tell; exit 1 where a gate failed. The run is written then, too.

    With a language for its `report`, the folder gets a page to read. `reads` is what the command
    has read beside what the recipe names: the output lies apart from it.
    """
    from contextlib import ExitStack
    from functools import partial

    from reaug.recipe.files import reads_of
    from reaug.report.console import examples_view, plan_view, result_view, show
    from reaug.report.run_html import write_report
    from reaug.runs.place import reserved
    from reaug.runs.run import output_of, prepare, run

    target = None if dry_run else output_of(recipe, output)
    console = talk()
    with ExitStack() as stack:
        place = None
        if target is not None:
            apart = (*reads, *reads_of(recipe))
            holding = reserved(Path(target), force=force, reads=apart, tell=print_note)
            place = stack.enter_context(holding)
        plan = prepare(recipe)
        if not as_json:
            show(console, plan_view(plan, target), "")
        bar = stack.enter_context(progress())
        result = run(
            plan,
            place,
            num_proc=num_proc,
            watcher=bar,
            examples=3 if dry_run else 0,
            report=None if report is None else partial(write_report, lang=report),
        )
    if as_json:
        print_json(result.to_json())
    else:
        if dry_run:
            show(console, examples_view(result.done.examples, 3), "")
        show(console, result_view(result))
    check_gates(result.drift.gates)
