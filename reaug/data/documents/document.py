"""A document as an annotation tool has it: a text, mentions in it, and relations between them."""

from __future__ import annotations

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
"""The type of mentions in formats that name none."""


class Mention(NamedTuple):
    """A span of a text.

    key : by which relations name it; each once in its document.
    start, end : half-open, in whatever units the file counts.
    type : None where the file names none.
    word : what the file says stands there; None where it does not say.
    pieces : of a mention in several pieces, their number; else 1.
    """

    key: str
    start: int
    end: int
    type: str | None
    word: str | None = None
    pieces: int = 1


class Relation(NamedTuple):
    """A relation between two mentions, named by their keys.

    label : None where it has none yet.
    guid : the row's own id; None: it is made of the document's.
    fields : columns of this row alone.
    """

    head: str
    tail: str
    label: str | None
    guid: str | None = None
    fields: Mapping[str, Any] = {}


class Flaw(NamedTuple):
    """Something in a document that cannot be read: it becomes a bad row."""

    field: str
    rule: str
    message: str


@dataclass
class Document:
    """A text with its mentions and relations.

    Attributes
    ----------
    text
        Code points as they stand in the file.
    id
        None where the file has none.
    fields
        Columns of all rows of the document.
    flaws
        What cannot be read in it.
    """

    text: str
    id: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def flaw(self, where: str, rule: str, message: str) -> None:
        """Add what cannot be read."""
        self.flaws.append(Flaw(where, rule, message))


def records(raw: Raw) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield index and fields of each row of a reader, those at fault left out."""
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
    """The first value of a column that is not empty; None where there is none."""
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
    """A value as JSON would have it: pandas holds lists as arrays, at any depth."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def first_item(raw: Raw, *names: str) -> Any:
    """The first item of the first list among columns; None where there is none."""
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
    """The reader's rows as documents, which `pairs.rows_of` makes into rows of one pair each.

    `rows` is the reader's row of each document, where a row may be several; in order. `left_out`
    counts what of them is not read.
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
        broken={},
        notes=(*raw.notes, *notes),
        documents=documents,
        left_out=left_out,
    )


def whole_number(value: Any) -> int | None:
    """A whole number, also one that a spreadsheet or a model wrote as 12.0; None for all else.

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
    """A name by which something is referred to, as text; None where it is no name.

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
    except ValueError:  # more digits than Python writes out
        return None
