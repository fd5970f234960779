"""File names that a command suggests to write to."""

from __future__ import annotations

import os
from pathlib import Path


def free(name: str) -> str:
    """Return the name if no file has it yet, else the name with a number.

    >>> free("no-such-file.csv")
    'no-such-file.csv'
    """
    path, number = Path(name), 1
    while os.path.lexists(path):
        number += 1
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
    return str(path)


def own_folder() -> str:
    """Return the folder that a command suggests for `reaug init`."""
    return free("own")


def own_book() -> str:
    """Return the rule book in that folder.

    >>> own_book()
    'own/rules.yaml'
    """
    return f"{own_folder()}/rules.yaml"
