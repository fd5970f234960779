"""Cutting another set as a run's curriculum did."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError, UsageError
from reaug.runs.manifest import read_manifest

_CUTTING: Final = ("by", "cut", "buckets", "thresholds", "line", "max_tokens")


def as_said(name: str) -> str:
    """A parameter as Python says it."""
    return name


def curriculum_like(
    folder: Path, given: Collection[str] = (), told: Callable[[str], str] = as_said
) -> dict[str, Any]:
    """Parameters of the last curriculum of a run, with the thresholds that it found.

    `given` are parameters that were said beside it: nothing is left to say but what does not cut.
    `told` names one for the error.

    Raises
    ------
    UsageError
        One of them says how to cut.
    InputError
        The folder is not a run folder, or no curriculum ran in it.
    """
    if twice := [name for name in _CUTTING if name in given]:
        raise UsageError(
            f"{told('like')} cuts as that run did; take {', '.join(map(told, twice))} away"
        )
    for step in reversed(read_manifest(folder).steps):
        if step.path.endswith(".curriculum"):
            return step.state
    raise InputError(f"{folder}: no curriculum ran there, so there are no thresholds to follow")
