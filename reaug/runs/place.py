"""Where a run folder goes: a name that one process holds and that always has a complete folder.

The name is locked before anything is read (`.NAME.lock` beside it). The folder is written under
another name and replaces the old one atomically; leftovers of killed runs are cleaned up first.
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
from reaug.files.apart import check_apart
from reaug.files.locking import locked
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
"""Takes a line for a person."""


@dataclass(frozen=True)
class Place:
    """A folder name that only this process writes to.

    folder : the name as it was given.
    target : the same with links resolved.
    force : whether a run that lies there may be replaced.
    left : what a killed run left there, to go on from, where that is asked for.
    resume : whether that is asked for: then what is finished also stays where something fails.
    """

    folder: Path
    target: Path
    force: bool
    left: Path | None = None
    resume: bool = False


def check_target(folder: Path, *, force: bool) -> None:
    """Refuse to write over what exists: anything without `force`, all but an unchanged run with it.

    Raises
    ------
    OutputError
        The folder exists (without `force`); or (with it) no run wrote it, it holds files that the
        run did not write or that were changed since; or the name cannot be that of a folder.
    """
    if "\0" in str(folder):
        raise OutputError(f"the output {str(folder)!r} is not a folder name; choose another")
    if not _is_unicode(str(folder)):
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
    """Refuse to make a folder with the name of a file of rows: whoever says it wants the file.

    Raises
    ------
    OutputError
        It says how to get the file.
    """
    fmt = format_of_name(folder)
    if fmt is None or folder.is_dir():
        return
    raise OutputError(
        f"--output {folder} names a file, but a run is a folder; name a folder, and get such a "
        f"file in it with --format {fmt} (in a recipe: output.formats)"
    )


def _check_run(folder: Path) -> None:
    """Refuse a folder unless every file in it is as a run wrote it."""
    away = "move the folder away or choose another --output"
    if not is_run(folder):
        there = (folder / MANIFEST).is_file()
        why = f"its {MANIFEST} is not that of a run" if there else f"it has no {MANIFEST}"
        raise OutputError(
            f"{folder} is not a run folder ({why}), so --force does not replace it; {away}"
        )
    try:
        others = strangers(folder)
        # A missing file cannot be lost; but without the seal the manifest cannot be trusted.
        changes = changed_since(folder)
        changed = [str(one) for one in changes if one.how != MISSING or one.name == SEAL]
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


def _is_unicode(name: str) -> bool:
    """Whether a name can be written in UTF-8, which is all that Arrow opens."""
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


def _is_empty(folder: Path) -> bool:
    try:
        return folder.is_dir() and all(left_by_system(path.name) for path in folder.iterdir())
    except OSError:  # a folder that cannot be listed must not be replaced
        return False


def ignore(_: str) -> None:
    """Take a line and show it nowhere."""


@contextmanager
def reserved(
    folder: Path,
    *,
    force: bool,
    reads: Iterable[Any] = (),
    notify: Notify = ignore,
    resume: bool = False,
) -> Iterator[Place]:
    """Hold a folder name, from before anything is read until everything is written.

    Parameters
    ----------
    folder
        The name. A link is followed: its target is replaced, and the link stays.
    force
        Whether a run that lies there may be replaced.
    reads
        Everything that is going to be read; see `check_apart`.
    notify
        Gets a line for each leftover of a killed run that is cleaned up.
    resume
        Whether what a killed run finished is left there, to go on from.

    Raises
    ------
    OutputError
        Another process holds the name (the message says which), it must not be replaced (see
        `check_target`), it overlaps what is read, or nothing can be written there.
    """
    if not force:
        check_target(folder, force=False)
    check_apart(folder, reads)
    if force and not is_run(folder):  # a run is checked, file by file, when it is held
        check_target(folder, force=True)
    target = Path(os.path.realpath(folder))  # so that "." and links have a name and a parent too
    parents = [path for path in target.parents if not os.path.lexists(path)]
    with ExitStack() as stack:
        stack.callback(_remove_empty, parents)
        with _writing(folder):  # later errors are reported by whoever uses the reserved name
            target.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(target.with_name(f".{target.name}.lock"), str(folder)))
            left = _clean_up(target, notify, resume=resume)
        check_target(folder, force=force)
        if resume and left is None:
            notify(f"there is no killed run of {folder} to resume; starting from the beginning")
        yield Place(folder, target, force, left, resume)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Report errors of the operating system as: this folder cannot be written."""
    try:
        yield
    except BrokenPipeError:  # the reader of the terminal has closed it
        raise
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders where they are still empty; the innermost is the first."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _clean_up(target: Path, notify: Notify, *, resume: bool) -> Path | None:
    """Clean up after a killed run: give the old folder its name back, remove the rest.

    Returns what is left to go on from.
    """
    old = atomic.leftovers(target, "old")
    if old and not os.path.lexists(target):
        old[-1].rename(target)
        notify(f"restored {target}, which a killed run had renamed ({old[-1].name})")
    works = [path for path in atomic.leftovers(target, "partial") if _is_begun(path)]
    left = works[-1] if resume and works else None
    if left is not None and not atomic.is_dead(left):
        raise OutputError(
            f"{target}: this file system has no locks, so the run that left {left.name} may still "
            "be running; leave out --resume"
        )
    for path in atomic.remove_leftovers(target, but=left):
        more = " (--resume would have continued it)" if path in works else ""
        notify(f"removed what a killed run left behind: {path}{more}")
    return left


