"""The files of a run folder, and whether they have changed since the run.

`manifest.json` says that a run wrote the folder, and has the SHA-256 of every file of the run. Its
own SHA-256 is in `manifest.sha256`, in the format of `sha256sum -c`; this file is called the seal.
`timing.json` (seconds, and the command) and `notes/` (files that people add) have no digests.
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

import xxhash

from reaug.errors import InputError

KIND: Final = "reaug-run"
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
TIMING: Final = "timing.json"
DRIFT: Final = "drift.json"
NOTES: Final = "notes"
WORK: Final = "work"
"""Name of the folder for files that a run needs while it is at work; removed at its end."""
BEGUN: Final = "begun.json"
"""Name of the file in `WORK` that records what the run began with, for resuming a killed run."""
CHANGED: Final = "was changed after the run"
MISSING: Final = "is missing"
_OF_SYSTEMS: Final = frozenset(
    (".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini")
)
_APART: Final = (MANIFEST, SEAL, TIMING)
"""Files of a run that are not in the manifest's list of digests."""


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits.

    Raises
    ------
    OSError
        The file cannot be read, or is a pipe or device, which may never end.
    """
    _check_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_checksum(path: Path) -> str:
    """Return a checksum of a file that detects damage, at a twentieth of the time of a SHA-256.

    Raises
    ------
    OSError
        As for `file_digest`.
    """
    _check_regular(path)
    checksum = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum.update(block)
    return checksum.hexdigest()


def _check_regular(path: Path) -> None:
    """Raise `OSError` unless a path is a regular file, since opening a pipe may block forever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))


def listing(folder: Path) -> Iterator[str]:
    """Yield the path of each file in a run folder, except those in `notes/`.

    The paths are relative to the folder, and separated by `/`.

    Links to folders are listed, but not followed. Files that an operating system leaves in folders
    (`.DS_Store`) are skipped.
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
    """Return whether a name is that of a file that macOS or Windows leaves in folders.

    >>> left_by_system(".DS_Store"), left_by_system("Thumbs.db"), left_by_system("data.json")
    (True, True, False)
    """
    return name in _OF_SYSTEMS or name.startswith("._")


def digests(folder: Path, but: str = "") -> dict[str, str]:
    """Return the SHA-256 of each file that the manifest of a run lists, by relative path.

    `but` is a folder to leave out.
    """
    names = sorted(name for name in listing(folder) if name not in _APART)
    if but:
        names = [name for name in names if not name.startswith(f"{but}/")]
    return {name: file_digest(folder / name) for name in names}


def seal(folder: Path) -> None:
    """Write the seal of a run (`manifest.sha256`), which contains the digest of its manifest."""
    line = f"{file_digest(folder / MANIFEST)}  {MANIFEST}\n"
    (folder / SEAL).write_text(line, encoding="ascii")


def is_run(folder: Path) -> bool:
    """Return whether a folder is a run folder, as its manifest says."""
    return _manifest(folder).get("kind") == KIND


def recorded(folder: Path) -> dict[str, str] | None:
    """Return the digests that a run's manifest lists, by name; None if the folder is not a run.

    Raises
    ------
    InputError
        The manifest has no valid list of files, so somebody has edited it.
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
    """Return whether a manifest matches its seal; None if there is no seal."""
    try:
        _check_regular(folder / SEAL)
        text = (folder / SEAL).read_text(encoding="ascii", errors="replace")
        return text.split()[:1] == [file_digest(folder / MANIFEST)]
    except OSError:
        return None


class Change(NamedTuple):
    """A file of a run that differs, and how: `was changed after the run`, `is missing`, …"""

    name: str
    how: str

    def __str__(self) -> str:
        return f"{self.name} {self.how}"


def changed_since(folder: Path, under: str = "") -> list[Change]:
    """Return the files of a run that are missing or were changed.

    Parameters
    ----------
    folder
        A run folder. If its manifest has no list of files, nothing is reported.
    under
        Check only this file, or the files in this folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     files = {"log.arrow": "0" * 64}
    ...     _ = (folder / "manifest.json").write_text(json.dumps({"kind": KIND, "files": files}))
    ...     seal(folder)
    ...     changed_since(folder)
    [Change(name='log.arrow', how='is missing')]
    """
    sealed = is_sealed(folder)
    changes = [Change(MANIFEST, CHANGED)] if sealed is False else []
    try:
        files = recorded(folder) or {}
        if files and sealed is None:  # without the seal, an edited manifest could not be recognised
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
    """Return the files in a run folder that the run did not write, except those in `notes/`.

    Caches (`cache-….arrow`) that `datasets` leaves in a data set are not reported.
    """
    known = {*(recorded(folder) or {}), *_APART}
    return sorted(name for name in listing(folder) if name not in known and not _is_cache(name))


def _is_cache(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[0] == "data" and path.name.startswith("cache-") and path.suffix == ".arrow"


def check_unchanged(path: Path) -> None:
    """Raise an error if a file or folder of a run has changed since the run.

    Parameters
    ----------
    path
        A file or folder, in a run folder or elsewhere. Files that the run did not write are not
        checked, nor are folders whose manifest lists no files.

    Raises
    ------
    InputError
        A file was changed or is missing; the message names it.
    """
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):  # an invalid file name, which the reader reports
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
        # Show the path as the user has written it, if possible.
        shown = next(
            (candidate for candidate in (path, *path.parents) if candidate.resolve() == folder),
            folder,
        )
        raise InputError(f"{shown}: {changes[0]}{more}; reaug verify {shown} shows all")


def run_around(path: Path) -> Path | None:
    """Return the nearest run folder among a path and its parents; None if there is none.

    The path must be resolved: without symbolic links.
    """
    return next((place for place in (path, *path.parents) if _may_be_run(place)), None)


def _may_be_run(folder: Path) -> bool:
    if not (folder / MANIFEST).is_file():
        return False
    return (folder / SEAL).is_file() or is_run(folder)
