"""Run folders: write them, then trace, undo, verify, list and compare them.

The package is also a function: `reaug.runs("experiments")` lists the runs in and under a folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reaug.runs.history.row_search import Origin, Progress
    from reaug.runs.history.run_comparison import Difference
    from reaug.runs.history.run_list import Runs

__all__ = ["diff", "find", "tag"]

Folder = str | os.PathLike[str]


def tag(folder: Folder, tags: Mapping[str, Any] | None = None, **more: Any) -> dict[str, str]:
    """Add tags to a run (in its `notes/tags.json`), and return all tags of the run.

    Parameters
    ----------
    folder
        A run folder.
    tags, more
        Texts or numbers by key: the name of an experiment, the id of a training, a score. An empty
        text removes the tag.

    Raises
    ------
    UsageError
        No tag is given, or a tag is invalid.
    InputError
        The folder is not a run, or its tags cannot be read.

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
    """Return the differences of two runs: recipe, rule book, input, rows, labels, counts of steps.

    Raises
    ------
    InputError
        A folder is not a run, or was changed after the run.
    """
    from pathlib import Path

    from reaug.runs.history.run_comparison import diff as difference

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
    """Return the run that wrote some rows, even if their file was renamed, shuffled or cut.

    Parameters
    ----------
    source
        Anything that `reaug.load` can read.
    places
        One or more folders that contain runs.
    map, encoding, offsets, label_names
        See `reaug.load`.
    progress
        Called with the number of runs searched so far, and of all runs. The rows of each run are
        read only once, since their hashes are kept in the user's cache folder.

    Returns
    -------
    Origin
        `best` has the folder of the best match (several if they match equally), `matches` has all.

    Raises
    ------
    InputError
        The source has no readable row, or a place is not a folder.
    """
    from reaug.data.read_options import read_as
    from reaug.runs.history.row_search import find as origin_of

    how = read_as(map, encoding, offsets, label_names)
    return origin_of(source, _several(places), how=how, progress=progress)


def _several(places: Folder | Sequence[Folder]) -> Sequence[Folder]:
    return [places] if isinstance(places, str | os.PathLike) else list(places)


class _CallablePackage(ModuleType):
    """The type of the package `reaug.runs`, which makes `reaug.runs("results")` a valid call.

    A function `runs` in `reaug` would hide the package of the same name.
    """

    def __call__(self, *places: Folder) -> Runs:
        """Return the runs in and under folders (by default the current folder), in order of their
        start.

        Each run lists the runs whose output it read (its parents), and its differences from an
        earlier run.

        Raises
        ------
        InputError
            A place is not a folder.
        """
        from reaug.runs.history.run_list import list_runs

        return list_runs(places or (".",))


sys.modules[__name__].__class__ = _CallablePackage
