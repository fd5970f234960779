"""Runs that were killed: what `--resume` goes on with. Nothing heavy is imported."""

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
    """A run that was killed: the folder that it was to be, and the command that goes on with it."""

    folder: Path
    command: str


def killed_in(place: Path) -> Iterator[Killed]:
    """The runs that were killed while they wrote into a folder; not those that are at work."""
    try:
        names = sorted(name for name in os.listdir(place) if _LEFT in name)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        target = place / name[1:].rpartition(_LEFT)[0]
        left = place / name
        if left not in atomic.leftovers(target, "partial") or not atomic.is_dead(left):
            continue
        try:
            words = json.loads((left / WORK / BEGUN).read_bytes())["command"]
            command = shlex.join([str(word) for word in words if word != "--resume"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        yield Killed(target, f"{command} --resume")
