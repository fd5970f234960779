"""Bytes and text of a file, with the errors that belong to files."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reaug.errors import InputError
from reaug.files.run_files import check_unchanged

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path) -> bytes:
    """Read all bytes of a file, unpacked where its name ends in `.gz`.

    Raises
    ------
    InputError
        If it cannot be read or unpacked, is empty, or is a run's file that was changed since.
    """
    check_unchanged(path)
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read: {reason}") from error
    if not data.strip():
        raise InputError(f"{path}: is empty")
    return data


@contextmanager
def any_length(text: str) -> Iterator[None]:
    """Let the csv module read fields as long as the text, inside the block alone.

    Its limit, 131,072 characters, holds for the whole process; a sentence may be longer.
    """
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, len(text)))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_text(path: Path) -> str:
    """Read a file as UTF-8, without its byte order mark.

    Raises
    ------
    InputError
        As `read_bytes`, or if it is not UTF-8.
    """
    return text_of(read_bytes(path), path)


def text_of(data: bytes, path: Path) -> str:
    """The bytes of a file as text; see `read_text`."""
    mark = len(_BOM) if data.startswith(_BOM) else 0
    try:
        text = data[mark:].decode("utf-8") if mark else data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = "UTF-16" if data.startswith(_UTF16) else "CP949, as Korean Excel writes it"
        raise InputError(
            f"{path}: is not UTF-8 (byte {error.start + mark}); perhaps it is {guess}: "
            "save it as UTF-8"
        ) from error
    if not text.strip():
        raise InputError(f"{path}: is empty")
    return text
