"""Determine where the rows of a run come from: recipe file, chain of earlier runs, licence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.compute as pc

from reaug.core.schema import GUID
from reaug.errors import ReaugError
from reaug.files.output_paths import place_of
from reaug.files.run_files import run_around
from reaug.runs.history.recipe_differences import step_name
from reaug.runs.manifest import Link, Manifest, RecipeFile, read_manifest

if TYPE_CHECKING:
    from reaug.data import Reading
    from reaug.runs.preparation import Plan

LONGEST_CHAIN: Final = 1000
KLUE_LICENCE: Final = "CC BY-SA 4.0"
"""The licence of KLUE-RE, from its paper (Park et al. 2021) and the data set's page."""
_KLUE_GUIDS: Final = "klue-re-v1"


def recipe_file(path: Path) -> RecipeFile:
    """Return the name and text of a recipe file; without text for a pipe, which is read only
    once.
    """
    text = None
    if path.is_file():
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return RecipeFile(name=path.name.encode("utf-8", "replace").decode(), text=text)


def chain_of(path: str, reading: Reading) -> tuple[Link, ...]:
    """Return the chain of runs that led to the rows of a run, or of a file in a run.

    Empty if the rows are not exactly the output of the run, since the chain would be wrong.
    """
    place = place_of(path)
    folder = None if place is None else run_around(Path(os.path.realpath(place)))
    if folder is None:
        return ()
    try:
        manifest = read_manifest(folder)
    except ReaugError:  # the folder is no run, or was edited; reading its rows reports this
        return ()
    made = manifest.output
    if made is None or made.digest != reading.digest:
        return ()
    return (*manifest.chain, _link(folder.name, manifest, made.rows, made.digest))[-LONGEST_CHAIN:]


def _link(name: str, manifest: Manifest, rows: int, digest: str) -> Link:
    return Link(
        run=name,
        recipe=manifest.recipe_file and manifest.recipe_file.name,
        steps=tuple(map(step_name, manifest.recipe.steps)),
        seed=manifest.recipe.seed,
        source=manifest.input.source,
        input_digest=manifest.input.digest,
        rows_in=manifest.input.rows,
        rows=rows,
        digest=digest,
        licence=manifest.licence,
    )


def licence_of(plan: Plan) -> str | None:
    """Return the licence of the rows; None if it is unknown.

    A licence in the recipe comes first, then the licence of the run that made the rows. If neither
    is given, rows with ids of KLUE have KLUE's licence.
    """
    input_: Any = plan.input or plan.recipe.input
    if input_ is not None and input_.licence is not None:
        return str(input_.licence)
    if plan.chain and plan.chain[-1].licence is not None:
        return plan.chain[-1].licence
    return (
        KLUE_LICENCE
        if pc.any(pc.starts_with(plan.reading.table[GUID], _KLUE_GUIDS)).as_py()
        else None
    )
