"""Read large files and folders in pieces, in a way that depends on the format."""

from __future__ import annotations

import codecs
import io
import itertools
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.data.compressed_files import is_packed, unpacked
from reaug.data.encoding_of_file import Encoding, encoding_of_file
from reaug.data.encodings import note_of
from reaug.data.file_parts import Part, can_be_cut, parts_of
from reaug.data.json_objects import objects_of
from reaug.data.large_tables import pieces_of_table
from reaug.data.raw import Raw, from_rows, from_table
from reaug.data.shards import Shards, nothing
from reaug.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Maker = Callable[[Path, int, str | None], Iterator[Raw]]
"""A function that yields a file in pieces, from its path, the rows per piece and the encoding."""
FileState = tuple[int, int, int, int] | None
_READ: Final = 1 << 20
_NO_SPACE: Final = re.compile(r"[^ \t\n\r]")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_PACKS: Final = 6
"""Estimated ratio of the size of a file of sentences to its compressed size."""


class Pieces(NamedTuple):
    """A source in pieces.

    rows : a function that returns an iterator over the pieces, from the first on.
    origin : the name of the source in messages, the same as if it were read whole.
    of_several : whether the source consists of several files.
    parts : a function that cuts the source into parts that can each be read alone; None if the
        format does not allow it.
    files : the files of the source, each with its state before it was read.
    """

    rows: Callable[[], Iterator[Raw]]
    origin: str
    of_several: bool = False
    parts: Callable[[], Iterator[Part]] | None = None
    files: tuple[tuple[Path, FileState], ...] = ()

    def check_same_files(self) -> None:
        """Raise an error if a file is not as it was when these pieces were made.

        The pieces are read one by one, and some files several times, so the result would be a
        mixture of what was in the file at different times.

        Raises
        ------
        InputError
            A file was changed, replaced or removed.
        """
        for path, state in self.files:
            if state_of(path) != state:
                raise InputError(
                    f"{path}: was changed while it was read; run the command again when no other "
                    "program writes the file"
                )


