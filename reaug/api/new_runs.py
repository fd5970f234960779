"""Functions that run recipes: `run` writes a run folder, `preview` shows examples."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.api.read_parameters import read_otherwise, reading_of
from reaug.api.recipe_run import carried_out
from reaug.api.steps import checked_steps
from reaug.core.html_table import html_table
from reaug.core.plurals import in_number
from reaug.core.step import Step
from reaug.engine.step_examples import Example
from reaug.engine.tally import StepTally
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.nodes import leaves_of, recipe_of
from reaug.recipe.recipe_file import load_recipe
from reaug.rulebook.run_book import book_of
from reaug.runs.preparation import prepare
from reaug.runs.run import Result
from reaug.runs.run import run as run_plan

if TYPE_CHECKING:
    from reaug.choices import Lang, OnBadRow, OnError


def run(
    recipe: str | os.PathLike[str] | Recipe,
    *,
    source: Any = None,
    output: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    on_error: OnError | None = None,
    step_timeout: float | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    unlabelled: bool = False,
) -> Result:
    """Run a recipe into a run folder, as `reaug run` does.

    Parameters
    ----------
    recipe
        A recipe file, or a `Recipe`.
    source, output, seed, rules
        Values that replace the recipe's input, output, seed and rule book. The recipe's options for
        reading (such as `map`) also apply to another file, but not to a run folder.
    engine
        The engine: "local", "ray" or "ray://HOST:PORT". The resulting rows are the same.
    force, resume
        Whether to replace an existing run, and whether to continue a run that was killed.
    report
        The language of the folder's `report.html`; None for no report.
    fail_on
        Gates, in addition to the recipe's: conditions on the drift between input and output, such
        as "label.js > 0.1". A gate fails if its condition is true; `failed` of the result says
        whether one did.
    on_error, step_timeout
        Values that replace those of the recipe. With `on_error` "skip", rows on which a step
        crashes are dropped. `step_timeout` is the time limit of a step for one batch, in seconds.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`. These values replace the recipe's options for reading.
    unlabelled
        Whether rows may lack a label, as in a test set.

    Returns
    -------
    Result
        The run folder, the drift and the gates, the digest of the output rows, and in `done` the
        counts of rows by step.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.recipe.model import make_recipe
    >>> from reaug.runs.shipped import sample_data
    >>> recipe = make_recipe(["aeda"], input=str(sample_data()))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = reaug.run(recipe, output=f"{folder}/run", seed=7, fail_on=["label.js > 0.5"])
    >>> done.done.rows_in, done.failed
    (267, False)
    """
    file = None if isinstance(recipe, Recipe) else Path(recipe)
    loaded = recipe if isinstance(recipe, Recipe) else load_recipe(Path(recipe))
    reading = reading_of(
        map=map,
        encoding=encoding,
        offsets=offsets,
        label_names=label_names,
        read_as=read_as,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
    )
    loaded = read_otherwise(
        loaded,
        reading,
        source=source,
        seed=seed,
        rules=rules,
        on_error=on_error,
        step_timeout=step_timeout,
        fail_on=(*loaded.fail_on, *fail_on) if fail_on else None,
    )
    return carried_out(
        loaded,
        partial(prepare, source=source, file=file),
        output,
        reads=(file, source),
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )


def preview(
    what: str | os.PathLike[str] | Recipe | Step | Sequence[Step],
    *,
    source: Any = None,
    number: int = 20,
    seed: int | None = None,
    rules: str | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    unlabelled: bool = False,
) -> Preview:
    """Return examples of what a recipe or steps would change; nothing is written.

    Parameters
    ----------
    what
        A recipe, a recipe file, a step, or several steps.
    source
        The rows, which replace the recipe's input. Without either, the sample rows that ship with
        reaug are used.
    number
        The greatest number of examples per step and outcome: of changed rows, and of unchanged rows
        for each reason.
    seed, rules
        Values that replace those of the recipe. For steps, the defaults are 42 and the rule book of
        the rows.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share, unlabelled
        See `run`.

    Raises
    ------
    UsageError, InputError
        The recipe, a step or the rows are invalid.

    Examples
    --------
    >>> import reaug
    >>> reaug.preview(reaug.transforms.AEDA(), number=1)
    <Preview of 267 rows: 0.aeda changed 267; 1 example>
    """
    from reaug.runs.shipped import sample_data

    nodes = None
    if isinstance(what, Recipe):
        recipe = what
    elif isinstance(what, str | os.PathLike):
        recipe = load_recipe(Path(what))
    else:
        chosen = checked_steps([what] if isinstance(what, Step) else what)
        recipe, nodes = make_recipe(recipe_of(chosen)), leaves_of(chosen)
        rules = book_of(source, given=rules)
    if source is None and recipe.input is None:
        source = sample_data()
    reading = reading_of(
        map=map,
        encoding=encoding,
        offsets=offsets,
        label_names=label_names,
        read_as=read_as,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
    )
    recipe = read_otherwise(recipe, reading, source=source, seed=seed, rules=rules)
    plan = prepare(recipe, source=source, nodes=nodes)
    return Preview(run_plan(plan, None, examples=number, ask=False))


_SHOWN = 20


@dataclass(frozen=True, repr=False)
class Preview:
    """Examples of what steps did to rows; shown as a table in a notebook."""

    result: Result

    @property
    def examples(self) -> tuple[Example, ...]:
        """Examples of changed rows, before and after, and of unchanged rows, with the reason."""
        return tuple(self.result.done.examples)

    @property
    def steps(self) -> tuple[StepTally, ...]:
        """For each step, the numbers of rows that it changed, skipped, …, with the reasons."""
        return tuple(self.result.done.steps)

    def __repr__(self) -> str:
        rows = self.result.plan.reading.table.num_rows
        steps = ", ".join(f"{step.path} changed {step.what['changed']:,}" for step in self.steps)
        return in_number(f"<Preview of {rows:,} rows: {steps}; {len(self.examples):,} examples>")

    def _repr_html_(self) -> str:
        rows = [
            (
                example.step,
                f"{example.what} {example.reason}".strip(),
                example.before.sentence,
                "" if example.after is None else example.after.sentence,
            )
            for example in self.examples[:_SHOWN]
        ]
        return html_table(repr(self), ("step", "what", "before", "after"), rows)
