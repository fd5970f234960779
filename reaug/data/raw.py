"""Rows as a reader found them: by column, with nothing checked yet."""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa

from reaug.core.quoting import shorten
from reaug.data.arrow_checks import check_bytes, check_schema
from reaug.data.problems import Fault, Faults

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.layout import Layout


class Missing:
    """The type of `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""A field that a row does not have, which is not the same as one that is null."""

FEATURE: Final = b"huggingface.feature"
"""Metadata of a user's column: its Hugging Face feature as JSON, so that it is not forgotten."""

Column: TypeAlias = list[Any] | pa.ChunkedArray
"""A column of a reader: Python values where rows came as text, else Arrow."""


@dataclass(frozen=True)
class Raw:
    """Rows as a reader found them.

    Attributes
    ----------
    columns
        Columns by name, in the order of the input, each with `rows` values.
    rows
        Number of rows.
    origin, fmt
        Name of the source for messages, and its format.
    original
        Makes rows, given by index, into plain Python values, as they were read.
    features
        Hugging Face features of columns, as JSON values, where the source has them.
    lines
        Line of each row, counted from 1, where the source has lines.
    broken
        Entries that are not rows, with the reason.
    faults
        What the reader found wrong with single rows.
    names
        Names that fields of KLUE's schema have in the source, where they have others.
    notes
        What a person should know of how the rows were read, in a line each.
    layout
        How a table writes its columns, where it is to be written in the same way again.
    documents
        In place of columns: documents of many relations, which are to become rows of one pair each.
    read_documents
        The documents that became these rows.
    unused_mentions
        How many of their mentions stand in no relation, nor in a pair that was made a row.
    left_out
        Of documents: how many of what is not read.
    first
        Of a piece of a source: how many rows stand before it.
    shards
        Where the rows come from several files: each file, and the first of its rows.
    """

    columns: dict[str, Column]
    rows: int
    origin: str
    fmt: str
    original: Callable[[Sequence[int]], list[Any]]
    features: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[int] | None = None
    broken: Mapping[int, str] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    layout: Layout | None = None
    documents: Sequence[Document] | None = None
    read_documents: Sequence[Document] | None = None
    unused_mentions: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    first: int = 0
    shards: tuple[tuple[str, int], ...] = ()

    def place_of(self, row: int) -> tuple[str, int]:
        """The file that a row stands in, and its number there, counted from 0."""
        if not self.shards:
            return self.origin, row
        at = bisect.bisect_right([start for _, start in self.shards], row) - 1
        return self.shards[at][0], row - self.shards[at][1]

    def reader_faults(self) -> Faults:
        """The faults of rows that the reader found, to add others to."""
        faults = Faults(self.rows, self.names)
        faults.add(list(self.broken), "row", "schema/bad-value", lambda i: self.broken[i])
        for fault in self.faults:
            faults.add([fault.row], fault.field, fault.rule, fault.message)
        return faults


def from_rows(rows: list[Any], *, origin: str, fmt: str, lines: Sequence[int] | None = None) -> Raw:
    """Columns of rows that came as Python objects; a field that a row lacks is `MISSING`.

    >>> raw = from_rows([{"a": 1}, {"b": None}, 7], origin="x.json", fmt="klue-json")
    >>> raw.columns, raw.broken
    ({'a': [1, MISSING, MISSING], 'b': [MISSING, None, MISSING]}, {2: 'must be an object, not 7'})
    """
    broken: dict[int, str] = {}
    objects = rows
    if set(map(type, rows)) - {dict}:
        broken = {
            i: f"must be an object, not {shorten(row)}"
            for i, row in enumerate(rows)
            if not isinstance(row, dict)
        }
        objects = [row if isinstance(row, dict) else {} for row in rows]
    shapes = dict.fromkeys(map(tuple, objects))
    names = dict.fromkeys(name for shape in shapes for name in shape)
    columns: dict[str, Column]
    if len(shapes) == 1:  # every row has the same fields: the common case, and the fast one
        columns = {name: [row[name] for row in objects] for name in names}
    else:
        columns = {name: [row.get(name, MISSING) for row in objects] for name in names}
    return Raw(
        columns=columns,
        rows=len(rows),
        origin=origin,
        fmt=fmt,
        original=lambda wanted: [rows[i] for i in wanted],
        lines=lines,
        broken=broken,
    )


def from_table(table: pa.Table, *, origin: str, fmt: str, validated: bool = False) -> Raw:
    """Columns of an Arrow table, as they are; features come from its schema's metadata.

    `validated` says that the bytes of its columns are checked already, as of a file before it was
    mapped: a second look at each would find nothing.

    Raises
    ------
    InputError
        As of `check_schema` and `check_bytes`.
    """
    check_schema(table.schema, origin)
    if not validated:
        check_bytes(table, origin)
    return Raw(
        columns=dict(zip(table.column_names, table.columns, strict=True)),
        rows=table.num_rows,
        origin=origin,
        fmt=fmt,
        original=lambda wanted: table.take(pa.array(wanted, pa.int64())).to_pylist(),
        features=features_of(table.schema),
    )


def features_of(schema: pa.Schema) -> dict[str, Any]:
    """Hugging Face features as JSON values by column.

    They come from the metadata that `datasets` gives a table, and that reaug gives a column.

    >>> import pyarrow as pa
    >>> text = '{"info": {"features": {"label": {"names": ["a"], "_type": "ClassLabel"}}}}'
    >>> features_of(pa.schema([("label", pa.int64())], metadata={"huggingface": text}))
    {'label': {'names': ['a'], '_type': 'ClassLabel'}}
    """
    features: dict[str, Any] = {}
    # Metadata of another make counts as none.
    with suppress(ValueError, KeyError, TypeError):
        features |= json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
    for column in schema:
        with suppress(ValueError, KeyError):
            features[column.name] = json.loads((column.metadata or {})[FEATURE])
    return features
