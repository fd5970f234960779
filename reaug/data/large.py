"""Large files in pieces: the rows lie in a file of ours, and never all in memory.

How a file counts its offsets, what its columns hold and whether its ids name its rows is judged on
the whole of it (`reaug.data.reading`). A file whose every piece says the same of itself is judged
as its pieces are: the same columns with the same types, KLUE's way to count, ids that name every
row once, and too few bad rows to say anything of the others. What
is counted is added up; which columns documents have, and how they count, is known from passes
before. Such files are read here; any other is read as a whole, and what is said of it comes from
there. So a reading is the same, however it came about.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import U64
from reaug.core.draws import text_keys
from reaug.core.schema import GUID, KEY, PARENT, POSITION, ROW_ID, extra_columns
from reaug.data.checking import Reading, check, reading_of
from reaug.data.counted import Counted, OfWhole, together
from reaug.data.documents.document import Document
from reaug.data.documents.pairing import Pairing
from reaug.data.documents.pairs import Survey, rows_of
from reaug.data.inward import Checked, Rules
from reaug.data.large_documents import (
    DocumentsOfFile,
    beside,
    holds_something,
    notes_of_file,
    part,
    surveyed,
)
from reaug.data.large_faults import BadRows
from reaug.data.large_pieces import Pieces, pieces_of
from reaug.data.large_rows import RowsInFile, UnevenError
from reaug.data.lift import identity
from reaug.data.outward import NAMED
from reaug.data.parents import COLUMN
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.read_as import ReadAs
from reaug.data.source import shaped
from reaug.errors import InputError, ReaugError
from reaug.files.mapped import give_back, trim

LARGE: Final = 1 << 25
"""Bytes from which on a file is read in pieces."""
PIECE: Final = 16_384
"""Rows of a piece; nothing that is read depends on it."""

_LOG: Final = logging.getLogger("reaug.data")


class _NotPlainError(Exception):
    """A piece is none that speaks for itself: the file is read as a whole."""


class _RefusedError(Exception):
    """The whole is refused, and it is known in which words."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class _OtherColumnsError(Exception):
    """A piece has other columns than the first: all must be known before."""


class Large(NamedTuple):
    """What was read in pieces.

    documents : those that became the rows, read anew whenever they are gone through; None of rows.
    unused : how many mentions of documents are in no row.
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
    """Read a large file in pieces, whose pieces speak for themselves; None for any other source.

    Parameters
    ----------
    source
        What `read` gets.
    fmt, split, pairing
        As for `read`.
    size
        Rows of a piece.
    large
        Bytes from which on a file is large.
    log
        Whether what is to be known of the source is logged.
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
    """The same, with the documents that became the rows.

    `together` are the rows of a chunk of the table.
    """
    try:
        if rules.renaming:
            return None
        pieces = pieces_of(source, split, fmt, size, large, how.encoding)
        if pieces is None:
            return None
        reader = _Reader(pieces, rules, how, fmt, pairing or Pairing(), together)
        try:
            opened = reader.read()
        except _OtherColumnsError:
            names = dict.fromkeys(name for raw in pieces.rows() for name in raw.columns)
            opened = replace(reader, names=tuple(names)).read()
    except _RefusedError as refused:
        raise refused.error from None
    except (_NotPlainError, UnevenError, ReaugError):
        return None  # the whole may be read otherwise, and has the better message
    finally:
        give_back()
        trim()
    for note in opened.reading.notes if log else ():
        _LOG.warning("%s", note)
    return opened


@dataclass
class _So:
    """What the pieces so far have in common.

    hashed : whether rows go by hashes of their content, for want of ids.
    parents : whether some piece names the rows that copies come from.
    notes : of each piece.
    """

    first: Reading
    hashed: bool
    parents: bool = False
    notes: list[tuple[str, ...]] = field(default_factory=list)

    def together(self) -> tuple[str, ...]:
        """The notes of the whole."""
        return tuple(together(self.notes))


