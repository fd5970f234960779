"""Rows as `datasets` saves them, written without it: its import takes longer than most runs work.

What is written is what `Dataset.save_to_disk` writes, byte for byte; `tests/data/test_saving.py`
compares the two. What is not plain here (a column of lists, rows of half a gigabyte, which are
saved in several files) is left to `datasets` itself, which however cannot read again what it saves
of no rows.
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
"""Bytes from which `datasets` writes more than one file (`config.MAX_SHARD_SIZE`)."""
_LONGEST: Final = 10_000
"""Bytes of the mean row up to which a batch of `_BATCH` rows is no problem to anyone."""
PART: Final = 50_000
"""Rows that are made at once of very many, and those that are looked at beyond (`AHEAD`);
multiples of `_BATCH`."""
MANY: Final = 200_000
"""Rows from which on they are made in parts."""
AHEAD: Final = 1000
_BATCH: Final = 1000
"""Rows of a record batch (`datasets.config.DEFAULT_MAX_BATCH_SIZE`)."""
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

    table : n rows, of one chunk, with columns as `features` says.
    features : by column, its feature as `datasets` writes it.
    fingerprint : names this content in this order.
    """

    table: pa.Table
    features: dict[str, Any]
    fingerprint: str

    @property
    def plain(self) -> bool:
        """Whether `save` writes them as `datasets` does."""
        size, rows = self.table.nbytes, self.table.num_rows
        return not rows or size < min(_LARGEST, rows * _LONGEST)


class Parts(NamedTuple):
    """Very many rows to save.

    parts : makes them, `PART` at a time and the last of them fewer, each of one chunk.
    features, fingerprint : as of `Rows`.
    """

    parts: Callable[[], Iterator[pa.Table]]
    features: dict[str, Any]
    fingerprint: str


def value(kind: pa.DataType) -> dict[str, str] | None:
    """The feature of a plain column as `datasets` writes it; None where it is not plain.

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
    """Write a folder as `Dataset.save_to_disk` does; the rows are `plain`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write([rows.table], rows.features, folder / DATA)
    _describe(folder, [DATA], rows.features, rows.fingerprint)


def save_parts(rows: Parts, folder: Path) -> None:
    """The same of very many rows, in files of half a gigabyte."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = rows.parts()
    beside: list[Path] = []
    while first := next(parts, None):
        beside.append(folder / f"data-{len(beside):05d}.part")
        _write(_until_large(first, parts), rows.features, beside[-1])
    names = [f"data-{i:05d}-of-{len(beside):05d}.arrow" for i in range(len(beside))]
    for file, name in zip(beside, names, strict=True):
        file.rename(folder / name)
    _describe(folder, names, rows.features, rows.fingerprint)


def _until_large(first: pa.Table, more: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Parts that fill a file."""
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
    """Write what `datasets` asks for beside the rows."""
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
    """Write a folder as `DatasetDict.save_to_disk` does."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SPLITS).write_text(json.dumps({"splits": list(parts)}), encoding="utf-8")
    for name, rows in parts.items():
        if isinstance(rows, Parts):
            save_parts(rows, folder / name)
        else:
            save(rows, folder / name)
