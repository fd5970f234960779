"""Find the reader for the source that a user names, and read it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from reaug.core.quotes import listed
from reaug.data.compressed_files import is_packed
from reaug.data.encodings import note_of
from reaug.data.field_mapping import in_klue_columns
from reaug.data.formats import BY_SUFFIX, FILE_FORMATS, FOLDER_FORMATS, FORMATS, READ, READABLE
from reaug.data.formats._format import FileFormat, FolderFormat, Format
from reaug.data.hub import parse_hub_name, read_hub
from reaug.data.in_memory import from_arrow, from_datasets, from_pandas, is_named
from reaug.data.joined_shards import check_ids, read_shards
from reaug.data.raw import Raw, from_rows
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.shards import (
    Shards,
    are_paths,
    in_folder,
    named_by_pattern,
    of_paths,
    of_pattern,
    one_format,
)
from reaug.data.text_files import decoding, read_bytes, text_of
from reaug.errors import InputError, UsageError
from reaug.files.output_paths import place_of
from reaug.suggestions import files_like, unknown

if TYPE_CHECKING:
    from reaug.data.documents.pair_options import Pairing


_SAVED: Final = tuple(
    folder_format for folder_format in FOLDER_FORMATS if folder_format.name in ("run", "disk")
)


@dataclass(frozen=True)
class AsFormat:
    """A source together with the format to read it in; it can be used like any source."""

    source: Any
    fmt: str


def as_format(source: Any, fmt: str | None) -> Any:
    """Return a source with the format to read it in; the source itself if `fmt` is None."""
    return source if fmt is None else AsFormat(source, fmt)


def of_set(source: Any, fmt: str | None) -> Any:
    """Return a source with the format to read it in; a run or a saved data set stays unchanged.

    Some commands have two sources, one of which may be a run. Then the user's format is meant for
    the other source.
    """
    folder = place_of(source)
    known = folder is not None and folder.is_dir() and any(saved.sniff(folder) for saved in _SAVED)
    return source if known else as_format(source, fmt)


def open_source(
    source: Any,
    split: str | None,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    pairing: Pairing | None = None,
) -> Raw:
    """Return the rows of a source, before they are checked.

    Parameters
    ----------
    source
        A path, a hub name, or data in memory.
    split
        The split to read, if the source has splits.
    how
        The user's options for reading.
    fmt
        The format; None to recognise it by name or contents.
    pairing
        How documents become rows; None makes one row for each relation.

    Raises
    ------
    InputError
        The source does not exist, cannot be read, or is not in the format `fmt`.
    UsageError
        The object is not a source; a split is given, but the source has none; or columns are
        mapped, but the format has fixed fields.
    """
    if isinstance(source, AsFormat):
        source, fmt = source.source, source.fmt
    if fmt is not None and fmt not in READ:
        raise UsageError(unknown("format", fmt, list(READ)))
    with decoding(how.encoding) as state:
        raw = _as_it_is(source, split, fmt)
    for file, encoding in state.recognised.items():
        raw = replace(raw, notes=(*raw.notes, note_of(file, encoding)))
    raw = shaped(raw, how, fmt)
    if raw.documents is None:
        check_ids(raw)
        return raw
    from reaug.data.documents.documents_to_rows import rows_of
    from reaug.data.documents.pair_options import Pairing

    return rows_of(raw, pairing or Pairing())


def shaped(raw: Raw, how: ReadAs, fmt: str | None) -> Raw:
    """Convert the rows of a reader to KLUE's columns, or to documents, by their format.

    Raises
    ------
    InputError
        The rows are not in the format `fmt`.
    UsageError
        Columns are mapped, but the format has fixed fields.
    """
    mapped = bool(how.columns) and not how.lenient
    tabular = mapped and raw.documents is None and fmt in (None, "marked")
    if tabular:  # if the user maps columns, the source is a table, even if its texts contain marks
        raw = FORMATS["marked"].reshape(in_klue_columns(raw, how))
    for data_format in FORMATS.values():
        if not tabular and raw.documents is None and fmt in (None, data_format.name):
            raw = data_format.reshape(raw)
    if fmt is not None and raw.fmt != fmt and not _reads_itself(FORMATS[fmt]):
        raise InputError(
            f"{raw.origin}: is not {fmt} ({FORMATS[fmt].summary}); its columns: "
            f"{listed(raw.columns)}"
        )
    if raw.documents is None:
        return raw if tabular else in_klue_columns(raw, how)
    if mapped and not tabular:
        raise UsageError(
            f"{raw.origin}: is read as {raw.fmt}, whose fields are fixed, so there are no columns "
            "to map; leave --map out"
        )
    return raw


def _reads_itself(data_format: Format) -> bool:
    """Return whether a format reads files or folders itself, and not only recognises rows."""
    return isinstance(data_format, FolderFormat) or (
        isinstance(data_format, FileFormat) and data_format.reads_files
    )


def shards_of(source: Any, fmt: str | None) -> Shards | None:
    """Return the files of a source that is a pattern, a list, or a folder of shards; else None.

    Raises
    ------
    InputError
        There are no files, or they belong to several data sets.
    """
    if are_paths(source):
        return of_paths(source)
    if named_by_pattern(source):
        return of_pattern(source)
    if isinstance(source, str | os.PathLike) and not isinstance(source, bytes):
        folder = place_of(source)
        requested = None if fmt is None else FORMATS[fmt]
        if folder is None or not folder.is_dir() or isinstance(requested, FolderFormat):
            return None
        if str(folder) != str(Path(source).expanduser()):  # FOLDER:SPLIT
            return None
        if any(folder_format.sniff(folder) for folder_format in FOLDER_FORMATS):
            return None
        return in_folder(folder, format_of_name)
    return None


def _as_it_is(source: Any, split: str | None, fmt: str | None) -> Raw:
    shards = shards_of(source, fmt)
    if shards is not None:
        if split is not None:
            raise _no_splits(shards.name, split)
        kind = one_format(shards, lambda file: file_format(file, fmt))
        return read_shards(shards, kind.read, kind.name)
    if isinstance(source, (str, Path)) or hasattr(source, "__fspath__"):
        return _of_place(source, split, fmt)
    if is_named(source, "datasets", "Dataset", "DatasetDict", "IterableDataset"):
        return from_datasets(source, split, origin="datasets.Dataset", fmt="dataset")
    if split is not None:
        raise _no_splits(f"a {type(source).__name__}", split)
    if isinstance(source, pa.Table):
        return from_arrow(source)
    if is_named(source, "pandas", "DataFrame"):
        return from_pandas(source)
    if isinstance(source, list | tuple):
        return from_rows(list(source), origin=f"a {type(source).__name__} of rows", fmt="rows")
    raise UsageError(
        f"cannot read a {type(source).__name__}; expected a path, a hub name, a datasets.Dataset, "
        "a pandas.DataFrame, a pyarrow.Table or a list of dicts"
    )


def _of_place(source: Any, split: str | None, fmt: str | None) -> Raw:
    try:
        path = Path(source).expanduser()
    except RuntimeError as error:  # the path begins with ~ and an unknown user name
        raise _no_such_file(source) from error
    if not _exists(path) and isinstance(source, str):
        head, colon, tail = source.rpartition(":")
        folder = Path(head).expanduser()
        if colon and head and _exists(folder):  # FOLDER:SPLIT
            path, split = folder, _one_split(split, tail, source)
        else:
            name = parse_hub_name(source)
            if name is None or _unpacked(folder).suffix in BY_SUFFIX:
                raise _no_such_file(source)
            _one_split(split, name.split, source)
            return read_hub(name, source)
    if not _exists(path):
        raise _no_such_file(source)
    if path.is_dir():
        return _folder_format(path, fmt).read(path, split)
    if split is not None:
        raise _no_splits(f"the file {path}", split)
    return file_format(path, fmt).read(path)


def _exists(path: Path) -> bool:
    """Return whether a file or folder exists; False for an invalid path, such as a too long one."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _no_splits(what: str, split: str) -> UsageError:
    return UsageError(f"{what} has no splits, so '{split}' cannot be read")


