"""Suggest names of files that do not exist yet, for commands that messages show."""

from __future__ import annotations

import os
from pathlib import Path


def free(name: str) -> str:
    """Return a name that no file has yet: `name`, or `name` with a number.

    >>> free("no-such-file.csv")
    'no-such-file.csv'
    """
    path, number = Path(name), 1
    while os.path.lexists(path):
        number += 1
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
    return str(path)


def own_folder() -> str:
    """Return the folder to suggest as output of `reaug init`."""
    return free("own")


def own_book() -> str:
    """Return the path of the rule book that `reaug init` would write to `own_folder()`.

    >>> own_book()
    'own/rules.yaml'
    """
    return f"{own_folder()}/rules.yaml"
