"""The mentions of the input as columns: words, spans and types, checked against the sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, rows_where
from reaug.data.lift import text, whole
from reaug.data.literals import parse_literals, repeated_key
from reaug.data.problems import Faults, listed, shorten
from reaug.data.raw import MISSING, Column
from reaug.errors import InputError
from reaug.suggestions import did_you_mean

PARTS: Final = ("word", "start_idx", "end_idx", "type")
"""Fields of a mention in KLUE's schema."""

_SPAN_RULES: Final = ("span/out-of-range", "span/word-mismatch")
_BATCH: Final = 65_536


@dataclass
class Mentions:
    """One mention of each of `n` rows.

    Attributes
    ----------
    name
        Column of the input, `subject_entity` or `object_entity`.
    word, type
        Text as the input has it.
    start, end
        `int64[n]`, code points, half-open.
    extras
        Fields of the mention that KLUE's schema lacks, as columns `NAME.FIELD`.
    """

    name: str
    word: pa.ChunkedArray
    start: I64
    end: I64
    type: pa.ChunkedArray
    extras: dict[str, Column] = field(default_factory=dict)


@dataclass(frozen=True)
class Repair:
    """A mention that got the span where its word stands; spans are half-open."""

    row: int
    field: str
    rule: str
    message: str
    old: tuple[int, int]
    new: tuple[int, int]


def mentions(columns: dict[str, Column], name: str, faults: Faults) -> Mentions:
    """Lift one mention out of a source's columns.

    Parameters
    ----------
    columns
        Columns of the source: `NAME` with a mention per row (an object, a struct, or the text of
        a Python dict literal), or flat columns `NAME.word`, `NAME.start_idx` and so on.
    name
        `subject_entity` or `object_entity`.
    faults
        Gets the rows whose mention is missing, or lacks a field, or has one of a wrong type.
    """
    parts, extras = _parts(columns, name, faults)
    # Inclusive ends outside, half-open spans inside: converted here, once.
    return Mentions(
        name=name,
        word=text(parts["word"], f"{name}.word", faults, required=True),
        start=whole(parts["start_idx"], f"{name}.start_idx", faults),
        end=whole(parts["end_idx"], f"{name}.end_idx", faults) + 1,
        type=text(parts["type"], f"{name}.type", faults, required=True, empty=False),
        extras=extras,
    )


def _parts(
    columns: dict[str, Column], name: str, faults: Faults
) -> tuple[dict[str, Column], dict[str, Column]]:
    """Columns of the four fields, and of other fields under their full name."""
    if name not in columns:
        return {part: columns[f"{name}.{part}"] for part in PARTS}, {}
    column = columns[name]
    if not isinstance(column, list) and pa.types.is_struct(column.type):
        parts: dict[str, Column] = {
            inner.name: pc.struct_field(column, [k]) for k, inner in enumerate(column.type)
        }
        lacking = [part for part in PARTS if part not in parts]
        if lacking:
            raise InputError(
                f"column '{name}' lacks {', '.join(lacking)}; it holds {', '.join(parts) or '-'}"
            )
        faults.add(rows_where(column.is_null()), name, "schema/missing-field", "is null")
    else:
        parts = _parts_of_objects(column, name, faults)
    extras = {f"{name}.{part}": parts[part] for part in parts if part not in PARTS}
    return {part: parts[part] for part in PARTS}, extras


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
    parts = dict.fromkeys([*PARTS, *(part for shape in shapes for part in shape)])
    if all(set(PARTS) <= set(shape) for shape in shapes) and len(shapes) == 1:
        return {part: [value[part] for value in values] for part in parts}
    return {str(part): [value.get(part, MISSING) for value in values] for part in parts}


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


class Wrong(NamedTuple):
    """Rows whose span is wrong, `bool[n]` each; a row is in one of them at most.

    outside : the span is empty or does not lie inside the sentence.
    other : another word stands there.
    """

    outside: Bool
    other: Bool


