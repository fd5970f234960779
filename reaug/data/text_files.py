"""Read and write text files, compressed or not, with clear errors."""

from __future__ import annotations

import csv
import functools
import io
import itertools
import json
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from reaug.data.compressed_files import is_packed, packing, unpacked
from reaug.data.encodings import BOM, decode
from reaug.errors import InputError, OutputError

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE: Final = 1 << 20

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def check_file(path: Path) -> None:
    """Raise an error if a path is not a regular file, since reading another kind may never end.

    Raises
    ------
    InputError
        The path is a folder, pipe, device or socket, or cannot be accessed.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from error
    for is_kind, what in _KINDS:
        if is_kind(mode):
            raise InputError(f"{path}: is {what}, not a file; save the rows in a file first")


def read_bytes(path: Path) -> bytes:
    """Return all bytes of a file, decompressed if its name says so.

    Raises
    ------
    InputError
        The path is not a file. Or the file cannot be read or decompressed, is empty, is larger than
        memory, has a suspiciously large decompressed size, or belongs to a run and was changed
        since.
    """
    from reaug.files.run_files import check_unchanged  # here, since it loads OpenSSL

    check_file(path)
    check_unchanged(path)
    try:
        with unpacked(path) as file:
            if is_packed(path):
                data = _all_of(file, path, b"")
            else:
                size = os.fstat(file.fileno()).st_size
                _check_size(size, path)
                data = file.read(size + 1)
                # The file has no size, as in /proc, or grows: read on in pieces, as far as memory
                # allows.
                if len(data) > size:
                    data = _all_of(file, path, data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from error
    except MemoryError as error:
        raise InputError(f"{path}: does not fit in memory; split it") from error
    if not data.strip():
        raise InputError(f"{path}: is empty")
    return data


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _all_of(file: IO[bytes], path: Path, begun: bytes) -> bytes:
    pieces, size = [begun], len(begun)
    while piece := file.read(_PIECE):
        size += len(piece)
        _check_size(size, path)
        pieces.append(piece)
    return b"".join(pieces)


def _check_size(size: int, path: Path) -> None:
    if size > _memory():
        raise InputError(
            f"{path}: has {size:,} bytes, more than this machine's memory ({_memory():,}), and a "
            "set is read as a whole; split it"
        )


@functools.cache
def _memory() -> int:
    """Return the memory of this machine in bytes; if unknown, more than the size of any file."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 1 << 62


@contextmanager
def any_length(text: str) -> Iterator[None]:
    """Let the csv module read fields as long as the text, inside the block only.

    The module's limit of 131,072 characters is global for the process, and a sentence may be
    longer.
    """
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, len(text)))
    try:
        yield
    finally:
        csv.field_size_limit(before)


@dataclass
class Decoding:
    """How text files are decoded inside a block of `decoding`.

    encoding : the encoding that the user gave; None to recognise it.
    recognised : the encodings that were recognised, by file; files in UTF-8 are not listed.
    """

    encoding: str | None = None
    recognised: dict[str, str] = field(default_factory=dict)


_DECODING: ContextVar[Decoding | None] = ContextVar("decoding", default=None)


@contextmanager
def decoding(encoding: str | None) -> Iterator[Decoding]:
    """Set the encoding of all text files that are read inside the block.

    Yields the `Decoding`, which collects the encodings that were recognised.
    """
    state = Decoding(encoding)
    token = _DECODING.set(state)
    try:
        yield state
    finally:
        _DECODING.reset(token)


def may_be_utf8() -> bool:
    """Return whether the user has given no encoding, so that text files may be in UTF-8."""
    state = _DECODING.get()
    return state is None or state.encoding is None


def read_text(path: Path) -> str:
    """Return the text of a file, without its byte order mark.

    Inside a block of `decoding`, the encoding is the one given to the block, or is recognised.
    Elsewhere, for example for files of decisions, it is UTF-8.

    Raises
    ------
    InputError
        See `read_bytes`; or the file is not text.
    """
    return text_of(read_bytes(path), path)


