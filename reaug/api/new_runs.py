"""Runs from Python: a recipe or steps in, a run folder or a data set out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.choices import MAX_BAD_SHARE
from reaug.core.step import Step, Where
from reaug.errors import UsageError
from reaug.files.remote import delivered, is_remote
from reaug.recipe.files import load_recipe, reads_of
from reaug.recipe.model import (
    RARE,
    Recipe,
    augment_of,
    changed_recipe,
    leaves_of,
    make_recipe,
    recipe_of,
)
from reaug.recipe.plan import Node
from reaug.rulebook.of_run import book_of
from reaug.runs.place import reserved
from reaug.runs.planning import output_of, prepare
from reaug.runs.resuming import check_resume
from reaug.runs.run import Result
from reaug.runs.run import run as run_plan

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Apply, Keep, Lang, OnBadFix, OnBadRow, OnError
    from reaug.runs.preview import Preview

Patches = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""A file of decisions, or several."""


def run(
    recipe: str | os.PathLike[str] | Recipe,
    *,
    source: Any = None,
    output: str | os.PathLike[str] | None = None,
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    on_error: OnError | None = None,
    step_timeout: float | None = None,
) -> Result:
    """Run a recipe, as `reaug run` does.

    Parameters
    ----------
    recipe
        A file, or a `Recipe`.
    source, output
        In place of the recipe's own input and output.
    engine
        What does the work: "local", "ray" or "ray://HOST:PORT"; the rows do not depend on it.
    force, resume
        Whether a run that lies there is replaced; whether one that was killed is gone on with.
    report
        The language of the folder's `report.html`; None writes none.
    on_error, step_timeout
        In place of the recipe's: "skip" drops rows on which a step crashes; seconds per batch.

    Returns
    -------
    Result
        With the run folder, the drift, the digest and the counts per step.
    """
    from reaug.report.run_html import write_report

    file = None if isinstance(recipe, Recipe) else Path(recipe)
    loaded = recipe if isinstance(recipe, Recipe) else load_recipe(Path(recipe))
    overrides = {"on_error": on_error, "step_timeout": step_timeout}
    loaded = changed_recipe(loaded, **{k: v for k, v in overrides.items() if v is not None})
    target = output_of(loaded, None if output is None else os.fspath(output))
    if resume:
        check_resume(target)
    reads = (file, source, *reads_of(loaded))
    with (
        delivered(target, force=force, reads=reads) as here,
        reserved(here, force=force, reads=reads, resume=resume) as place,
    ):
        result = run_plan(
            prepare(loaded, source=source, file=file),
            place,
            num_proc=num_proc,
            engine=engine,
            report=None if report is None else partial(write_report, lang=report),
        )
    return replace(result, folder=target) if is_remote(target) else result


def augment(
    data: Any,
    steps: Sequence[Step],
    *,
    seed: int = 42,
    copies: int = 1,
    where: Where = RARE,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
) -> datasets.Dataset:
    """Rows and, behind each that meets `where`, its augmented copies.

    Parameters
    ----------
    data
        A data set, a DataFrame, or anything that `load` reads.
    steps
        Each copy goes through all of them, in order.
    where
        Which rows to copy; by default labels below 500 rows, never no_relation.
    engine
        What does the work: "local", "ray" or "ray://HOST:PORT"; the rows do not depend on it.
    on_error, step_timeout
        "skip" drops rows on which a step crashes; most seconds of a step for a batch.

    Examples
    --------
    >>> import reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:origin")
    >>> rows = to_klue(batch.table)
    >>> out = reaug.augment(rows, [reaug.transforms.AEDA()], seed=1)
    >>> len(out), out[0]["sentence"]
    (2, '이순신은 한양에서 났다.')
    """
    chosen = _checked(steps)
    options: dict[str, Any] = {"copies": copies}
    if where is not RARE:  # by default it is the rule book's own negative label that is left out
        options["where"] = where.model_dump(mode="json", exclude_none=True)
    block = {"augment": {"steps": recipe_of(chosen), **options}}
    care = {"on_error": on_error, "step_timeout": step_timeout}
    return _transformed(
        data,
        [block],
        [augment_of(chosen, **options)],
        seed,
        book_of(data, given=rules),
        care,
        num_proc=num_proc,
        engine=engine,
    )


