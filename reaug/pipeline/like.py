"""Cutting another set as a run's curriculum did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reaug.errors import InputError
from reaug.pipeline.undo import read_manifest


def curriculum_like(folder: str) -> dict[str, Any]:
    """Parameters of a curriculum with the thresholds that a run found.

    Raises
    ------
    InputError
        The folder is no run folder, or no curriculum ran in it.
    """
    for step in reversed(read_manifest(Path(folder))["steps"]):
        if step["path"].endswith(".curriculum"):
            return dict(step["state"])
    raise InputError(f"{folder}: no curriculum ran there, so there are no thresholds to follow")
