"""Read the parts of a run's manifest that other commands use: undo, trace, `--like`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from reaug.errors import InputError
from reaug.files.run_files import CHANGED, MANIFEST, MISSING, SEAL, Change, is_sealed, recorded


class StepRecord(BaseModel, frozen=True, defer_build=True):
    """A step of a run.

    path : the path of the step in the recipe, such as `2.augment/0.aeda`.
    columns : the columns that the step added.
    state : what the step learned or read before it changed rows, such as thresholds or the SHA-256
        of a file.
    """

    path: str
    columns: tuple[str, ...]
    state: dict[str, Any]


class InputRecord(BaseModel, frozen=True, defer_build=True):
    """The input rows of a run.

    path : the path as given by the user; None for data in memory.
    source, format : the name and the format of the input, for people.
    rows : number of rows of the source, including rows dropped while reading.
    """

    digest: str
    source: str = ""
    format: str = ""
    path: str | None = None
    rows: int = 0
    dropped: int = 0


class OutputRecord(BaseModel, frozen=True, defer_build=True):
    """The output rows of a run."""

    rows: int
    digest: str
    formats: tuple[str, ...] = ()


class RulesRecord(BaseModel, frozen=True, defer_build=True):
    """The rule book of a run."""

    name: str
    hash: str


class RecipeRecord(BaseModel, frozen=True, defer_build=True):
    """The recipe of a run, without input and output."""

    steps: tuple[str | dict[str, Any], ...]
    seed: int | None = None


class RecipeFile(BaseModel, frozen=True, defer_build=True):
    """The file of a recipe; its text is None if the file can only be read once, as a pipe."""

    name: str
    text: str | None = None


class Link(BaseModel, frozen=True, defer_build=True):
    """An earlier run in the chain of runs that led to the input.

    run : the name of the run's folder.
    recipe : the name of the recipe file; None if there was none.
    steps : the names of the run's steps.
    source, input_digest, rows_in : name, digest and number of rows of the run's input.
    rows, digest : number and digest of the run's output rows.
    """

    run: str
    recipe: str | None = None
    steps: tuple[str, ...] = ()
    seed: int | None = None
    source: str = ""
    input_digest: str = ""
    rows_in: int = 0
    rows: int = 0
    digest: str = ""
    licence: str | None = None


class Manifest(BaseModel, frozen=True, defer_build=True):
    """The parts of a run's manifest that reaug reads again; `card.manifest` returns all parts."""

    steps: tuple[StepRecord, ...]
    input: InputRecord
    recipe: RecipeRecord
    splits: tuple[str, ...] = ()
    output: OutputRecord | None = None
    rules: RulesRecord | None = None
    reaug: str | None = None
    packages: dict[str, str | None] = {}
    recipe_file: RecipeFile | None = None
    chain: tuple[Link, ...] = ()
    licence: str | None = None


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a run folder, after checking that it is unchanged.

    Raises
    ------
    InputError
        The folder is not a run folder, or its manifest was changed after the run.
    """
    try:
        if (folder / MANIFEST).exists() and not (folder / MANIFEST).is_file():
            raise OSError("a pipe or device may never end")
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise InputError(f"{folder} is not a run folder: {MANIFEST} {why}") from error
    sealed = is_sealed(folder)
    if sealed is False or (sealed is None and recorded(folder)):
        what = Change(MANIFEST, CHANGED) if sealed is False else Change(SEAL, MISSING)
        raise InputError(f"{folder}: {what}; reaug verify {folder} shows all")
    return manifest
