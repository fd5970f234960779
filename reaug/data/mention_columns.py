"""Convert the mentions of the input to columns of words, spans and types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, rows_where
from reaug.core.quotes import listed, shorten
from reaug.data.column_names import part_called, plain
from reaug.data.mention_literals import parse_literals, repeated_key
from reaug.data.offsets import KLUE, Convention
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column
from reaug.data.typed_columns import chunked, offsets, text
from reaug.errors import InputError
from reaug.suggestions import did_you_mean

PARTS: Final = ("word", "start_idx", "end_idx", "type")
"""The fields of a mention in KLUE's schema."""


@dataclass
class Mentions:
    """The subjects, or the objects, of n rows.

    Attributes
    ----------
    name
        The column of the input, `subject_entity` or `object_entity`.
    word, type
        The words and the entity types, as in the input.
    start, end
        `int64[n]`, half-open spans in code points.
    first, last
        `int64[n]`, the offsets as in the input; -1 for a missing one.
    missing
        `bool[n]`, rows without an offset; None if all have offsets.
    extras
        The user's own fields of mentions, as columns `NAME.FIELD`.
    keys
        For mentions that are a dict in one cell: the field of KLUE's schema under each key.
    respelled
        The words that were found in another spelling, by the index of the row.
    typed
        Whether the input has types; otherwise all types are `UNTYPED`.
    counted
        How the offsets are counted, once it is known.
    """

    name: str
    word: pa.ChunkedArray
    start: I64
    end: I64
    type: pa.ChunkedArray
    extras: dict[str, Column] = field(default_factory=dict)
    first: I64 | None = None
    last: I64 | None = None
    missing: Bool | None = None
    keys: dict[str, str] = field(default_factory=dict)
    respelled: dict[int, str] = field(default_factory=dict)
    typed: bool = True
    counted: Convention = KLUE


@dataclass(frozen=True)
class Repair:
    """A mention whose span was corrected.

    old, new : the half-open spans before and after.
    how : how the span was found: "once" (the sentence has the word once), "shift" (both mentions of
        the row are off by the same number), "respelled: …" or "offsets: …".
    score : the similarity of a respelled word, from 0 to 1.
    word : the word as in the input.
    """

    row: int
    field: str
    rule: str
    message: str
    old: tuple[int, int]
    new: tuple[int, int]
    how: str = "once"
    score: float | None = None
    word: str | None = None


UNTYPED: Final = "ENTITY"
"""The type of mentions in data without types."""


def is_flat(columns: Mapping[str, Column], name: str) -> bool:
    """Return whether a mention has separate columns for its word, or at least for its offsets."""
    return f"{name}.word" in columns or all(
        f"{name}.{part}" in columns for part in ("start_idx", "end_idx")
    )


def mentions(
    columns: dict[str, Column],
    name: str,
    faults: Faults,
    cut: Callable[[I64, I64], pa.ChunkedArray] | None = None,
) -> Mentions:
    """Return the subjects, or the objects, from the columns of a source.

    Parameters
    ----------
    columns
        Columns of the source: `NAME` with one mention per row (an object, a struct, or a dict as
        text), or flat columns `NAME.word`, `NAME.start_idx` and so on.
    name
        `subject_entity` or `object_entity`.
    faults
        Collects the rows whose mention is missing, lacks a field, or has a field of a wrong type.
    cut
        Returns the words at given offsets, for a source without words.

    Raises
    ------
    InputError
        The source has no words, and `cut` is None.
    """
    parts, extras, keys = _split_mention(columns, name, faults)
    rows = len(faults.bad)
    first, no_first = offsets(parts.get("start_idx"), f"{name}.start_idx", faults)
    last, no_last = offsets(parts.get("end_idx"), f"{name}.end_idx", faults)
    missing = no_last if no_first is None else no_first if no_last is None else no_first | no_last
    if first is None or last is None:
        # With one of the two offsets, a row counts as having none; the one only hints at the
        # position.
        missing = np.ones(rows, dtype=np.bool_)
    if parts.get("word") is None:
        if cut is None or first is None or last is None:
            found = [*keys, *(key.removeprefix(f"{name}.") for key in extras)]
            if name in columns and extras:
                raise InputError(
                    f"the mentions of '{name}' have {', '.join(found)}: which is the word? Call it "
                    "word, or set how offsets are counted: --offsets inclusive, --offsets "
                    "exclusive, …"
                )
            raise InputError(
                f"has no words of '{name}', so the way its offsets are counted cannot be "
                "detected; set it: --offsets inclusive, --offsets exclusive, …"
            )
        word = cut(first, last)
    else:
        word = text(parts["word"], f"{name}.word", faults, required=True)
    typed = parts.get("type") is not None
    if not typed:
        kind = chunked(pa.array([UNTYPED] * rows, pa.string()))
    else:
        kind = text(parts["type"], f"{name}.type", faults, required=True, empty=False)
    nothing = np.zeros(rows, dtype=np.int64)
    # Input has inclusive ends, internal spans are half-open; the conversion is here.
    return Mentions(
        name=name,
        word=word,
        start=nothing if first is None else first,
        end=nothing if last is None else last + 1,
        type=kind,
        extras=extras,
        first=_with_minus_one(first, no_first, rows),
        last=_with_minus_one(last, no_last, rows),
        missing=missing,
        keys=keys,
        typed=typed,
    )


