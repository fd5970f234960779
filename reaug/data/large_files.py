"""Read large files in pieces: the rows go to a temporary file and are never all in memory.

Some properties of a file depend on all of its rows: how it counts offsets, the types of its
columns, whether its ids are unique. The first pass assumes what is true of most files: offsets are
counted as in KLUE, each column has one type, and labels are present. It also counts the rows that
contradict an assumption. If there are too many, a pass over all pieces determines the property, and
the pieces are read again with it (`OfSource`). If a property can only be determined with the whole
file in memory, the file is read whole instead. The result is the same either way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

from reaug.core.worker_pool import current_pool
from reaug.data.checked_pieces import (
    CheckedPiece,
    NotPlainError,
    OtherColumnsError,
    PartReader,
    with_columns,
)
from reaug.data.documents.document import Document
from reaug.data.documents.pair_notes import no_rows
from reaug.data.documents.pair_options import Pairing
from reaug.data.encodings import EncodingNote
from reaug.data.field_mapping import label_like, same_labels
from reaug.data.file_parts import NoPartsError
from reaug.data.input_rules import OfSource, Rules
from reaug.data.joined_shards import always_there, check_types
from reaug.data.large_documents import (
    DocumentsOfFile,
    by_witness,
    holds_something,
    notes_of_file,
    part,
    surveyed,
)
from reaug.data.large_passes import (
    MixedError,
    NamelessIdsError,
    NoRowsError,
    OtherOffsetsError,
    PartlyLabelledError,
    Pass,
    RefusedError,
    RewrittenError,
)
from reaug.data.large_pieces import Pieces, pieces_of
from reaug.data.large_rows import UnevenError
from reaug.data.piece_rows import OtherFormatError, RowsOfPieces
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.read_options import ReadAs
from reaug.data.read_result import Reading
from reaug.data.source import shaped
from reaug.data.value_kinds import ManyKindsError
from reaug.errors import InputError, ReaugError
from reaug.files.mapped_files import give_back, trim

LARGE: Final = 1 << 25
"""The size in bytes from which a file is read in pieces."""
PIECE: Final = 16_384
"""The number of rows of a piece; the result does not depend on it."""

_LOG: Final = logging.getLogger("reaug.data")


class Large(NamedTuple):
    """The result of reading a source in pieces.

    documents : the documents that the rows were made from, read again at each iteration; None for a
        source of rows.
    unused : number of mentions in the documents that no row contains.
    """

    reading: Reading
    documents: Collection[Document] | None = None
    unused: int = 0


def read_large(
    source: Any,
    rules: Rules,
    how: ReadAs,
    fmt: str | None,
    split: str | None = None,
    *,
    pairing: Pairing | None = None,
    size: int = PIECE,
    large: int = LARGE,
    log: bool = True,
) -> Reading | None:
    """Return the rows of a large file, read in pieces; None if the source must be read whole.

    Parameters
    ----------
    source
        The source, as for `read`.
    fmt, split, pairing
        As for `read`.
    size
        The number of rows of a piece.
    large
        The size in bytes from which a file is large.
    log
        Whether to log the notes about the source.
    """
    opened = open_large(
        source, rules, how, fmt, split, pairing=pairing, size=size, large=large, log=log
    )
    return None if opened is None else opened.reading


def open_large(
    source: Any,
    rules: Rules,
    how: ReadAs,
    fmt: str | None,
    split: str | None = None,
    *,
    pairing: Pairing | None = None,
    size: int = PIECE,
    together: int = PIECE,
    large: int = LARGE,
    log: bool = True,
) -> Large | None:
    """Read a large file in pieces; return its rows, and the documents they were made from.

    Returns None if the source must be read whole. `together` is the number of rows of a chunk of
    the table; see `read_large` for the other parameters.
    """
    try:
        pieces = pieces_of(source, split, fmt, size, large, how.encoding)
        if pieces is None:
            return None
        opened = _Reader(pieces, rules, how, fmt, pairing or Pairing(), together).read()
    except RefusedError as refused:
        raise refused.error from None
    except (NotPlainError, OtherFormatError, UnevenError, ManyKindsError, ReaugError):
        return None  # reading the file whole may succeed, or gives a better message
    finally:
        give_back()
        trim()
    pieces.check_same_files()
    for note in opened.reading.notes if log else ():
        _LOG.warning("%s", note)
    return opened


@dataclass
class _Reader:
    """Reads the pieces of a source.

    names : the columns of all pieces, if not every piece has the same columns; else empty.
    witness : a row with a mention, which shows the format of the documents to pieces without
        mentions.
    """

    pieces: Pieces
    rules: Rules
    how: ReadAs
    fmt: str | None
    pairing: Pairing
    together: int
    names: tuple[str, ...] = ()
    witness: Raw | None = None
    _notes: dict[str, int] = field(default_factory=dict)
    _labels_are_checked: bool = False
    _columns: tuple[str, ...] = ()

    def read(self) -> Large:
        """Return the result of reading all pieces."""
        try:
            return self._read()
        except OtherColumnsError:
            return replace(self, names=self._all_names(), _notes={}).read()

    def _all_names(self) -> tuple[str, ...]:
        """Return the columns of all pieces in order of first occurrence."""
        names: dict[str, None] = {}
        always: dict[str, set[str]] = {}
        own: dict[str, set[str]] = {}
        for raw in self.pieces.rows():
            names.update(dict.fromkeys(raw.columns))
            for file, _ in raw.shards:
                own.setdefault(file, set()).update(raw.columns)
                always[file] = always_there(raw) & always.get(file, always_there(raw))
        first = next(iter(own), "")
        for file in own:
            if always[first] - own[file] or always[file] - own[first]:
                raise NotPlainError  # reading the whole gives the message
        return tuple(names)

    def _read(self) -> Large:
        pieces = self._shaped()
        first = next(pieces, None)
        if first is None:
            raise NotPlainError
        if first.documents is None and self.pairing.changes:
            if all(piece.documents is None for piece in pieces):
                raise NotPlainError  # reading the whole gives the message
            return self._with_witness()
        if first.documents is None:
            # The first piece is passed on, so that it is neither read twice nor kept in memory.
            rows = RowsOfPieces(self._shaped, first.fmt, self.pairing, begun=chain([first], pieces))
            del first, pieces
            try:
                return self._settled(rows)
            except OtherFormatError:
                return self._with_witness()
        survey, fmts = surveyed(self._shaped(), self.pairing)
        if len(fmts) == 1:
            rows = RowsOfPieces(self._shaped, fmts.pop(), self.pairing, survey=survey)
            return self._settled(rows)
        return self._with_witness()

    def _with_witness(self) -> Large:
        """Read the source again with a `witness`: the first row with a mention."""
        if self.witness is not None:
            raise NotPlainError
        return replace(self, witness=self._find_witness(), _notes={}).read()

    def _settled(self, rows: RowsOfPieces) -> Large:
        """Read the rows in one or several passes, and return the result."""
        # A pass raises an error if it lacks a property of the whole source, such as its way of
        # counting offsets. Then the next pass determines this property, and the rows are read
        # again.
        source = OfSource()
        pass_ = Pass(rows, self.pieces, self.rules, self.how, self.together, self._workers(rows))
        task: Callable[[OfSource], Reading | OfSource] = pass_.read
        while True:
            try:
                outcome = task(source)
            except NoPartsError:
                pass_.by_workers = None
            except NoRowsError:
                raise self._no_rows(rows) from None
            except OtherOffsetsError:
                task = pass_.settled
            except MixedError:
                task = pass_.typed
            except NamelessIdsError as error:
                task = partial(pass_.named, error=error.error)
            except RewrittenError:
                source = replace(source, rewritten=True)
            except PartlyLabelledError:
                source = replace(source, labelled=True)
            else:
                if isinstance(outcome, Reading):
                    return self._opened(outcome, rows)
                source, task = outcome, pass_.read

    def _workers(self, rows: RowsOfPieces) -> Callable[[Rules], Iterator[CheckedPiece]] | None:
        """Return a function by which worker processes read the pieces; None without workers."""
        # There are also no workers for documents, and for corrections of labels (`Rules.renaming`).
        # Both need the whole file, and a worker sees only its own part.
        pool, parts = current_pool(), self.pieces.parts
        if pool is None or parts is None or rows.survey is not None or self.rules.renaming:
            return None
        reader = PartReader(self.how, self.fmt, self._columns, bool(self.names), rows.fmt)
        return partial(reader.pieces, pool, parts)

    def _opened(self, reading: Reading, rows: RowsOfPieces) -> Large:
        survey, notes = rows.survey, sorted(self._notes, key=self._notes.__getitem__)
        if survey is None:
            return Large(replace(reading, notes=(*notes, *reading.notes)))
        own = notes_of_file(survey, rows.left_out, self.pairing)
        reading = replace(reading, notes=(*notes, *own, *reading.notes))
        documents = DocumentsOfFile(self._shaped, rows.documents, survey)
        return Large(reading, documents, survey.counts.unused)

    def _no_rows(self, rows: RowsOfPieces) -> Exception:
        if rows.survey is None:
            return NotPlainError()
        documents = DocumentsOfFile(self._shaped, rows.documents, rows.survey)
        error = no_rows(self.pieces.origin, rows.fmt, documents, self.pairing)
        return RefusedError(InputError(error))

    def _shaped(self) -> Iterator[Raw]:
        """Yield the pieces, as rows with KLUE's columns or as documents."""
        names, rows = self.names, 0
        self._notes.clear()
        first: Raw | None = None
        for raw in self.pieces.rows():
            for note in raw.notes:
                self._notes.setdefault(note, int(isinstance(note, EncodingNote)))
            raw = replace(raw, notes=())
            if raw.documents is None:
                if first is None:
                    first = raw
                    self._check_labels(raw)
                if raw.shards:
                    check_types(first, raw)
                self._columns = names = names or tuple(raw.columns)
                raw = with_columns(raw, names, known=bool(self.names))
            piece = shaped(replace(raw, first=rows), self.how, self.fmt)
            if self.witness is not None and not holds_something(piece):
                piece = by_witness(self.witness, raw, partial(shaped, how=self.how, fmt=self.fmt))
            if piece.documents is not None:
                self._notes.update(dict.fromkeys(piece.notes, 2))
            yield piece
            rows += raw.rows

    def _check_labels(self, first: Raw) -> None:
        """Raise `NotPlainError` if the first piece misleads about the column of labels."""
        # In a file sorted by label, a piece may have only one label. Its label column then looks
        # constant, and a constant column is not taken for the label.
        names = label_like(first.columns)
        if len(names) < 2 or "label" in (self.how.columns or {}) or self._labels_are_checked:
            return
        self._labels_are_checked = True
        columns: dict[str, Column] = {name: [] for name in names}
        known: dict[str, str] = {}
        for raw in self.pieces.rows():
            for name, values in columns.items():
                given = raw.columns.get(name, [MISSING] * raw.rows)
                some = given if isinstance(given, list) else given.to_pylist()
                assert isinstance(values, list)
                values += (known.setdefault(x, x) if isinstance(x, str) else x for x in some)
        part = replace(first, columns={name: first.columns[name] for name in names})
        if not same_labels(part, replace(first, columns=columns)):
            raise NotPlainError

    def _find_witness(self) -> Raw:
        """Return the first row of the source whose document has a mention."""
        for raw in self.pieces.rows():
            for row in range(raw.rows if raw.documents is None else 0):
                alone = part(raw, row)
                if holds_something(shaped(alone, self.how, self.fmt)):
                    return alone
        raise NotPlainError