def _one_split(requested: str | None, named: str, source: str) -> str:
    if requested not in (None, named):
        raise UsageError(
            f"{source}: gives the split '{named}', but split='{requested}' was requested"
        )
    return named


def _no_such_file(source: Any) -> InputError:
    hint = ""
    if isinstance(source, str) and parse_hub_name(f"{source}:train") and "." not in source:
        hint = f"; a data set on the hub is named with its split, as in '{source}:train'"
    if not hint and isinstance(source, str | os.PathLike):
        hint = files_like(Path(source).expanduser())
    return InputError(f"{source}: no such file or folder{hint}")


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if is_packed(path) else path


def is_data(path: Path) -> bool:
    """Return whether a path is an existing file with a suffix of data, or a folder of data.

    >>> is_data(Path("no-such-file.csv"))
    False
    """
    if not _exists(path):
        return False
    if path.is_dir():
        return any(folder_format.sniff(path) for folder_format in FOLDER_FORMATS)
    return path.is_file() and format_of_name(path) is not None


def format_of_name(path: Path) -> str | None:
    """Return the format for the suffix of a name, compressed or not; None if it is unknown.

    >>> format_of_name(Path("rows.json.gz")), format_of_name(Path("cleaned"))
    ('klue-json', None)
    """
    named = BY_SUFFIX.get(_unpacked(path).suffix.lower())
    return None if named is None else named.name


def file_format(path: Path, fmt: str | None) -> FileFormat:
    """Return the format of a file: `fmt`, else by its suffix, else by its contents."""
    requested = None if fmt is None else FORMATS[fmt]
    if isinstance(requested, FolderFormat):
        raise InputError(
            f"{path}: is a file, but {requested.name} is a folder: {requested.summary}"
        )
    if isinstance(requested, FileFormat) and requested.reads_files:
        return requested
    named = BY_SUFFIX.get(_unpacked(path).suffix.lower())
    if named is not None:
        return named
    data = read_bytes(path)
    for file_format in FILE_FORMATS:
        if file_format.sniff(data):  # a binary format
            return file_format
    data = text_of(data, path).lstrip().encode("utf-8", "surrogatepass")
    for file_format in FILE_FORMATS:
        if file_format.sniff(data):
            return file_format
    known = "\n".join(f"  {name}: {summary}" for name, summary in READABLE.items())
    raise InputError(f"{path}: is not in a readable format. Readable formats:\n{known}")


def _folder_format(path: Path, fmt: str | None) -> FolderFormat:
    requested = None if fmt is None else FORMATS[fmt]
    if isinstance(requested, FileFormat):
        raise InputError(
            f"{path}: is a folder, but {requested.name} is a file: {requested.summary}"
        )
    if isinstance(requested, FolderFormat):
        return requested
    for folder_format in FOLDER_FORMATS:
        if folder_format.sniff(path):
            return folder_format
    known = " nor ".join(
        folder_format.summary for folder_format in FOLDER_FORMATS if folder_format.is_read
    )
    raise InputError(f"{path}: is a folder, but neither {known}")
