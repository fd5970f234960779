"""Reserve the name of a run folder for one process, and replace the folder atomically.

The name is locked (`.NAME.lock` beside it) before anything is read. The folder is written under a
temporary name and then replaces the old folder atomically, so that NAME is always a complete
folder. Files that killed runs have left are removed first.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reaug.data.source import format_of_name
from reaug.errors import InputError, OutputError
from reaug.files import atomic
from reaug.files.locks import locked
from reaug.files.output_paths import check_apart
from reaug.files.run_files import (
    BEGUN,
    MANIFEST,
    MISSING,
    NOTES,
    SEAL,
    WORK,
    changed_since,
    is_run,
    left_by_system,
    listing,
    strangers,
)

_LOG: Final = logging.getLogger("reaug.data")
_NAMED: Final = 5

Notify = Callable[[str], object]
"""A function to call with a message for the user."""


@dataclass(frozen=True)
class Place:
    """A folder name that is reserved for this process.

    folder : the path as given.
    target : the path with links resolved.
    force : whether an existing run may be replaced.
    left : the unfinished folder of a killed run to continue from; None if there is none.
    resume : whether to continue a killed run. Then, if this run fails, the results of its finished
        batches are kept, too.
    """

    folder: Path
    target: Path
    force: bool
    left: Path | None = None
    resume: bool = False


def check_target(folder: Path, *, force: bool) -> None:
    """Raise an error if a folder must not be replaced.

    Without `force`, no existing folder is replaced; with it, only an unchanged run is.

    Raises
    ------
    OutputError
        The folder exists and `force` is not given; or with `force`, it is not a run or has files
        that the run did not write or that were changed since; or the name is invalid.
    """
    if "\0" in str(folder):
        raise OutputError(f"the output {str(folder)!r} is not a folder name; choose another")
    # Arrow requires names in UTF-8.
    if any("\ud800" <= sign <= "\udfff" for sign in str(folder)):
        raise OutputError(f"the output {str(folder)!r} is not a UTF-8 name; choose another")
    if not os.path.lexists(folder):
        return
    if not force:
        replaceable = is_run(folder) or _is_empty(folder)
        way = " or add --force" if replaceable else ""
        raise OutputError(f"{folder} already exists; choose another --output{way}")
    if not _is_empty(folder):
        _check_run(folder)


def check_folder_name(folder: Path) -> None:
    """Raise an error for a folder with the name of a data file: the user probably wants the file.

    Raises
    ------
    OutputError
        The name is that of a data file; the message says how to write the file.
    """
    fmt = format_of_name(folder)
    if fmt is None or folder.is_dir():
        return
    raise OutputError(
        f"--output {folder} names a file, but a run is a folder; name a folder, and get such a "
        f"file in it with --format {fmt} (in a recipe: output.formats)"
    )


def _check_run(folder: Path) -> None:
    """Raise an error unless a folder is a run whose files are all unchanged."""
    away = "move the folder away or choose another --output"
    if not is_run(folder):
        has_manifest = (folder / MANIFEST).is_file()
        why = f"its {MANIFEST} is not that of a run" if has_manifest else f"it has no {MANIFEST}"
        raise OutputError(
            f"{folder} is not a run folder ({why}), so --force does not replace it; {away}"
        )
    try:
        others = strangers(folder)
        # A missing file cannot be lost by replacing; but without the seal, the manifest is not
        # trusted.
        changes = changed_since(folder)
        changed = [
            str(change) for change in changes if change.how != MISSING or change.name == SEAL
        ]
    except (InputError, OSError) as error:
        raise OutputError(f"{error}; --force does not replace it; {away}") from error
    check_notes(folder)
    if others:
        raise OutputError(
            f"{folder} contains {_named(others)}, which the run did not write, so --force does "
            f"not replace it; move what you want to keep into {folder / NOTES}/, or choose "
            "another --output"
        )
    if changed:
        raise OutputError(f"{folder}: {_named(changed)}, so --force does not replace it; {away}")


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _is_empty(folder: Path) -> bool:
    try:
        return folder.is_dir() and all(left_by_system(path.name) for path in folder.iterdir())
    except OSError:  # a folder that cannot be listed is not replaced
        return False


def ignore(_: str) -> None:
    """Ignore a message; for callers that show none."""


@contextmanager
def reserved(
    folder: Path,
    *,
    force: bool,
    reads: Iterable[Any] = (),
    notify: Notify = ignore,
    resume: bool = False,
) -> Iterator[Place]:
    """Reserve a folder name in a `with` block, so that no other process can write to the folder.

    The caller reads the input and writes the run inside the block.

    Parameters
    ----------
    folder
        The path of the folder. If it is a link, the link stays and its target is replaced.
    force
        Whether an existing run may be replaced.
    reads
        The inputs of the run; see `check_apart`.
    notify
        Called with a message for each leftover of a killed run that is cleaned up.
    resume
        Whether to keep the finished parts of a killed run, to continue from them.

    Raises
    ------
    OutputError
        Another process has reserved the name (the message says which); the folder must not be
        replaced (see `check_target`), overlaps an input, or cannot be written.
    """
    if not force:
        check_target(folder, force=False)
    check_apart(folder, reads)
    # a run is checked file by file later, once the name is reserved
    if force and not is_run(folder):
        check_target(folder, force=True)
    # resolved, so that "." and links have a name and a parent, too
    target = Path(os.path.realpath(folder))
    parents = [path for path in target.parents if not os.path.lexists(path)]
    with ExitStack() as stack:
        stack.callback(_remove_empty, parents)
        # only errors here are turned into OutputError; the caller reports later ones
        with _writing(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(target.with_name(f".{target.name}.lock"), str(folder)))
            unfinished = _clean_up(target, notify, resume=resume)
        check_target(folder, force=force)
        if resume and unfinished is None:
            notify(f"there is no killed run of {folder} to resume; starting from the beginning")
        yield Place(folder, target, force, unfinished, resume)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn errors of the operating system inside the block into an `OutputError` about a folder."""
    try:
        yield
    except BrokenPipeError:  # the reader of the output has closed the pipe
        raise
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error


