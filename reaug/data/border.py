"""The border between KLUE's schema outside and the flat columns inside."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.core.arrays import I64
from reaug.core.draws import row_keys
from reaug.core.schema import (
    CORE_SCHEMA,
    GUID,
    KEY,
    LABEL,
    LOGGED,
    POSITION,
    ROLES,
    ROW_ID,
    SENTENCE,
    SOURCE,
    extra_columns,
)
from reaug.core.text import CodePoints, codepoints, contiguous, slices_of
from reaug.data.arrow_checks import check_names
from reaug.data.digest import row_ids
from reaug.data.lift import chunked, extra, hides_labels, identity, labels, text
from reaug.data.mentions import (
    PARTS,
    Mentions,
    Repair,
    add_span_faults,
    add_unknown,
    check_spans,
    mentions,
    repair_spans,
)
from reaug.data.problems import Faults, Problem, as_json, listed, stop, too_many
from reaug.data.raw import FEATURE, Column, Raw
from reaug.errors import InputError

NAMED: Final = "row_id"
"""Column outside that holds the row ids, written where guids do not name the rows."""

_MENTIONS: Final = tuple(f"{role}_entity" for role in ROLES)
_MENTION: Final = pa.struct(
    [
        ("word", pa.string()),
        ("start_idx", pa.int32()),
        ("end_idx", pa.int32()),
        ("type", pa.string()),
    ]
)
_WITHOUT: Final = (
    "reaug audit, clean, drift, run, preview, encode, curriculum and export read rows without "
    "labels with --unlabelled"
)
_INDEX: Final = re.compile(r"Unnamed: \d+(\.\d+)?")
_BATCH: Final = 16_384


@dataclass(frozen=True)
class Rules:
    """What a reader asks of rows: known labels and types, and what to do with bad rows."""

    labels: Sequence[str] | None
    types: Sequence[str] | None
    on_bad_row: OnBadRow
    require_label: LabelNeed
    none_left: bool = False
    """Whether it is accepted that no row is good, or most are bad."""
    max_bad_share: float = MAX_BAD_SHARE
    """The largest share of bad rows, from 0 to 1, that may be dropped; repaired rows are good."""


@dataclass
class _Lifted:
    sentence: pa.ChunkedArray
    guid: pa.ChunkedArray
    named: pa.ChunkedArray | None
    mentions: list[Mentions]
    label: pa.ChunkedArray
    source: pa.ChunkedArray
    extras: dict[str, pa.ChunkedArray]


class Bordered(NamedTuple):
    """Rows that have passed the border, and what is known of those that have not.

    table : the good rows, in order, with the user's columns behind the core's.
    problems : one per dropped row and per repaired mention.
    unread : the sentences of dropped rows, where they have one, by index in the input.
    """

    table: pa.Table
    problems: list[Problem]
    unread: dict[int, str]


def from_klue(raw: Raw, rules: Rules) -> tuple[pa.Table, list[Problem]]:
    """The table and the problems of `bordered`."""
    return bordered(raw, rules)[:2]


def bordered(raw: Raw, rules: Rules) -> Bordered:
    """Check rows in KLUE's schema and bring them into `CORE_SCHEMA`.

    Parameters
    ----------
    raw
        n rows as a reader found them.
    rules
        What is asked of them.

    Raises
    ------
    InputError
        If the source as a whole is broken, has no rows, has bad rows and `rules` says stop, or
        has more of them than may be dropped.
    """
    if raw.rows == 0:
        raise InputError(f"{raw.origin}: holds no rows")
    try:
        columns = _columns(raw)
        faults = raw.reader_faults()
        lifted = _lift(columns, raw, faults, rules)
    except InputError as error:
        raise InputError(f"{raw.origin}: {error}") from error
    repairs = _check(lifted, faults, rules)
    empty = len(faults) == raw.rows and not rules.none_left
    if len(faults) and (rules.on_bad_row == "stop" or empty):
        raise stop(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            way_out=len(faults) < raw.rows or rules.on_bad_row == "stop",
        )
    if len(faults) / raw.rows > rules.max_bad_share and not rules.none_left:
        raise too_many(
            faults,
            rows=raw.rows,
            origin=raw.origin,
            place=lambda row: _place(raw, lifted, row),
            most=rules.max_bad_share,
        )
    keep = np.flatnonzero(~faults.bad)
    table = _table(lifted, keep, raw)
    lost = np.flatnonzero(faults.bad)
    texts = lifted.sentence.take(pa.array(lost)).to_pylist()
    unread = {row: text for row, text in zip(lost.tolist(), texts, strict=True) if text is not None}
    return Bordered(table, _problems(raw, lifted, faults, repairs, table), unread)


def _columns(raw: Raw) -> dict[str, Column]:
    """Columns of the source without a saved index; the names are checked."""
    columns = dict(raw.columns)
    for name in raw.columns:  # an index that pandas saved stands first, and has no name
        if not _INDEX.fullmatch(name):
            break
        del columns[name]
    check_names(columns)
    present = f"found: {listed(columns) or 'no columns'}"
    lacking = [SENTENCE] if SENTENCE not in columns else []
    for name in _MENTIONS:
        if name not in columns and not all(f"{name}.{part}" in columns for part in PARTS):
            lacking.append(name)
    if lacking:
        raise InputError(f"has no column {_quoted(lacking)}; {present}")
    return columns


def _lift(columns: dict[str, Column], raw: Raw, faults: Faults, rules: Rules) -> _Lifted:
    sentence = text(columns.pop(SENTENCE), SENTENCE, faults, required=True)
    pair = []
    for name in _MENTIONS:
        pair.append(mentions(columns, name, faults))
        used = [name] if name in columns else [f"{name}.{part}" for part in PARTS]
        for column in used:
            del columns[column]
    nothing = chunked(pa.nulls(raw.rows, pa.string()))
    if rules.require_label == "ignore":
        columns.pop(LABEL, None)
        label = nothing
    elif LABEL in columns:
        names = raw.features.get(LABEL, {})
        names = names.get("names") if isinstance(names, dict) else None
        given = columns.pop(LABEL)
        required = rules.require_label
        hidden = bool(required) and hides_labels(given, names)
        if required == "auto":
            required = not hidden
        elif hidden:
            faults.hint(f"No row has a label, as in a test set: {_WITHOUT}.")
        label = labels(given, names, faults, required=required)
    elif rules.require_label is True:
        raise InputError(f"has no column 'label'; {_WITHOUT}")
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
            raise InputError(f"{_quoted(twice)} occurs nested and as a column; rename the column")
        rest |= mention.extras
    _refuse_internal(rest)
    extras = {name: extra(column, name, faults) for name, column in rest.items()}
    return _Lifted(sentence, guid, named, pair, label, source, extras)


def _refuse_internal(names: dict[str, Column]) -> None:
    taken = [
        name
        for name in names
        if name in (*CORE_SCHEMA.names, *LOGGED) or name.startswith((ROW_ID, POSITION, KEY))
    ]
    if taken:
        raise InputError(f"column {_quoted(taken)} has a name that reaug uses inside; rename it")


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _check(lifted: _Lifted, faults: Faults, rules: Rules) -> list[Repair]:
    """Check spans, labels and types; repair spans first where that is asked for."""
    repairs: list[Repair] = []
    ok = ~faults.bad
    wrongs = check_spans(lifted.sentence, lifted.mentions, ok)
    if rules.on_bad_row == "repair":
        for mention, wrong in zip(lifted.mentions, wrongs, strict=True):
            repairs += repair_spans(lifted.sentence, mention, wrong)
        if repairs:
            wrongs = check_spans(lifted.sentence, lifted.mentions, ok)
    for mention, wrong in zip(lifted.mentions, wrongs, strict=True):
        add_span_faults(lifted.sentence, mention, wrong, faults)
    if rules.labels is not None:
        add_unknown(lifted.label, LABEL, "schema/unknown-label", rules.labels, faults)
    if rules.types is not None:
        for mention in lifted.mentions:
            field = f"{mention.name}.type"
            add_unknown(mention.type, field, "schema/unknown-type", rules.types, faults)
    return repairs


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
    if named is not None and not ids.equals(contiguous(named)):
        problem = f"column '{NAMED}' is to name the rows, but some names repeat or are missing"
        raise InputError(f"{raw.origin}: {problem}; rename the column")
    guid = pc.coalesce(table[GUID], ids)
    table = table.set_column(0, CORE_SCHEMA.field(GUID), guid)
    keys = pa.array(row_keys(ids.to_pylist()))
    for name, column in ((KEY, keys), (POSITION, pa.array(keep)), (ROW_ID, ids)):
        table = table.add_column(0, CORE_SCHEMA.field(name), column)
    return table


def _field(name: str, column: pa.ChunkedArray, raw: Raw) -> pa.Field:
    if name in CORE_SCHEMA.names:
        return CORE_SCHEMA.field(name)
    feature = raw.features.get(name)
    if feature is None or (isinstance(feature, dict) and feature.get("_type") == "Value"):
        return pa.field(name, column.type)
    return pa.field(name, column.type, metadata={FEATURE: json.dumps(feature)})


def _place(raw: Raw, lifted: _Lifted, row: int) -> str:
    line = f", line {raw.lines[row]}" if raw.lines is not None else ""
    guid = lifted.guid[row].as_py()
    return f"row {row}{line}" + (f" (id {guid!r})" if guid is not None else "")


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
                file=raw.origin,
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
            )
        )
    return problems


def to_klue(table: pa.Table) -> pa.Table:
    """Bring internal rows into KLUE's schema: nested mentions, inclusive ends, labels by name.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA` with the user's columns behind.

    Returns
    -------
    pa.Table
        `guid, sentence, subject_entity, object_entity, label, source`, then the user's columns,
        then `row_id` where some guid is not the row's id.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> rows = to_klue(batch_of("[S|ORG|삼성]의 [O|PER|이재용]", label="no_relation").table)
    >>> rows["object_entity"][0].as_py()
    {'word': '이재용', 'start_idx': 4, 'end_idx': 6, 'type': 'PER'}
    """
    extras = extra_columns(table.schema)
    pairs: tuple[list[pa.Array], ...] = ([], [])
    for batch in table.to_batches(max_chunksize=_BATCH):
        points = codepoints(batch[SENTENCE].cast(pa.string()))
        for role, structs in zip(ROLES, pairs, strict=True):
            structs.append(_structs(batch, role, points))
    columns = {GUID: table[GUID], SENTENCE: table[SENTENCE]}
    for name, structs in zip(_MENTIONS, pairs, strict=True):
        columns[name] = pa.chunked_array(structs, _MENTION)
    columns |= {name: table[name] for name in (LABEL, SOURCE, *extras)}
    if not pc.all(pc.equal(table[GUID], table[ROW_ID]), min_count=0).as_py():
        columns[NAMED] = table[ROW_ID]
    fields = [
        table.schema.field(name) if name in extras else pa.field(name, column.type)
        for name, column in columns.items()
    ]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _structs(batch: pa.RecordBatch, role: str, points: CodePoints) -> pa.StructArray:
    """One mention of each row as a struct; its word is cut out of the sentence."""
    start, end = (batch[f"{role}_{side}"].to_numpy() for side in ("start", "end"))
    word = slices_of(points, np.arange(len(batch)), start, end)
    kind = batch[f"{role}_type"].cast(pa.string())
    last = (end - 1).astype(np.int32)
    starts = pa.array(start.astype(np.int32, copy=False))
    return pa.StructArray.from_arrays([word, starts, pa.array(last), kind], fields=list(_MENTION))
