"""Map the columns of data to KLUE's schema: as the user says, else by name, else by contents.

The sentence column, for example, is recognised by the values of other columns (the mentions' words)
that it contains. All rows are used, so that their order does not matter. If two columns could be
the same field, an error asks the user to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from reaug.core.quotes import listed, shorten
from reaug.core.schema import GUID, LABEL, ROLES, SENTENCE
from reaug.data.column_contents import (
    add_by_content,
    are_ids_of,
    holds_names,
    is_constant,
    values_of,
)
from reaug.data.column_names import FIELDS, LABELS, field_called, plain
from reaug.data.nested_columns import without_nesting
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.read_options import ReadAs
from reaug.data.swapped_columns import words_among_offsets
from reaug.data.user_mapping import as_option
from reaug.errors import InputError, UsageError

KLUE_NAMES: Final = {
    "sentence": SENTENCE,
    "label": LABEL,
    "id": GUID,
    **{role: f"{role}_entity" for role in ROLES},
    **{
        f"{role}.{part}": f"{role}_entity.{name}"
        for role in ROLES
        for part, name in (
            ("word", "word"),
            ("start", "start_idx"),
            ("end", "end_idx"),
            ("type", "type"),
        )
    },
}
"""The name of each field's column in KLUE's schema, flat or nested."""

_OWN: Final = "own_"
"""Prefix added to a user's column whose name is one of KLUE's columns, but whose content is not."""


def in_klue_columns(raw: Raw, how: ReadAs) -> Raw:
    """Return the rows of a reader with columns named as in KLUE's schema.

    A missing field is not an error here. Mentions written in one cell are parsed later.

    Raises
    ------
    UsageError
        A mapped column does not exist.
    InputError
        Two columns could contain the same field; the message names both, and the option to use.

    Examples
    --------
    >>> from reaug.data.raw import from_rows
    >>> from reaug.data.read_options import PLAINLY
    >>> rows = [{"문장": "세종은 이도다.", "주체": "세종", "객체": "이도", "관계": "별칭"}]
    >>> list(in_klue_columns(from_rows(rows, origin="a", fmt="rows"), PLAINLY).columns)
    ['sentence', 'subject_entity.word', 'object_entity.word', 'label']
    """
    if not raw.columns:
        return raw
    given = dict(how.columns or {})
    raw = without_nesting(raw, given.values())
    lacking = [column for column in given.values() if column not in raw.columns]
    if lacking and how.lenient and _is_klue(raw.columns):
        given, lacking = {}, []
    if lacking:
        raise UsageError(
            f"{raw.origin}: --map names column {shorten(lacking[0])}, which does not exist; "
            f"columns: {listed(raw.columns)}"
        )
    if not given and _is_klue(raw.columns):
        own = {field: name for field, name in KLUE_NAMES.items() if name in raw.columns}
        if words_among_offsets(raw.columns, own):
            return _renamed_and_unswapped(raw, own, given)
        if not how.lenient:
            _ask_label(raw, _label_candidates(raw, set(), LABEL in raw.columns))
        return raw
    fields = _recognised(raw, given, how)
    return _renamed_and_unswapped(raw, fields, given)


def _renamed_and_unswapped(raw: Raw, fields: dict[str, str], given: Mapping[str, str]) -> Raw:
    """Return the rows with columns named as in KLUE's schema.

    If the column of a word contains offsets, and the column of an offset contains words, the two
    columns are exchanged, and a note says so.

    Raises
    ------
    UsageError
        The user's own mapping (`given`) has exchanged the two columns.
    """
    notes = list(raw.notes)
    for word, offset in words_among_offsets(raw.columns, fields).values():
        columns = fields[word], fields[offset]
        swapped = f"{word}={columns[1]},{offset}={columns[0]}"
        if word in given and offset in given:
            raise UsageError(
                f"{raw.origin}: column {shorten(columns[0])} contains offsets, and "
                f"{shorten(columns[1])} words; did you mean --map {swapped}?"
            )
        fields[word], fields[offset] = columns[1], columns[0]
        notes.append(
            f"{raw.origin}: column {shorten(columns[0])} contains offsets and "
            f"{shorten(columns[1])} words, so they are read as {swapped}"
        )
    raw = replace(raw, notes=tuple(notes))
    return _renamed(raw, fields, inferred=[field for field in fields if field not in given])


def _is_klue(columns: Mapping[str, Column]) -> bool:
    """Return whether the columns are those of KLUE's schema, possibly without a label."""
    if SENTENCE not in columns:
        return False
    for role in ROLES:
        name = KLUE_NAMES[role]
        flat = all(KLUE_NAMES[f"{role}.{part}"] in columns for part in ("word", "start", "end"))
        if not (flat or (name in columns and _holds_mentions(columns, name))):
            return False
    return LABEL in columns or not any(plain(name) in LABELS for name in columns)


def _holds_mentions(columns: Mapping[str, Column], name: str) -> bool:
    """Return whether `subject_entity` or `object_entity` contains dicts of mentions, not words."""
    # `name` is one of the two. A column also counts as mentions if no sentence contains its value.
    column = columns[name]
    if _is_nested(column):
        return True
    pairs = zip(values_of(columns[SENTENCE]), values_of(column), strict=True)
    return not any(isinstance(text, str) and word and str(word) in text for text, word in pairs)


def _is_nested(column: Column) -> bool:
    """Return whether the first non-empty cell is a dict or a text that begins like one."""
    if not isinstance(column, list):
        if pa.types.is_struct(column.type):
            return True
        column = column.drop_null()[:1].to_pylist()
    first: Any = next((value for value in column if value is not None and value is not MISSING), {})
    if isinstance(first, str):
        return first.lstrip().startswith("{")
    return not isinstance(first, int | float)


