"""Cut a file into parts that can be read one by one, each without the others.

This is possible for files in which a row is found without reading what comes before it: JSON lines
in UTF-8, one row a line, and Parquet, whose row groups are listed at its end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from reaug.data.compressed_files import is_packed
from reaug.data.encodings import BOM
from reaug.data.raw import Raw, from_table

_BYTES: Final = 1 << 22
"""Minimum size in bytes of a part of JSON lines."""
_ROWS: Final = 1 << 17
"""Maximum number of rows of a Parquet row group, which is a part.

A file with larger groups is not cut, since a group is in memory as a whole.
"""
_NO_ROW: Final = re.compile(rb"\n[^{]")


class NoPartsError(Exception):
    """The file cannot be cut into parts; it must be read from its beginning to its end."""


class Part(NamedTuple):
    """A part of a file.

    start, end : the range of bytes, or of row groups.
    row : number of rows before the part.
    """

    path: Path
    fmt: str
    start: int
    end: int
    row: int

    def rows(self) -> Raw:
        """Return the rows of the part.

        Raises
        ------
        InputError, UnicodeDecodeError
            The part cannot be read; reading the file from its beginning gives a better message.
        """
        return _READERS[self.fmt](self)


def can_be_cut(path: Path, fmt: str) -> bool:
    """Return whether a file can probably be cut, by its name and format.

    `parts_of` raises `NoPartsError` if its contents do not allow it after all.
    """
    return fmt in _READERS and not is_packed(path)


def parts_of(path: Path, fmt: str, size: int = _BYTES) -> Iterator[Part]:
    """Yield the parts of a file in order; `size` is the least size of a part in bytes.

    Raises
    ------
    NoPartsError
        The file, or its rest after some parts, cannot be cut.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "rows.jsonl"
    ...     _ = path.write_text("".join(f'{{"a": {i}}}{chr(10)}' for i in range(3)))
    ...     [(part.start, part.end, part.row) for part in parts_of(path, "jsonl", size=10)]
    [(0, 18, 0), (18, 27, 2)]
    """
    return _groups(path) if fmt == "parquet" else _lines(path, size)


def _lines(path: Path, size: int) -> Iterator[Part]:
    """Yield the parts of a file of JSON lines."""
    # Rows are counted by line, so blank lines are only allowed at the end of the file.
    start = row = 0
    with path.open("rb") as file:
        while data := file.read(size) + file.readline():
            first, start = start, start + len(data)
            text = data if first else data.removeprefix(BOM)
            rows = text.rstrip()
            if rows and (not rows.startswith(b"{") or _NO_ROW.search(rows)):
                raise NoPartsError
            if rows:
                yield Part(path, "jsonl", first, start, row)
            row += rows.count(b"\n") + 1
            if not rows or text.count(b"\n", len(rows)) > 1:  # the blank lines at the end
                break
        while data := file.read(size):
            if data.strip():
                raise NoPartsError


def _read_lines(part: Part) -> Raw:
    from reaug.data.formats._json import lines_of

    with part.path.open("rb") as file:
        file.seek(part.start)
        data = file.read(part.end - part.start)
    text = (data if part.start else data.removeprefix(BOM)).decode("utf-8")
    return lines_of(text, part.path, part.row + 1)


def _groups(path: Path) -> Iterator[Part]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise NoPartsError from error
    sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
    if len(sizes) < 2 or not all(0 < size <= _ROWS for size in sizes):
        raise NoPartsError
    firsts = itertools.accumulate(sizes, initial=0)
    for i, row in zip(range(len(sizes)), firsts, strict=False):
        yield Part(path, "parquet", i, i + 1, row)


def _read_groups(part: Part) -> Raw:
    import pyarrow.parquet as pq

    with pq.ParquetFile(part.path) as file:
        table = file.read_row_groups(range(part.start, part.end), use_threads=False)
        # The cast adds the metadata of the file's schema, which has the features of the columns.
        table = table.cast(file.schema_arrow).combine_chunks()
    return from_table(table, origin=str(part.path), fmt="parquet")


_READERS: Final = {"jsonl": _read_lines, "parquet": _read_groups}
