"""Memory-mapped files whose pages can be released while the map stays valid.

The pages of a mapped file that a process has read count as its memory until the file is unmapped,
even if they are no longer needed. So a pass over a large file releases its pages now and then.
Reading them again takes them from the system's cache or from the disk.
"""

from __future__ import annotations

import ctypes
import mmap
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

_GIVE_BACK: Final = getattr(mmap, "MADV_DONTNEED", None)  # Windows does not have it
_MAPS: weakref.WeakSet[_Map] = weakref.WeakSet()


class _Map(mmap.mmap):
    """A memory-mapped file that weak references can refer to."""


def mapped(file: Path | IO[bytes]) -> Any:
    """Return a non-empty file as a memory-mapped buffer.

    The map lives as long as something refers to it; meanwhile the file may be deleted.

    Examples
    --------
    >>> with unnamed() as file:
    ...     _ = file.write(b"abc")
    ...     file.flush()
    ...     bytes(mapped(file))
    b'abc'
    """
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return mapped(opened)
    memory_map = _Map(file.fileno(), 0, access=mmap.ACCESS_READ)
    _MAPS.add(memory_map)
    return memory_map


def give_back() -> None:
    """Release the pages of all maps; buffers that refer to them stay valid."""
    if _GIVE_BACK is None:
        return
    for file in _maps():
        file.madvise(_GIVE_BACK)


def _maps() -> list[_Map]:
    while True:
        with suppress(RuntimeError):  # another thread added or dropped a map meanwhile
            return list(_MAPS)


def trim() -> None:
    """Let the C library return freed memory to the system, if it can do so (glibc)."""
    if (malloc_trim := _malloc_trim()) is not None:
        malloc_trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    with suppress(AttributeError, OSError, TypeError):
        function: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
        return function
    return None


def unnamed() -> IO[bytes]:
    """Return a new, open temporary file without a name; it is deleted when it is closed."""
    return tempfile.TemporaryFile(prefix="reaug-")