def _is_begun(folder: Path) -> bool:
    """Whether a run that was killed got so far that another can go on from there."""
    return (folder / WORK / BEGUN).is_file()


def _stays(folder: Path) -> bool:
    """Whether what a run has finished stays where it fails, and tell so."""
    begun = _is_begun(folder)
    if begun:
        _LOG.warning("what was finished is kept: run the same command with --resume to continue")
    return begun


def _goes(_: Path) -> bool:
    return False


@contextmanager
def staged(folder: Path | Place, *, force: bool = False) -> Iterator[Path]:
    """A folder beside the target that takes the target's name once everything is written.

    If anything fails, nothing half-written stays (but what `Place.resume` says) and the old folder
    is unchanged; after a kill either the old or the new one is there. The notes of a run that is
    replaced are kept.

    Parameters
    ----------
    folder
        A name that is held already, or one to hold meanwhile.
    force
        As for `reserved`, where the name is not held yet.

    Raises
    ------
    OutputError
        As of `reserved`.
    """
    if not isinstance(folder, Place):
        with reserved(folder, force=force) as place, staged(place) as stage:
            yield stage
        return
    target = folder.target
    is_kept = _stays if folder.resume else _goes
    with _writing(folder.folder), atomic.beside(target, is_kept) as partial:
        yield partial
        check_target(folder.folder, force=folder.force)  # again: others may have written there
        if not folder.force:
            partial.rename(target)  # refused by the system where something stands by now
            return
        _keep_notes(target, partial)
        atomic.take_place(partial, target)
        late = strangers(partial) if is_run(partial) else sorted(listing(partial))
        if late:  # written there between the check and the swap
            atomic.take_place(partial, target)
            raise OutputError(
                f"{folder.folder} contains {_named(late)}, which the run did not write"
            )
        _keep_notes(partial, target)  # what was noted meanwhile


def check_notes(folder: Path) -> None:
    """Refuse notes that cannot be copied into another run, before that run is made.

    Raises
    ------
    OutputError
        A pipe, socket or device lies among them.
    """
    for root, _, files in os.walk(folder / NOTES):
        for path in (Path(root) / name for name in files):
            if not path.is_symlink() and not (path.is_file() and os.access(path, os.R_OK)):
                why = "cannot be read" if path.is_file() else "is not a file"
                raise OutputError(f"{path} {why}, so it cannot be kept; move it away")


def _keep_notes(old: Path, new: Path) -> None:
    """Copy what people have added to a run into the run that takes its place."""
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
    """Whether a file is there already, judged by its size and its time."""
    if not os.path.lexists(target):
        return False
    one, other = source.lstat(), target.lstat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
