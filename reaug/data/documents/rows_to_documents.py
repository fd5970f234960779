"""Convert rows to documents: all rows of a sentence become one document with several relations.

A column with the same value in all rows of a document becomes a field of the document, any other
column a field of the relations. So nothing is lost if a format can represent both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import xxhash

from reaug.core.arrays import I64
from reaug.core.schema import GUID, LABEL, SENTENCE, SOURCE
from reaug.data.documents.document import UNTYPED, Document, Mention, Relation
from reaug.data.row_batches import passed

_BATCH: Final = 4_096
_MENTIONS: Final = ("subject_entity", "object_entity")
_OWN: Final = (GUID, SENTENCE, *_MENTIONS, LABEL)

Rows = list[dict[str, Any]]


class Joined(Collection[Document]):
    """Documents that are made from internal rows, anew and in batches for each iteration.

    With `join`, all rows of a sentence are one document, in order of first occurrence; otherwise
    each row is a document.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> texts = "[S|ORG|삼성]의 [O|PER|이재용] 회장", "[O|ORG|삼성]의 [S|PER|이재용] 회장"
    >>> [document] = Joined(batch_of(*texts, label="대표").table)
    >>> [(mention.word, mention.type) for mention in document.mentions], len(document.relations)
    ([('삼성', 'ORG'), ('이재용', 'PER')], 2)
    """

    def __init__(self, table: pa.Table, *, join: bool = True) -> None:
        self._table, self._join = table, join
        self._order, self._number = _groups(table) if join else (None, len(table))

    def __len__(self) -> int:
        return self._number

    def __contains__(self, document: object) -> bool:
        return any(own == document for own in self)

    def __iter__(self) -> Iterator[Document]:
        for rows in self._rows():
            yield _document(rows[0][SENTENCE], rows)

    def _rows(self) -> Iterator[Rows]:
        """Yield the rows of each document, in KLUE's schema."""
        from reaug.data.rows_to_klue import klue_batches

        group: Rows = []
        for batch in klue_batches(self._table, _BATCH, self._order):
            for row in batch.to_pylist():
                if group and not (self._join and row[SENTENCE] == group[0][SENTENCE]):
                    yield group
                    group = []
                group.append(row)
        if group:
            yield group


def _groups(table: pa.Table) -> tuple[I64 | None, int]:
    """Return an order that joins rows of the same sentence, and the number of sentences."""
    # The order is None if such rows are together already.
    hashes = np.empty(len(table), dtype="S16")
    at = 0
    for batch in passed(table.select([SENTENCE])):
        for text in batch[SENTENCE].cast(pa.binary()).to_pylist():
            hashes[at] = xxhash.xxh3_128_digest(text)
            at += 1
    _, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    order = np.argsort(first[inverse], kind="stable")
    return (None if (order[1:] > order[:-1]).all() else order), len(first)


def _document(text: str, rows: Rows) -> Document:
    keys: dict[tuple[int, int, str | None], str] = {}
    pairs = [tuple(_key(row[name], keys) for name in _MENTIONS) for row in rows]
    names = [name for name in rows[0] if name not in _OWN]
    common = {name for name in names if all(row[name] == rows[0][name] for row in rows)}
    name, guids = _named([row[GUID] for row in rows])
    return Document(
        text,
        name,
        [
            Mention(key, start, end, None if type_ == UNTYPED else type_, text[start:end])
            for (start, end, type_), key in keys.items()
        ],
        [
            Relation(
                head,
                tail,
                row[LABEL],
                guid,
                _fields(row, (name for name in names if name not in common)),
            )
            for (head, tail), row, guid in zip(pairs, rows, guids, strict=True)
        ],
        _fields(rows[0], (name for name in names if name in common)),
    )


def _key(mention: dict[str, Any], keys: dict[tuple[int, int, str | None], str]) -> str:
    span = mention["start_idx"], mention["end_idx"] + 1, mention["type"]
    return keys.setdefault(span, str(len(keys)))


def _named(guids: Sequence[str]) -> tuple[str, list[str | None]]:
    """Return the id of a document, and the ids of its rows, from the guids of the rows.

    The id of a row is None if it follows from the id of the document.

    >>> _named(["7#1", "7#2"]), _named(["a"]), _named(["a", "b"])
    (('7', [None, None]), ('a', [None]), ('a', ['a', 'b']))
    """
    first = guids[0]
    if len(guids) == 1:
        return first, [None]
    name = first.removesuffix("#1")
    if all(guid == f"{name}#{number}" for number, guid in enumerate(guids, start=1)):
        return name, [None] * len(guids)
    return first, list(guids)


def _fields(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name != SOURCE or row[name] is not None}


def numbered(
    documents: Iterable[Document], first: int = 0
) -> Iterator[tuple[Document, dict[str, int]]]:
    """Yield each document, and a dict from keys of mentions to numbers unique in the file."""
    for document in documents:
        yield document, {mention.key: first + i for i, mention in enumerate(document.mentions)}
        first += len(document.mentions)


def whole_id(name: str | None) -> int | str | None:
    """Return an id as an integer if it is written as one.

    Tools that number their documents expect integers.

    >>> whole_id("17"), whole_id("017"), whole_id("klue-1"), whole_id(None)
    (17, '017', 'klue-1', None)
    """
    if name is not None and name.isascii() and name.isdigit() and len(name) < 16:
        return int(name) if str(int(name)) == name else name
    return name


def lost_columns(documents: Iterable[Document], written: Sequence[str] = ()) -> list[str]:
    """Return the names of the user's columns that a format loses: all except `written`.

    Columns without any value are not listed.
    """
    names: dict[str, None] = {}
    for document in documents:
        for fields in (document.fields, *(relation.fields for relation in document.relations)):
            for name, value in fields.items():
                if value not in (None, [], {}) and name not in written:
                    names[name] = None
    return list(names)


def guid_of(document: Document, number: int) -> str | None:
    """Return the row id that the reader gives to relation `number` (from 1) of a document."""
    own = document.relations[number - 1].guid
    if own is not None or document.id is None or len(document.relations) == 1:
        return own or document.id
    return f"{document.id}#{number}"


def unused_mentions(documents: Iterable[Document]) -> list[str]:
    """Return the notes about mentions without a relation, which formats of pairs cannot store."""
    unused = sum(
        len(
            {mention.key for mention in document.mentions}.difference(
                *(r[:2] for r in document.relations)
            )
        )
        for document in documents
    )
    return notes_of_unused(unused)


def notes_of_unused(mentions: int) -> list[str]:
    """Return the note about a number of mentions without a relation; none for 0."""
    return [f"{mentions:,} mentions that no relation uses"] if mentions else []
