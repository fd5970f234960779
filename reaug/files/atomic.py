"""Atomic writing: unfinished output is in a folder `.NAME.partial-HEX` beside its final name.

The writer locks this folder. The next process that writes NAME removes the folders that are not
locked, since their processes have died.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from reaug.errors import OutputError
from reaug.files.locks import same_file, try_lock

Kind = Literal["partial", "old"]

_HEX: Final = re.compile(r"[0-9a-f]{8}")
_SWAP: Final = 2
"""The flag that swaps two names: RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""
_HERE: Final = -100
"""AT_FDCWD, by which paths are relative to the current folder."""
_NO_SWAP: Final = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def is_stream(path: Path) -> bool:
    """Return whether a path is a device, pipe or socket, which is written to but never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to, which replaces `path` at the end of the block.

    It has the same suffixes as `path`. If `path` is a link, its target is replaced. For a device or
    pipe, the output is copied into it.

    Raises
    ------
    OutputError
        The file cannot be written; `path` is left as it was.
    """
    try:
        if is_stream(path):
            with tempfile.TemporaryDirectory(prefix="reaug-") as folder:
                written = Path(folder) / path.name
                yield written
                with written.open("rb") as file, path.open("wb") as into:
                    shutil.copyfileobj(file, into)
            return
        target = Path(os.path.realpath(path))
        remove_leftovers(target)
        with beside(target) as folder:
            written = folder / path.name
            yield written
            written.replace(target)
    except BrokenPipeError:  # the reader has closed the pipe, which is no failure to write
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def beside(target: Path, is_kept: Callable[[Path], bool] = lambda folder: False) -> Iterator[Path]:
    """Yield a new folder beside a path; it is locked while in use, and removed at the end.

    After an error, `is_kept` is called with the folder; if it returns True, the folder stays.

    Raises
    ------
    OSError
        The folder cannot be created.
    """
    folder, descriptor = _claimed(target)
    stays = False
    try:
        yield folder
    except BaseException:
        stays = is_kept(folder)
        raise
    finally:
        if not stays:
            shutil.rmtree(folder, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def _claimed(target: Path) -> tuple[Path, int | None]:
    """Return a new folder and its lock; the lock is None if folders cannot be locked."""
    while True:
        folder = name_beside(target, "partial")
        folder.mkdir()
        descriptor = _opened(folder)
        if descriptor is None:
            return folder, None
        if try_lock(descriptor) is not False and same_file(folder, descriptor):
            return folder, descriptor
        os.close(descriptor)  # another process removed it as a leftover before it was locked


def name_beside(target: Path, kind: Kind) -> Path:
    """Return an unused path beside `target` with the name `.NAME.KIND-HEX`.

    The kind is "partial" for unfinished output, and "old" for a replaced folder to be removed.
    """
    return target.with_name(f".{target.name}.{kind}-{secrets.token_hex(4)}")


def _opened(folder: Path) -> int | None:
    try:
        flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.open(folder, flags)
    except OSError:  # Windows cannot open folders
        return None


def leftovers(target: Path, kind: Kind) -> list[Path]:
    """Return the paths beside `target` that have a name made by `name_beside`, sorted."""
    head = f".{target.name}.{kind}-"
    try:
        names = os.listdir(target.parent)  # noqa: PTH208  # names alone are wanted
    except OSError:
        return []
    return [
        target.parent / name
        for name in sorted(names)
        if name.startswith(head) and _HEX.fullmatch(name, len(head))
    ]


def remove_leftovers(target: Path, but: Path | None = None) -> list[Path]:
    """Remove the files and folders that killed processes left beside a path, and return them.

    Locked ones stay, since a running process writes them. If the file system has no locks, all
    stay. The path `but` stays, too.
    """
    return [
        path
        for kind in ("partial", "old")
        for path in leftovers(target, kind)
        if path != but and _removed(path)
    ]


def is_dead(folder: Path) -> bool:
    """Return whether the process that wrote a leftover is known to have ended."""
    descriptor = _opened(folder)
    if descriptor is None:
        return False
    try:
        return try_lock(descriptor) is True
    finally:
        os.close(descriptor)


def _removed(folder: Path) -> bool:
    descriptor = _opened(folder)
    if descriptor is None:
        return False
    try:
        if not try_lock(descriptor):
            return False
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    finally:
        os.close(descriptor)


def take_place(new: Path, target: Path) -> None:
    """Rename the folder `new` to `target`, replacing what is there; on failure both stay.

    If the system can swap two names in one operation, the replaced folder is then where `new` was,
    and there is no moment without a folder at `target`.

    Raises
    ------
    OSError
        The rename failed.
    """
    if not os.path.lexists(target):
        new.rename(target)
        return
    if exchange(new, target):
        return
    old = name_beside(target, "old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    old.rename(new)


def exchange(first: Path, second: Path) -> bool:
    """Swap two names in one operation; return False if the system or file system cannot do so.

    Raises
    ------
    OSError
        The system can swap names, but not these two.
    """
    import ctypes

    a, b = os.fsencode(first), os.fsencode(second)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(a, b, ctypes.c_uint(_SWAP))
        else:
            failed = library.renameat2(_HERE, a, _HERE, b, ctypes.c_uint(_SWAP))
    except (AttributeError, OSError, TypeError):  # an old C library, or no such call
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _NO_SWAP:
        return False
    raise OSError(number, os.strerror(number), str(second))
