"""Continue a killed run from its finished pieces, if it began with the same input and recipe.

A piece is the stored result of a few batches of rows (`engine.checkpoints`). The pieces of a run
are in its work folder, with a record of what the run began with: recipe, rule book, rows, files
that steps read, and versions. A run that continues compares this record with its own, and then
takes over the whole folder by renaming it.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
import os
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reaug.engine.checkpoints import clear
from reaug.engine.execute import INPUT
from reaug.engine.stored_rows import Stored, store
from reaug.errors import UsageError
from reaug.files import atomic
from reaug.files.locks import command_line
from reaug.files.remote import is_remote
from reaug.files.run_files import BEGUN, WORK, file_digest
from reaug.recipe.plan import leaves
from reaug.recipe.recipe_file import files_of
from reaug.runs.card import versions
from reaug.runs.place import Place
from reaug.runs.preparation import Plan
from reaug.runs.rewrite_steps import rewriting_steps

_LOG: Final = logging.getLogger("reaug.data")
_LATER: Final = ("input", "output", "fail_on")
"""Fields of a recipe that do not affect its steps; the input rows are compared separately."""


def check_resume(output: str | os.PathLike[str] | None) -> None:
    """Raise an error if `--resume` is not possible.

    Raises
    ------
    UsageError
        The run writes nothing, or writes to an object store.
    """
    if output is None:
        raise UsageError(
            "--resume continues a run that was killed, and --dry-run writes none; leave one out"
        )
    if is_remote(output):
        raise UsageError(
            f"--resume continues from what a killed run left next to its folder, and {output} is "
            "on an object store, where nothing is left; write to a local folder, or leave "
            "--resume out"
        )


def begun(plan: Plan, stage: Path, place: Place | None) -> tuple[Stored, float]:
    """Store the input rows in the work folder, taking over the finished pieces of a killed run.

    Returns the stored rows, and the seconds that this took.

    Raises
    ------
    UsageError
        The killed run began with other input or another recipe.
    """
    start = time.perf_counter()
    rows = store(plan.reading.table, stage / INPUT)
    seconds = time.perf_counter() - start
    work = stage / WORK
    now = began_with(plan, stage / INPUT)
    unfinished = None if place is None else place.left
    if place is not None and unfinished is not None:
        _check(_began(unfinished / WORK / BEGUN), now, place.folder)
        (unfinished / WORK).rename(work)
        clear(work)
        atomic.remove_leftovers(place.target)
        pieces = len(list(work.glob("segment-*/*.piece.json")))
        _LOG.warning("%s", f"resuming the killed run: {pieces:,} of its pieces are finished")
    else:
        work.mkdir()
    (stage / INPUT).replace(work / INPUT)
    # renamed when complete, so that after a kill the old or the new record exists
    note = work / f"{BEGUN}.new"
    note.write_text(json.dumps({"command": command_line(), "with": now}), encoding="ascii")
    note.replace(work / BEGUN)
    return Stored((work / INPUT,), rows.schema, rows.rows), seconds


def end(work: Path) -> None:
    """Remove a work folder, its record first: no run continues from a folder without a record."""
    (work / BEGUN).unlink(missing_ok=True)
    shutil.rmtree(work)


def began_with(plan: Plan, rows: Path) -> dict[str, Any]:
    """Return everything that the output rows of a run depend on, as JSON data to compare."""
    recipe = plan.recipe.model_dump(mode="json", exclude=set(_LATER))
    answers = [
        name for rewriting_step in rewriting_steps(plan.nodes) for name in rewriting_step.step.files
    ]
    made = [*plan.kept, *map(Path, answers)]
    return {
        "versions": {**versions(), "Python": platform.python_version()},
        "recipe": recipe,
        "rules": [plan.rules.name, plan.rules.content_hash],
        "rows": file_digest(rows),
        "files": {name: _state_of(Path(name)) for name in sorted(set(files_of(plan.recipe)))},
        "made": [_state_of(path) for path in made],
        "code": {leaf.path: _code_of(type(leaf.step)) for leaf in leaves(plan.nodes)},
    }


def _state_of(path: Path) -> str | None:
    """Return the digest of a file, or of a folder's listing (names, sizes, times), or None."""
    try:
        if path.is_file():
            return file_digest(path)
        if not path.is_dir():
            return None
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        lines = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in inside]
    except (OSError, ValueError):  # the text is no valid file name
        return None
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _code_of(kind: type) -> str | None:
    """Return the digest of the source file in which a plugin defines the step class `kind`."""
    # For reaug's own steps it is None: the version of reaug is compared instead.
    if kind.__module__.partition(".")[0] == "reaug":
        return None
    try:
        file = inspect.getsourcefile(kind)
    except TypeError:
        return None
    return None if file is None else _state_of(Path(file))


def _began(file: Path) -> Mapping[str, Any]:
    """Return what a killed run began with; {} if the record cannot be read."""
    try:
        value = json.loads(file.read_bytes())["with"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        value = None
    return value if isinstance(value, dict) else {}


def _check(then: Mapping[str, Any], now: Mapping[str, Any], folder: Path) -> None:
    """Raise an error if something that the output rows depend on has changed."""
    differences = list(_differences(then, json.loads(json.dumps(now))))
    if differences:
        raise UsageError(
            f"{folder}: the killed run cannot be resumed: {'; '.join(differences)}; restore that, "
            "or leave out --resume: then the run starts again, and what was finished is deleted"
        )


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield short descriptions of how two runs differ in what they began with."""
    if then.keys() != now.keys():
        yield (
            ("it was started by another version of reaug")
            if then
            else ("the record of its start cannot be read")
        )
        return
    for place, one, other in _changes(then["versions"], now["versions"]):
        yield f"{place} was {one}, and is {other}"
    for place, one, other in _changes(then["recipe"], now["recipe"]):
        yield f"in the recipe {place} was {one}, and is {other}"
    if then["rules"] != now["rules"]:
        yield f"the rule book {now['rules'][0]} is another one"
    if then["rows"] != now["rows"]:
        yield "the input gives other rows"
    for place, _, _ in _changes(then["files"], now["files"]):
        yield f"{place} has changed"
    if then["made"] != now["made"]:
        yield (
            "the fixes of the audit or the answers of the model, which were computed before the "
            "steps, differ"
        )
    for place, _, _ in _changes(then["code"], now["code"]):
        yield f"the code of {place} has changed"


def _changes(then: Any, now: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each path at which two JSON documents differ, and both values."""
    if then == now:
        return
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted({*then, *now}):
            inner = f"{place}.{name}" if place else name
            yield from _changes(then.get(name), now.get(name), inner)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for i, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _changes(one, other, f"{place}.{i}")
    else:
        yield place, _short(then), _short(now)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
