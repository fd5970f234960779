"""Run folders under other folders: each once, whatever links lead to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from reaug.runs.history.record import Refused


class Folders(NamedTuple):
    """Folders with a manifest, by name, and those that could not be looked into."""

    candidates: tuple[Path, ...]
    refused: tuple[Refused, ...]


def folders_under(places: Sequence[Path]) -> Folders:
    """Every folder with a manifest in or under some places; what lies in a run is not looked at.

    Hidden folders are passed over, since half-written runs are. A link that leads straight to a run
    is followed, any other is not: it may lead in a circle, or out into the whole disk.

    Raises
    ------
    InputError
        A place is not there, or is no folder.
    """
    seen: set[tuple[int, int]] = set()
    candidates: list[Path] = []
    refused: list[Refused] = []
    for place in places:
        if not place.is_dir():
            why = "is not a folder" if os.path.lexists(place) else "is not there"
            raise InputError(f"{place} {why}; name folders that contain runs")
        for folder in _under(place, refused):
            status = folder.stat()
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                candidates.append(folder)
    return Folders(tuple(candidates), tuple(refused))


def _under(place: Path, refused: list[Refused]) -> Iterator[Path]:
    if (place / MANIFEST).exists():
        yield place
        return
    waiting = [str(place)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inner = sorted(_folders_of(entries))
        except OSError as error:
            refused.append(Refused(folder, f"cannot be looked into: {error.strerror or error}"))
            continue
        deeper = []
        for path, is_link in inner:
            manifest = _has_manifest(path)
            if manifest:
                yield Path(path)
            elif not is_link:
                deeper.append(path)
        waiting += reversed(deeper)


def _folders_of(entries: Iterator[os.DirEntry[str]]) -> Iterator[tuple[str, bool]]:
    """Path of each folder in a folder, and whether it is a link."""
    for entry in entries:
        try:
            if not entry.name.startswith(".") and entry.is_dir():
                yield entry.path, entry.is_symlink()
        except OSError:  # a link that leads to itself
            continue


def _has_manifest(path: str) -> bool:
    try:
        return os.path.lexists(os.path.join(path, MANIFEST))  # noqa: PTH118  # 10,000 times
    except OSError:
        return False
