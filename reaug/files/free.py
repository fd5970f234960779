"""Names for files that a command advises to write."""

from __future__ import annotations

import os
from pathlib import Path


def free(name: str) -> str:
    """A name that nothing has yet: the name itself, or with a number.

    >>> free("no-such-file.csv")
    'no-such-file.csv'
    """
    path, number = Path(name), 1
    while os.path.lexists(path):
        number += 1
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
    return str(path)


def own_folder() -> str:
    """The folder that a command advises to let `reaug init` write to."""
    return free("own")


def own_book() -> str:
    """The rule book in that folder.

    >>> own_book()
    'own/rules.yaml'
    """
    return f"{own_folder()}/rules.yaml"
