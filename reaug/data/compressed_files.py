"""Read and write compressed files as streams, with protection against decompression bombs."""

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
"""Suffixes of compressed files, and the commands to decompress them."""
UNPACKED_FREELY: Final = 1 << 26
"""Decompressed size in bytes (64 MiB) up to which the compression ratio is not checked."""
MOST_PACKED: Final = 250
"""Maximum compression ratio beyond `UNPACKED_FREELY`, at any position in a file.

Sentences have a ratio of 3 to 10, and many copies of a few sentences up to 100. Only a
decompression bomb comes near gzip's maximum of 1,032.
"""


def without_packing(name: str) -> str:
    """Return a file name without the suffix for compression.

    >>> without_packing("rows.jsonl.zst"), without_packing("rows.jsonl")
    ('rows.jsonl', 'rows.jsonl')
    """
    for suffix in PACKED:
        name = name.removesuffix(suffix)
    return name


def is_packed(path: Path) -> bool:
    """Return whether a file is compressed, by its name."""
    return path.suffix in PACKED


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """Open a file as a stream of bytes; a file named `.gz` or `.zst` is decompressed.

    Raises
    ------
    InputError
        Raised while reading, if the file cannot be decompressed, or its decompressed size is
        suspiciously large.
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
    """A stream of decompressed bytes; reading raises an error if there are suspiciously many."""

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
    """Yield a file to write to, which compresses into `file` if the name of `path` says so.

    Equal content gives equal bytes.
    """
    if not is_packed(path):
        yield file
    elif path.suffix == ".gz":
        # No name and time in the header, so that equal rows give equal bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as inner:
            yield inner  # type: ignore[misc]  # has the methods for writing
    else:
        import pyarrow as pa

        with pa.CompressedOutputStream(file, "zstd") as inner:
            yield inner
