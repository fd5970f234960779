"""Once through the pieces of a source: its rows, and what all of them say that some do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import LABEL, POSITION, extra_columns
from reaug.data.border import IDS, extras_of, given_of
from reaug.data.checking import Reading, check, reading_of, rules_of_reading
from reaug.data.counted import Counted, counted_notes, of_source, together
from reaug.data.given_ids import IdsAsGiven
from reaug.data.inward import Checked, OfSource, Rules
from reaug.data.large_faults import BadRows
from reaug.data.large_pieces import Pieces
from reaug.data.large_rows import RowsInFile, UnevenError
from reaug.data.layout import Layout
from reaug.data.lift import MixedTypesError, is_whole
from reaug.data.lift_labels import NamelessLabelsError, hides_labels
from reaug.data.mapping import KLUE_NAMES
from reaug.data.misplaced import wordless
from reaug.data.outward import NAMED
from reaug.data.piece_rows import RowsOfPieces
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Raw
from reaug.data.read_as import ReadAs
from reaug.data.row_names import with_names, with_row_ids
from reaug.data.settling import settle
from reaug.data.value_kinds import ValueKinds
from reaug.errors import InputError

_MENTIONS: Final = ("subject_entity", "object_entity")


class NotPlainError(Exception):
    """The whole must be read to say what it is."""


class NoRowsError(Exception):
    """Documents give no row."""


class RefusedError(Exception):
    """The whole is refused, and it is known in which words."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class OtherwiseError(Exception):
    """Offsets may count otherwise than KLUE's way: all rows together settle it."""


class MixedError(Exception):
    """Columns of the user's own have several types, or some pieces lack some."""


class RewrittenError(Exception):
    """Most rows were to be repaired, which says something of how."""


