"""Read the thresholds of a run's curriculum, to divide other data in the same way (`--like`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError, UsageError
from reaug.runs.manifest import read_manifest

_CUTTING: Final = ("by", "cut", "buckets", "thresholds", "line", "max_tokens")


def in_python(name: str) -> str:
    """Return the name of a parameter as it is in Python."""
    return name


def curriculum_like(
    folder: Path, parameters: Collection[str] = (), spelling: Callable[[str], str] = in_python
) -> dict[str, Any]:
    """Return the parameters of a run's last curriculum, with its computed thresholds.

    `parameters` are the names of parameters that the user also gives; they must not determine the
    thresholds. `spelling` returns the name of a parameter in the form that the user knows, for the
    error.

    Raises
    ------
    UsageError
        A parameter that the user gives determines the thresholds.
    InputError
        The folder is not a run folder, or its run had no curriculum.
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