def state_of(path: Path) -> FileState:
    """Return the identity, size and time of change of a file; None if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def pieces_of(
    source: Any,
    split: str | None,
    fmt: str | None,
    size: int,
    large: int,
    encoding: str | None = None,
) -> Pieces | None:
    """Return the pieces of a large source; None if a source is small or must be read whole.

    Parameters
    ----------
    source
        The source, as for `read`.
    split
        The split to read, if the source has splits.
    fmt
        The format that the user gave.
    size
        The number of rows of a piece.
    large
        The size in bytes from which a file is large.
    encoding
        The encoding that the user gave.
    """
    from reaug.data.source import shards_of

    shards = None if split else shards_of(source, fmt)
    if shards is not None:
        return _of_shards(shards, fmt, size, large, encoding)
    if not isinstance(source, str | os.PathLike) or isinstance(source, bytes):
        return None
    try:
        path = Path(os.fsdecode(source)).expanduser()
        exists = path.is_dir() or path.is_file()
    except (
        OSError,
        ValueError,
        RuntimeError,
    ):  # not a path: too long, or ~ of an unknown user
        return None
    if not exists:
        return None
    if path.is_dir():
        return _of_folder(path, split, fmt, size, large, encoding)
    if split or _bytes(path) < large:
        return None
    files = ((path, state_of(path)),)
    make = _reader_in_pieces(path, fmt, encoding)
    if make is None:
        return None
    parts = _cutter(path, make, encoding)
    return Pieces(partial(make, path, size, encoding), str(path), parts=parts, files=files)


def _cutter(path: Path, make: Maker, encoding: str | None) -> Callable[[], Iterator[Part]] | None:
    """Return a function that cuts a file into parts; None if its rows depend on each other."""
    fmt = next(name for name, maker in _MAKERS.items() if maker is make)
    can = can_be_cut(path, fmt) and (fmt == "parquet" or _encoding(path, encoding).name is None)
    return partial(parts_of, path, fmt) if can else None


def _reader_in_pieces(path: Path, fmt: str | None, encoding: str | None) -> Maker | None:
    """Return the function that reads a file in pieces; None if there is none for its format."""
    from reaug.data.formats import FILE_FORMATS, FORMATS
    from reaug.data.formats._format import FileFormat
    from reaug.data.source import format_of_name

    requested = None if fmt is None else FORMATS.get(fmt)
    if requested is not None and not isinstance(requested, FileFormat):
        return None
    name = (
        requested.name if requested is not None and requested.reads_files else format_of_name(path)
    )
    if name is None and encoding is not None:
        return None
    # recognised by the start of the file, while `source.file_format` uses the whole file
    if name is None:
        with unpacked(path) as file:
            data = file.read(_READ).removeprefix(codecs.BOM_UTF8).lstrip()
        name = next((known.name for known in FILE_FORMATS if known.sniff(data)), None)
    return _MAKERS.get(name or "")


def _bytes(path: Path) -> int:
    """Estimate the uncompressed size of a file in bytes from its name and size."""
    packed = is_packed(path) or path.suffix.lower() in _WORKBOOKS
    return path.stat().st_size * (_PACKS if packed else 1)


def _of_shards(
    shards: Shards, fmt: str | None, size: int, large: int, encoding: str | None
) -> Pieces | None:
    """Return the pieces of all files of a set, one file after the other."""
    if not all(path.is_file() for path in shards.files):
        return None
    if sum(map(_bytes, shards.files)) < large:
        return None
    files = tuple((path, state_of(path)) for path in shards.files)
    makers = {_reader_in_pieces(path, fmt, encoding) for path in shards.files}
    make = makers.pop()
    if make is None or makers:
        return None
    rows = partial(_behind_each_other, shards, make, size, encoding)
    return Pieces(rows, shards.name, of_several=True, files=files)


def _behind_each_other(
    shards: Shards, make: Maker, size: int, encoding: str | None
) -> Iterator[Raw]:
    for path in shards.files:
        rows = 0
        for raw in make(path, size, encoding):
            # The file begins `rows` rows before this piece.
            yield replace(raw, origin=shards.name, shards=((str(path), -rows),))
            rows += raw.rows
        if not rows:
            raise nothing(path)


def _lines(path: Path, size: int, given: str | None) -> Iterator[Raw]:
    from reaug.data.formats._json import lines_of
    from reaug.data.text_files import pieces_of_lines

    codec, name = _encoding(path, given)
    pieces = pieces_of_lines(path, size) if name is None else _decoded_pieces(path, size, codec)
    for first, text in pieces:
        if first == 1 and text.lstrip().startswith("["):
            raise InputError(f"{path}: is a list")
        if text.strip():
            yield _in_encoding(lines_of(text, path, first), path, name)


def _encoding(path: Path, given: str | None) -> Encoding:
    """Return the encoding of a text file."""
    # A file that begins with valid UTF-8, not only ASCII, is taken for UTF-8 without reading the
    # rest.
    if given is None:
        with unpacked(path) as file:
            data = file.read(_READ)
        decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        with suppress(UnicodeDecodeError):
            if not data.isascii() and "\0" not in decode(data):
                return Encoding("utf-8-sig", None)
    return encoding_of_file(path, given)


def _decoded_pieces(path: Path, size: int, codec: str) -> Iterator[tuple[int, str]]:
    """Yield the first line number and the text of each piece, decoded with `codec`."""
    # For a file in UTF-8, `pieces_of_lines` does the same.
    from reaug.files.run_files import check_unchanged

    check_unchanged(path)
    first = 1
    try:
        with unpacked(path) as file:
            text = io.TextIOWrapper(file, encoding=codec, newline="\n")
            while lines := list(itertools.islice(text, size)):
                if first == 1:
                    lines[0] = lines[0].removeprefix("\ufeff")
                yield first, "".join(lines)
                first += len(lines)
    except UnicodeError as error:
        raise InputError(f"{path}: cannot be read as {codec}; give another --encoding") from error


def _in_encoding(raw: Raw, path: Path, name: str | None) -> Raw:
    return raw if name is None else replace(raw, notes=(*raw.notes, note_of(path, name)))


def _list(path: Path, size: int, given: str | None) -> Iterator[Raw]:
    """Yield the objects of a JSON list, `size` at a time."""
    # If the file is not such a list, the error has no position; reading the whole file at once
    # gives a better message.
    from reaug.files.run_files import check_unchanged

    check_unchanged(path)
    codec, name = _encoding(path, given)
    rows: list[Any] = []
    for row in objects_of(path, codec):
        rows.append(row)
        if len(rows) == size:
            yield _in_encoding(from_rows(rows, origin=str(path), fmt="klue-json"), path, name)
            rows = []
    if rows:
        yield _in_encoding(from_rows(rows, origin=str(path), fmt="klue-json"), path, name)


def _groups(path: Path, size: int, _: str | None) -> Iterator[Raw]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from reaug.files.run_files import check_unchanged

    check_unchanged(path)
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=size):
                # The cast adds the metadata of the file's schema, which has the features of the
                # columns.
                table = pa.Table.from_batches([batch]).cast(file.schema_arrow)
                yield from_table(table, origin=str(path), fmt="parquet")
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not a readable Parquet file: {error}") from error


def _of_folder(
    folder: Path,
    split: str | None,
    fmt: str | None,
    size: int,
    large: int,
    encoding: str | None,
) -> Pieces | None:
    """Return the pieces of a run, of a folder saved by `datasets`, or of brat documents."""
    from reaug.data.formats import FORMATS
    from reaug.data.formats.brat import Brat
    from reaug.data.formats.disk import is_run, is_saved, plain_files
    from reaug.data.formats.run import DATA
    from reaug.files.run_files import check_unchanged

    name, place = ("run", folder / DATA) if is_run(folder) else ("disk", folder)
    if split is not None:
        place = place / Path(split).name
    if is_saved(place):
        files = plain_files(place, large) if fmt in (None, name) else None
        if files is None:
            return None
        check_unchanged(folder / DATA if name == "run" else folder)
        return Pieces(partial(_of_files, files, size, str(folder), name), str(folder))
    brat = FORMATS["brat"]
    assert isinstance(brat, Brat)
    if split is not None or fmt not in (None, "brat") or not brat.sniff(folder):
        return None
    if brat.size(folder) < large:
        return None
    return Pieces(partial(brat.pieces, folder, size, encoding), str(folder))


def _of_files(files: list[Path], size: int, origin: str, fmt: str) -> Iterator[Raw]:

    from reaug.data.formats.disk import batches_of_file

    waiting: list[pa.RecordBatch] = []
    for file in files:
        for batch in batches_of_file(file):
            waiting.append(batch)
            if sum(len(lines) for lines in waiting) >= size:
                yield _of_batches(waiting, origin, fmt)
                waiting = []
    if waiting:
        yield _of_batches(waiting, origin, fmt)


def _of_batches(batches: list[pa.RecordBatch], origin: str, fmt: str) -> Raw:
    import pyarrow as pa

    table = pa.Table.from_batches(batches).combine_chunks()
    return from_table(table, origin=origin, fmt=fmt, validated=True)


def _of_format(name: str, *, is_text: bool = True) -> Maker:
    """Return a function that reads a file in pieces, by the method `pieces` of a format."""

    def make(path: Path, size: int, given: str | None) -> Iterator[Raw]:
        from reaug.data.formats import FORMATS
        from reaug.data.formats._format import FileFormat

        file_format = FORMATS[name]
        assert isinstance(file_format, FileFormat)
        codec, encoding = _encoding(path, given) if is_text else ("", None)
        for raw in file_format.pieces(path, size, codec if encoding else None):
            yield _in_encoding(raw, path, encoding)

    return make


_MAKERS: Final[dict[str, Maker]] = {
    "competition-csv": pieces_of_table,
    "excel": _of_format("excel", is_text=False),
    "conll": _of_format("conll"),
    "jsonl": _lines,
    "klue-json": _list,
    "parquet": _groups,
    "semeval": _of_format("semeval"),
}