class NamelessError(Exception):
    """A piece has ids for labels, and no names of them."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class PartlyLabelledError(Exception):
    """Some pieces have labels, and others none."""


@dataclass
class _Common:
    """What the pieces so far have in common.

    notes : of each piece.
    named : whether the source has row ids of its own.
    """

    first: Reading
    notes: list[tuple[str, ...]] = field(default_factory=list)
    named: bool = False

    def add(self, raw: Raw, reading: Reading) -> None:
        """Compare a piece with those before."""
        first = self.first
        constant = [[n for n in r.notes if not isinstance(n, Counted)] for r in (first, reading)]
        layout = _together(first.layout, reading.layout, raw)
        columns = {**first.columns, **reading.columns}
        alike = columns == {**reading.columns, **first.columns}
        if not alike or constant[0] != constant[1] or reading.counted != first.counted:
            raise NotPlainError
        columns = {name: columns[name] for name in (*KLUE_NAMES, "id") if name in columns}
        self.first = replace(first, layout=layout, columns=columns)
        self.named |= NAMED in raw.columns
        self.notes.append(reading.notes)


def _together(one: Layout | None, other: Layout | None, raw: Raw) -> Layout | None:
    """The layout of two pieces: a piece without a mention does not show how they are written."""
    if one is None or other is None:
        return None
    made = replace(one, mentions={**other.mentions, **one.mentions})
    if made == replace(other, mentions=made.mentions):
        return made
    if raw.shards:  # files of one set may be written in several ways
        return None
    raise NotPlainError


@dataclass
class Pass:
    """Goes through the rows of a source, as often as it must.

    together : rows of a chunk of the table.
    """

    rows: RowsOfPieces
    pieces: Pieces
    rules: Rules
    how: ReadAs
    together: int
    _given: pa.Table | None = None

    def read(self, source: OfSource) -> Reading:
        """Read all rows, by what is known of the whole.

        Raises
        ------
        OtherwiseError, MixedError, RewrittenError, PartlyLabelledError
            More must be known of it.
        RefusedError
            The whole is refused.
        NotPlainError
            Only the whole can say what it is.
        """
        rules = replace(self.rules, piece=source)
        common: _Common | None = None
        bad, by_row = BadRows(self.rules), True
        may_differ = self.rows.survey is not None
        with RowsInFile(self.together, may_differ=may_differ) as kept:
            for raw in self._rows(source):
                good = self._checked(raw, rules)
                reading = reading_of(raw, good)
                common = common or _Common(reading)
                common.add(raw, reading)
                try:
                    kept.add(_moved(reading.table, raw.first))
                except UnevenError:
                    if source.types is not None:
                        raise
                    raise MixedError from None
                by_row = raw.lines is None or bool(raw.shards)
                bad.add(reading, good)
                if bad.count_otherwise():
                    raise OtherwiseError
            if common is None:
                raise NoRowsError
            if bad.may_count_otherwise():
                raise OtherwiseError
            self._check_words(bad, source)
            if bad.are_rewritten() and not source.rewritten and self.rules.on_bad_row == "repair":
                raise RewrittenError
            self._refuse(bad, by_row=by_row)
            whole = kept.table()
        return self._finished(whole, common, bad)

    def settled(self, source: OfSource) -> OfSource:
        """What is known of the whole, and how its offsets count.

        Raises
        ------
        RefusedError
            In several ways, or in none.
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
        """What is known of the whole, and the types of the user's own columns.

        Raises
        ------
        RefusedError
            The values of one have none in common.
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
        """What is known of the whole, of whose labels some are names.

        Raises
        ------
        RefusedError
            None is.
        """
        for raw in self._rows(source):
            column = raw.columns.get(LABEL, [])
            if isinstance(column, list) and not all(map(_is_no_name, column)):
                return replace(source, named=True)
        raise RefusedError(error)

    def _rules(self, source: OfSource) -> Rules:
        return rules_of_reading(replace(self.rules, piece=source), self.how)

    def _rows(self, source: OfSource) -> Iterator[Raw]:
        """The rows; at their end what must be known before anything is said of them."""
        of_several = self.pieces.of_several and self.rows.survey is None
        ids = IdsAsGiven() if of_several or self.rules.renaming else None
        hidden = set()
        for raw in self.rows:
            if ids is not None:
                ids.add(raw)
            if self.rules.require_label == "auto":
                hidden.add(_hides_labels(raw))
            yield raw
        survey = self.rows.survey
        if survey is not None and survey.labelled and not survey.labelled_rows:
            raise NotPlainError  # the whole has no column of labels
        if ids is not None and of_several and ids.repeat():
            raise NotPlainError
        if ids is not None and self.rules.renaming and not ids.name_rows():
            raise NotPlainError  # corrections name rows by ids that no piece of them has
        if len(hidden) > 1 and not source.labelled:
            raise PartlyLabelledError

    def _checked(self, raw: Raw, rules: Rules) -> Checked:
        """The rows of a piece; how many may be bad is judged of all."""
        if rules.piece is not None and rules.piece.labelled and LABEL not in raw.columns:
            raise NotPlainError
        with _known_later(rules):
            good = check(raw, rules, self.how)
        return good

    def _mentions(self, source: OfSource) -> tuple[pa.Table, Faults]:
        """The mentions of all rows as they are given; and names of fields for messages."""
        rules, faults = self._rules(source), Faults(0)
        with RowsInFile(self.together) as kept:
            for raw in self._rows(source):
                with _known_later(rules):
                    given, faults = given_of(raw, rules)
                kept.add(given)
            return kept.table(), faults

    def _check_words(self, bad: BadRows, source: OfSource) -> None:
        """Refuse sentences that are none."""
        if bad.are_mostly_lost():
            table, faults = self._mentions(source)
            error = wordless(table, faults, self.pieces.origin)
            if error is not None:
                raise RefusedError(error)

    def _refuse(self, bad: BadRows, *, by_row: bool) -> None:
        """Stop where the whole would, in its words."""
        error = bad.error(self.pieces.origin, by_row=by_row)
        if error is not None:
            raise RefusedError(error)

    def _finished(self, table: pa.Table, common: _Common, bad: BadRows) -> Reading:
        """What is known when all rows are there: their ids, and what is told of them."""
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
        notes = (note if one == IDS else one for one in together(common.notes))
        return replace(
            common.first,
            table=table,
            rows_in=bad.rows,
            origin=origin,
            notes=counted_notes(one for one in notes if one is not None),
            problems=with_names(bad.problems, table),
            unread=bad.unread,
        )


@contextmanager
def _known_later(rules: Rules) -> Iterator[None]:
    """Errors of a piece that say nothing of the whole, as long as no more is known of it."""
    source = rules.piece or OfSource()
    try:
        yield
    except MixedTypesError as error:
        if source.types is not None:
            raise
        raise MixedError from error
    except NamelessLabelsError as error:
        raise NamelessError(error) from error


def _is_no_name(value: Any) -> bool:
    return value is None or value is MISSING or is_whole(value)


def _hides_labels(raw: Raw) -> bool:
    """Whether all rows of a piece lack their label."""
    if LABEL not in raw.columns:
        return True
    names = raw.features.get(LABEL, {})
    return hides_labels(raw.columns[LABEL], names.get("names") if isinstance(names, dict) else None)


def _moved(table: pa.Table, first: int) -> pa.Table:
    """A piece with its place in the source."""
    at = table.schema.get_field_index(POSITION)
    field = table.schema.field(at)
    places = pc.add(table[POSITION], pa.scalar(first, field.type))
    return table.set_column(at, field, places)
