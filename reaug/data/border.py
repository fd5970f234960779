"""Rows on their way in: from KLUE's schema outside to the flat columns inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, rows_where
from reaug.core.draws import text_keys
from reaug.core.quoting import listed
from reaug.core.schema import (
    CORE_SCHEMA,
    GUID,
    KEY,
    LABEL,
    LOGGED,
    PARENT,
    POSITION,
    ROLES,
    ROW_ID,
    SENTENCE,
    SOURCE,
)
from reaug.core.text import contiguous
from reaug.data.arrow_checks import check_names
from reaug.data.counted import Counted, OfWhole, of_source
from reaug.data.digest import row_ids
from reaug.data.inward import Checked, Rules
from reaug.data.label_names import named_labels
from reaug.data.layout import Layout, mention_cells
from reaug.data.lift import chunked, extra, identity, text
from reaug.data.lift_labels import hides_labels, labels
from reaug.data.mentions import (
    PARTS,
    UNTYPED,
    Mentions,
    Repair,
    add_unknown,
    is_flat,
    mentions,
)
from reaug.data.offsets import Convention, Span, convention_called, to_points
from reaug.data.outward import NAMED
from reaug.data.parents import with_lineage
from reaug.data.placing import Placed, place
from reaug.data.problems import Faults, Problem, as_json, stop, too_many
from reaug.data.raw import FEATURE, Column, Raw
from reaug.data.renaming import NAMES, to_rename
from reaug.errors import InputError

_MENTIONS: Final = tuple(f"{role}_entity" for role in ROLES)
_WITHOUT: Final = (
    "reaug audit, clean, drift, run, preview, encode, curriculum, convert and export read rows "
    "without labels with --unlabelled"
)
_INDEX: Final = re.compile(r"Unnamed: \d+(\.\d+)?")


@dataclass
class _Lifted:
    sentence: pa.ChunkedArray
    guid: pa.ChunkedArray
    named: pa.ChunkedArray | None
    mentions: list[Mentions]
    label: pa.ChunkedArray
    source: pa.ChunkedArray
    extras: dict[str, pa.ChunkedArray]
    notes: list[str]


def from_klue(raw: Raw, rules: Rules) -> Checked:
    """Check rows in KLUE's schema and bring them into `CORE_SCHEMA`.

    Parameters
    ----------
    raw
        n rows as a reader found them.
    rules
        What is asked of them.

    Returns
    -------
    Checked
        The good rows, and what was wrong with the others.

    Raises
    ------
    InputError
        If the source as a whole is broken, has no rows, has bad rows and `rules` says stop, or
        has more of them than may be dropped.
    """
    if raw.rows == 0:
        raise InputError(f"{raw.origin}: has no rows")
    try:
        columns = _columns(raw)
        faults = raw.reader_faults()
        faults.words = rules.words
        lifted = _lift(columns, raw, faults, rules)
    except InputError as error:
        raise InputError(f"{raw.origin}: {error}") from error
    faults.labelled = lifted.label.null_count < raw.rows
    placed = _check(lifted, faults, rules, raw)
    if rules.piece and len(faults) and rules.on_bad_row == "stop":
        keep = np.flatnonzero(~faults.bad)
        return _checked(raw, lifted, faults, placed, _table(lifted, keep, raw), [])
    empty = len(faults) == raw.rows and not rules.none_left
    by_row = raw.lines is None or bool(raw.shards)
    if len(faults) and not rules.piece and (rules.on_bad_row == "stop" or empty):
        raise stop(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            by_row=by_row,
            way_out=len(faults) < raw.rows or rules.on_bad_row == "stop",
        )
    may_refuse = not (rules.none_left or rules.piece)
    if len(faults) / raw.rows > rules.max_bad_share and may_refuse:
        raise too_many(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            by_row=by_row,
            most=rules.max_bad_share,
        )
    table = _table(lifted, np.flatnonzero(~faults.bad), raw)
    problems = _problems(raw, lifted, faults, placed.repairs, table)
    return _checked(raw, lifted, faults, placed, table, problems)


def _checked(
    raw: Raw,
    lifted: _Lifted,
    faults: Faults,
    placed: Placed,
    table: pa.Table,
    problems: list[Problem],
) -> Checked:
    lost = np.flatnonzero(faults.bad)
    texts = lifted.sentence.take(pa.array(lost)).to_pylist()
    unread = {row: text for row, text in zip(lost.tolist(), texts, strict=True) if text is not None}
    own = (of_source(note, raw.origin) for note in lifted.notes)
    notes = (*raw.notes, *own, *placed.notes)
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


def _layout(raw: Raw, lifted: _Lifted, convention: Convention) -> Layout | None:
    """How the file writes its rows, now that it is known what its cells hold."""
    if raw.layout is None:
        return None
    cells = {}
    for mention in lifted.mentions:
        column = raw.columns.get(mention.name)
        if isinstance(column, list):
            written = mention_cells(column, mention.keys)
            if written is not None:
                cells[mention.name] = written
    return replace(raw.layout, mentions=cells, convention=convention)


def _columns(raw: Raw) -> dict[str, Column]:
    """Columns of the source without a saved index; the names are checked."""
    columns = dict(raw.columns)
    for name in raw.columns:  # an index that pandas saved stands first, and has no name
        if not _INDEX.fullmatch(name) or not _counts(columns[name], raw.first):
            break
        del columns[name]
    check_names(columns)
    present = f"found: {_as_given(columns, raw) or 'no columns'}"
    lacking = {SENTENCE: "sentence"} if SENTENCE not in columns else {}
    for name, role in zip(_MENTIONS, ROLES, strict=True):
        if name not in columns and not is_flat(columns, name):
            lacking[name] = f"{role}.word"
    if lacking:
        ways = ",".join(f"{field}=COLUMN" for field in lacking.values())
        raise InputError(
            f"has no column {_quoted(list(lacking))}; {present}. Map the columns: --map {ways}"
        )
    return columns


def _as_given(columns: Iterable[str], raw: Raw) -> str:
    """Names of columns as the source has them."""
    return listed(raw.names.get(name, name) for name in columns)


def _counts(values: Column, first: int) -> bool:
    """Whether a column counts the rows, of which `first` is the number of the first one."""
    if not isinstance(values, list):
        values = values.to_pylist()
    return all(str(value) == str(i) for i, value in enumerate(values, start=first))


def _lift(columns: dict[str, Column], raw: Raw, faults: Faults, rules: Rules) -> _Lifted:
    sentence = text(columns.pop(SENTENCE), SENTENCE, faults, required=True)
    pair = []
    notes: list[str] = []
    for name in _MENTIONS:
        cut = None if rules.offsets == "auto" else partial(_words, sentence, rules.offsets)
        one = mentions(columns, name, faults, cut)
        one.type, spaces = _trimmed(one.type, f"{name}.type", faults)
        if spaces:
            notes.append(
                Counted(
                    f"{spaces:,} types of '{name}' had surrounding spaces, which were removed",
                    spaces,
                )
            )
        if not one.typed:
            notes.append(f"no column gives the types of '{name}': all are set to '{UNTYPED}'")
        odd = [key for key, part in one.keys.items() if key != part]
        if odd:
            shown = ", ".join(f"{one.keys[key]} from '{key}'" for key in odd)
            notes.append(f"mentions of '{name}': {shown}")
        pair.append(one)
        for column in (name, *(f"{name}.{part}" for part in PARTS)):
            if column == name or name not in raw.columns:
                columns.pop(column, None)
    nothing = chunked(pa.nulls(raw.rows, pa.string()))
    if rules.require_label == "ignore":
        columns.pop(LABEL, None)
        label = nothing
    elif LABEL in columns:
        names = raw.features.get(LABEL, {})
        names = names.get("names") if isinstance(names, dict) else None
        given = columns.pop(LABEL)
        if rules.label_names is not None:
            given, names = named_labels(given, rules.label_names), None
        required = rules.require_label
        hidden = bool(required) and hides_labels(given, names)
        if required == "auto":
            required = not hidden
        elif hidden:
            faults.hint(OfWhole(f"No row has a label, as in a test set: {_WITHOUT}."))
        label = labels(given, names, faults, required=bool(required))
        label, spaces = _trimmed(label, LABEL, faults)
        if spaces:
            notes.append(
                Counted(f"{spaces:,} labels had surrounding spaces, which were removed", spaces)
            )
    elif rules.require_label is True:
        raise InputError(
            f"has no column 'label'; found: {_as_given(raw.columns, raw)}. Map it: --map "
            f"label=COLUMN; {_WITHOUT}"
        )
    else:
        label = nothing
    name = GUID if GUID in columns else "id"
    guid = identity(columns.pop(name), name, faults) if name in columns else nothing
    named = identity(columns.pop(NAMED), NAMED, faults) if NAMED in columns else None
    source = nothing
    if SOURCE in columns:
        source = text(columns.pop(SOURCE), SOURCE, faults, required=False)
    rest = dict(columns)
    for mention in pair:
        check_names(mention.extras)
        twice = [name for name in mention.extras if name in rest]
        if twice:
            raise InputError(f"{_quoted(twice)} is both nested and a column; rename the column")
        rest |= mention.extras
    _refuse_internal(rest)
    extras = {name: extra(column, name, faults) for name, column in rest.items()}
    return _Lifted(sentence, guid, named, pair, label, source, extras, notes)


def _words(sentence: pa.ChunkedArray, offsets: str, first: I64, last: I64) -> pa.ChunkedArray:
    """The words of data that have offsets alone, which a person says how to count."""
    convention = convention_called(offsets)
    if convention.unit == "tokens":
        raise InputError("has no words; tokens alone do not tell where a mention is")
    nothing = chunked(pa.nulls(len(sentence), pa.string()))
    points = to_points(sentence, nothing, Span(first, last), convention)
    places = zip(sentence.to_pylist(), points.start.tolist(), points.end.tolist(), strict=True)
    words = [text[a:b] if text and 0 <= a < b else "" for text, a, b in places]
    return chunked(pa.array(words, pa.string()))


def _refuse_internal(names: dict[str, Column]) -> None:
    taken = [
        name
        for name in names
        if name in (*CORE_SCHEMA.names, *LOGGED) or name.startswith((ROW_ID, POSITION, KEY, PARENT))
    ]
    if taken:
        raise InputError(
            f"column {_quoted(taken)} has a name that reaug uses internally; rename it"
        )


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _check(lifted: _Lifted, faults: Faults, rules: Rules, raw: Raw) -> Placed:
    """Place the mentions, and check labels and types."""
    placed = place(
        lifted.sentence,
        lifted.mentions,
        faults,
        offsets=rules.offsets,
        on_bad_row=rules.on_bad_row,
        origin=raw.origin,
        may_refuse=not rules.none_left,
        piece=rules.piece,
    )
    columns = [(LABEL, lifted.label, "schema/unknown-label", rules.labels)]
    for mention in lifted.mentions:
        columns.append((f"{mention.name}.type", mention.type, "schema/unknown-type", rules.types))
    spared = _spared(lifted, faults, rules, raw)
    for field, column, rule, known in columns:
        if known is not None:
            add_unknown(column, field, rule, known, faults, spared.get(field))
    return placed


def _spared(lifted: _Lifted, faults: Faults, rules: Rules, raw: Raw) -> dict[str, Bool]:
    """By field, the rows whose unknown name is going to be a known one."""
    if not rules.renaming:
        return {}
    good = np.flatnonzero(~faults.bad)
    notes = list(lifted.notes)
    table = _table(lifted, good, raw)  # the row ids are those that an audit has given
    lifted.notes[:] = notes
    known = dict.fromkeys(NAMES, frozenset(rules.types or ()))
    known[LABEL] = frozenset(rules.labels or ())
    spared = {}
    for field, rows in to_rename(table, rules.renaming, known).items():
        spared[field] = np.zeros(raw.rows, dtype=np.bool_)
        spared[field][good[rows]] = True
    return spared


def _trimmed(column: pa.ChunkedArray, field: str, faults: Faults) -> tuple[pa.ChunkedArray, int]:
    """Names without the spaces around them, and how many had some."""
    around = pc.match_substring_regex(column, r"^\s|\s$")
    rows = rows_where(around)
    if not len(rows):
        return column, 0
    column = pc.utf8_trim_whitespace(column)
    faults.add(rows_where(pc.equal(column, "")), field, "schema/bad-value", "is empty")
    return column, len(rows)


def _table(lifted: _Lifted, keep: I64, raw: Raw) -> pa.Table:
    """Rows to keep as internal columns, with their ids."""
    subject, object_ = lifted.mentions
    columns = {
        GUID: lifted.guid,
        SENTENCE: lifted.sentence,
        "subject_start": subject.start,
        "subject_end": subject.end,
        "object_start": object_.start,
        "object_end": object_.end,
        "subject_type": subject.type,
        "object_type": object_.type,
        LABEL: lifted.label,
        SOURCE: lifted.source,
    }
    kept = len(keep) == raw.rows
    fields, arrays = [], []
    for name, column in {**columns, **lifted.extras}.items():
        if isinstance(column, np.ndarray):
            column = chunked(pa.array(column[keep].astype(np.int32)))
        elif not kept:
            column = column.take(pa.array(keep))
        arrays.append(column)
        fields.append(_field(name, column, raw))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    named = lifted.named
    if named is not None and not kept:
        named = named.take(pa.array(keep))
    ids = row_ids(named, table[GUID], table)
    given = table[GUID]
    if named is None and given.null_count < len(given) and not ids.equals(contiguous(given)):
        distinct = pc.count_distinct(given, mode="only_valid").as_py()
        repeated = len(given) - given.null_count - distinct
        lifted.notes.append(
            f"not every row has a unique id ({given.null_count:,} blank, {repeated:,} repeated): "
            "hashes of their content are used instead"
        )
    if named is not None and not ids.equals(contiguous(named)):
        problem = f"column '{NAMED}' is used as the row id, but some values repeat or are missing"
        raise InputError(f"{raw.origin}: {problem}; rename the column")
    guid = pc.coalesce(table[GUID], ids)
    table = table.set_column(0, CORE_SCHEMA.field(GUID), guid)
    keys = pa.array(text_keys(ids))
    for name, column in ((KEY, keys), (POSITION, pa.array(keep)), (ROW_ID, ids)):
        table = table.add_column(0, CORE_SCHEMA.field(name), column)
    return with_lineage(table)


def _field(name: str, column: pa.ChunkedArray, raw: Raw) -> pa.Field:
    if name in CORE_SCHEMA.names:
        return CORE_SCHEMA.field(name)
    feature = raw.features.get(name)
    if feature is None or (isinstance(feature, dict) and feature.get("_type") == "Value"):
        return pa.field(name, column.type)
    return pa.field(name, column.type, metadata={FEATURE: json.dumps(feature)})


def _place(raw: Raw, lifted: _Lifted, row: int) -> str:
    guid = lifted.guid[row].as_py()
    named = f" (id {guid!r})" if guid is not None else ""
    number_of_all = row + raw.first
    if raw.shards:
        line = f", line {raw.lines[row]}" if raw.lines is not None else ""
        file, number = raw.place_of(row)
        return f"row {number_of_all}{named}, which is row {number}{line} of {file}"
    # An editor shows lines; a row's number, from 0, would be another one beside it.
    return f"row {number_of_all}{named}" if raw.lines is None else f"line {raw.lines[row]}{named}"


def _problems(
    raw: Raw, lifted: _Lifted, faults: Faults, repairs: list[Repair], table: pa.Table
) -> list[Problem]:
    """One problem per dropped row and per repaired mention, in the order of the rows."""
    repairs = [repair for repair in repairs if not faults.bad[repair.row]]
    events = [(fault.row, fault) for fault in faults] + [(repair.row, repair) for repair in repairs]
    events.sort(key=lambda item: item[0])
    if not events:
        return []
    originals = raw.original([row for row, _ in events])
    position = np.cumsum(~faults.bad) - 1  # where a kept row stands in the table
    problems = []
    for (row, what), original in zip(events, originals, strict=True):
        repaired = isinstance(what, Repair)
        ids, at = (table[ROW_ID], int(position[row])) if repaired else (lifted.guid, row)
        problems.append(
            Problem(
                file=raw.place_of(row)[0],
                row=row,
                row_id=ids[at].as_py(),
                field=what.field,
                rule=what.rule,
                message=what.message,
                action="repaired" if repaired else "dropped",
                old=f"{what.old[0]}..{what.old[1] - 1}" if isinstance(what, Repair) else None,
                new=f"{what.new[0]}..{what.new[1] - 1}" if isinstance(what, Repair) else None,
                raw=as_json(original),
                line=raw.lines[row] if raw.lines is not None else None,
                how=what.how if isinstance(what, Repair) else None,
                score=what.score if isinstance(what, Repair) else None,
            )
        )
    return problems
