"""Files mapped into memory, whose pages can be given back while the map stays.

What a process reads of a mapped file counts as its memory until the map goes, however little of it
is still needed. A pass over a large file therefore gives its pages back now and then; who reads
there again gets them from the system's cache, or from the disk.
"""

from __future__ import annotations

import ctypes
import mmap
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

_GIVE_BACK: Final = getattr(mmap, "MADV_DONTNEED", None)  # Windows has no such advice
_MAPS: weakref.WeakSet[_Map] = weakref.WeakSet()


class _Map(mmap.mmap):
    """A map that can be watched."""


def mapped(file: Path | IO[bytes]) -> Any:
    """The bytes of a file, which has some, as a buffer that stays in the file.

    It lives as long as something refers to it. `file` may be removed meanwhile.

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
    made = _Map(file.fileno(), 0, access=mmap.ACCESS_READ)
    _MAPS.add(made)
    return made


def give_back() -> None:
    """Give back the pages of all maps; nothing that refers to them notices."""
    if _GIVE_BACK is None:
        return
    for one in list(_MAPS):
        one.madvise(_GIVE_BACK)


def trim() -> None:
    """Let the C library give back what Python has freed, where it can (glibc)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def unnamed() -> IO[bytes]:
    """A new file in the temporary folder that no name leads to: it goes when nobody uses it."""
    return tempfile.TemporaryFile(prefix="reaug-")
