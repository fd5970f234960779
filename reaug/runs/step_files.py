"""Let steps write files into the run folder, and check that they change no file of the run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa

from reaug.core.failures import blamed
from reaug.core.step import Step
from reaug.core.written_files import watched
from reaug.data.formats.run import DATA
from reaug.engine.step_calls import is_plugin
from reaug.errors import StepError
from reaug.files.run_files import WORK
from reaug.recipe.plan import Leaf
from reaug.runs.folder import OWN

_Stand = dict[str, tuple[int, int, int]]


def leave(leaf: Leaf, folder: Path, rows: pa.Table, state: Any) -> None:
    """Call the `leave` of a step, which writes the step's files into the run folder.

    Raises
    ------
    StepError
        The step crashed, wrote outside of the folder, wrote a link, or changed a file of the run.
    """
    if type(leaf.step).leave is Step.leave:
        return
    before = _files(folder)
    with blamed(leaf.path, "in leave"):
        if is_plugin(leaf.step):
            with watched(str(folder)) as watch:
                leaf.step.leave(folder, rows, state)
            if watch.left():
                raise StepError(f"it wrote {watch.left()[0]}, outside the run folder")
        else:
            leaf.step.leave(folder, rows, state)
        if wrong := _wrong(folder, before, _files(folder)):
            raise StepError(wrong)


def _wrong(folder: Path, before: _Stand, after: _Stand) -> str:
    for name in sorted(before.keys() | after.keys()):
        if name in before and before[name] != after.get(name):
            did = "changed" if name in after else "removed"
            return f"it has {did} {name}, a file of the run; give the step's files other names"
        if name in before:
            continue
        top = Path(name).parts[0]
        if top in OWN or top.startswith(f"{DATA}."):
            return f"it has written {name}, a name that the run uses itself; choose another"
        if (folder / name).is_symlink():
            return (
                f"it has written the link {name}; write a file instead, since links break if the "
                "run folder is moved"
            )
    return ""


def _files(folder: Path) -> _Stand:
    """Return inode, size and time of the files and links in a folder, without working files."""
    stats: _Stand = {}
    for place, folders, names in os.walk(folder):
        if place == str(folder):
            folders[:] = [name for name in folders if name != WORK]
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
        for name in [*names, *links]:
            path = Path(place, name)
            stat = path.lstat()
            stats[str(path.relative_to(folder))] = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return stats