def _remove_empty(folders: list[Path]) -> None:
    """Remove the folders that are still empty; the list has inner folders before outer ones."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _clean_up(target: Path, notify: Notify, *, resume: bool) -> Path | None:
    """Remove the files that killed runs have left beside a run folder."""
    # If a killed run had renamed the old folder to replace it, the old folder gets its name back.
    # With `resume`, the unfinished folder of a killed run is kept and returned; otherwise the
    # result is None.
    old = atomic.leftovers(target, "old")
    if old and not os.path.lexists(target):
        old[-1].rename(target)
        notify(f"restored {target}, which a killed run had renamed ({old[-1].name})")
    works = [path for path in atomic.leftovers(target, "partial") if _is_begun(path)]
    unfinished = works[-1] if resume and works else None
    if unfinished is not None and not atomic.is_dead(unfinished):
        raise OutputError(
            f"{target}: this file system has no locks, so the run that left {unfinished.name} may "
            "still be running; leave out --resume"
        )
    for path in atomic.remove_leftovers(target, but=unfinished):
        more = " (--resume would have continued it)" if path in works else ""
        notify(f"removed what a killed run left behind: {path}{more}")
    return unfinished


def _is_begun(folder: Path) -> bool:
    """Return whether a killed run got far enough for another run to continue from it."""
    return (folder / WORK / BEGUN).is_file()


def _leaves_batches(folder: Path) -> bool:
    """Return whether a failed run leaves finished batches, and say how to continue it."""
    is_begun = _is_begun(folder)
    if is_begun:
        _LOG.warning("what was finished is kept: run the same command with --resume to continue")
    return is_begun


def _goes(_: Path) -> bool:
    return False


@contextmanager
def staged(folder: Path | Place, *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary folder, which is renamed to the target at the end of the block.

    If anything fails, the old folder is unchanged, and no unfinished files are left (except with
    `Place.resume`). After a kill, either the old or the new folder exists. The notes of a replaced
    run are kept.

    Parameters
    ----------
    folder
        A name that is reserved already, or a path to reserve inside the block.
    force
        See `reserved`; only used if `folder` is not reserved yet.

    Raises
    ------
    OutputError
        See `reserved`.
    """
    if not isinstance(folder, Place):
        with reserved(folder, force=force) as place, staged(place) as stage:
            yield stage
        return
    target = folder.target
    is_kept = _leaves_batches if folder.resume else _goes
    with _writing(folder.folder), atomic.beside(target, is_kept) as partial:
        yield partial
        # checked again, since another program may have written there
        check_target(folder.folder, force=folder.force)
        if not folder.force:
            partial.rename(target)  # raises an error if the target exists by now
            return
        _keep_notes(target, partial)
        atomic.take_place(partial, target)
        late = strangers(partial) if is_run(partial) else sorted(listing(partial))
        if late:  # files that were written between the check and the swap
            atomic.take_place(partial, target)
            raise OutputError(
                f"{folder.folder} contains {_named(late)}, which the run did not write"
            )
        _keep_notes(partial, target)  # notes that were added in the meantime


def check_notes(folder: Path) -> None:
    """Raise an error, before a run begins, if a note of the run that it replaces cannot be copied.

    Raises
    ------
    OutputError
        A file of the notes cannot be read, or is a pipe, socket or device.
    """
    for root, _, files in os.walk(folder / NOTES):
        for path in (Path(root) / name for name in files):
            if not path.is_symlink() and not (path.is_file() and os.access(path, os.R_OK)):
                why = "cannot be read" if path.is_file() else "is not a file"
                raise OutputError(f"{path} {why}, so it cannot be kept; move it away")


def _keep_notes(old: Path, new: Path) -> None:
    """Copy the notes of a run to the run that replaces it."""
    for root, folders, files in os.walk(old / NOTES):
        source = Path(root)
        target = new / source.relative_to(old)
        target.mkdir(exist_ok=True)
        links = [name for name in folders if (source / name).is_symlink()]
        for name in (*files, *links):
            if not _is_copied(source / name, target / name):
                (target / name).unlink(missing_ok=True)
                shutil.copy2(source / name, target / name, follow_symlinks=False)


def _is_copied(source: Path, target: Path) -> bool:
    """Return whether a file has been copied already, by size and time."""
    if not os.path.lexists(target):
        return False
    one, other = source.lstat(), target.lstat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
