"""Repeat a run, to check whether it writes the same files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reaug.data.hub import parse_hub_name
from reaug.errors import InputError, ReaugError, UsageError
from reaug.files.output_paths import places_of
from reaug.files.remote import is_remote
from reaug.files.run_files import MANIFEST, TIMING
from reaug.recipe.model import Input, Recipe, make_recipe
from reaug.runs.audit_fixes import reads_own_files, with_files
from reaug.runs.card import versions
from reaug.runs.manifest import Manifest
from reaug.runs.preparation import Plan, prepare
from reaug.runs.rewrite_answers import with_kept_answers
from reaug.runs.run import Report, run

ReportOf = Callable[[Path], Report | None]
"""A function of a run folder that returns the writer of a report like the folder's."""


def no_report(_: Path) -> Report | None:
    """Return None, so that no report is written."""
    return None


def rerun(
    folder: Path,
    manifest: Manifest,
    files: Mapping[str, str],
    source: Any,
    num_proc: int,
    report_of: ReportOf,
) -> list[str]:
    """Repeat a run in a temporary folder, and return the differences; [] if there are none.

    Parameters
    ----------
    files
        The digests of the run's files, by name.
    source
        The data to read instead of the run's input; None for the input.
    report_of
        A function that takes the run folder, and returns the function that writes its report (None
        if the run has no report).

    Raises
    ------
    UsageError
        A step of the run is not available here.
    InputError
        The input is missing, or the input or the rule book has changed since the run.
    """
    plan = _plan(folder, manifest, source)
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        result = run(plan, Path(name) / "run", num_proc=num_proc, report=report_of(folder))
    differences = list(_differences(manifest, files, result.digest, result.files or {}))
    differences = [*_other_files(manifest, result.done.states), *differences]
    if not differences:
        return []
    return [*differences, *_versions(manifest)]


def _differences(
    manifest: Manifest, files: Mapping[str, str], digest: str, again: Mapping[str, str]
) -> Iterator[str]:
    if manifest.output is not None and digest != manifest.output.digest:
        yield f"different rows: content digest {digest}, not {manifest.output.digest}"
    for name in sorted({*files, *again}):
        if name not in again:
            yield f"{name} is missing from the rerun"
        elif name not in files:
            yield f"{name} is new in the rerun"
        elif files[name] != again[name]:
            yield f"{name} differs in the rerun"


def _other_files(manifest: Manifest, states: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the steps whose files (patches, tables) have changed since the run."""
    for step in manifest.steps:
        then, now = step.state.get("sha256"), states.get(step.path, {}).get("sha256")
        if then != now:
            yield f"what {step.path} reads or learns has changed: SHA-256 {now}, not {then}"


def _versions(manifest: Manifest) -> Iterator[str]:
    """Yield the packages whose version has changed since the run, which may explain differences."""
    then = {"reaug": manifest.reaug, **manifest.packages}
    for name, now in versions().items():
        if then.get(name) != now:
            yield f"{name} is {now} here, but was {then.get(name)} in the run"


def _plan(folder: Path, manifest: Manifest, source: Any) -> Plan:
    recipe = _recipe(folder)
    if source is None:
        _check_input(folder, manifest)
    try:
        plan = prepare(recipe, source=source)
    except UsageError as error:
        raise UsageError(f"{folder} cannot be repeated: {error}") from error
    except ReaugError as error:
        raise InputError(f"{folder} cannot be repeated: {error}") from error
    if plan.reading.digest != manifest.input.digest:
        raise InputError(
            f"{folder} cannot be repeated: {plan.reading.origin} is not the input that the run "
            "read; give --input DATA"
        )
    if manifest.rules is not None and plan.rules.content_hash != manifest.rules.hash:
        raise InputError(
            f"{folder} cannot be repeated: the rule book {recipe.rules} has changed since"
        )
    if reads_own_files(recipe):
        plan = with_files(plan, folder)
    plan = with_kept_answers(plan, folder)
    return _with_recorded_names(plan, manifest)


def _recipe(folder: Path) -> Recipe:
    record = json.loads((folder / MANIFEST).read_bytes())
    fields = {name: record["input"][name] for name in Input.model_fields if name in record["input"]}
    output = {"path": str(folder), "formats": record.get("output", {}).get("formats", [])}
    # Data in memory has no path, but its other options are recorded.
    in_and_out = {"input": fields | {"path": fields.get("path") or ""}, "output": output}
    recipe = {name: value for name, value in record["recipe"].items() if name != "steps"}
    try:
        loaded = make_recipe(record["recipe"]["steps"], **recipe, **in_and_out)
        loaded.nodes()
    except UsageError as error:
        raise UsageError(f"{folder} cannot be repeated: {error}") from error
    return loaded


def _check_input(folder: Path, manifest: Manifest) -> None:
    """Raise an error if the input is missing; the message says where it may be."""
    path = manifest.input.path
    if path is None:
        raise InputError(
            f"{folder} cannot be repeated: it read data in memory ({manifest.input.source}); give "
            "--input DATA"
        )
    if places_of(path) or parse_hub_name(path) is not None or is_remote(path):
        return
    try:
        began = json.loads((folder / TIMING).read_bytes())["folder"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        began = "another folder"
    raise InputError(
        f"{folder} cannot be repeated: its input {path} is not here (the run was started in "
        f"{began}); run it from there, or give --input DATA"
    )


def _with_recorded_names(plan: Plan, manifest: Manifest) -> Plan:
    """Return the plan with the names of input and recipe that the run recorded."""
    # The files to compare contain these names.
    now, then = plan.reading.origin, manifest.input.source
    problems = [
        replace(problem, file=then) if problem.file == now else problem
        for problem in plan.reading.problems
    ]
    reading = replace(plan.reading, origin=then, problems=problems)
    return replace(
        plan,
        reading=reading,
        # The recipe in a manifest has the options of its input, also if the rows come from --input
        # here.
        input=None if manifest.input.path is None else plan.recipe.input,
        file=manifest.recipe_file,
        chain=manifest.chain,
    )
