"""Record which files some code writes, with Python's audit events (PEP 578).

Only Python calls in the watching thread are seen, not files that a C library opens by itself. The
audit hook is installed once per process, since hooks cannot be removed; it does nothing outside of
`watched`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from reaug.errors import StepError

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# For each event, the indices of the arguments that are written or removed paths. Each has the index
# of the argument with the folder to which the path is relative (None if there is none).
_TARGETS: Final[dict[str, tuple[tuple[int, int | None], ...]]] = {
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.truncate": ((0, None),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "shutil.rmtree": ((0, None),),
    "shutil.move": ((0, None), (1, None)),
}
_IGNORED: Final = ("__pycache__", ".cache")
"""Folders in which Python and libraries keep caches."""


class Watch:
    """A record of the files that are written outside of the given folders.

    outside : the paths in the order in which they were first opened, and whether each existed
        before.
    """

    def __init__(self, inside: tuple[str, ...]) -> None:
        self._inside = tuple(os.path.realpath(folder) for folder in inside)
        self._temporary = os.path.realpath(tempfile.gettempdir()) + os.sep
        self.outside: dict[str, bool] = {}

    def see(self, path: Any, event: str = "open") -> None:
        """Record a path that is about to be written, and raise `StepError` if it may not be.

        Raises
        ------
        StepError
            The path is an existing file, which would be lost, or a new file outside of the system's
            temporary folder.
        """
        if not isinstance(path, str | bytes | os.PathLike):
            return  # the descriptor of an open file
        real = os.path.realpath(os.fsdecode(path))
        if real.startswith("/dev/") or any(part in _IGNORED for part in Path(real).parts):
            return
        if any(real == folder or real.startswith(folder + os.sep) for folder in self._inside):
            return
        if real in self.outside or any(
            self.outside.get(str(folder), True) is False for folder in Path(real).parents
        ):
            return
        if event in ("open", "os.mkdir") and os.path.isdir(real):  # noqa: PTH112
            return  # an unnamed temporary file in a folder, or `mkdir` of a folder that exists
        self.outside[real] = os.path.lexists(real)
        if self.outside[real]:
            did = "write over" if event == "open" else "replace or remove"
            raise StepError(f"it would {did} {real}, a file that it did not make")
        if not real.startswith(self._temporary):
            raise StepError(f"it would write {real}, outside the folder that it may write to")

    def left(self) -> list[str]:
        """Return the recorded paths, without those of new files that have been removed again."""
        return [path for path, before in self.outside.items() if before or os.path.lexists(path)]


class _Now(threading.local):
    watch: Watch | None = None


_NOW = _Now()
_IS_SET = False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    watch = _NOW.watch
    if watch is None:
        return
    if event == "open":
        path, mode, flags = args
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & _WRITING:
            watch.see(path)
    elif event in _TARGETS:
        for path, folder in _TARGETS[event]:
            if folder is None or args[folder] == -1:
                watch.see(args[path], event)


@contextmanager
def watched(*inside: str) -> Iterator[Watch]:
    """Record, in a `with` block, the files that this thread writes outside of the given folders."""
    global _IS_SET
    if not _IS_SET:
        sys.addaudithook(_hook)
        _IS_SET = True
    before, _NOW.watch = _NOW.watch, Watch(inside)
    try:
        yield _NOW.watch
    finally:
        _NOW.watch = before
