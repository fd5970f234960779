"""Cutting another set as a run's curriculum did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reaug.errors import InputError
from reaug.runs.manifest import read_manifest


def curriculum_like(folder: Path) -> dict[str, Any]:
    """Parameters of the last curriculum of a run, with the thresholds that it found.

    Raises
    ------
    InputError
        The folder is not a run folder, or no curriculum ran in it.
    """
    for step in reversed(read_manifest(folder).steps):
        if step.path.endswith(".curriculum"):
            return step.state
    raise InputError(f"{folder}: no curriculum ran there, so there are no thresholds to follow")