def clean(
    data: Any,
    steps: Sequence[Step] | None = None,
    *,
    seed: int = 42,
    patch: Patches | None = None,
    on_bad_fix: OnBadFix = "stop",
    apply: Apply | None = None,
    drop: Sequence[str] = (),
    top: int | None = None,
    against: Any = None,
    pred_probs: Any = None,
    keep: Keep = "none",
    unlabelled: bool = False,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
) -> datasets.Dataset:
    """Rows with entity types corrected and duplicates gone; or through the steps given.

    `reaug.clean(data, apply="sure")` mends most: it audits the rows, and writes every fix that is
    sure, before that.

    Parameters
    ----------
    data
        A data set, a DataFrame, or whatever `load` reads.
    patch
        A file of decisions, or several, which are carried out first; see `reaug.cleaning.Patch`.
    on_bad_fix
        `skip` leaves out decisions that cannot be written.
    apply
        "sure" audits the rows, and writes every fix that the audit is sure of.
    drop, top
        Rules of the audit whose rows go, such as `["label/noise"]`; of each the `top` surest rows.
    against, pred_probs
        The other set, for rules of leaks; out-of-sample probabilities to rank label noise by.
    keep
        Which rows stay of those that contradict each other; see `reaug.cleaning.Deduplicate`.
    unlabelled
        Whether it is a test set: no type is corrected, and no row goes but as asked. A set of
        which no row has a label is read so anyway.
    on_bad_row, max_bad_share
        As of `export`.
    engine, on_error, step_timeout
        As of `augment`.

    Raises
    ------
    UsageError
        A rule is unknown; nothing can be done for a test set.

    Examples
    --------
    >>> import reaug
    >>> from reaug.runs.shipped import sample_data
    >>> len(reaug.clean(sample_data())), len(reaug.clean(sample_data(), apply="sure"))
    (257, 257)
    """
    care: dict[str, Any] = {"on_error": on_error, "step_timeout": step_timeout}
    if steps is None:
        from tempfile import TemporaryDirectory

        from reaug.audit.noise import NoiseAsked
        from reaug.data import to_dataset
        from reaug.runs.applying import Applied, plan_cleaning

        asked = Applied(apply == "sure", tuple(drop), top, against, NoiseAsked(pred_probs, seed))
        reading = {
            "path": "data in memory",
            "unlabelled": unlabelled or "auto",
            "on_bad_row": on_bad_row,
            "max_bad_share": max_bad_share,
        }
        recipe = make_recipe(
            cleaning(patch, keep=keep, on_bad_fix=on_bad_fix),
            input=reading,
            seed=seed,
            rules=book_of(data, given=rules),
            **care,
        )
        with TemporaryDirectory(prefix="reaug-") as folder:
            plan = plan_cleaning(recipe, asked, Path(folder), source=data).plan
            result = run_plan(plan, None, num_proc=num_proc, engine=engine)
        return to_dataset(result.table, labels=plan.rules.labels)
    if patch is not None:
        raise UsageError(
            "give steps or a patch, not both; the step for a patch is "
            "reaug.cleaning.Patch(path=...)"
        )
    if apply is not None or drop:
        raise UsageError("give steps, or which fixes of an audit to apply; not both")
    chosen = _checked(steps)
    return _transformed(
        data,
        recipe_of(chosen),
        leaves_of(chosen),
        seed,
        book_of(data, given=rules),
        care,
        num_proc=num_proc,
        engine=engine,
    )


def preview(
    what: str | os.PathLike[str] | Recipe | Step | Sequence[Step],
    *,
    source: Any = None,
    number: int = 20,
    seed: int = 42,
    rules: str | None = None,
) -> Preview:
    """What a recipe or steps would do, on examples; nothing is written.

    Parameters
    ----------
    what
        A recipe, its file, a step, or several.
    source
        The rows, in place of the recipe's input; the samples that ship with reaug by default.
    number
        Most examples of each step and reason.

    Examples
    --------
    >>> import reaug
    >>> reaug.preview(reaug.transforms.AEDA(), number=1)
    <Preview of 267 rows: 0.aeda changed 267; 1 examples>
    """
    from reaug.runs.preview import Preview
    from reaug.runs.shipped import sample_data

    if isinstance(what, Recipe):
        recipe, nodes = what, None
    elif isinstance(what, str | os.PathLike):
        recipe, nodes = load_recipe(Path(what)), None
    else:
        chosen = _checked([what] if isinstance(what, Step) else what)
        recipe, nodes = (
            make_recipe(recipe_of(chosen), seed=seed, rules=book_of(source, given=rules)),
            leaves_of(chosen),
        )
    if source is None and recipe.input is None:
        source = sample_data()
    return Preview(run_plan(prepare(recipe, source=source, nodes=nodes), None, examples=number))


def cleaning(
    patch: Patches | None = None,
    *,
    threshold: float = 0.95,
    keep: Keep = "none",
    on_bad_fix: OnBadFix = "stop",
) -> list[dict[str, Any]]:
    """The steps of `reaug clean`, as in a recipe; the decisions of the patch come first.

    Raises
    ------
    InputError
        A file of the patch is broken, or contradicts itself or another.
    """
    first: list[dict[str, Any]] = []
    if patch is not None:
        from reaug.review.files import read_corrections

        files = [patch] if isinstance(patch, str | os.PathLike) else patch
        paths = [os.fspath(path) for path in files]
        read_corrections(*map(Path, paths), on_bad_fix="skip")  # before anything else is read
        step: dict[str, Any] = {"path": paths[0] if len(paths) == 1 else paths}
        if on_bad_fix != "stop":
            step["on_bad_fix"] = on_bad_fix
        first = [{"patch": step}] if paths else []
    correction = {"threshold": threshold, "evidence": "full"}
    return [*first, {"entity_type_correction": correction}, {"deduplicate": {"keep": keep}}]


def _checked(steps: Sequence[Step]) -> list[Step]:
    chosen = list(steps) if isinstance(steps, Iterable) and not isinstance(steps, Step) else [steps]
    for step in chosen:
        if not isinstance(step, Step):
            raise UsageError(
                f"{step!r} is not a step; pass objects, as in [reaug.transforms.AEDA(ratio=0.3)]"
            )
    return chosen


def _transformed(
    data: Any,
    steps: Sequence[Any],
    nodes: Sequence[Node] | None,
    seed: int,
    rules: str,
    care: Mapping[str, Any],
    *,
    num_proc: int,
    engine: str,
) -> datasets.Dataset:
    from reaug.data import to_dataset

    plan = prepare(make_recipe(steps, seed=seed, rules=rules, **care), source=data, nodes=nodes)
    result = run_plan(plan, None, num_proc=num_proc, engine=engine)
    return to_dataset(result.table, labels=plan.rules.labels)
