"""Passes over the pieces of a source: one reads the rows, others determine a property of all rows.

The exceptions of this module tell the caller what to do: another pass, reading the source whole, or
raising an error for the user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa

from reaug.core.schema import LABEL, extra_columns
from reaug.data.checked_pieces import CheckedPiece, NotPlainError, lack_labels
from reaug.data.column_layout import Layout
from reaug.data.counted_notes import Counted, counted_notes, of_source, together
from reaug.data.field_mapping import KLUE_NAMES
from reaug.data.id_checks import IdsAsGiven
from reaug.data.input_rules import Checked, OfSource, Rules
from reaug.data.klue_to_rows import IDS, extras_of, given_of
from reaug.data.large_faults import BadRows
from reaug.data.large_pieces import Pieces
from reaug.data.large_rows import RowsInFile, UnevenError
from reaug.data.offset_choice import settle
from reaug.data.piece_rows import RowsOfPieces
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Raw
from reaug.data.read_options import ReadAs
from reaug.data.read_result import Reading, check, rules_of_reading
from reaug.data.row_names import with_names, with_row_ids
from reaug.data.sentence_column import wordless
from reaug.data.typed_columns import MixedTypesError, is_whole
from reaug.data.typed_labels import NamelessLabelsError
from reaug.data.value_kinds import ValueKinds
from reaug.errors import InputError

_MENTIONS: Final = ("subject_entity", "object_entity")


class NoRowsError(Exception):
    """The documents give no rows."""


class RefusedError(Exception):
    """The source cannot be used; `error` is what reading it whole would raise."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class OtherOffsetsError(Exception):
    """The rows read so far seem to count offsets in another way than KLUE.

    Only a pass over all rows can show in which way.
    """


class MixedError(Exception):
    """The user's own columns have values of several types, or are missing in some pieces."""


class RewrittenError(Exception):
    """Most rows needed repairs, so the sentences must have been rewritten.

    All rows are then read again, and repaired as in rewritten sentences.
    """


