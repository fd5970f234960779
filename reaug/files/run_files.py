"""The files of a run, and whether they are as the run left them.

`manifest.json` says of itself that a run wrote it, and has the SHA-256 of every file that the run
wrote; its own stands beside it in `manifest.sha256`, as `sha256sum -c` reads it. Seconds and the
command are in `timing.json`, and `notes/` is for what people add: both are outside the digests.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from reaug.errors import InputError

KIND: Final = "reaug-run"
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
TIMING: Final = "timing.json"
DRIFT: Final = "drift.json"
NOTES: Final = "notes"
WORK: Final = "work"
"""Files that a run needs while it is at work, removed at its end."""
BEGUN: Final = "begun.json"
"""In there: what the run began with, so that another can go on where it is killed."""
CHANGED: Final = "was changed after the run"
MISSING: Final = "is missing"
_OF_SYSTEMS: Final = frozenset(
    (".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini")
)
_APART: Final = (MANIFEST, SEAL, TIMING)
"""Files of a run that its list of digests does not hold."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits.

    Raises
    ------
    OSError
        It cannot be read, or is a pipe or device, which may never end.
    """
    _check_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_regular(path: Path) -> None:
    """Raise `OSError` for what is there and is not a file: to open a pipe may take for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))


def listing(folder: Path) -> Iterator[str]:
    """Names of all files in a folder but the notes, with `/` between; links are not followed.

    What an operating system leaves in a folder that somebody looks into is no file of anybody.
    """
    for root, folders, files in os.walk(folder):
        place = Path(root)
        links = [name for name in folders if (place / name).is_symlink()]
        if place == folder and NOTES in folders and NOTES not in links:
            folders.remove(NOTES)
        for name in (*files, *links):
            if not left_by_system(name):
                yield (place / name).relative_to(folder).as_posix()


def left_by_system(name: str) -> bool:
    """Whether a file is one that macOS or Windows leaves in folders.

    >>> left_by_system(".DS_Store"), left_by_system("Thumbs.db"), left_by_system("data.json")
    (True, True, False)
    """
    return name in _OF_SYSTEMS or name.startswith("._")


def digests(folder: Path, but: str = "") -> dict[str, str]:
    """The digest of every file that the manifest is to list, by name; none of the folder `but`."""
    names = sorted(name for name in listing(folder) if name not in _APART)
    if but:
        names = [name for name in names if not name.startswith(f"{but}/")]
    return {name: file_digest(folder / name) for name in names}


def seal(folder: Path) -> None:
    """Write the digest of a manifest beside it."""
    line = f"{file_digest(folder / MANIFEST)}  {MANIFEST}\n"
    (folder / SEAL).write_text(line, encoding="ascii")


def is_run(folder: Path) -> bool:
    """Whether a run wrote a folder, as its manifest says."""
    return _manifest(folder).get("kind") == KIND


def recorded(folder: Path) -> dict[str, str] | None:
    """The digests that a run's manifest lists; None where it lists none, or is none of a run.

    Raises
    ------
    InputError
        It is a list that no run wrote.
    """
    manifest = _manifest(folder)
    if manifest.get("kind") != KIND:
        return None
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(map(_is_entry, files.items())):
        raise InputError(f"{folder / MANIFEST}: its list of files cannot be read; it was edited")
    return files


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        _check_regular(folder / MANIFEST)
        value = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_entry(entry: tuple[str, Any]) -> bool:
    name, digest = entry
    path = PurePosixPath(name)
    return (
        isinstance(digest, str) and bool(name) and not path.is_absolute() and ".." not in path.parts
    )


def is_sealed(folder: Path) -> bool | None:
    """Whether a manifest is as the run wrote it; None where nothing says so."""
    try:
        _check_regular(folder / SEAL)
        text = (folder / SEAL).read_text(encoding="ascii", errors="replace")
        return text.split()[:1] == [file_digest(folder / MANIFEST)]
    except OSError:
        return None


class Change(NamedTuple):
    """A file of a run that is not as the run wrote it, and how: `was changed after the run`, …"""

    name: str
    how: str

    def __str__(self) -> str:
        return f"{self.name} {self.how}"


def changed_since(folder: Path, under: str = "") -> list[Change]:
    """The files of a run that are missing or hold something else than the run wrote.

    Parameters
    ----------
    folder
        A run folder. What a manifest without a list of files says of them is nothing.
    under
        Only this file, or the files in this folder.

    Examples
    --------
    `[Change("manifest.json", "was changed after the run"), Change("log/order.arrow", MISSING)]`
    """
    sealed = is_sealed(folder)
    changes = [Change(MANIFEST, CHANGED)] if sealed is False else []
    try:
        files = recorded(folder) or {}
        if files and sealed is None:  # without it nobody could tell an edited manifest
            changes = [Change(SEAL, MISSING)]
    except InputError:
        return changes or [Change(MANIFEST, "was edited: its list of files cannot be read")]
    for name, digest in files.items():
        if under and name != under and not name.startswith(f"{under}/"):
            continue
        path = folder / name
        try:
            if path.is_symlink() or file_digest(path) != digest:
                changes.append(Change(name, CHANGED))
        except FileNotFoundError:
            changes.append(Change(name, MISSING))
        except OSError as error:
            changes.append(Change(name, f"cannot be read: {error.strerror or error}"))
    return changes


def strangers(folder: Path) -> list[str]:
    """The files in a run folder that the run did not write, but for the notes.

    `datasets` leaves caches (`cache-….arrow`) in a set that it loads; these are not reported.
    """
    known = {*(recorded(folder) or {}), *_APART}
    return sorted(name for name in listing(folder) if name not in known and not _is_cache(name))


def _is_cache(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[0] == "data" and path.name.startswith("cache-") and path.suffix == ".arrow"


def check_unchanged(path: Path) -> None:
    """Refuse what is read of a run, where it is not what the run wrote.

    Parameters
    ----------
    path
        A file or folder, in a run folder or anywhere else. A file that the run did not write is
        not looked at, nor is anything in a folder that says of no file what it held.

    Raises
    ------
    InputError
        Which file was changed, or is missing.
    """
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):  # no name of a file; who reads it says so
        return
    folder = run_around(real)
    if folder is None:
        return
    inside = "" if real == folder else real.relative_to(folder).as_posix()
    if inside.split("/")[0] == NOTES:
        return
    changes = changed_since(folder, inside)
    if changes:
        more = f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
        # As the user names it, if he does.
        shown = next(
            (candidate for candidate in (path, *path.parents) if candidate.resolve() == folder),
            folder,
        )
        raise InputError(f"{shown}: {changes[0]}{more}; reaug verify {shown} shows all")


def run_around(path: Path) -> Path | None:
    """The run folder that a path, without links, is or lies in; None where it lies in none."""
    return next((place for place in (path, *path.parents) if _may_be_run(place)), None)


def _may_be_run(folder: Path) -> bool:
    if not (folder / MANIFEST).is_file():
        return False
    return (folder / SEAL).is_file() or is_run(folder)
