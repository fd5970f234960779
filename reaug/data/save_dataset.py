"""Save rows in the form of `datasets` without importing it: the import takes longer than most runs.

The output equals that of `Dataset.save_to_disk` byte for byte (`tests/data/test_save_dataset.py`
compares them). Two cases are left to `datasets`: columns with features that only it can describe,
such as lists, and tables of up to `MANY` rows that are large in bytes (see `Rows.plain`). Empty
sets are saved here, since `datasets` cannot read what it saves for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

STATE: Final = "state.json"
INFO: Final = "dataset_info.json"
SPLITS: Final = "dataset_dict.json"
DATA: Final = "data-00000-of-00001.arrow"
_LARGEST: Final = 500_000_000
"""Number of bytes from which `datasets` writes several files (`config.MAX_SHARD_SIZE`)."""
_LONGEST: Final = 10_000
"""Maximum mean size of a row in bytes, so that `_BATCH` rows easily fit in memory."""
PART: Final = 50_000
"""Number of rows of a part, if rows are made in parts; a multiple of `_BATCH`."""
MANY: Final = 200_000
"""Number of rows from which rows are made and saved in parts."""
AHEAD: Final = 1000
"""Number of rows after a part that are converted together with it; a multiple of `_BATCH`."""
_BATCH: Final = 1000
"""Number of rows of a record batch (`datasets.config.DEFAULT_MAX_BATCH_SIZE`)."""
_DTYPES: Final[Mapping[pa.DataType, str]] = {
    pa.bool_(): "bool",
    pa.int8(): "int8",
    pa.int16(): "int16",
    pa.int32(): "int32",
    pa.int64(): "int64",
    pa.uint8(): "uint8",
    pa.uint16(): "uint16",
    pa.uint32(): "uint32",
    pa.uint64(): "uint64",
    pa.float32(): "float32",
    pa.float64(): "float64",
    pa.string(): "string",
    pa.large_string(): "large_string",
}


class Rows(NamedTuple):
    """Rows to save.

    table : n rows in one chunk, with the columns that `features` describes.
    features : the features of the columns, in the form of `datasets`.
    fingerprint : a hash of the rows in their order.
    """

    table: pa.Table
    features: dict[str, Any]
    fingerprint: str

    @property
    def plain(self) -> bool:
        """Whether `save` can write the rows as `datasets` would."""
        size, rows = self.table.nbytes, self.table.num_rows
        return not rows or size < min(_LARGEST, rows * _LONGEST)


class Parts(NamedTuple):
    """Very many rows to save.

    parts : a function that makes the rows in parts of `PART` rows (fewer in the last), each in one
        chunk.
    features, fingerprint : see `Rows`.
    """

    parts: Callable[[], Iterator[pa.Table]]
    features: dict[str, Any]
    fingerprint: str


def value(kind: pa.DataType) -> dict[str, str] | None:
    """Return the feature of a column type in the form of `datasets`; None for nested types.

    Examples
    --------
    >>> value(pa.int32())
    {'dtype': 'int32', '_type': 'Value'}
    >>> value(pa.list_(pa.int32())) is None
    True
    """
    dtype = _DTYPES.get(kind)
    return None if dtype is None else {"dtype": dtype, "_type": "Value"}


def save(rows: Rows, folder: Path) -> None:
    """Write a folder as `Dataset.save_to_disk` does, for rows whose `plain` is true."""
    folder.mkdir(parents=True, exist_ok=True)
    _write([rows.table], rows.features, folder / DATA)
    _describe(folder, [DATA], rows.features, rows.fingerprint)


def save_parts(rows: Parts, folder: Path) -> None:
    """Write very many rows as `Dataset.save_to_disk` does, in files of half a gigabyte."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = rows.parts()
    partials: list[Path] = []
    while first := next(parts, None):
        partials.append(folder / f"data-{len(partials):05d}.part")
        _write(_until_large(first, parts), rows.features, partials[-1])
    names = [f"data-{i:05d}-of-{len(partials):05d}.arrow" for i in range(len(partials))]
    for file, name in zip(partials, names, strict=True):
        file.rename(folder / name)
    _describe(folder, names, rows.features, rows.fingerprint)


def _until_large(first: pa.Table, more: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield `first`, then parts of `more`, until all of them together fill a file."""
    yield first
    size = first.nbytes
    while size < _LARGEST and (part := next(more, None)) is not None:
        yield part
        size += part.nbytes


def _write(tables: Iterable[pa.Table], features: dict[str, Any], path: Path) -> None:
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    with pa.OSFile(str(path), "wb") as file:
        writer = None
        for table in tables:
            part = table.replace_schema_metadata(metadata)
            writer = writer or pa.ipc.new_stream(file, part.schema)
            writer.write_table(part, max_chunksize=_BATCH)
        if writer is not None:
            writer.close()


def _describe(folder: Path, files: list[str], features: dict[str, Any], fingerprint: str) -> None:
    """Write the metadata files that `datasets` needs."""
    state: dict[str, Any] = {
        "_data_files": [{"filename": name} for name in files],
        "_fingerprint": fingerprint,
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": None,
    }
    info = {"citation": "", "description": "", "features": features}
    info |= {"homepage": "", "license": ""}
    for name, content in ((STATE, state), (INFO, info)):
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")


def save_splits(parts: Mapping[str, Rows | Parts], folder: Path) -> None:
    """Write a folder with splits as `DatasetDict.save_to_disk` does."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SPLITS).write_text(json.dumps({"splits": list(parts)}), encoding="utf-8")
    for name, rows in parts.items():
        if isinstance(rows, Parts):
            save_parts(rows, folder / name)
        else:
            save(rows, folder / name)
