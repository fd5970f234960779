"""Read the thresholds of a run's `curriculum` step, to divide other data in the same way.

The step divides rows by length into buckets, which a training takes in order. The option `--like`
of the command line names the run.
"""

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
    """Return the parameters of a run's last `curriculum` step, with the thresholds it computed.

    Parameters
    ----------
    folder
        A run folder.
    parameters
        The names of the parameters that the user also gives. Parameters on which the thresholds
        depend are refused.
    spelling
        A function that returns the name of a parameter for the error message, for example as an
        option of the command line.

    Raises
    ------
    UsageError
        The user gives a parameter that the thresholds depend on.
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
