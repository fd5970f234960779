"""Find run folders under other folders, each once, even if several links lead to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from reaug.runs.history.record import Refused


class Folders(NamedTuple):
    """Folders with a manifest, sorted by name, and those that could not be read."""

    candidates: tuple[Path, ...]
    refused: tuple[Refused, ...]


def folders_under(places: Sequence[Path]) -> Folders:
    """Find every folder with a manifest in or under places, without looking inside runs.

    Hidden folders are skipped, since unfinished runs are hidden. Only links directly to a run are
    followed: others may lead to a cycle, or to the whole disk.

    Raises
    ------
    InputError
        A place does not exist, or is not a folder.
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
    """Paths of the subfolders, and whether each is a link."""
    for entry in entries:
        try:
            if not entry.name.startswith(".") and entry.is_dir():
                yield entry.path, entry.is_symlink()
        except OSError:  # a link to itself
            continue


def _has_manifest(path: str) -> bool:
    try:
        return os.path.lexists(os.path.join(path, MANIFEST))  # noqa: PTH118  # called 10,000 times
    except OSError:
        return False
