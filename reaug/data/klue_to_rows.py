"""Convert input rows from KLUE's schema to the flat internal columns, and check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa

from reaug.core.arrays import Bool
from reaug.core.schema import LABEL, ROW_ID
from reaug.data.column_layout import Layout, mention_cells
from reaug.data.counted_notes import OfWhole, counted_notes, of_source
from reaug.data.input_rules import Checked, Rules
from reaug.data.mention_columns import Repair, add_unknown
from reaug.data.mention_offsets import Placed, counted_rows, place
from reaug.data.offsets import Convention
from reaug.data.original_mentions import given_table
from reaug.data.problems import Faults, Problem, as_json, bad_rows_error, too_many_error
from reaug.data.raw import Column, Raw
from reaug.data.renamed_labels import NAMES, to_rename
from reaug.data.row_table import piece_of, table_of
from reaug.data.typed_rows import Lifted, columns_of, lift_extras, lift_rows
from reaug.errors import InputError

IDS = OfWhole("the note about row ids")
"""Stands in the notes of a piece for the note about row ids, which needs all rows of the file."""


def from_klue(raw: Raw, rules: Rules) -> Checked:
    """Return rows in KLUE's schema as rows of `CORE_SCHEMA`, and the problems of bad rows.

    Parameters
    ----------
    raw
        n rows as returned by a reader.
    rules
        Labels, types and further conditions that the rows must meet.

    Returns
    -------
    Checked
        The good rows, and the problems of the others.

    Raises
    ------
    InputError
        The source has no rows or cannot be read at all; it has bad rows although the rules say to
        stop; or more rows are bad than the rules allow to drop.
    """
    lifted, extras, faults = _typed_columns(raw, rules)
    faults.labelled = lifted.label.null_count < raw.rows
    placed = _check(lifted, extras, faults, rules, raw)
    table = partial(table_of if rules.piece is None else piece_of, lifted, extras, raw=raw)
    keep = np.flatnonzero(~faults.bad)
    checked = partial(_checked, raw, lifted, faults, placed, rules)
    if rules.piece and len(faults) and rules.on_bad_row == "stop":
        return checked(table(keep), [])
    empty = len(faults) == raw.rows and not rules.none_left
    by_row = raw.lines is None or bool(raw.shards)
    if len(faults) and not rules.piece and (rules.on_bad_row == "stop" or empty):
        raise bad_rows_error(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            by_row=by_row,
            way_out=len(faults) < raw.rows or rules.on_bad_row == "stop",
        )
    may_refuse = not (rules.none_left or rules.piece)
    if len(faults) / raw.rows > rules.max_bad_share and may_refuse:
        raise too_many_error(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            by_row=by_row,
            most=rules.max_bad_share,
        )
    good_rows = table(keep)
    return checked(good_rows, _problems(raw, lifted, faults, placed.repairs, good_rows))


def given_of(raw: Raw, rules: Rules) -> tuple[pa.Table, Faults]:
    """Return the mentions as the source gives them, as a table, and the faults found so far.

    The spans are not checked yet; see `original_mentions.given_table`.

    Raises
    ------
    InputError
        The source as a whole is invalid.
    """
    lifted, _, faults = _typed_columns(raw, rules)
    sound = ~faults.bad
    counted = counted_rows(lifted.mentions, sound)
    return given_table(lifted.sentence, lifted.mentions, counted, sound), faults


def extras_of(raw: Raw, rules: Rules) -> tuple[Mapping[str, Column], ...]:
    """Return the user's own columns: those of the rows, those in subjects, and those in objects.

    Raises
    ------
    InputError
        The source as a whole is invalid.
    """
    with _errors_naming(raw):
        return lift_rows(columns_of(raw), raw, raw.reader_faults(), rules).rest


def _typed_columns(raw: Raw, rules: Rules) -> tuple[Lifted, Mapping[str, pa.ChunkedArray], Faults]:
    """Return the typed columns of KLUE, the user's own columns, and the faults found so far."""
    if raw.rows == 0:
        raise InputError(f"{raw.origin}: has no rows")
    types = None if rules.piece is None else rules.piece.types
    with _errors_naming(raw):
        columns = columns_of(raw)
        faults = raw.reader_faults()
        faults.words = rules.words
        lifted = lift_rows(columns, raw, faults, rules)
        return lifted, lift_extras(lifted.rest, faults, types), faults