def read_own_list(path: Path) -> str:
    """Return the text of a user's own list of words or names; the encoding is recognised.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "words.txt"
    ...     _ = file.write_bytes("모임,회의".encode("cp949"))
    ...     read_own_list(file)
    '모임,회의'
    """
    with decoding(None):
        return read_text(path)


def text_of(data: bytes, path: Path) -> str:
    """Return the text of a file from its bytes; see `read_text`."""
    state = _DECODING.get()
    if state is None:
        text = _utf8(data, path)
    else:
        text, encoding = decode(data, path, state.encoding)
        if encoding is not None:
            state.recognised[str(path)] = encoding
    if not text.strip():
        raise InputError(f"{path}: is empty")
    return text


def _utf8(data: bytes, path: Path) -> str:
    mark = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[mark:].decode("utf-8") if mark else data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = "UTF-16" if data.startswith(_UTF16) else "CP949, as Korean Excel writes it"
        raise InputError(
            f"{path}: is not UTF-8 (byte {error.start + mark}); perhaps it is {guess}: "
            "save it as UTF-8"
        ) from error


def pieces_of_lines(path: Path, size: int) -> Iterator[tuple[int, str]]:
    """Yield pieces of up to `size` lines of a UTF-8 file.

    Each piece is the number of its first line, from 1, and its text.

    Raises
    ------
    InputError
        See `read_text`.
    """
    from reaug.files.run_files import check_unchanged

    check_file(path)
    check_unchanged(path)
    first = 1
    try:
        with unpacked(path) as file:
            while lines := list(itertools.islice(file, size)):
                data = b"".join(lines)
                if first == 1:
                    data = data.removeprefix(BOM)
                yield first, data.decode("utf-8") if data.strip() else ""
                first += len(lines)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (after line {first}): save it as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from error


def text_lines(path: Path, codec: str | None = None) -> Iterator[str]:
    """Yield the lines of a text file, without line ends, reading only as far as needed.

    `codec` is the encoding; None is UTF-8.

    Raises
    ------
    InputError
        See `read_text`.
    """
    from reaug.files.run_files import check_unchanged

    check_file(path)
    check_unchanged(path)
    if codec is not None:
        yield from _lines_in(path, codec)
        return
    try:
        with unpacked(path) as file:
            for number, line in enumerate(file):
                text = line if number else line.removeprefix(BOM)
                yield text.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        read_text(path)  # its error names the likely encoding
        raise
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from error


def _lines_in(path: Path, codec: str) -> Iterator[str]:
    try:
        with unpacked(path) as file:
            text = io.TextIOWrapper(file, encoding=codec, newline="\n")
            for number, line in enumerate(text):
                yield (line if number else line.removeprefix("\ufeff")).removesuffix("\n")
            text.detach()
    except UnicodeError as error:
        raise InputError(f"{path}: cannot be read as {codec}; give another --encoding") from error


@contextmanager
def text_file(path: Path) -> Iterator[IO[str]]:
    """Open a new UTF-8 file, compressed if its name ends in `.gz` or `.zst`."""
    with (
        path.open("xb") as file,
        packing(path, file) as inner,
        io.TextIOWrapper(inner, encoding="utf-8", newline="") as text,
    ):
        yield text


def json_of(value: Any) -> str:
    """Return a value as JSON on one line.

    Raises
    ------
    OutputError
        JSON cannot represent the value.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError as error:  # `Format.check` has already reported the column if possible
        raise OutputError("a value is NaN or infinity, which JSON cannot store") from error


def _plain(value: Any) -> str:
    """Return a date or time as ISO 8601; raise an error for other values that JSON lacks."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise OutputError(
        f"a column contains values of type {type(value).__name__}, which text formats cannot "
        "store; write parquet or disk"
    )
