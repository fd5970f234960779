"""Find names of files that do not exist yet, for the commands that messages suggest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_BOOK: Final = "own/rules.yaml"


def free(name: str) -> str:
    """Return `name` if no such file exists, else the first of `name-2`, `name-3`, … that is free.

    >>> free("no-such-file.csv")
    'no-such-file.csv'
    """
    path, number = Path(name), 1
    while os.path.lexists(path):
        number += 1
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
    return str(path)


def made_book() -> str | None:
    """Return the path of the rule book that `reaug init DATA -o own` has written; None if there is
    none in the current folder.

    >>> made_book() is None
    True
    """
    return _BOOK if Path(_BOOK).is_file() else None


def own_folder() -> str:
    """Return the folder to suggest as output of `reaug init`."""
    return free("own")


def own_book() -> str:
    """Return the path of the rule book (the YAML file that describes the relations of a data set)
    that `reaug init` would write to `own_folder()`.

    >>> own_book()
    'own/rules.yaml'
    """
    return f"{own_folder()}/rules.yaml"
