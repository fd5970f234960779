"""Hash the content of rows, compute the digest of a table, and make row ids.

The content of a row is its guid, sentence, spans, types, label, source and the user's own columns
(in the order of their names). Row id, key and position are not content: they only say where a row
came from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.schema import CORE_SCHEMA, KEY, POSITION, ROW_ID, extra_columns
from reaug.data.row_batches import passed
from reaug.data.typed_columns import is_text

_CONTENT: Final = [name for name in CORE_SCHEMA.names if name not in (ROW_ID, POSITION, KEY)]

_IDS: Final = 16_384

# Separators are bytes that never occur in UTF-8, so no text can look like two fields, a null or a
# number.
_BETWEEN: Final = b"\xff"
_NULL: Final = b"\xfe"
_NOT_TEXT: Final = b"\xfd"


def content_digest(table: pa.Table) -> str:
    """Return the digest of a table, which does not depend on the order of its rows.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA`, followed by the user's columns. Chunks, the type of text (string or
        large_string) and the order of the user's columns make no difference.

    Returns
    -------
    str
        64 hexadecimal digits: SHA-256 over the names of the user's columns and the sorted
        128-bit hashes (XXH3) of the rows.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]", "[S|ORG|LG]의 [O|PER|구광모]").table
    >>> content_digest(table) == content_digest(table.take([1, 0]))
    True
    """
    digest = hashlib.sha256(json.dumps(sorted(extra_columns(table.schema))).encode())
    # Read one by one: as a list, the hashes would take four times the memory.
    hashes = np.fromiter(row_hashes(table), dtype="S16", count=len(table))
    hashes.sort()
    digest.update(hashes.tobytes())
    return digest.hexdigest()


def row_hashes(table: pa.Table, names: Sequence[str] | None = None) -> Iterator[bytes]:
    """Yield the 16-byte hash of each row's content, in row order.

    `names` are the columns to hash; by default all columns of the content.
    """
    names = [*_CONTENT, *sorted(extra_columns(table.schema))] if names is None else list(names)
    for batch in passed(table.select(names)):
        fields = [_canonical(column) for column in batch.columns]
        rows = pc.binary_join_element_wise(
            *fields, _BETWEEN, null_handling="replace", null_replacement=_NULL
        )
        yield from map(xxhash.xxh128_digest, rows.to_pylist())


def row_ids(named: pa.ChunkedArray | None, guid: pa.ChunkedArray, table: pa.Table) -> pa.Array:
    """Return the row ids of n rows: their permanent names, on which random draws depend.

    Parameters
    ----------
    named
        The column `row_id` of the input; None if it has none.
    guid
        The guids; null if the input has none.
    table
        The content of the rows, which is hashed only if needed.

    Returns
    -------
    pa.StringArray
        The values of `named` if they are complete and unique; otherwise the values of `guid` if
        these are; otherwise a hash of each row's content with a number that distinguishes equal
        rows. The hash depends neither on the order of the rows nor on the file format.
    """
    for column in (named, guid):
        if column is not None and _names_every_row(column):
            return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.concat_arrays([*content_ids(table), pa.array([], pa.string())])


def content_ids(table: pa.Table) -> Iterator[pa.StringArray]:
    """Yield batches of row ids: the hash of a row's content, and its number among equal rows."""
    hashes = np.fromiter(row_hashes(table), dtype="S16", count=len(table))
    order = np.argsort(hashes, kind="stable")
    at = np.arange(len(table))
    begins = np.ones(len(table), dtype=np.bool_)
    begins[1:] = hashes[order][1:] != hashes[order][:-1]
    numbers = np.empty(len(table), dtype=np.int64)
    numbers[order] = at - np.maximum.accumulate(np.where(begins, at, 0))
    for first in range(0, len(table), _IDS):
        digests = hashes[first : first + _IDS].tobytes().hex()
        some = numbers[first : first + _IDS].tolist()
        yield pa.array(
            [f"{digests[32 * i : 32 * i + 32]}-{number}" for i, number in enumerate(some)]
        )


def _names_every_row(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count == 0 and pc.count_distinct(column).as_py() == len(column))


def _canonical(column: pa.Array) -> pa.Array:
    """Return the values of a column as bytes to be hashed; null stays null."""
    # The bytes of a text differ from those of a number that is written in the same way.
    kind = column.type
    if is_text(kind):
        return column.cast(pa.string()).cast(pa.binary())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.binary())
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        texts = column.cast(pa.string()).cast(pa.binary())
    elif _holds_integers(kind) and not column.flatten().null_count:
        texts = _integers(column)
    else:
        values = column.to_pylist()
        texts = pa.array([None if v is None else _as_json(v) for v in values], pa.binary())
    return pc.binary_join_element_wise(_NOT_TEXT, texts, b"")


def _holds_integers(kind: pa.DataType) -> bool:
    is_integer_list = pa.types.is_list(kind) and pa.types.is_integer(kind.value_type)
    return is_integer_list and not pa.types.is_uint64(kind.value_type)


def _integers(column: pa.ListArray) -> pa.BinaryArray:
    """Return each list of integers as bytes: its length, then 8 bytes per integer."""
    # This is fast, since a file can have millions of token ids.
    values = column.flatten().cast(pa.int64())  # without the values of null lists
    lengths = pc.list_value_length(column).fill_null(0)
    offsets = np.concatenate([[0], np.cumsum(lengths.to_numpy(zero_copy_only=False))]) * 8
    buffer = pa.py_buffer(np.ascontiguousarray(values.to_numpy(zero_copy_only=False), dtype="<i8"))
    ends = pa.py_buffer(offsets.astype(np.int32))
    raw = pa.Array.from_buffers(pa.binary(), len(column), [None, ends, buffer])
    # The length before the bytes makes the encoding unambiguous.
    counts = lengths.cast(pa.string()).cast(pa.binary())
    encoded = pc.binary_join_element_wise(counts, raw, b":")
    return pc.if_else(column.is_valid(), encoded, pa.scalar(None, pa.binary()))


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
