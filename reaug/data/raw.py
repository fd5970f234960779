"""Rows as a reader returns them: columns of unchecked values."""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa

from reaug.core.quotes import shorten
from reaug.data.arrow_checks import check_bytes, check_schema
from reaug.data.problems import Fault, Faults

if TYPE_CHECKING:
    from reaug.data.column_layout import Layout
    from reaug.data.documents.document import Document


class Missing:
    """The type of `MISSING`, which stands for a field that a row does not have."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""The value of a field that a row does not have; None is the value of a field that is null."""

FEATURE: Final = b"huggingface.feature"
"""Metadata key that keeps the Hugging Face feature of a user's column, as JSON."""

Column: TypeAlias = list[Any] | pa.ChunkedArray
"""A column as read: Python values if the source is text, else Arrow."""


@dataclass(frozen=True)
class Raw:
    """Rows as a reader returns them, before they are checked.

    Attributes
    ----------
    columns
        Columns by name, in the order of the input, each with `rows` values.
    rows
        Number of rows.
    origin, fmt
        The name of the source in messages, and its format.
    original
        A function that returns the rows at given indices as Python values, as they were read.
    features
        The Hugging Face features of columns, in JSON form, if the source has them.
    lines
        The line number of each row, from 1, if the source has lines.
    broken
        For each entry of the source that is not a row, its index and the reason.
    faults
        Faults of single rows that the reader found.
    names
        Fields of KLUE's schema that have another name in the source, each with that name.
    notes
        Notes for the user about how the rows were read, one line each.
    layout
        How the file of a table represents rows, to write them back in the same way.
    documents
        Instead of columns: annotated documents, which are converted to rows later.
    read_documents
        The documents from which these rows were made.
    unused_mentions
        Number of mentions of `read_documents` that are in no row.
    left_out
        For documents, the number of items that are not read, by kind.
    first
        For a piece of a source, the number of rows before it.
    shards
        If the rows come from several files, each file and the index of its first row.
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
        """Return the file of a row, and the row's number in that file, from 0."""
        if not self.shards:
            return self.origin, row
        at = bisect.bisect_right([start for _, start in self.shards], row) - 1
        return self.shards[at][0], row - self.shards[at][1]

    def reader_faults(self) -> Faults:
        """Return the faults that the reader found, to which others can be added."""
        faults = Faults(self.rows, self.names)
        faults.add(list(self.broken), "row", "schema/bad-value", lambda i: self.broken[i])
        for fault in self.faults:
            faults.add([fault.row], fault.field, fault.rule, fault.message)
        return faults


def from_rows(rows: list[Any], *, origin: str, fmt: str, lines: Sequence[int] | None = None) -> Raw:
    """Return rows of Python objects as columns; a field that a row lacks is `MISSING`.

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
    if len(shapes) == 1:  # usually all rows have the same fields, which is faster
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
    """Return the rows of an Arrow table; features come from the metadata of its schema.

    `validated` says that the bytes of the columns have been checked already, for example before a
    file was memory-mapped.

    Raises
    ------
    InputError
        See `check_schema` and `check_bytes`.
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
    """Return the Hugging Face features of columns in JSON form.

    They are in the metadata that `datasets` adds to a table, and that reaug adds to columns.

    >>> import pyarrow as pa
    >>> text = '{"info": {"features": {"label": {"names": ["a"], "_type": "ClassLabel"}}}}'
    >>> features_of(pa.schema([("label", pa.int64())], metadata={"huggingface": text}))
    {'label': {'names': ['a'], '_type': 'ClassLabel'}}
    """
    features: dict[str, Any] = {}
    # Metadata in another form is ignored.
    with suppress(ValueError, KeyError, TypeError):
        features |= json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
    for column in schema:
        with suppress(ValueError, KeyError):
            features[column.name] = json.loads((column.metadata or {})[FEATURE])
    return features
