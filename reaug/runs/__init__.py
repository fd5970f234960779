"""Run folders: made by a run, sealed, traced, undone, verified, and known to each other.

The package is the function too: `reaug.runs("experiments")` lists the runs in and under a folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reaug.runs.history.comparison import Difference
    from reaug.runs.history.listing import Runs
    from reaug.runs.history.search import Origin, Progress

__all__ = ["diff", "find", "tag"]

Folder = str | os.PathLike[str]


def tag(folder: Folder, tags: Mapping[str, Any] | None = None, **more: Any) -> dict[str, str]:
    """Note tags of a run, in its `notes/tags.json`, and return all that it has then.

    Parameters
    ----------
    folder
        A run folder.
    tags, more
        Texts or numbers by key: an experiment's name, the id of a training, a score. An empty text
        takes a tag away.

    Raises
    ------
    UsageError
        No tag is given, or one that cannot be written.
    InputError
        The folder is no run, or its tags cannot be read.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> from reaug.recipe.model import make_recipe
    >>> with tempfile.TemporaryDirectory() as place:
    ...     done = reaug.run(make_recipe(["aeda"]), source=sample_data(), output=f"{place}/first")
    ...     tags = reaug.runs.tag(f"{place}/first", experiment="첫째", f1=72.4)
    ...     [run] = reaug.runs(place)
    >>> run.notes.tags, run.notes.scores
    ({'experiment': '첫째', 'f1': '72.4'}, {'f1': 72.4})
    """
    from pathlib import Path

    from reaug.runs.history.notes import tag as note

    return note(Path(folder), {**(tags or {}), **more})


def diff(first: Folder, second: Folder) -> Difference:
    """What two runs differ in: recipe, rule book, input, rows, labels, counts of each step.

    Raises
    ------
    InputError
        One is no run folder, or was changed after the run.
    """
    from pathlib import Path

    from reaug.runs.history.comparison import diff as difference

    return difference(Path(first), Path(second))


def find(
    source: Any,
    places: Folder | Sequence[Folder] = ".",
    *,
    map: Folder | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Folder | None = None,
    progress: Progress | None = None,
) -> Origin:
    """Which run made these rows: a file that was renamed or shuffled, or a part of one.

    Parameters
    ----------
    source
        Whatever `reaug.load` reads.
    places
        A folder that holds runs, or several.
    map, encoding, offsets, label_names
        As of `reaug.load`.
    progress
        Gets the number of runs looked into and of all: the rows of each are read once, and their
        hashes kept in the user's cache folder.

    Returns
    -------
    Origin
        `best` has the folder of the likeliest run (several where they fit alike), `matches` more.

    Raises
    ------
    InputError
        The source has no row that can be read, or a place is no folder.
    """
    from reaug.data.read_as import read_as
    from reaug.runs.history.search import find as origin_of

    how = read_as(map, encoding, offsets, label_names)
    return origin_of(source, _several(places), how=how, progress=progress)


def _several(places: Folder | Sequence[Folder]) -> Sequence[Folder]:
    return [places] if isinstance(places, str | os.PathLike) else list(places)


class _CallablePackage(ModuleType):
    """A function `reaug.runs` could not stand beside a package `reaug.runs`: so one is both."""

    def __call__(self, *places: Folder) -> Runs:
        """The runs in and under folders (the present one by default), in the order they began.

        Each says whose output it read, and what it did otherwise than the run before.

        Raises
        ------
        InputError
            A place is no folder.
        """
        from reaug.runs.history.listing import list_runs

        return list_runs(places or (".",))


sys.modules[__name__].__class__ = _CallablePackage