@dataclass
class _Reader:
    """Reads the pieces of a source.

    names : all columns of the source, where some piece lacks some.
    witness : a row that shows which format of documents the source has, where some piece holds
    nothing that would.
    """

    pieces: Pieces
    rules: Rules
    how: ReadAs
    fmt: str | None
    pairing: Pairing
    together: int
    names: tuple[str, ...] = ()
    witness: Raw | None = None

    def read(self) -> Large:
        """Read all pieces, documents once more before."""
        pieces = self._shaped()
        first = next(pieces, None)
        if first is None:
            raise _NotPlainError
        if first.documents is None and self.pairing.changes:
            raise _NotPlainError  # which is told of the whole
        if first.documents is None:
            return self._read(first.fmt, None, chain([first], pieces))
        survey, fmts = surveyed(self._shaped(), self.pairing)
        if len(fmts) == 1:
            return self._read(fmts.pop(), survey, self._shaped())
        if self.witness is not None:
            raise _NotPlainError
        return replace(self, witness=self._find_witness()).read()

    def _shaped(self) -> Iterator[Raw]:
        """The pieces, in KLUE's columns or as documents."""
        names, rows = self.names, 0
        for raw in self.pieces.rows():
            if (raw.broken or raw.faults) and not _may_be_bad(raw):
                raise _NotPlainError
            if raw.documents is None:
                names = names or tuple(raw.columns)
                raw = _with_columns(raw, names, known=bool(self.names))
            one = shaped(replace(raw, first=rows), self.how, self.fmt)
            if self.witness is not None and not holds_something(one):
                one = beside(self.witness, raw, partial(shaped, how=self.how, fmt=self.fmt))
            yield one
            rows += raw.rows

    def _find_witness(self) -> Raw:
        """The first row that holds a mention."""
        for raw in self.pieces.rows():
            for row in range(raw.rows if raw.documents is None else 0):
                alone = part(raw, row)
                if holds_something(shaped(alone, self.how, self.fmt)):
                    return alone
        raise _NotPlainError

    def _read(self, fmt: str, survey: Survey | None, pieces: Iterator[Raw]) -> Large:
        so: _So | None = None
        keys: list[U64] = []
        left_out: Counter[str] = Counter()
        documents = 0
        bad = BadRows(self.rules)
        by_row = True
        with RowsInFile(self.together, may_differ=survey is not None) as kept:
            for raw in pieces:
                if (raw.documents is None) != (survey is None) or raw.fmt != fmt:
                    raise _NotPlainError
                one = replace(raw, first=bad.rows)
                if survey is not None:
                    documents += len(raw.documents or ())
                    left_out.update(raw.left_out)
                    one = replace(rows_of(one, self.pairing, survey), notes=())
                    if not one.rows:
                        continue
                good = self._checked(one)
                reading = reading_of(one, good)
                table, parents = _with_parents(reading.table, bad.rows)
                hashed = not _named(one, reading.table)
                so = so or _So(reading, hashed)
                _check(so, reading, hashed=hashed)
                so.parents |= parents
                so.notes.append(reading.notes)
                kept.add(table)
                keys.append(table[KEY].combine_chunks().to_numpy())
                if one.shards and good.faults is not None and not hashed:
                    keys.append(_keys_of_bad(one, good.faults))
                by_row = one.lines is None or bool(one.shards)
                bad.add(reading, good)
                if bad.counts_otherwise():
                    raise _NotPlainError
            if so is None or not bad.are_as_of_the_whole():
                raise _NotPlainError
            if self.pieces.of_several:  # an id that two files have is the first that is refused
                _check_names(keys)
            self._refuse(bad, by_row=by_row)
            _check_names(keys)
            if PARENT in kept.names and not so.parents:
                raise _NotPlainError  # a column of that name that is null everywhere is the user's
            whole = kept.table()
        reading = replace(
            so.first,
            table=whole,
            rows_in=bad.rows,
            origin=self.pieces.origin,
            notes=so.together(),
            problems=bad.problems,
            unread=bad.unread,
        )
        if survey is None:
            return Large(reading)
        own = notes_of_file(survey, left_out, self.pairing)
        without = {*extra_columns(whole.schema)} - (survey.columns or set())
        reading = replace(
            reading, table=whole.drop_columns(sorted(without)), notes=(*own, *reading.notes)
        )
        return Large(
            reading, DocumentsOfFile(self._shaped, documents, survey), survey.counts.unused
        )

    def _checked(self, raw: Raw) -> Checked:
        """The rows of a piece; how many may be bad is judged of all."""
        if raw.faults and not _may_be_bad(raw):
            raise _NotPlainError
        good = check(raw, replace(self.rules, piece=True), self.how)
        if (good.problems or good.faults) and not _may_be_bad(raw):
            raise _NotPlainError
        return good

    def _refuse(self, bad: BadRows, *, by_row: bool) -> None:
        """Stop where the whole would, in its words."""
        try:
            error = bad.error(self.pieces.origin, by_row=by_row)
        except LookupError as unclear:
            raise _NotPlainError from unclear
        if error is not None:
            raise _RefusedError(error)


