"""Locks that end with their process (`flock`), if the system and the file system have them."""

from __future__ import annotations

import errno
import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reaug.errors import OutputError

_HELD: Final = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
_LONGEST: Final = 4096
"""Maximum number of bytes to read of a lock file, since a command can be of any length."""


def command_line() -> list[str]:
    """Return the words of this process's command as a user would type them."""
    name = Path(sys.argv[0] if sys.argv else "python").name
    return ["reaug" if name in ("reaug", "__main__.py") else name, *sys.argv[1:]]


def try_lock(descriptor: int) -> bool | None:
    """Lock an open file or folder until it is closed or the process ends.

    Returns
    -------
    bool or None
        True if it is locked now; False if another process holds the lock; None if the file system
        has no locks.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True


@contextmanager
def locked(path: Path, what: str) -> Iterator[bool]:
    """Hold a lock file, which records this process, and remove it at the end of the block.

    Parameters
    ----------
    path
        The lock file. A file that a dead process has left is not locked, and is reused.
    what
        What the lock protects, for the error message.

    Yields
    ------
    bool
        True if the lock is held; False if the file system has no locks.

    Raises
    ------
    OutputError
        Another process holds the lock; the message has its pid, machine and command.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with locked(Path(folder) / ".run.lock", "run") as held:
    ...         (Path(folder) / ".run.lock").exists()
    ...     list(Path(folder).iterdir())
    True
    []
    """
    descriptor, is_held = _acquired(path, what)
    try:
        if is_held:
            owner = {"pid": os.getpid(), "host": socket.gethostname(), "command": command_line()}
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, (json.dumps(owner) + "\n").encode(), 0)
        yield is_held
    finally:
        # Removed while it is still locked, so that no process locks a file that is about to vanish.
        if is_held and same_file(path, descriptor):
            with suppress(OSError):
                path.unlink()
        os.close(descriptor)
        if not is_held:
            with suppress(OSError):
                path.unlink()


def _acquired(path: Path, what: str) -> tuple[int, bool]:
    """Return the descriptor of the opened lock file, and whether it is locked."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        is_held = try_lock(descriptor)
        if is_held is None:
            return descriptor, False
        if not is_held:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise OutputError(
                f"{what} is being written by {holder}; wait, or choose another --output"
            )
        if same_file(path, descriptor):
            return descriptor, True
        # another process removed the file after it was opened here and before it was locked
        os.close(descriptor)


def same_file(path: Path, descriptor: int) -> bool:
    """Return whether a path still names the file that was opened."""
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(descriptor))
    except OSError:
        return False


def _holder(descriptor: int) -> str:
    """Return a description of the process that holds a lock, as recorded in the lock file."""
    try:
        owner = json.loads(os.pread(descriptor, _LONGEST, 0))
        command = shlex.join(map(str, owner["command"]))
        return f"process {owner['pid']} on {owner['host']} ({command})"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "another process"  # the file is not written yet, or the command is very long
