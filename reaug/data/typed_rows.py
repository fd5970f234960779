"""Convert the columns of a source in KLUE's schema to typed columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, rows_where
from reaug.core.quotes import listed
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
from reaug.data.arrow_checks import check_names
from reaug.data.counted_notes import Counted, OfWhole
from reaug.data.input_rules import Rules
from reaug.data.label_names import named_labels
from reaug.data.mention_columns import PARTS, UNTYPED, Mentions, is_flat, mentions
from reaug.data.offsets import Span, convention_called, to_points
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.rows_to_klue import NAMED
from reaug.data.typed_columns import chunked, extra, identity, text
from reaug.data.typed_labels import WITHOUT_LABELS, hides_labels, labels
from reaug.errors import InputError

_MENTIONS: Final = tuple(f"{role}_entity" for role in ROLES)
_INDEX: Final = re.compile(r"Unnamed: \d+(\.\d+)?")


@dataclass
class Lifted:
    """Typed columns of n rows.

    named : the column `row_id` of the source; None if it has none.
    mentions : the subjects, and the objects.
    rest : the user's own columns as given: those of the rows, in subjects, and in objects.
    notes : notes for the user about how the columns were read, one line each.
    """

    sentence: pa.ChunkedArray
    guid: pa.ChunkedArray
    named: pa.ChunkedArray | None
    mentions: list[Mentions]
    label: pa.ChunkedArray
    source: pa.ChunkedArray
    rest: tuple[dict[str, Column], ...]
    notes: list[str]


def columns_of(raw: Raw) -> dict[str, Column]:
    """Return the columns of the source, without an index that pandas saved.

    Raises InputError if KLUE's columns are missing.
    """
    columns = dict(raw.columns)
    for name in raw.columns:  # an index saved by pandas is the first column, without a name
        if not _INDEX.fullmatch(name) or not _number_rows(columns[name], raw.first):
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
    """Return the names that columns have in the source's file, listed as one text."""
    return listed(raw.names.get(name, name) for name in columns)


def _number_rows(values: Column, first: int) -> bool:
    """Return whether a column has the numbers of the rows, counted from `first`."""
    if not isinstance(values, list):
        values = values.to_pylist()
    return all(str(value) == str(i) for i, value in enumerate(values, start=first))


def lift_rows(columns: dict[str, Column], raw: Raw, faults: Faults, rules: Rules) -> Lifted:
    """Return the typed columns of KLUE's schema; `lift_extras` converts the user's own.

    Raises
    ------
    InputError
        A column is missing or has a wrong type; the message does not name the source.
    """
    notes: list[str] = []
    sentence = text(columns.pop(SENTENCE), SENTENCE, faults, required=True)
    cut = None if rules.offsets == "auto" else partial(_words, sentence, rules.offsets)
    pair = [_mentions(columns, name, raw, faults, cut, notes) for name in _MENTIONS]
    label = _labels(columns, raw, faults, rules, notes)
    nothing = chunked(pa.nulls(raw.rows, pa.string()))
    name = GUID if GUID in columns else "id"
    guid = identity(columns.pop(name), name, faults) if name in columns else nothing
    named = identity(columns.pop(NAMED), NAMED, faults) if NAMED in columns else None
    source = nothing
    if SOURCE in columns:
        source = text(columns.pop(SOURCE), SOURCE, faults, required=False)
    rest = (columns, *(mention.extras for mention in pair))
    _check_own(rest)
    return Lifted(sentence, guid, named, pair, label, source, rest, notes)


def _mentions(
    columns: dict[str, Column],
    name: str,
    raw: Raw,
    faults: Faults,
    cut: Callable[[I64, I64], pa.ChunkedArray] | None,
    notes: list[str],
) -> Mentions:
    """Return the subjects or the objects, remove their columns, and add notes about them."""
    read = mentions(columns, name, faults, cut)
    read.type, spaces = _trimmed(read.type, f"{name}.type", faults)
    removed = f"{spaces:,} types of '{name}' had surrounding spaces, which were removed"
    notes.append(Counted(removed, spaces))
    if not read.typed:
        notes.append(f"no column gives the types of '{name}': all are set to '{UNTYPED}'")
    renamed = ", ".join(f"{part} from '{key}'" for key, part in read.keys.items() if key != part)
    if renamed:
        notes.append(f"mentions of '{name}': {renamed}")
    for column in (name, *(f"{name}.{part}" for part in PARTS)):
        if column == name or name not in raw.columns:
            columns.pop(column, None)
    return read


