"""Find killed runs that `--resume` can continue; this module imports no large libraries."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from reaug.files import atomic
from reaug.files.run_files import BEGUN, WORK

_LEFT: Final = ".partial-"


class Killed(NamedTuple):
    """A killed run: the folder that it was to write, and the command that continues it."""

    folder: Path
    command: str


def killed_in(place: Path) -> Iterator[Killed]:
    """Yield the runs that were killed while writing to a folder; running ones are left out."""
    try:
        names = sorted(name for name in os.listdir(place) if _LEFT in name)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        target = place / name[1:].rpartition(_LEFT)[0]
        unfinished = place / name
        if unfinished not in atomic.leftovers(target, "partial") or not atomic.is_dead(unfinished):
            continue
        try:
            words = json.loads((unfinished / WORK / BEGUN).read_bytes())["command"]
            command = shlex.join([str(word) for word in words if word != "--resume"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        yield Killed(target, f"{command} --resume")
