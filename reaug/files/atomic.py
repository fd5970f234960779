"""Writing whole or not at all: what is half-written lies beside its name, in `.NAME.partial-HEX`.

The folder `.NAME.partial-HEX` is locked by who writes in it, so that the next who writes NAME knows
those of dead processes and removes them.
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
from reaug.files.locking import same_file, try_lock

Kind = Literal["partial", "old"]

_HEX: Final = re.compile(r"[0-9a-f]{8}")
_SWAP: Final = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS."""
_HERE: Final = -100
"""AT_FDCWD: a path is relative to the present folder."""
_NO_SWAP: Final = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def is_stream(path: Path) -> bool:
    """Whether a path is a device, pipe or socket: written into, never replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write to, which becomes `path` when all is written; it has the same suffixes.

    A link stays, and what it names is replaced. What is written for a device or pipe is copied
    into it.

    Raises
    ------
    OutputError
        It cannot be written; then `path` is as it was.
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
    except BrokenPipeError:  # who read has gone: no failure of ours
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def beside(target: Path, is_kept: Callable[[Path], bool] = lambda folder: False) -> Iterator[Path]:
    """A new folder beside a path, locked while it is written in, and removed at the end.

    `is_kept` says whether it stays where something fails.

    Raises
    ------
    OSError
        It cannot be made.
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
    """A new folder and its lock, which is None where folders cannot be locked."""
    while True:
        folder = name_beside(target, "partial")
        folder.mkdir()
        descriptor = _opened(folder)
        if descriptor is None:
            return folder, None
        if try_lock(descriptor) is not False and same_file(folder, descriptor):
            return folder, descriptor
        os.close(descriptor)  # another took it for a leftover before it was locked


def name_beside(target: Path, kind: Kind) -> Path:
    """A new name beside a path, for what is not whole yet or is about to go."""
    return target.with_name(f".{target.name}.{kind}-{secrets.token_hex(4)}")


def _opened(folder: Path) -> int | None:
    try:
        flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.open(folder, flags)
    except OSError:  # Windows opens no folders
        return None


def leftovers(target: Path, kind: Kind) -> list[Path]:
    """What lies beside a path under the names that `name_beside` gives, sorted."""
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
    """Remove what processes that were killed left beside a path; returns what was removed.

    What a living process writes is locked, and stays; so does all where nothing can be locked.
    `but` stays as well.
    """
    return [
        path
        for kind in ("partial", "old")
        for path in leftovers(target, kind)
        if path != but and _removed(path)
    ]


def is_dead(folder: Path) -> bool:
    """Whether the process that wrote in a leftover is known to have ended."""
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
    """Give a folder the name of another; or else leave both as they are.

    What had the name before lies under the name of `new` then, where the system can swap two names
    at once: so there is no moment at which nothing has the name.

    Raises
    ------
    OSError
        It cannot be done.
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
    """Swap two names at once; False where the system or the file system cannot.

    Raises
    ------
    OSError
        It can, but not with these.
    """
    import ctypes

    a, b = os.fsencode(first), os.fsencode(second)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(a, b, ctypes.c_uint(_SWAP))
        else:
            failed = library.renameat2(_HERE, a, _HERE, b, ctypes.c_uint(_SWAP))
    except (AttributeError, OSError, TypeError):  # an old C library, or none of this kind
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _NO_SWAP:
        return False
    raise OSError(number, os.strerror(number), str(second))