def _recognised(raw: Raw, given: dict[str, str], how: ReadAs) -> dict[str, str]:
    """Return the column of each field: as the user says, else by name, else by contents."""
    fields = dict(given)
    used = set(fields.values())
    by_name: dict[str, list[str]] = {}
    for name, column in raw.columns.items():
        field = None if name in used else field_called(name)
        if field in ROLES and not _is_nested(column):
            named = name == KLUE_NAMES[field] and SENTENCE in raw.columns
            if not (named and _holds_mentions(raw.columns, name)):
                field = f"{field}.word"
        if field is not None and field not in fields:
            by_name.setdefault(field, []).append(name)
    labels = by_name.pop("label", [])
    for field, names in by_name.items():
        if field == "id":
            chosen = next((name for name in (GUID, "id") if name in names), names[0])
        elif len(names) == 1:
            chosen = names[0]
        else:
            exact = KLUE_NAMES[field]
            if exact in names:
                chosen = exact
            elif how.lenient:
                continue
            else:
                raise _ambiguous(raw, field, names)
        fields[field] = chosen
    for (
        role
    ) in ROLES:  # if a mention is in one cell, separate columns for its parts are the user's own
        if role in fields and f"{role}.word" in fields and role not in given:
            parts = [part for part in FIELDS if part.startswith(f"{role}.") and part in fields]
            if any(part in given for part in parts):
                del fields[role]
            else:
                for part in parts:
                    del fields[part]
    if "label" not in fields:
        candidates = _label_candidates(raw, set(fields.values()), exact=False)
        candidates = [name for name in labels if name in candidates] or labels
        if how.lenient:
            candidates = candidates[:1]
        _ask_label(raw, candidates)
        if candidates:
            fields["label"] = candidates[0]
    add_by_content(raw, fields)
    return fields


def label_like(columns: Mapping[str, Column]) -> list[str]:
    """Return the columns that are named like a label."""
    return [name for name in columns if plain(name) in LABELS]


def same_labels(raw: Raw, other: Raw) -> bool:
    """Return whether two pieces of a source have the same candidates for the label column."""
    return all(
        _label_candidates(raw, set(), exact) == _label_candidates(other, set(), exact)
        for exact in (True, False)
    )


def _label_candidates(raw: Raw, used: set[str], exact: bool) -> list[str]:  # noqa: FBT001
    """Return the names of the columns that could be the label, by their names and contents.

    - Contents are only checked if several columns have usual names for a label.
    - With `exact`, a column called `label` is a candidate whatever its contents.
    - A column of label ids beside a column of labels is left out.
    """
    names = [name for name in label_like(raw.columns) if name not in used]
    if len(names) < 2:
        return names
    good = [
        name
        for name in names
        if (exact and name == LABEL)
        or (holds_names(raw.columns[name]) and not is_constant(raw.columns[name]))
    ]
    good.sort(key=lambda name: name != LABEL)
    return [
        name
        for at, name in enumerate(good)
        if name == LABEL
        or not any(
            are_ids_of(raw.columns[name], raw.columns[other], named=place > at)
            for place, other in enumerate(good)
            if place != at
        )
    ]


def _ask_label(raw: Raw, candidates: Sequence[str]) -> None:
    if len(candidates) > 1:
        raise _ambiguous(raw, "label", candidates)


def _ambiguous(raw: Raw, field: str, names: Sequence[str]) -> InputError:
    shown = " and ".join(f"'{name}'" for name in names[:3])
    ways = " or ".join(f"--map {field}={name}" for name in names[:3])
    return InputError(
        f"{raw.origin}: columns {shown} could both be the {field}; choose one: {ways}"
    )


def _renamed(raw: Raw, fields: Mapping[str, str], inferred: Sequence[str]) -> Raw:
    """Return the rows with columns named as in KLUE's schema."""
    # A user's own column that already has one of these names gets the prefix `_OWN`. `fields` maps
    # each field to its column. A note names the columns of the fields `inferred`, which were
    # recognised and not given by the user.
    target = {column: KLUE_NAMES[field] for field, column in fields.items()}
    taken = {*target.values()}
    if fields.get("id") != "id" and "id" in fields and "id" in raw.columns:
        taken.add("id")
    notes = []
    columns: dict[str, Column] = {}
    renamed: dict[str, str] = {}
    for name, column in raw.columns.items():
        new = target.get(name)
        if new is None:
            new = name
            while new in taken:
                new = f"{_OWN}{new}"
            if new != name:
                notes.append(f"{raw.origin}: your own column {shorten(name)} is now called '{new}'")
        columns[new] = column
        if new != name:
            renamed[name] = new
    shown = {field: fields[field] for field in FIELDS if field in inferred}
    odd = {field: column for field, column in shown.items() if column != KLUE_NAMES[field]}
    if odd.pop("id", "id") not in ("id", GUID) or odd:
        all_fields = {field: fields[field] for field in FIELDS if field in fields}
        notes.append(f"{raw.origin}: read as --map {_quoted(as_option(all_fields))}")
    layout = raw.layout
    if layout is not None:
        new_names = tuple(renamed.get(name, name) for name in layout.columns)
        layout = replace(layout, columns=new_names)
    return replace(
        raw,
        columns=columns,
        features={renamed.get(name, name): value for name, value in raw.features.items()},
        names={**raw.names, **{new: old for old, new in renamed.items()}},
        notes=(*raw.notes, *notes),
        layout=layout,
    )


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
