"""Functions that run rows through steps: `augment` and `clean`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.api.read_parameters import in_memory, reading_of
from reaug.api.recipe_run import output_fields, rows_out
from reaug.api.steps import Patches, checked_steps, cleaning
from reaug.core.step import Step, Where
from reaug.errors import UsageError
from reaug.recipe.blocks import RARE
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.nodes import augment_of, leaves_of, recipe_of
from reaug.rulebook.run_book import book_of
from reaug.runs.preparation import Plan, prepare

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Apply, Keep, Lang, OnBadFix, OnBadRow, OnError


def augment(
    data: Any,
    steps: Sequence[Step],
    *,
    seed: int = 42,
    copies: int = 1,
    where: Where = RARE,
    rules: str | None = None,
    output: str | os.PathLike[str] | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
) -> datasets.Dataset:
    """Return the rows, and after each row that meets `where` its augmented copies.

    Parameters
    ----------
    data
        A data set, a DataFrame, or anything that `load` reads.
    steps
        The steps that change each copy, in order.
    copies
        The number of copies of each row that meets `where`.
    where
        The rows to copy; by default rows of labels with fewer than 500 rows, except no_relation.
    seed, rules, num_proc
        The seed of the random draws, the rule book (see `load`), and the number of processes.
    output, formats, force, resume, report
        `output` is a run folder that is written as well, and `formats` are further file formats in
        which it has the rows. For the others see `run`.
    fail_on
        Gates: conditions on the drift between input and output, such as "label.js > 0.1". A gate
        fails if its condition is true.
    engine
        The engine: "local", "ray" or "ray://HOST:PORT". The resulting rows are the same.
    on_error, step_timeout
        With `on_error` "skip", rows on which a step crashes are dropped. `step_timeout` is the time
        limit of a step for one batch, in seconds.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.
    GateError
        A gate failed; the run folder is written all the same.

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
    chosen = checked_steps(steps)
    options: dict[str, Any] = {"copies": copies}
    if where is not RARE:  # the default leaves out the rule book's own negative label
        options["where"] = where.model_dump(mode="json", exclude_none=True)
    recipe = make_recipe(
        [{"augment": {"steps": recipe_of(chosen), **options}}],
        input=in_memory(
            reading_of(
                map=map,
                encoding=encoding,
                offsets=offsets,
                label_names=label_names,
                read_as=read_as,
                on_bad_row=on_bad_row,
                max_bad_share=max_bad_share,
            )
        ),
        output=output_fields(output, formats),
        seed=seed,
        rules=book_of(data, given=rules),
        fail_on=tuple(fail_on),
        on_error=on_error,
        step_timeout=step_timeout,
    )
    return rows_out(
        recipe,
        partial(prepare, source=data, nodes=[augment_of(chosen, **options)]),
        output,
        reads=(data,),
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
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
    threshold: float = 0.95,
    unlabelled: bool = False,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    rules: str | None = None,
    output: str | os.PathLike[str] | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
) -> datasets.Dataset:
    """Return rows with corrected entity types and without duplicates, or the result of given steps.

    `reaug.clean(data, apply="sure")` corrects the most: it first audits the rows and applies every
    certain fix.

    Parameters
    ----------
    data
        A data set, a DataFrame, or anything that `load` reads.
    steps
        Steps to run instead of the usual ones; `patch`, `apply` and `drop` must then be left out.
    patch
        One or several files of reviewers' decisions, which are applied before anything else; see
        `reaug.cleaning.Patch`.
    on_bad_fix
        With "skip", decisions that cannot be applied are left out.
    apply
        With "sure", the rows are audited, and every certain fix is applied. With "label-free", only
        the certain fixes are applied that need no label (mostly of spans and text), so that a
        training set is corrected in the same way as a test set without labels.
    drop, top
        `drop` names rules of the audit, such as `["label/noise"]`: the rows that violate them are
        dropped. `top` is the greatest number of rows to drop per rule, the most certain first.
    against, pred_probs
        `against` is another set, such as the test set; rules about leaks compare the rows with it.
        `pred_probs` has a model's out-of-sample label probabilities, by which label noise is
        ranked.
    keep
        Which of several contradictory rows are kept; see `reaug.cleaning.Deduplicate`.
    threshold
        The precision that the corrections of entity types must be expected to have, from 0.5 to 1.
        Corrections that would lower it further are only reported.
    unlabelled
        Whether this is a test set: then no type is corrected, and rows are dropped only if `drop`
        or `patch` says so. A set in which no row has a label is always treated as a test set.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    seed, rules, num_proc
        See `augment`.
    output, formats, force, resume, report, fail_on, engine, on_error, step_timeout
        See `augment`.

    Raises
    ------
    UsageError
        A rule is unknown, or there is nothing to do in a test set.
    InputError, OutputError
        Nothing is written in that case.
    GateError
        A gate failed; the run folder is written all the same.

    Examples
    --------
    >>> import reaug
    >>> from reaug.runs.shipped import sample_data
    >>> len(reaug.clean(sample_data())), len(reaug.clean(sample_data(), apply="sure"))
    (257, 257)
    """
    from tempfile import TemporaryDirectory

    from reaug.audit.noise import NoiseOptions
    from reaug.runs.audit_fixes import FixOptions, plan_cleaning

    if steps is not None:
        _check_steps_alone(patch=patch, fixes=apply is not None or bool(drop))
    fixes = FixOptions(apply, tuple(drop), top, against, NoiseOptions(pred_probs, seed))
    chosen = None if steps is None else checked_steps(steps)
    reading = reading_of(
        map=map,
        encoding=encoding,
        offsets=offsets,
        label_names=label_names,
        read_as=read_as,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled or (None if steps is not None else "auto"),
    )
    recipe = make_recipe(
        cleaning(patch, threshold=threshold, keep=keep, on_bad_fix=on_bad_fix)
        if chosen is None
        else recipe_of(chosen),
        input=in_memory(reading),
        output=output_fields(output, formats),
        seed=seed,
        rules=book_of(data, given=rules),
        fail_on=tuple(fail_on),
        on_error=on_error,
        step_timeout=step_timeout,
    )
    with TemporaryDirectory(prefix="reaug-") as folder:

        def planned(recipe: Recipe) -> Plan:
            if chosen is not None:
                return prepare(recipe, source=data, nodes=leaves_of(chosen))
            return plan_cleaning(recipe, fixes, Path(folder), source=data).plan

        return rows_out(
            recipe,
            planned,
            output,
            reads=(data, against, pred_probs),
            num_proc=num_proc,
            engine=engine,
            force=force,
            resume=resume,
            report=report,
        )


def _check_steps_alone(*, patch: Patches | None, fixes: bool) -> None:
    """Raise `UsageError` if steps are given together with a patch or with fixes of an audit."""
    if patch is not None:
        raise UsageError(
            "give steps or a patch, not both; the step for a patch is "
            "reaug.cleaning.Patch(path=...)"
        )
    if fixes:
        raise UsageError("give steps or apply (which fixes of an audit to apply), not both")
