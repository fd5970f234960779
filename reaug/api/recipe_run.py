"""Helpers of the functions that run a recipe: the folder, the run, its gates, its rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.data.formats.run import DATA
from reaug.drift.gates import check_passed
from reaug.engine.engine_names import local_workers
from reaug.errors import UsageError
from reaug.files.remote import delivered, is_remote
from reaug.recipe.model import Recipe
from reaug.recipe.recipe_file import reads_of
from reaug.runs.place import reserved
from reaug.runs.preparation import Plan, output_of
from reaug.runs.resume import check_resume
from reaug.runs.run import Result
from reaug.runs.run import run as run_plan

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Lang

Folder = str | os.PathLike[str]


def output_fields(output: Folder | None, formats: Sequence[str]) -> dict[str, Any] | None:
    """Return the `output` field of a recipe for a run folder with the rows in further formats.

    Raises
    ------
    UsageError
        Formats are given without a folder.
    """
    if not formats:
        return None
    if output is None:
        raise UsageError("formats are written to the folder of a run; give that folder as output")
    return {"path": os.fspath(output), "formats": tuple(formats)}


def carried_out(
    recipe: Recipe,
    planned: Callable[[Recipe], Plan],
    output: Folder | None,
    *,
    reads: Iterable[Any] = (),
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
) -> Result:
    """Run a recipe, write the run folder, and return the result.

    If `output` is None, the folder is the one that the recipe names.

    `planned` turns the recipe into a plan (its steps and the rows to read); it is called after the
    folder is reserved. `reads` has paths that are read besides those in the recipe; the folder must
    not be inside of them or contain them.
    """
    from reaug.report.run_html import write_report

    target = output_of(recipe, None if output is None else os.fspath(output))
    if resume:
        check_resume(target)
    inputs = (*reads, *reads_of(recipe))
    with (
        delivered(target, force=force, reads=inputs) as output_folder,
        reserved(output_folder, force=force, reads=inputs, resume=resume) as place,
        local_workers(engine, num_proc),
    ):
        result = run_plan(
            planned(recipe),
            place,
            num_proc=num_proc,
            engine=engine,
            report=None if report is None else partial(write_report, lang=report),
        )
    return replace(result, folder=target) if is_remote(target) else result


def rows_out(
    recipe: Recipe,
    planned: Callable[[Recipe], Plan],
    output: Folder | None,
    *,
    reads: Iterable[Any] = (),
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
) -> datasets.Dataset:
    """Run a recipe and return its rows; also write a run folder if `output` names one.

    Raises
    ------
    GateError
        A gate of the recipe failed; the run folder is written all the same.
    """
    from reaug.data import to_dataset

    if output is None:
        if resume:
            raise UsageError(
                "resume continues a killed run in its folder; give that folder as output"
            )
        with local_workers(engine, num_proc):
            plan = planned(recipe)
            result = run_plan(plan, None, num_proc=num_proc, engine=engine)
        check_passed(result.drift.gates)
        return to_dataset(result.table, labels=plan.rules.labels)
    import datasets

    result = carried_out(
        recipe,
        planned,
        output,
        reads=reads,
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )
    check_passed(result.drift.gates)
    rows = datasets.load_from_disk(
        f"{output}/{DATA}" if is_remote(output) else str(Path(output).expanduser() / DATA)
    )
    return datasets.concatenate_datasets(list(rows.values())) if result.splits else rows