def _labels(
    columns: dict[str, Column], raw: Raw, faults: Faults, rules: Rules, notes: list[str]
) -> pa.ChunkedArray:
    """Return the labels, and remove their column."""
    # They are nulls if there are none and none are needed.
    nothing = chunked(pa.nulls(raw.rows, pa.string()))
    if rules.require_label == "ignore":
        columns.pop(LABEL, None)
        return nothing
    if LABEL not in columns:
        if rules.require_label is True:
            raise InputError(
                f"has no column 'label' (columns: {_as_given(raw.columns, raw)}). If another "
                "column has the labels, use --map label=COLUMN; if there are none: "
                f"{WITHOUT_LABELS}"
            )
        return nothing
    feature = raw.features.get(LABEL, {})
    names = feature.get("names") if isinstance(feature, dict) else None
    given = columns.pop(LABEL)
    if rules.label_names is not None:
        given, names = named_labels(given, rules.label_names), None
    required = rules.require_label
    hidden = bool(required) and hides_labels(given, names)
    if rules.piece is not None and rules.piece.labelled:
        hidden = False
    if required == "auto":
        required = not hidden
    elif hidden:
        faults.hint(OfWhole(f"No row has a label, as in a test set: {WITHOUT_LABELS}."))
    others_named = rules.piece is not None and rules.piece.named
    label = labels(given, names, faults, required=bool(required), others_named=others_named)
    label, spaces = _trimmed(label, LABEL, faults)
    removed = f"{spaces:,} labels had surrounding spaces, which were removed"
    notes.append(Counted(removed, spaces))
    return label


def _check_own(rest: Iterable[Mapping[str, Column]]) -> None:
    """Raise an error if a user's column has a name that another column or reaug uses."""
    # `rest` has the columns of the rows, and the fields of their subjects and objects.
    rows, *of_mentions = rest
    names = set(rows)
    for extras in of_mentions:
        check_names(extras)
        twice = [name for name in extras if name in names]
        if twice:
            raise InputError(
                f"{_quoted(twice)} is the name of a nested field and of a column; rename the column"
            )
        names |= set(extras)
    for own in (rows, *of_mentions):
        _refuse_internal(own)


def lift_extras(
    rest: Iterable[Mapping[str, Column]], faults: Faults, types: Mapping[str, pa.DataType] | None
) -> dict[str, pa.ChunkedArray]:
    """Return the user's own columns as Arrow columns.

    Parameters
    ----------
    rest
        The columns, of n values each.
    types
        For a piece of a source, the types of all user columns of the source, in order.

    Raises
    ------
    InputError
        The values of a column have no common type.
    """
    own = {name: column for columns in rest for name, column in columns.items()}
    if types is None:
        return {name: extra(column, name, faults) for name, column in own.items()}
    absent: Column = [MISSING] * len(faults.bad)
    return {name: extra(own.get(name, absent), name, faults, kind) for name, kind in types.items()}


def _words(sentence: pa.ChunkedArray, offsets: str, first: I64, last: I64) -> pa.ChunkedArray:
    """Return the words of mentions of which only the first and last position are given."""
    # `offsets` is the name of the convention by which positions are counted.
    convention = convention_called(offsets)
    if convention.unit == "tokens":
        raise InputError("has no words; tokens alone do not tell where a mention is")
    nothing = chunked(pa.nulls(len(sentence), pa.string()))
    points = to_points(sentence, nothing, Span(first, last), convention)
    places = zip(sentence.to_pylist(), points.start.tolist(), points.end.tolist(), strict=True)
    words = [text[a:b] if text and 0 <= a < b else "" for text, a, b in places]
    return chunked(pa.array(words, pa.string()))


def _refuse_internal(names: Iterable[str]) -> None:
    internal = [
        name
        for name in names
        if name in (*CORE_SCHEMA.names, *LOGGED) or name.startswith((ROW_ID, POSITION, KEY, PARENT))
    ]
    if internal:
        raise InputError(
            f"column {_quoted(internal)} has a name that reaug uses internally; rename it"
        )


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _trimmed(column: pa.ChunkedArray, field: str, faults: Faults) -> tuple[pa.ChunkedArray, int]:
    """Return a column of names without spaces around them, and the number of changed names."""
    around = pc.match_substring_regex(column, r"^\s|\s$")
    rows = rows_where(around)
    if not len(rows):
        return column, 0
    column = pc.utf8_trim_whitespace(column)
    faults.add(rows_where(pc.equal(column, "")), field, "schema/bad-value", "is empty")
    return column, len(rows)