def _may_be_bad(raw: Raw) -> bool:
    """Whether bad rows of a piece can be known, and named, as those of the whole."""
    of_documents = raw.documents is not None or raw.read_documents is not None
    has_header = raw.layout is None or raw.layout.has_header
    return has_header and not (of_documents and raw.shards)


def _keys_of_bad(raw: Raw, faults: Faults) -> U64:
    """The keys of the ids of bad rows, of which none may stand in two files of a set."""
    name = next(name for name in (NAMED, GUID, "id") if name in raw.columns)
    ids = identity(raw.columns[name], name, Faults(raw.rows))
    return text_keys(ids.filter(pa.array(faults.bad)).drop_null().combine_chunks())


def _with_columns(raw: Raw, names: tuple[str, ...], *, known: bool) -> Raw:
    """A piece with all columns of the source, in their order."""
    if tuple(raw.columns) == names:
        return raw
    lacking = set(names) - set(raw.columns)
    if not known and (lacking or len(names) < len(raw.columns)):
        raise _OtherColumnsError
    if any(not isinstance(column, list) for column in raw.columns.values()):
        raise _NotPlainError  # an Arrow column has a type, which is none of a piece's business
    absent: Column = [MISSING] * raw.rows
    return replace(raw, columns={name: raw.columns.get(name, absent) for name in names})


def _named(raw: Raw, table: pa.Table) -> bool:
    """Whether the ids of the source name the rows; False where it has none at all."""
    ids = table[ROW_ID].combine_chunks()
    name = next((name for name in (NAMED, GUID, "id") if name in raw.columns), None)
    if name is None:
        return False
    given = identity(raw.columns[name], name, Faults(raw.rows)).combine_chunks()
    given = given.take(table[POSITION].combine_chunks())
    if not ids.equals(given):
        raise _NotPlainError
    return True


def _with_parents(table: pa.Table, first: int) -> tuple[pa.Table, bool]:
    """A piece with its place in the file; and whether it says which rows its copies come from."""
    at = table.schema.get_field_index(POSITION)
    field = table.schema.field(at)
    places = pc.add(table[POSITION], pa.scalar(first, field.type))
    table = table.set_column(at, field, places)
    if PARENT in table.column_names:
        return table, True
    at = table.schema.get_field_index(COLUMN)
    if at < 0:
        return table, False
    if table[COLUMN].null_count < len(table):
        raise _NotPlainError  # a column of that name that says something else
    none = pa.nulls(len(table), pa.string())
    return table.remove_column(at).append_column(pa.field(PARENT, pa.string()), none), False


def _check(so: _So, reading: Reading, *, hashed: bool) -> None:
    """Compare a piece with the first one."""
    first = so.first
    alike = (
        reading.columns == first.columns
        and reading.counted == first.counted
        and (reading.unlabelled == first.unlabelled or not reading.table.num_rows)
        and reading.layout == first.layout
        and hashed == so.hashed
    )
    constant = [_constant(one.notes) for one in (first, reading)]
    if not alike or constant[0] != constant[1]:
        raise _NotPlainError


def _constant(notes: tuple[str, ...]) -> list[str]:
    """The notes that every piece has."""
    if any(isinstance(note, OfWhole) for note in notes):
        raise _NotPlainError
    return [note for note in notes if not isinstance(note, Counted)]


def _check_names(keys: list[U64]) -> None:
    """Refuse a file in which two rows may have one id: their 64-bit hashes tell."""
    every = np.concatenate(keys)
    every.sort()
    if (every[1:] == every[:-1]).any():
        raise _NotPlainError
