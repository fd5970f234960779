"""Cutting another set into buckets as a run's curriculum did."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError, UsageError
from reaug.runs.manifest import read_manifest

_CUTTING: Final = ("by", "cut", "buckets", "thresholds", "line", "max_tokens")


def in_python(name: str) -> str:
    """A parameter as it is written in Python."""
    return name


def curriculum_like(
    folder: Path, parameters: Collection[str] = (), spelling: Callable[[str], str] = in_python
) -> dict[str, Any]:
    """Parameters of the last curriculum of a run, with the thresholds that it found.

    `parameters` are given beside it; none of them may determine the cuts. `spelling` writes the
    name of a parameter as the user knows it, for the error.

    Raises
    ------
    UsageError
        One of them determines the cuts.
    InputError
        The folder is not a run folder, or no curriculum ran in it.
    """
    if twice := [name for name in _CUTTING if name in parameters]:
        raise UsageError(
            f"{spelling('like')} takes the thresholds of that run; remove "
            f"{', '.join(map(spelling, twice))}"
        )
    for step in reversed(read_manifest(folder).steps):
        if step.path.endswith(".curriculum"):
            return step.state
    raise InputError(f"{folder}: that run had no curriculum, so there are no thresholds to use")
