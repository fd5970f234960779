"""Hashes of the content of rows, and one digest of a whole table.

A row's content is its guid, sentence, spans, types, label, source and the user's own columns, by
name. Row id, key and position do not belong to it: they say where a row came from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.schema import CORE_SCHEMA, KEY, POSITION, ROW_ID, extra_columns
from reaug.data.lift import is_text

_CONTENT: Final = [name for name in CORE_SCHEMA.names if name not in (ROW_ID, POSITION, KEY)]
_BATCH: Final = 16_384

# Bytes that never occur in UTF-8, so that no text can look like two fields, a null or a number.
_BETWEEN: Final = b"\xff"
_NULL: Final = b"\xfe"
_NOT_TEXT: Final = b"\xfd"


def content_digest(table: pa.Table) -> str:
    """Digest of a table's rows, whatever their order.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA` with the user's columns behind; chunks and the layout of text
        (string or large_string) make no difference, nor does the order of the user's columns.

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
    digest.update(b"".join(sorted(row_hashes(table))))
    return digest.hexdigest()


def row_hashes(table: pa.Table) -> Iterator[bytes]:
    """Yield the 16-byte hash of each row's content, in the order of the rows."""
    names = [*_CONTENT, *sorted(extra_columns(table.schema))]
    for batch in table.select(names).to_batches(max_chunksize=_BATCH):
        fields = [_canonical(column) for column in batch.columns]
        rows = pc.binary_join_element_wise(
            *fields, _BETWEEN, null_handling="replace", null_replacement=_NULL
        )
        for row in rows.to_pylist():
            yield xxhash.xxh128_digest(row)


def _canonical(column: pa.Array) -> pa.Array:
    """A column as bytes that say the value and whether it is text; null stays null."""
    kind = column.type
    if is_text(kind):
        return column.cast(pa.string()).cast(pa.binary())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.binary())
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        texts = column.cast(pa.string()).cast(pa.binary())
    else:
        values = column.to_pylist()
        texts = pa.array([None if v is None else _as_json(v) for v in values], pa.binary())
    return pc.binary_join_element_wise(_NOT_TEXT, texts, b"")


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
