"""Text in files: UTF-8, packed or not, and JSON."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from reaug.errors import OutputError


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
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError as error:  # `check_values` has named the column where it could
        raise OutputError("a value holds NaN or infinity, which JSON lacks") from error


def _plain(value: Any) -> str:
    """Dates and times as ISO 8601; whatever else JSON lacks is refused."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise OutputError(
        f"a column holds values of type {type(value).__name__}, which text formats cannot; "
        "write parquet or disk"
    )