class NamelessIdsError(Exception):
    """The labels of a piece are ids without names; other pieces may have names."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class PartlyLabelledError(Exception):
    """Some pieces have labels, and others have none."""


@dataclass
class _Common:
    """What the result needs besides the rows, collected from the pieces read so far.

    first : the result of the first piece.
    notes : the notes of each piece.
    named : whether the source has row ids of its own.
    """

    first: Reading
    notes: list[tuple[str, ...]] = field(default_factory=list)
    named: bool = False

    def add(self, piece: CheckedPiece) -> None:
        """Add a piece; raise `NotPlainError` if it cannot be joined with the pieces before it."""
        first, reading = self.first, piece.reading
        constant = [[n for n in r.notes if not isinstance(n, Counted)] for r in (first, reading)]
        layout = _joined_layout(first.layout, reading.layout, piece)
        columns = {**first.columns, **reading.columns}
        alike = columns == {**reading.columns, **first.columns}
        if not alike or constant[0] != constant[1] or reading.counted != first.counted:
            raise NotPlainError
        columns = {name: columns[name] for name in (*KLUE_NAMES, "id") if name in columns}
        self.first = replace(first, layout=layout, columns=columns)
        self.named |= piece.is_named
        self.notes.append(reading.notes)


def _joined_layout(
    first: Layout | None, second: Layout | None, piece: CheckedPiece
) -> Layout | None:
    """Return the common layout of two pieces; a piece without mentions shows only part of it."""
    # Returns None if the pieces are from files that are written in different ways.
    if first is None or second is None:
        return None
    joined = replace(first, mentions={**second.mentions, **first.mentions})
    if joined == replace(second, mentions=joined.mentions):
        return joined
    if piece.is_of_several:  # files of one set may be written in several ways
        return None
    raise NotPlainError


@dataclass
class Pass:
    """Passes over the rows of a source; each public method is one pass.

    together : number of rows of a chunk of the table.
    by_workers : a function by which worker processes read and check the pieces; None without
        workers.
    """

    rows: RowsOfPieces
    pieces: Pieces
    rules: Rules
    how: ReadAs
    together: int
    by_workers: Callable[[Rules], Iterator[CheckedPiece]] | None = None
    _given_mentions: pa.Table | None = None

    def read(self, source: OfSource) -> Reading:
        """Read all rows in pieces, with the properties of the source that are known so far.

        Raises
        ------
        OtherOffsetsError, MixedError, RewrittenError, PartlyLabelledError
            A further property of the source must be determined first.
        RefusedError
            The source cannot be used.
        NotPlainError
            The source cannot be read in pieces, only into memory as a whole.
        """
        common: _Common | None = None
        bad, by_row = BadRows(self.rules), True
        may_differ = self.rows.survey is not None
        with RowsInFile(self.together, may_differ=may_differ) as stored:
            for piece in self._pieces(source):
                common = common or _Common(piece.reading)
                common.add(piece)
                try:
                    stored.add(piece.reading.table)
                except UnevenError:
                    if source.types is not None:
                        raise
                    raise MixedError from None
                by_row = piece.by_row
                bad.add(piece.reading, piece.good)
                if bad.mostly_unlike_klue():
                    raise OtherOffsetsError
            if common is None:
                raise NoRowsError
            if bad.maybe_unlike_klue():
                raise OtherOffsetsError
            self._check_words(bad, source)
            if bad.are_rewritten() and not source.rewritten and self.rules.on_bad_row == "repair":
                raise RewrittenError
            self._refuse(bad, by_row=by_row)
            all_rows = stored.table()
        return self._finished(all_rows, common, bad)

    def settled(self, source: OfSource) -> OfSource:
        """Return `source` with `settled` set: how the offsets of all rows are counted.

        Raises
        ------
        RefusedError
            Several ways of counting fit the rows, or none does.
        """
        table, faults = self._mentions(source)
        try:
            how = settle(
                table,
                _MENTIONS,
                faults,
                on_bad_row=self.rules.on_bad_row,
                origin=self.pieces.origin,
                may_refuse=not self.rules.none_left,
            )
        except InputError as error:
            raise RefusedError(error) from error
        return replace(source, settled=how)

    def typed(self, source: OfSource) -> OfSource:
        """Return `source` with `types` set: the types of the user's own columns.

        Raises
        ------
        RefusedError
            The values of a column have no common type.
        """
        kinds, rules = ValueKinds(), self._rules(source)
        for raw in self._rows(source):
            with _known_later(rules):
                columns = extras_of(raw, rules)
            kinds.add(columns)
        try:
            return replace(source, types=kinds.types())
        except InputError as error:
            raise RefusedError(InputError(f"{self.pieces.origin}: {error}")) from error

    def named(self, source: OfSource, error: InputError) -> OfSource:
        """Return `source` with `named` set, after finding a label that is a name and not an id.

        Raises
        ------
        RefusedError
            No label is a name; `error` is the reason to show.
        """
        for raw in self._rows(source):
            column = raw.columns.get(LABEL, [])
            if isinstance(column, list) and not all(map(_is_no_name, column)):
                return replace(source, named=True)
        raise RefusedError(error)

    def _rules(self, source: OfSource) -> Rules:
        return rules_of_reading(replace(self.rules, piece=source), self.how)

    def _rows(self, source: OfSource) -> Iterator[Raw]:
        """Yield the rows of each piece, and then check properties of all pieces together.

        Raises
        ------
        NotPlainError
            The source must be read whole, for example since ids are repeated.
        PartlyLabelledError
            Some pieces have labels, and others have none.
        """
        of_several = self.pieces.of_several and self.rows.survey is None
        ids = IdsAsGiven() if of_several or self.rules.renaming else None
        hidden = set()
        for raw in self.rows:
            if ids is not None:
                ids.add(raw)
            if self.rules.require_label == "auto":
                hidden.add(lack_labels(raw))
            yield raw
        survey = self.rows.survey
        if survey is not None and survey.labelled and not survey.labelled_rows:
            raise NotPlainError  # reading the source whole reports that it has no label column
        if ids is not None and of_several and ids.are_shared_by_files():
            raise NotPlainError
        if ids is not None and self.rules.renaming and not ids.are_unique():
            # corrections name rows by ids, which are not known before the whole source is read
            raise NotPlainError
        if len(hidden) > 1 and not source.labelled:
            raise PartlyLabelledError

    def _pieces(self, source: OfSource) -> Iterator[CheckedPiece]:
        """Yield the pieces with their good rows; workers read and check them if there are any.

        Raises
        ------
        NoPartsError
            The workers cannot read the source; it must be read without them.
        """
        rules = replace(self.rules, piece=source)
        if self.by_workers is None:
            for raw in self._rows(source):
                yield CheckedPiece.of(raw, self._checked(raw, rules))
            return
        hidden = set()
        for piece in self.by_workers(rules):
            if self.rules.require_label == "auto":
                hidden.add(piece.lacks_labels)
            yield piece
        if len(hidden) > 1 and not source.labelled:
            raise PartlyLabelledError

    def _checked(self, raw: Raw, rules: Rules) -> Checked:
        """Return the good rows and the problems of a piece."""
        if rules.piece is not None and rules.piece.labelled and LABEL not in raw.columns:
            raise NotPlainError
        with _known_later(rules):
            good = check(raw, rules, self.how)
        return good

    def _mentions(self, source: OfSource) -> tuple[pa.Table, Faults]:
        """Return the mentions of all rows as given in the source (see `original_mentions`)."""
        # The `Faults` are those of the last piece; only their field names are used, in messages.
        rules, faults = self._rules(source), Faults(0)
        with RowsInFile(self.together) as stored:
            for raw in self._rows(source):
                with _known_later(rules):
                    given, faults = given_of(raw, rules)
                stored.add(given)
            return stored.table(), faults

    def _check_words(self, bad: BadRows, source: OfSource) -> None:
        """Raise an error if hardly any sentence contains its mentions."""
        if bad.are_mostly_lost():
            table, faults = self._mentions(source)
            error = wordless(table, faults, self.pieces.origin)
            if error is not None:
                raise RefusedError(error)

    def _refuse(self, bad: BadRows, *, by_row: bool) -> None:
        """Raise the error that reading the source whole would raise for its bad rows, if any."""
        error = bad.error(self.pieces.origin, by_row=by_row)
        if error is not None:
            raise RefusedError(error)

    def _finished(self, table: pa.Table, common: _Common, bad: BadRows) -> Reading:
        """Return the final result for all rows, with row ids and with the notes of all pieces."""
        survey, origin = self.rows.survey, self.pieces.origin
        if survey is not None:
            if common.named:
                raise NotPlainError
            without = {*extra_columns(table.schema)} - (survey.columns or set())
            table = table.drop_columns(sorted(without))
        try:
            named = with_row_ids(table, named=common.named, origin=origin, together=self.together)
        except InputError as error:
            raise RefusedError(error) from error
        table, note = named.table, named.note and of_source(named.note, origin)
        notes = (note if other == IDS else other for other in together(common.notes))
        return replace(
            common.first,
            table=table,
            rows_in=bad.rows,
            origin=origin,
            notes=counted_notes(note for note in notes if note is not None),
            problems=with_names(bad.problems, table),
            unread=bad.unread,
        )


@contextmanager
def _known_later(rules: Rules) -> Iterator[None]:
    """Inside the block, replace errors that may not hold for all pieces by requests for a pass."""
    # Values without a common type raise `MixedError`, and label ids without names
    # `NamelessIdsError`. Another pass then looks at all pieces.
    source = rules.piece or OfSource()
    try:
        yield
    except MixedTypesError as error:
        if source.types is not None:
            raise
        raise MixedError from error
    except NamelessLabelsError as error:
        raise NamelessIdsError(error) from error


def _is_no_name(value: Any) -> bool:
    return value is None or value is MISSING or is_whole(value)
