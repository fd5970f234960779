"""Files that are packed: what their bytes are, as they are needed, and traps among them."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from reaug.errors import InputError

PACKED: Final = {".gz": "gunzip -k", ".zst": "zstd -dk"}
"""How names of packed files end, and what unpacks them."""
UNPACKED_FREELY: Final = 1 << 26
"""Bytes (64 MiB) that any packed file may unpack to."""
MOST_PACKED: Final = 250
"""Beyond them: how many times its packed size a file, up to any place in it, may unpack to. Text of
sentences packs 3 to 10 times, copies of few sentences up to 100; nothing but a trap comes near the
1,032 that gzip can."""


def without_packing(name: str) -> str:
    """A name without the suffix of packed files.

    >>> without_packing("rows.jsonl.zst"), without_packing("rows.jsonl")
    ('rows.jsonl', 'rows.jsonl')
    """
    for suffix in PACKED:
        name = name.removesuffix(suffix)
    return name


def is_packed(path: Path) -> bool:
    """Whether a file is packed, as its name says."""
    return path.suffix in PACKED


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where its name says that it is packed.

    Raises
    ------
    InputError
        While it is read: it cannot be unpacked, or unpacks to so much more than it has that it can
        only be a trap.
    """
    with path.open("rb") as file:
        if not is_packed(path):
            yield file
            return
        with io.BufferedReader(_Guarded(_stream(path, file), path, file), 1 << 20) as opened:
            yield opened


def _stream(path: Path, file: IO[bytes]) -> Any:
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=file)
    import pyarrow as pa

    return pa.CompressedInputStream(file, "zstd")


class _Guarded(io.RawIOBase):
    """Unpacked bytes, as long as they are not far more than what was read of the file."""

    def __init__(self, stream: Any, path: Path, packed: IO[bytes]) -> None:
        self._stream, self._path, self._packed, self._size = stream, path, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"{self._path}: cannot be read: {reason}") from error
        self._size += len(data)
        if self._size > max(UNPACKED_FREELY, MOST_PACKED * self._packed.tell()):
            raise InputError(
                f"{self._path}: unpacks to more than {MOST_PACKED} times its size, unlike any "
                f"real text; if you trust it, unpack it first: {PACKED[self._path.suffix]} "
                f"{self._path.name}"
            )
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def packing(path: Path, file: IO[bytes]) -> Iterator[IO[bytes]]:
    """What packs the bytes that are written into it, as the name of a file says; equal for equal
    bytes.
    """
    if not is_packed(path):
        yield file
    elif path.suffix == ".gz":
        # Without name and time in the header, equal rows make equal bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as inner:
            yield inner  # type: ignore[misc]  # it is written to as any file
    else:
        import pyarrow as pa

        with pa.CompressedOutputStream(file, "zstd") as inner:
            yield inner