def check_spans(sentences: pa.ChunkedArray, pair: Sequence[Mentions], ok: Bool) -> list[Wrong]:
    """Compare each mention with the text where it is said to stand.

    Parameters
    ----------
    sentences
        n sentences.
    pair
        Their mentions, by role.
    ok
        `bool[n]`: the rows to look at.
    """
    length = pc.utf8_length(sentences).fill_null(0).to_numpy()
    outside, other, spans = [], [], []
    columns = {"sentence": sentences}
    for mention in pair:
        inside = (mention.start >= 0) & (mention.start < mention.end) & (mention.end <= length)
        looked = ok & inside
        outside.append(ok & ~inside)
        other.append(looked)
        spans.append((np.where(looked, mention.start, 0), np.where(looked, mention.end, 0)))
        columns[mention.name] = mention.word
    # Slices of Python strings, a batch at a time: twice as fast as cutting the column's buffer,
    # since most of the work there is to find out where each code point begins.
    for rows, batch in _batches(columns):
        texts = batch["sentence"].to_pylist()
        for mention, unequal, (start, end) in zip(pair, other, spans, strict=True):
            words = batch[mention.name].to_pylist()
            unequal[rows] &= [
                text is not None and text[a:b] != word
                for text, a, b, word in zip(
                    texts, start[rows].tolist(), end[rows].tolist(), words, strict=True
                )
            ]
    return [Wrong(*pair_of_wrongs) for pair_of_wrongs in zip(outside, other, strict=True)]


def _batches(columns: dict[str, pa.ChunkedArray]) -> Iterator[tuple[slice, pa.RecordBatch]]:
    row = 0
    for batch in pa.table(columns).to_batches(max_chunksize=_BATCH):
        if not len(batch):  # an empty chunk
            continue
        yield slice(row, row + len(batch)), batch
        row += len(batch)


def add_span_faults(
    sentences: pa.ChunkedArray, mention: Mentions, wrong: Wrong, faults: Faults
) -> None:
    """Mark the rows that `check_spans` found."""
    for rule, mask in zip(_SPAN_RULES, wrong, strict=True):
        faults.add(
            np.flatnonzero(mask),
            mention.name,
            rule,
            lambda row: describe_span(sentences, mention, row),
        )


def describe_span(sentences: pa.ChunkedArray, mention: Mentions, row: int) -> str:
    """What is wrong with the span of one row, with the inclusive end that the input has."""
    sentence, word = sentences[row].as_py(), mention.word[row].as_py()
    start, end = _span_as_given(mention, row)
    at = f"{shorten(word)} expected at {start}..{end - 1}"
    if start < 0:
        return f"{at}, which begins before the sentence does"
    if end <= start:
        return f"{at}, which ends before it begins"
    if end > len(sentence):
        return f"{at}, but the sentence ends at {len(sentence) - 1}"
    return f"{at}, found {shorten(sentence[start:end])}"


def _span_as_given(mention: Mentions, row: int) -> tuple[int, int]:
    """The span of a row, half-open; the greatest end that int64 holds has become negative."""
    last = mention.end[row : row + 1] - 1
    return int(mention.start[row]), int(last[0]) + 1


def repair_spans(sentences: pa.ChunkedArray, mention: Mentions, wrong: Wrong) -> list[Repair]:
    """Move each wrong span to its word, where the word occurs exactly once in the sentence.

    Occurrences that overlap count as two. `mention` is changed in place.
    """
    mention.start = mention.start.copy()  # a view of the input may be read-only
    repairs = []
    for row in np.flatnonzero(wrong.outside | wrong.other).tolist():
        sentence, word = sentences[row].as_py(), mention.word[row].as_py()
        first = sentence.find(word) if word else -1
        if first < 0 or sentence.find(word, first + 1) >= 0:
            continue
        old = _span_as_given(mention, row)
        new = first, first + len(word)
        rule = _SPAN_RULES[int(wrong.other[row])]
        message = describe_span(sentences, mention, row)
        repairs.append(Repair(row, mention.name, rule, message, old, new))
        mention.start[row], mention.end[row] = new
    return repairs


def add_unknown(
    column: pa.ChunkedArray, field: str, rule: str, known: Sequence[str], faults: Faults
) -> None:
    """Mark the rows whose value is not among the known names; null is not looked at."""
    names = pa.array(list(known), pa.string())
    strange = pc.and_(pc.invert(pc.is_in(column, value_set=names)), column.is_valid())

    close = _Close(known)

    def describe(row: int) -> str:
        value = column[row].as_py()
        return f"{shorten(value)} is not known{close.to(value)}"

    rows = rows_where(strange)
    faults.add(rows, field, rule, describe)
    if len(rows):
        what = "labels" if field == "label" else "types"
        faults.hint(f"Known {what}: {listed(known)}")


class _Close:
    """What a name may be meant to be. Of very many different names only the first are asked for:
    each is compared with every name that is known.
    """

    _MOST: Final = 50

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known
        self._told: dict[str, str] = {}

    def to(self, name: str) -> str:
        """A question to put behind a message; "" where nothing is close."""
        if name not in self._told and len(self._told) < self._MOST:
            self._told[name] = did_you_mean(name, self._known)
        return self._told.get(name, "")
