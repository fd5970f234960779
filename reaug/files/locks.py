"""Locks that end with their process: `flock`, where system and file system support it."""

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
"""The most bytes of a lock file that are read; a command can be of any length."""


def command_line() -> list[str]:
    """Return the command of this process as a user would type it."""
    name = Path(sys.argv[0] if sys.argv else "python").name
    return ["reaug" if name in ("reaug", "__main__.py") else name, *sys.argv[1:]]


def try_lock(descriptor: int) -> bool | None:
    """Lock an open file or folder until it is closed or its process ends.

    Returns
    -------
    bool or None
        False where another process holds the lock; None where nothing can be locked, as on a
        file system without locks.
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
    """Hold a lock file, which records its holder, and remove it at the end.

    Parameters
    ----------
    path
        The lock file. It may be left over from a process that died: then nobody holds it.
    what
        What the lock protects, as the error names it.

    Yields
    ------
    bool
        Whether the lock is held; False where the file system has no locks.

    Raises
    ------
    OutputError
        Another process holds it; the message has its pid, machine and command.

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
    descriptor, held = _acquired(path, what)
    try:
        if held:
            _say_who(descriptor)
        yield held
    finally:
        # Remove it while it is still held, so that nobody locks a file that is about to go.
        if held and same_file(path, descriptor):
            with suppress(OSError):
                path.unlink()
        os.close(descriptor)
        if not held:
            with suppress(OSError):
                path.unlink()


def _acquired(path: Path, what: str) -> tuple[int, bool]:
    """Open the lock file, and return it with whether it is held."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        held = try_lock(descriptor)
        if held is None:
            return descriptor, False
        if not held:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise OutputError(
                f"{what} is being written by {holder}; wait, or choose another --output"
            )
        if same_file(path, descriptor):
            return descriptor, True
        os.close(descriptor)  # its holder removed it between our opening and our locking


def same_file(path: Path, descriptor: int) -> bool:
    """Whether a path still names the file that was opened."""
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(descriptor))
    except OSError:
        return False


def _say_who(descriptor: int) -> None:
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "command": command_line()}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, (json.dumps(owner) + "\n").encode(), 0)


def _holder(descriptor: int) -> str:
    """Describe who holds a lock, as recorded in its file."""
    try:
        owner = json.loads(os.pread(descriptor, _LONGEST, 0))
        command = shlex.join(map(str, owner["command"]))
        return f"process {owner['pid']} on {owner['host']} ({command})"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "another process"  # it has only just begun, or its command is very long
