"""Files that are written whole or not at all, and text in them."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from reaug.errors import OutputError


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
                beside = Path(folder) / path.name
                yield beside
                with beside.open("rb") as file, path.open("wb") as into:
                    shutil.copyfileobj(file, into)
            return
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".{os.getpid()}.{path.name}")
        try:
            yield beside
            beside.replace(target)
        finally:
            _remove(beside)
    except BrokenPipeError:  # who read has gone: no failure of ours
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def text_file(path: Path) -> Iterator[IO[str]]:
    """A new file of UTF-8, packed where its name ends in `.gz`."""
    with path.open("xb") as file:
        if path.suffix != ".gz":
            with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                yield text
            return
        # Without name and time in the header, equal rows make equal bytes.
        with (
            gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as inner,
            io.TextIOWrapper(inner, encoding="utf-8", newline="") as text,
        ):
            yield text


def json_of(value: Any) -> str:
    """JSON of a value, on one line.

    Raises
    ------
    OutputError
        It holds what JSON cannot.
    """
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """Dates and times as ISO 8601; whatever else JSON lacks is refused."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise OutputError(
        f"a column holds values of type {type(value).__name__}, which text formats cannot; "
        "write parquet or disk"
    )
