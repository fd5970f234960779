"""The manifest of a run folder, as far as others read it: undo, trace, `--like`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from reaug.errors import InputError
from reaug.pipeline.folder import MANIFEST


class StepRecord(BaseModel, frozen=True):
    """A step that ran: its path, the columns that it added, what its state says of itself."""

    path: str
    columns: tuple[str, ...]
    state: dict[str, Any]


class InputRecord(BaseModel, frozen=True):
    """The rows that a run began with."""

    digest: str


class RecipeRecord(BaseModel, frozen=True):
    """The recipe that was run."""

    steps: tuple[str | dict[str, Any], ...]


class Manifest(BaseModel, frozen=True):
    """What `card.manifest` wrote."""

    steps: tuple[StepRecord, ...]
    input: InputRecord
    recipe: RecipeRecord
    splits: tuple[str, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run folder.

    Raises
    ------
    InputError
        The folder is no run folder.
    """
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise InputError(f"{folder} is no run folder: {MANIFEST} {why}") from error
