"""What a DATA argument means: which reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.data.formats import READABLE
from reaug.data.raw import Raw
from reaug.data.readers.competition_csv import read_csv
from reaug.data.readers.disk import read_folder
from reaug.data.readers.files import read_bytes
from reaug.data.readers.hub import parse_hub_name, read_hub
from reaug.data.readers.klue_json import read_json, read_jsonl
from reaug.data.readers.memory import from_arrow, from_datasets, from_pandas, is_named
from reaug.data.readers.parquet import read_parquet
from reaug.data.readers.tacred_json import klue_shaped
from reaug.errors import InputError, UsageError

_BY_SUFFIX: Final[dict[str, Callable[[Path], Raw]]] = {
    ".json": read_json,
    ".csv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
    ".pq": read_parquet,
}


def open_source(source: Any, split: str | None) -> Raw:
    """Find the reader for a source, and read its rows.

    Parameters
    ----------
    source
        A path, a hub name, or data in memory.
    split
        The split to take, where there are several.

    Raises
    ------
    InputError
        If there is no such source, or it is broken.
    UsageError
        If the object is nothing that can be read, or a split is asked for where there are none.
    """
    return klue_shaped(_as_it_is(source, split))


def _as_it_is(source: Any, split: str | None) -> Raw:
    if isinstance(source, (str, Path)) or hasattr(source, "__fspath__"):
        return _of_place(source, split)
    if is_named(source, "datasets", "Dataset", "DatasetDict", "IterableDataset"):
        return from_datasets(source, split, origin="datasets.Dataset", fmt="dataset")
    if split is not None:
        raise _no_splits(f"a {type(source).__name__}", split)
    if isinstance(source, pa.Table):
        return from_arrow(source)
    if is_named(source, "pandas", "DataFrame"):
        return from_pandas(source)
    raise UsageError(
        f"cannot read a {type(source).__name__}; a path, a hub name, a datasets.Dataset, a "
        "pandas.DataFrame or a pyarrow.Table is expected"
    )


def _of_place(source: Any, split: str | None) -> Raw:
    try:
        path = Path(source).expanduser()
    except RuntimeError as error:  # ~ and the name of nobody
        raise _no_such_file(source) from error
    if not _exists(path) and isinstance(source, str):
        head, colon, tail = source.rpartition(":")
        folder = Path(head).expanduser()
        if colon and head and _exists(folder):  # FOLDER:SPLIT
            path, split = folder, _one_split(split, tail, source)
        else:
            name = parse_hub_name(source)
            if name is None or _has_data_suffix(folder):
                raise _no_such_file(source)
            _one_split(split, name.split, source)
            return read_hub(name, source)
    if not _exists(path):
        raise _no_such_file(source)
    if path.is_dir():
        return read_folder(path, split)
    if split is not None:
        raise _no_splits(f"the file {path}", split)
    return _reader(path)(path)


def _exists(path: Path) -> bool:
    """Whether there is such a file or folder; False for what can be no name, as too long a one."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _no_splits(what: str, split: str) -> UsageError:
    return UsageError(f"{what} has no splits, so that '{split}' cannot be taken")


def _one_split(asked: str | None, named: str, source: str) -> str:
    if asked not in (None, named):
        raise UsageError(f"{source}: names the split '{named}', but split='{asked}' is asked for")
    return named


def _no_such_file(source: Any) -> InputError:
    hint = ""
    if isinstance(source, str) and parse_hub_name(f"{source}:train") and "." not in source:
        hint = f"; a data set on the hub is named with its split, as in '{source}:train'"
    return InputError(f"{source}: no such file or folder{hint}")


def _has_data_suffix(path: Path) -> bool:
    suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    return suffix in _BY_SUFFIX


def _reader(path: Path) -> Callable[[Path], Raw]:
    """Reader by the file's suffix, else by its first bytes."""
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    reader = _BY_SUFFIX.get(plain.suffix.lower())
    if reader is not None:
        if reader is read_parquet and plain is not path:
            raise InputError(f"{path}: Parquet is packed by itself; unpack the .gz first")
        return reader
    data = read_bytes(path)
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if data.startswith(b"PAR1"):
        return read_parquet
    if start == b"[":
        return read_json
    if start == b"{":
        return read_jsonl
    if b"sentence" in data.split(b"\n", 1)[0]:
        return read_csv
    known = "\n".join(f"  {name}: {what}" for name, what in READABLE.items())
    raise InputError(f"{path}: is in no format that can be read. These can be:\n{known}")
