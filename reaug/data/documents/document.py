"""The model of an annotated document: a text, mentions in it, and relations between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.data.raw import MISSING, Raw

MISSING_FIELD: Final = "schema/missing-field"
BAD_VALUE: Final = "schema/bad-value"
NO_MENTION: Final = "schema/missing-mention"
IN_PIECES: Final = "span/discontinuous"

UNTYPED: Final = "ENTITY"
"""The type of mentions in formats without types."""


class Mention(NamedTuple):
    """A mention of an entity in a text.

    key : the unique key by which relations refer to the mention.
    start, end : half-open offsets, counted as in the file (see `document_offsets`).
    type : the entity type; None if the file has none.
    word : the text of the mention according to the file; None if the file does not repeat it.
    pieces : 1, or the number of pieces of a discontinuous mention.
    """

    key: str
    start: int
    end: int
    type: str | None
    word: str | None = None
    pieces: int = 1


class Relation(NamedTuple):
    """A relation between two mentions.

    head, tail : the keys of the two mentions.
    label : the label; None if nobody has labelled the relation yet.
    guid : the id of the row; None to derive it from the document's id.
    fields : values of the user's columns for this row.
    """

    head: str
    tail: str
    label: str | None
    guid: str | None = None
    fields: Mapping[str, Any] = {}


class Flaw(NamedTuple):
    """A part of a document that cannot be read; it becomes a bad row."""

    field: str
    rule: str
    message: str


@dataclass
class Document:
    """An annotated text.

    Attributes
    ----------
    text
        The text, exactly as in the file.
    id
        The document's id; None if the file has none.
    fields
        Values of the user's columns that all rows of the document share.
    flaws
        Parts that cannot be read.
    """

    text: str
    id: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def flaw(self, where: str, rule: str, message: str) -> None:
        """Record a part that cannot be read: its field, the rule that it breaks, and a message."""
        self.flaws.append(Flaw(where, rule, message))


def records(raw: Raw) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the index and the fields of each row of a reader, without rows that have faults."""
    names = list(raw.columns)
    columns = [
        column if isinstance(column, list) else column.to_pylist()
        for column in raw.columns.values()
    ]
    plain = _plain if raw.fmt == "pandas" else _as_it_is
    for row, values in enumerate(zip(*columns, strict=True)):
        if row not in raw.broken:
            yield (
                row,
                {
                    name: plain(value)
                    for name, value in zip(names, values, strict=True)
                    if value is not MISSING
                },
            )


def first_value(raw: Raw, name: str) -> Any:
    """Return the first non-empty value of a column; None if there is none."""
    column = raw.columns.get(name)
    if column is None:
        return None
    values = column if isinstance(column, list) else (value.as_py() for value in column)
    make = _plain if raw.fmt == "pandas" else _as_it_is
    plain = (make(value) for value in values if value is not MISSING)
    return next((value for value in plain if value), None)


def _as_it_is(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    """Return a value with lists instead of the NumPy arrays that pandas reads, at any depth."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def first_item(raw: Raw, *names: str) -> Any:
    """Return the first item of the first non-empty list in the named columns; None without one."""
    for name in names:
        value = first_value(raw, name)
        if isinstance(value, list) and value:
            return value[0]
    return None


def documents_as_raw(
    raw: Raw,
    documents: Sequence[Document],
    fmt: str,
    notes: Sequence[str] = (),
    rows: Sequence[int] | None = None,
    left_out: Mapping[str, int] = MappingProxyType({}),
) -> Raw:
    """Return `raw` with `documents` in place of its columns; see `documents_to_rows.rows_of`.

    Parameters
    ----------
    raw
        The records of a file, from which the documents were made.
    documents
        The documents, in the order of the records.
    fmt
        The name of the format.
    notes
        Notes for the user, added to those of `raw`.
    rows
        For each document, the index of its record in `raw`, ascending; None if every record is one
        document.
    left_out
        The number of items that are not read, by kind ("predictions").
    """
    at = range(raw.rows) if rows is None else rows
    for document, row in zip(documents, at, strict=True):
        if row in raw.broken:
            document.flaw("row", BAD_VALUE, raw.broken[row])
    return replace(
        raw,
        columns={},
        rows=len(documents),
        fmt=fmt,
        original=lambda wanted: raw.original([at[i] for i in wanted]),
        features={},
        lines=None if raw.lines is None else [raw.lines[i] for i in at],
        shards=tuple((file, bisect_left(at, start)) for file, start in raw.shards),
        broken={},
        notes=(*raw.notes, *notes),
        documents=documents,
        left_out=left_out,
    )


def whole_number(value: Any) -> int | None:
    """Return the value as an integer if it is a whole number, else None.

    Spreadsheets and language models may write a whole number as 12.0.

    >>> whole_number(12.0), whole_number(True), whole_number("12"), whole_number(1.5)
    (12, None, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def key_of(value: Any) -> str | None:
    """Return the key of a mention or document as text; None if it is neither text nor a number.

    >>> key_of(7), key_of("T1"), key_of(None), key_of(True)
    ('7', 'T1', None, None)
    """
    if isinstance(value, str):
        return value
    number = whole_number(value)
    return None if number is None else _digits(number)


def _digits(number: int) -> str | None:
    try:
        return str(number)
    except ValueError:  # more digits than Python prints
        return None
