"""Documents of files that are too large for memory, and are read in pieces.

A first pass over the file collects the facts that depend on all documents, such as how offsets are
counted. Later passes convert the documents with these facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from reaug.data.documents.document import Document
from reaug.data.documents.document_offsets import resolve
from reaug.data.documents.documents_to_rows import Survey
from reaug.data.documents.pair_notes import notes_of, notes_of_left_out
from reaug.data.documents.pair_options import Pairing
from reaug.data.raw import MISSING, Column, Raw

Read = Callable[[], Iterator[Raw]]
"""A function that starts reading the pieces of a file, as documents."""


class DocumentsOfFile(Collection[Document]):
    """The documents of a file, read again at each iteration.

    read : a function that starts reading the documents.
    number : number of documents.
    survey : facts about all documents, such as how the file counts offsets.
    """

    def __init__(self, read: Read, number: int, survey: Survey) -> None:
        self._read, self._number, self._survey = read, number, survey

    def __len__(self) -> int:
        return self._number

    def __contains__(self, document: object) -> bool:
        return any(own == document for own in self)

    def __iter__(self) -> Iterator[Document]:
        best = self._survey.votes.best
        for raw in self._read():
            documents = raw.documents or ()
            resolve(documents, best)
            yield from documents


def surveyed(pieces: Iterator[Raw], pairing: Pairing) -> tuple[Survey, set[str]]:
    """Return facts about all documents, and the names of the formats found in the pieces.

    The name "" stands for pieces in which no documents are recognised.
    """
    survey = Survey(columns=set())
    fmts = set()
    for raw in pieces:
        fmts.add(raw.fmt if raw.documents is not None else "")
        survey.add(raw.documents or (), pairing)
    return survey, fmts


def holds_something(raw: Raw) -> bool:
    """Return whether any document has a mention; without one, the format cannot be recognised."""
    return any(document.mentions for document in raw.documents or ())


def part(raw: Raw, row: int) -> Raw:
    """Return one row of a piece."""
    columns: dict[str, Column] = {
        name: column[row : row + 1] for name, column in raw.columns.items()
    }
    return replace(raw, columns=columns, rows=1, lines=None)


def by_witness(witness: Raw, raw: Raw, shape: Callable[[Raw], Raw]) -> Raw:
    """Convert a piece without mentions to documents, in the format that another row shows.

    A format of documents is recognised by its mentions, so the piece does not show it.

    Parameters
    ----------
    witness
        A row of the same file that has a mention, by which the format is recognised.
    raw
        The rows of the piece.
    shape
        Recognises the format of rows and converts them to documents. It is called for `witness` and
        the piece together; then the document of `witness` is removed.

    Examples
    --------
    >>> from reaug.data.raw import from_rows
    >>> from reaug.data.formats import FORMATS
    >>> entity = {"id": 1, "label": "인물", "start_offset": 0, "end_offset": 2}
    >>> rows = [{"text": "이도", "entities": [entity]}, {"text": "한양", "entities": []}]
    >>> witness, piece = (from_rows([row], origin="a", fmt="jsonl") for row in rows)
    >>> raw = by_witness(witness, piece, FORMATS["doccano"].reshape)
    >>> raw.fmt, [document.text for document in raw.documents]
    ('doccano', ['한양'])
    """
    columns: dict[str, Column] = {}
    for name, column in raw.columns.items():
        own = witness.columns.get(name, [MISSING])
        columns[name] = [*own, *column] if isinstance(own, list) else list(column)
    lines = None if raw.lines is None else [0, *raw.lines]
    converted = shape(
        replace(
            raw,
            columns=columns,
            rows=raw.rows + 1,
            lines=lines,
            original=lambda wanted: raw.original([row - 1 for row in wanted]),
        )
    )
    documents = converted.documents or ()
    if len(documents) != raw.rows + 1:
        return converted  # the piece has another format, which the caller notices
    return replace(
        converted,
        documents=documents[1:],
        rows=raw.rows,
        lines=raw.lines,
        original=lambda wanted: converted.original([row + 1 for row in wanted]),
    )


def notes_of_file(survey: Survey, left_out: Counter[str], pairing: Pairing) -> list[str]:
    """Return the notes about documents, once all of them have become rows."""
    note = survey.votes.note
    votes = [] if note is None else [note]
    return [*notes_of_left_out(left_out), *votes, *notes_of(survey.counts, pairing)]
