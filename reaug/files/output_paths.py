"""Check that outputs do not overlap inputs, so that no input is overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from reaug.errors import OutputError
from reaug.files.atomic import is_stream
from reaug.files.file_patterns import is_pattern, matching
from reaug.files.run_files import NOTES, is_run, run_around

Identity = tuple[int, int]


def check_apart(output: Path, inputs: Iterable[Any], option: str = "--output") -> None:
    """Raise an error if an output is, contains, or is inside an input, or is inside a run folder.

    Outputs inside the `notes/` of a run folder are allowed: people and programs may add files
    there.

    Parameters
    ----------
    output
        The file or folder that will be written; it need not exist.
    inputs
        What the command reads: paths, `FOLDER:SPLIT`, hub names, data in memory. Only local files
        and folders are compared.
    option
        The option that names the output.

    Raises
    ------
    OutputError
        The output overlaps an input, or is inside a run folder; the message has both names.
    """
    try:
        # a stream is not replaced; stdin and stdout may even be the same terminal
        if is_stream(output):
            return
        target = Path(os.path.realpath(output))
        around = list(_identities(target))
    except (OSError, ValueError):  # an invalid file name, which the writer reports
        return
    for place in (place for item in inputs for place in places_of(item)):
        source = Path(os.path.realpath(place))
        source_identity, target_identity = _identity(source), _identity(target)
        if target_identity == source_identity:
            raise _refusal(option, output, "is", place)
        if target_identity is not None and target_identity in _identities(source):
            raise _refusal(option, output, "contains", place)
        if source_identity in around and not _in_notes(target, source):
            raise _refusal(option, output, "is inside", place)
    run = run_around(target.parent)
    if run is not None and not _in_notes(target, run):
        raise OutputError(
            f"{option} {output} is inside {run}, a run, which keeps only its own files "
            f"(except in {run / NOTES}/); choose another {option}"
        )


def places_of(source: Any) -> list[Path]:
    """Return all files and folders that a source names, also by a pattern or a list."""
    if isinstance(source, list | tuple):
        return [place for part in source for place in places_of(part)]
    place = place_of(source)
    if place is not None:
        return [place]
    return matching(source) if isinstance(source, str) and is_pattern(source) else []


def place_of(source: Any) -> Path | None:
    """Return the local file or folder that a source names; None if none of this name exists."""
    if not isinstance(source, str | os.PathLike):
        return None
    name = os.fsdecode(source)
    if not name:
        return None
    try:
        path = Path(name).expanduser()
        if path.exists():
            return path
        head, colon, _ = name.rpartition(":")  # FOLDER:SPLIT
        folder = Path(head).expanduser()
        return folder if colon and head and folder.exists() else None
    # the name is too long, has a NUL, or begins with ~ and an unknown user
    except (OSError, ValueError, RuntimeError):
        return None


def _identity(path: Path) -> Identity | None:
    """Return the device and inode of a path; None if it does not exist."""
    # Names cannot be compared, since some file systems ignore their case.
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _identities(path: Path) -> Iterator[Identity | None]:
    """Yield the device and inode of each parent folder of a path."""
    for parent in path.parents:
        identity = _identity(parent)
        if identity is not None:
            yield identity


def _in_notes(target: Path, source: Path) -> bool:
    """Return whether `target` is inside `notes/` of the run folder `source`."""
    notes = source / NOTES
    return target != notes and target.is_relative_to(notes) and is_run(source)


def _refusal(option: str, output: Path, how: str, place: Path) -> OutputError:
    free = f" (except in {place / NOTES}/)" if how == "is inside" and is_run(place) else ""
    what = f"{how} {place}, an input of this command"
    if how == "is" and str(output) == str(place):
        what = "is an input of this command"
    if option == str(output):  # the output is an argument, not the value of an option
        return OutputError(f"{output} {what}; choose another folder{free}")
    return OutputError(f"{option} {output} {what}; choose another {option}{free}")