@contextmanager
def _errors_naming(raw: Raw) -> Iterator[None]:
    """Put the name of the source before the message of an error raised inside the block."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{raw.origin}: {error}") from error


def _checked(
    raw: Raw,
    lifted: Lifted,
    faults: Faults,
    placed: Placed,
    rules: Rules,
    table: pa.Table,
    problems: list[Problem],
) -> Checked:
    lost = np.flatnonzero(faults.bad)
    texts = lifted.sentence.take(pa.array(lost)).to_pylist()
    unread = {row: text for row, text in zip(lost.tolist(), texts, strict=True) if text is not None}
    own = (of_source(note, raw.origin) for note in lifted.notes)
    if rules.piece is None:
        notes = counted_notes((*raw.notes, *own, *placed.notes))
    else:  # a note with a count of 0 stays, since the notes of all pieces are added up by position
        notes = (*raw.notes, *own, IDS, *placed.notes)
    layout = _layout(raw, lifted, placed.convention)
    return Checked(
        table,
        problems,
        notes,
        layout,
        placed.convention,
        unread,
        placed.looked_at,
        placed.unfit,
        placed.beside,
        placed.wrong,
        placed.whole,
        placed.lost,
        faults if len(faults) else None,
        faults.labelled,
        partial(_place, raw, lifted),
    )


def _layout(raw: Raw, lifted: Lifted, convention: Convention) -> Layout | None:
    """Return the layout of the source's file, completed by how mentions and offsets are written."""
    # Returns None if the source is not a table.
    if raw.layout is None:
        return None
    cells = {}
    for mention in lifted.mentions:
        column = raw.columns.get(mention.name)
        if isinstance(column, list):
            how_written = mention_cells(column, mention.keys)
            if how_written is not None:
                cells[mention.name] = how_written
    return replace(raw.layout, mentions=cells, convention=convention)


def _check(
    lifted: Lifted,
    extras: Mapping[str, pa.ChunkedArray],
    faults: Faults,
    rules: Rules,
    raw: Raw,
) -> Placed:
    """Set the spans of the mentions, and record unknown labels and types as faults."""
    # Returns the result of `mention_offsets.place`.
    placed = place(
        lifted.sentence,
        lifted.mentions,
        faults,
        offsets=rules.offsets,
        on_bad_row=rules.on_bad_row,
        origin=raw.origin,
        may_refuse=not rules.none_left,
        source=rules.piece,
        first=raw.first,
    )
    columns = [(LABEL, lifted.label, "schema/unknown-label", rules.labels)]
    for mention in lifted.mentions:
        columns.append((f"{mention.name}.type", mention.type, "schema/unknown-type", rules.types))
    spared = _rows_to_rename(lifted, extras, faults, rules, raw)
    for field, column, rule, known in columns:
        if known is not None:
            add_unknown(column, field, rule, known, faults, spared.get(field))
    return placed


def _rows_to_rename(
    lifted: Lifted,
    extras: Mapping[str, pa.ChunkedArray],
    faults: Faults,
    rules: Rules,
    raw: Raw,
) -> dict[str, Bool]:
    """Return the rows whose unknown label or type will be corrected."""
    # These are the rows for which `rules.renaming` has a known name, as `bool[n]` for each field.
    if not rules.renaming:
        return {}
    good = np.flatnonzero(~faults.bad)
    notes = list(lifted.notes)
    make_table = piece_of if rules.piece else table_of
    # with the row ids that an audit gives, since corrections name rows by them
    table = make_table(lifted, extras, good, raw)
    lifted.notes[:] = notes
    known = dict.fromkeys(NAMES, frozenset(rules.types or ()))
    known[LABEL] = frozenset(rules.labels or ())
    spared = {}
    for field, rows in to_rename(table, rules.renaming, known).items():
        spared[field] = np.zeros(raw.rows, dtype=np.bool_)
        spared[field][good[rows]] = True
    return spared


def _place(raw: Raw, lifted: Lifted, row: int) -> str:
    guid = lifted.guid[row].as_py()
    named = f" (id {guid!r})" if guid is not None else ""
    number_of_all = row + raw.first
    if raw.shards:
        line = f", line {raw.lines[row]}" if raw.lines is not None else ""
        file, number = raw.place_of(row)
        return f"row {number_of_all}{named}, which is row {number}{line} of {file}"
    # Editors show line numbers; a row number, counted from 0, would confuse next to it.
    return f"row {number_of_all}{named}" if raw.lines is None else f"line {raw.lines[row]}{named}"


def _problems(
    raw: Raw, lifted: Lifted, faults: Faults, repairs: list[Repair], table: pa.Table
) -> list[Problem]:
    """Return one problem per dropped row and per repaired mention, in row order."""
    repairs = [repair for repair in repairs if not faults.bad[repair.row]]
    events = [(fault.row, fault) for fault in faults] + [(repair.row, repair) for repair in repairs]
    events.sort(key=lambda item: item[0])
    if not events:
        return []
    originals = raw.original([row for row, _ in events])
    position = np.cumsum(~faults.bad) - 1  # the position of a kept row in the table
    problems = []
    for (row, event), original in zip(events, originals, strict=True):
        repaired = isinstance(event, Repair)
        ids, at = (table[ROW_ID], int(position[row])) if repaired else (lifted.guid, row)
        problems.append(
            Problem(
                file=raw.place_of(row)[0],
                row=row,
                row_id=ids[at].as_py(),
                field=event.field,
                rule=event.rule,
                message=event.message,
                action="repaired" if repaired else "dropped",
                old=f"{event.old[0]}..{event.old[1] - 1}" if isinstance(event, Repair) else None,
                new=f"{event.new[0]}..{event.new[1] - 1}" if isinstance(event, Repair) else None,
                raw=as_json(original),
                line=raw.lines[row] if raw.lines is not None else None,
                how=event.how if isinstance(event, Repair) else None,
                score=event.score if isinstance(event, Repair) else None,
            )
        )
    return problems
