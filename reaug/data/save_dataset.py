"""Save rows in the form of `datasets` without importing it, which takes longer than most runs.

The output is the same as that of `Dataset.save_to_disk`, byte for byte, which is compared in
`tests/data/test_save_dataset.py`. Other cases (list columns, or half a gigabyte of rows, which is
saved in several files) are left to `datasets` itself; except for empty sets, since `datasets`
cannot read what it saves of them.
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
"""Maximum mean size of a row in bytes, so that a batch of `_BATCH` rows fits in memory easily."""
PART: Final = 50_000
"""Number of rows to make at once of very many, and of further rows to look at (`AHEAD`); multiples
of `_BATCH`."""
MANY: Final = 200_000
"""Number of rows from which they are made in parts."""
AHEAD: Final = 1000
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

    table : n rows in one chunk, with the columns of `features`.
    features : the features of the columns, in the form of `datasets`.
    fingerprint : identifies this content in this order.
    """

    table: pa.Table
    features: dict[str, Any]
    fingerprint: str

    @property
    def plain(self) -> bool:
        """Whether `save` can write them like `datasets`."""
        size, rows = self.table.nbytes, self.table.num_rows
        return not rows or size < min(_LARGEST, rows * _LONGEST)


class Parts(NamedTuple):
    """Very many rows to save.

    parts : makes them in parts of `PART` rows (fewer in the last), each in one chunk.
    features, fingerprint : see `Rows`.
    """

    parts: Callable[[], Iterator[pa.Table]]
    features: dict[str, Any]
    fingerprint: str


def value(kind: pa.DataType) -> dict[str, str] | None:
    """Return the feature of a plain column in the form of `datasets`; None if it is not plain.

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
    """Write a folder like `Dataset.save_to_disk`; the rows must be `plain`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write([rows.table], rows.features, folder / DATA)
    _describe(folder, [DATA], rows.features, rows.fingerprint)


def save_parts(rows: Parts, folder: Path) -> None:
    """Do the same for very many rows, in files of half a gigabyte."""
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
    """Yield parts until a file is full."""
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
    """Write a folder like `DatasetDict.save_to_disk`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SPLITS).write_text(json.dumps({"splits": list(parts)}), encoding="utf-8")
    for name, rows in parts.items():
        if isinstance(rows, Parts):
            save_parts(rows, folder / name)
        else:
            save(rows, folder / name)