def _with_minus_one(given: I64 | None, missing: Bool | None, rows: int) -> I64:
    """Return the offsets of the input, with -1 for missing ones."""
    if given is None:
        return np.full(rows, -1, dtype=np.int64)
    return given if missing is None else np.where(missing, -1, given)


def _split_mention(
    columns: dict[str, Column], name: str, faults: Faults
) -> tuple[dict[str, Column], dict[str, Column], dict[str, str]]:
    """Split the columns of a mention into KLUE's four fields and the user's own fields."""
    # Returns the columns of KLUE's fields, the columns of the user's own fields, and a dict from
    # each key in the source to KLUE's field.
    if name not in columns:
        flat = {part: columns.get(f"{name}.{part}") for part in PARTS}
        return {part: column for part, column in flat.items() if column is not None}, {}, {}
    column = columns[name]
    if not isinstance(column, list) and pa.types.is_struct(column.type):
        parts: dict[str, Column] = {
            inner.name: pc.struct_field(column, [k]) for k, inner in enumerate(column.type)
        }
        faults.add(rows_where(column.is_null()), name, "schema/missing-field", "is null")
    else:
        parts = _parts_of_objects(column, name, faults)
    keys = _keys(list(parts))
    parts, keys = _with_span(parts, keys)
    if not {"word", "start_idx"} & set(keys.values()):
        raise InputError(
            f"the mentions of '{name}' have {', '.join(parts) or 'nothing'}: expected are word, "
            "start_idx, end_idx, type, or names like text, start, end, label"
        )
    own = [part for part in parts if part not in keys]
    extras = {f"{name}.{part}": parts[part] for part in own}
    return {keys[part]: parts[part] for part in parts if part in keys}, extras, keys


_WORDS: Final = frozenset(["span", "entity", "ent", "keyword", "개체", "개체명", "엔티티"])
"""Keys of a mention's word beside keys of its offsets; alone, they mean something else."""
_PART_OF: Final = {"word": "word", "start": "start_idx", "end": "end_idx", "type": "type"}


def _keys(names: Sequence[str]) -> dict[str, str]:
    """Return the field of KLUE's schema for each key that has KLUE's name or another usual name."""
    keys = {name: name for name in PARTS if name in names}
    spans = [name for name in names if name not in keys and part_called(name) == "span"]
    for name in sorted(names, key=lambda name: (len(name), name)):
        part = _PART_OF.get(part_called(name) or "")
        if name not in keys and part is not None and part not in keys.values():
            keys[name] = part
    if spans and "start_idx" not in keys.values():
        keys[spans[0]] = "span"
    elif "start_idx" in keys.values() and "word" not in keys.values():
        # {"span": "한빛", "start": 0}, {"entity": "한빛", "start": 0, "type": "ORG"}
        word = next((name for name in names if plain(name) in _WORDS and name not in keys), None)
        if word is not None:
            keys[word] = "word"
    return {name: keys[name] for name in names if name in keys}


