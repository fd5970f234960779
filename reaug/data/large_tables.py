"""A table of text in pieces: the usual one, with commas, whose first line names its columns."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from reaug.core.schema import SENTENCE
from reaug.data.cells import SHIELD
from reaug.data.packed import unpacked
from reaug.data.raw import Raw
from reaug.data.tables import names_columns, raw_table, rows_above_header
from reaug.errors import InputError

_FORMAT: Final = "competition-csv"
_FIRST: Final = 16
"""Rows that say whether a title stands above the header."""
_BEHIND: Final = 2
"""The line behind the header."""


def pieces_of_table(path: Path, size: int) -> Iterator[Raw]:
    """The rows of a table, `size` at a time.

    Raises
    ------
    InputError
        It is no such table, or has what is judged on the whole of it; without a place.
    """
    from reaug.files.run_files import check_unchanged

    check_unchanged(path)
    try:
        with unpacked(path) as file:
            yield from _pieces(path, file, size)
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise _unusual(path) from error


def _pieces(path: Path, file: IO[bytes], size: int) -> Iterator[Raw]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = text.readline()
        header = next(csv.reader([first], strict=True), [])
        usual = (
            SENTENCE in first.split(",") and names_columns(header) and all(map(str.strip, header))
        )
        if not usual or header[-1] == SHIELD or "\0" in first:
            raise _unusual(path)
        rows = _numbered(path, text)
        while piece := list(itertools.islice(rows, size)):
            cells = [row for _, row in piece]
            if piece[0][0] == _BEHIND and rows_above_header([header, *cells[:_FIRST]]):
                raise _unusual(path)
            lines = [line for line, _ in piece]
            yield raw_table(header, cells, path=path, fmt=_FORMAT, lines=lines, text=first)
    finally:
        text.detach()


def _numbered(path: Path, text: IO[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows behind the header, each with its first line; empty ones are left out."""
    # Fields longer than the module's limit are left to who reads the whole.
    reader = csv.reader(_lines(path, text), strict=True)
    line = _BEHIND
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + _BEHIND


def _lines(path: Path, text: IO[str]) -> Iterator[str]:
    for line in text:
        if "\0" in line:
            raise _unusual(path)
        yield line


def _unusual(path: Path) -> InputError:
    return InputError(f"{path}: is no plain table")
