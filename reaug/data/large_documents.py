"""Documents of large files: what must be known of all of them, and the way through them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from reaug.data.documents.document import Document
from reaug.data.documents.offsets import resolve
from reaug.data.documents.pair_notes import notes_of, notes_of_left_out
from reaug.data.documents.pairing import Pairing
from reaug.data.documents.pairs import Survey
from reaug.data.raw import MISSING, Column, Raw

Read = Callable[[], Iterator[Raw]]
"""Begins to read the pieces of a file, as documents."""


class DocumentsOfFile(Collection[Document]):
    """The documents of a file, read anew whenever they are gone through.

    read : begins to read them.
    number : how many there are.
    survey : how the file counts offsets.
    """

    def __init__(self, read: Read, number: int, survey: Survey) -> None:
        self._read, self._number, self._survey = read, number, survey

    def __len__(self) -> int:
        return self._number

    def __contains__(self, document: object) -> bool:
        return any(one == document for one in self)

    def __iter__(self) -> Iterator[Document]:
        best = self._survey.votes.best
        for raw in self._read():
            documents = raw.documents or ()
            resolve(documents, best)
            yield from documents


def surveyed(pieces: Iterator[Raw], pairing: Pairing) -> tuple[Survey, set[str]]:
    """What is known of all documents, and the formats that pieces of them seem to have."""
    survey = Survey(columns=set())
    fmts = set()
    for raw in pieces:
        fmts.add(raw.fmt if raw.documents is not None else "")
        survey.add(raw.documents or (), pairing)
    return survey, fmts


def holds_something(raw: Raw) -> bool:
    """Whether some document has a mention, by which formats are told from each other."""
    return any(one.mentions for one in raw.documents or ())


def part(raw: Raw, row: int) -> Raw:
    """One row of a reader's."""
    columns: dict[str, Column] = {
        name: column[row : row + 1] for name, column in raw.columns.items()
    }
    return replace(raw, columns=columns, rows=1, lines=None)


def beside(witness: Raw, raw: Raw, shape: Callable[[Raw], Raw]) -> Raw:
    """Rows without anything in them as the documents that they are beside one that has something.

    Examples
    --------
    >>> from reaug.data.raw import from_rows
    >>> from reaug.data.formats import FORMATS
    >>> entity = {"id": 1, "label": "인물", "start_offset": 0, "end_offset": 2}
    >>> rows = [{"text": "이도", "entities": [entity]}, {"text": "한양", "entities": []}]
    >>> one, other = (from_rows([row], origin="a", fmt="jsonl") for row in rows)
    >>> raw = beside(one, other, FORMATS["doccano"].reshape)
    >>> raw.fmt, [document.text for document in raw.documents]
    ('doccano', ['한양'])
    """
    columns: dict[str, Column] = {}
    for name, column in raw.columns.items():
        own = witness.columns.get(name, [MISSING])
        columns[name] = [*own, *column] if isinstance(own, list) else list(column)
    lines = None if raw.lines is None else [0, *raw.lines]
    made = shape(
        replace(
            raw,
            columns=columns,
            rows=raw.rows + 1,
            lines=lines,
            original=lambda wanted: raw.original([row - 1 for row in wanted]),
        )
    )
    documents = made.documents or ()
    if len(documents) != raw.rows + 1:
        return made  # which is of another format, and told apart by that
    return replace(
        made,
        documents=documents[1:],
        rows=raw.rows,
        lines=raw.lines,
        original=lambda wanted: made.original([row + 1 for row in wanted]),
    )


def notes_of_file(survey: Survey, left_out: Counter[str], pairing: Pairing) -> list[str]:
    """What is told of documents, when all of them have become rows."""
    note = survey.votes.note
    votes = [] if note is None else [note]
    return [*notes_of_left_out(left_out), *votes, *notes_of(survey.counts, pairing)]