def _with_span(
    parts: dict[str, Column], keys: dict[str, str]
) -> tuple[dict[str, Column], dict[str, str]]:
    """Split a column of (start, end) pairs, if there is one, into two columns of offsets."""
    # `parts` are the columns of a mention's fields by key, `keys` the field of each key. Returns
    # both with this change.
    span = next((name for name, part in keys.items() if part == "span"), None)
    if span is None:
        return parts, keys
    column = parts[span]
    values = column if isinstance(column, list) else column.to_pylist()
    pairs = [
        value if isinstance(value, list | tuple) and len(value) == 2 else (None, None)
        for value in values
    ]
    rest = {name: column for name, column in parts.items() if name != span}
    rest |= {"start_idx": [a for a, _ in pairs], "end_idx": [b for _, b in pairs]}
    return rest, keys | {"start_idx": "start_idx", "end_idx": "end_idx"}


def _parts_of_objects(column: Column, name: str, faults: Faults) -> dict[str, Column]:
    values: list[Any] = column if isinstance(column, list) else column.to_pylist()
    kinds = set(map(type, values))
    if str in kinds:
        values = parse_literals(values)
        kinds = set(map(type, values))
    if kinds != {dict}:
        _add_no_mentions(values, name, faults)
        values = [value if isinstance(value, dict) else {} for value in values]
    shapes = dict.fromkeys(map(tuple, values))
    names = list(dict.fromkeys(part for shape in shapes for part in shape))
    names = names or list(PARTS)
    if len(shapes) == 1 and len(names) == len(next(iter(shapes))):
        return {str(part): [value[part] for value in values] for part in names}
    return {str(part): [value.get(part, MISSING) for value in values] for part in names}


def _add_no_mentions(values: list[Any], name: str, faults: Faults) -> None:
    by_kind: dict[str, list[int]] = {"missing": [], "null": [], "text": [], "other": []}
    for i, value in enumerate(values):
        if value is MISSING:
            by_kind["missing"].append(i)
        elif value is None:
            by_kind["null"].append(i)
        elif isinstance(value, str):
            by_kind["text"].append(i)
        elif not isinstance(value, dict):
            by_kind["other"].append(i)
    faults.add(by_kind["missing"], name, "schema/missing-field", "is missing")
    faults.add(by_kind["null"], name, "schema/missing-field", "is null")
    faults.add(
        by_kind["text"],
        name,
        "schema/bad-value",
        lambda i: _no_literal(values[i]),
    )
    faults.add(
        by_kind["other"],
        name,
        "schema/bad-value",
        lambda i: f"must be a mention, not {shorten(values[i])}",
    )


def _no_literal(text: str) -> str:
    key = repeated_key(text)
    twice = "" if key is None else f" (the key {shorten(key)} occurs twice)"
    return f"cannot be read as a dict literal{twice}: {shorten(text)}"


def add_unknown(
    column: pa.ChunkedArray,
    field: str,
    rule: str,
    known: Sequence[str],
    faults: Faults,
    spared: Bool | None = None,
) -> None:
    """Record a fault for each row whose label or type is unknown; null is ignored.

    In the rows `spared` (`bool[n]`), an unknown name is not a fault.
    """
    names = pa.array(list(known), pa.string())
    is_unknown = pc.and_(pc.invert(pc.is_in(column, value_set=names)), column.is_valid())

    close = _SimilarNames(known)

    def describe(row: int) -> str:
        value = column[row].as_py()
        return f"{shorten(value)} is not known{close.to(value)}"

    rows = rows_where(is_unknown)
    if spared is not None:
        rows = rows[~spared[rows]]
    faults.add(rows, field, rule, describe)
    if len(rows):
        what = "labels" if field == "label" else "types"
        faults.hint(f"Known {what}: {listed(known)}")


class _SimilarNames:
    """Suggests similar known names for unknown ones.

    Only the first `_MOST` unknown names get a suggestion, since each is compared with all known
    names.
    """

    _MOST: Final = 50

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known
        self._questions: dict[str, str] = {}

    def to(self, name: str) -> str:
        """Return a question to append to a message; "" if no name is similar."""
        if name not in self._questions and len(self._questions) < self._MOST:
            self._questions[name] = did_you_mean(name, self._known)
        return self._questions.get(name, "")
