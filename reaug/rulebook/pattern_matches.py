"""Find the rows of a table that the patterns of a rule book match."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I32, I64, Bool
from reaug.core.text import CodePoints, codepoints, slices_of, strings_from
from reaug.rulebook.conditions import WORDS, Condition, Matcher, SpanChange, TextTest
from reaug.rulebook.parts import Role

WINDOW: Final = 30
"""The number of code points before and after a mention that a condition can test."""

_ROLES: Final[tuple[Role, Role]] = ("subject", "object")


class Hits(NamedTuple):
    """The rows that a pattern matches.

    role : the mention that was tested; None for a pattern about whole rows.
    rows : `int64[k]`, positions, ascending.
    """

    role: Role | None
    rows: I64


class Columns:
    """n rows as columns in NFC, for the tests of conditions.

    Parameters
    ----------
    sentence
        n texts.
    spans
        `int32[n, 4]`: subject start and end, object start and end; half-open code points.
    label, subject_type, object_type
        `int64[n]`: indices into the book's labels and types, -1 for others.
    labels, types
        The book's labels and types.

    Attributes
    ----------
    recomposed
        `bool[n]`: whether the given sentence was not in NFC. Its offsets may then differ from those
        of the sentence kept here.
    """

    def __init__(
        self,
        sentence: pa.StringArray,
        spans: I32,
        values: Mapping[str, I64],
        labels: Sequence[str],
        types: Sequence[str],
    ) -> None:
        self._sentence, self._spans, self.recomposed = _composed(sentence, spans)
        self._values = values
        self._places = {
            "labels": {label: place for place, label in enumerate(labels)},
            "types": {code: place for place, code in enumerate(types)},
        }

    def __len__(self) -> int:
        return len(self._spans)

    @cached_property
    def _points(self) -> CodePoints:
        return codepoints(self._sentence)

    def among(self, rows: I64, column: str, names: Sequence[str]) -> Bool:
        """Return which of k rows have one of the given labels or types (`bool[k]`)."""
        places = self._places["labels" if column == "label" else "types"]
        table = np.zeros(len(places) + 1, dtype=np.bool_)  # the last entry is for unknown names
        table[[places[name] for name in names]] = True
        return np.asarray(table[self._values[column][rows]], dtype=np.bool_)

    def subject_first(self, rows: I64) -> Bool:
        """Return in which of k rows the subject comes before the object (`bool[k]`)."""
        return np.asarray(self._spans[rows, 0] <= self._spans[rows, 2], dtype=np.bool_)

    def text(self, key: str, rows: I64) -> pa.StringArray:
        """Return the text of each row for a key of a condition, such as `behind_object`."""
        start, end = self._bounds(key, rows)
        return slices_of(self._points, rows, start, end)

    def _bounds(self, key: str, rows: I64) -> tuple[I64, I64]:
        spans = self._spans[rows].astype(np.int64)
        length = self._points.lengths[rows]
        if key == "sentence":
            return np.zeros_like(length), length
        if key == "between":
            start = np.minimum(spans[:, 1], spans[:, 3])
            return start, np.maximum(np.maximum(spans[:, 0], spans[:, 2]), start)
        side, _, role = key.rpartition("_")
        left = 0 if role == "subject" else 2
        start, end = spans[:, left], spans[:, left + 1]
        if side == "before":
            return np.maximum(start - WINDOW, 0), start
        if side == "behind":
            return end, np.minimum(end + WINDOW, length)
        return start, end


def hits(
    matcher: Matcher, columns: Columns, lexicons: Mapping[str, Sequence[str]]
) -> tuple[Hits, ...]:
    """Return the rows that match a pattern or an ambiguity.

    Texts are searched with RE2, in time linear in their length, and only in rows with the right
    label, types and order.

    Parameters
    ----------
    matcher
        The pattern or ambiguity.
    columns
        n rows.
    lexicons
        The book's lexicons.

    Returns
    -------
    One entry, or an entry for each role if a condition is about a `mention`.
    """
    roles: tuple[Role | None, ...] = _ROLES if matcher.each_mention else (None,)
    return tuple(Hits(role, _rows(matcher, columns, lexicons, role)) for role in roles)


def _rows(
    matcher: Matcher, columns: Columns, lexicons: Mapping[str, Sequence[str]], role: Role | None
) -> I64:
    rows = _meeting(matcher, columns, lexicons, role, np.arange(len(columns)))
    if matcher.any_of:
        passed = np.zeros(len(columns), dtype=np.bool_)
        for part in matcher.any_of:
            passed[_meeting(part, columns, lexicons, role, rows[~passed[rows]])] = True
        rows = rows[passed[rows]]
    excused = np.zeros(len(columns), dtype=np.bool_)
    for part in matcher.unless:
        excused[_meeting(part, columns, lexicons, role, rows[~excused[rows]])] = True
    return rows[~excused[rows]]


def _meeting(
    condition: Condition,
    columns: Columns,
    lexicons: Mapping[str, Sequence[str]],
    role: Role | None,
    rows: I64,
) -> I64:
    """Return those of `rows` (`int64[k]`, positions) that meet a condition."""
    # `role` is the mention that keys with `mention` in their name stand for; None if the matcher
    # has no such keys.
    mention = role or ""
    if condition.labels:
        rows = rows[columns.among(rows, "label", condition.labels)]
    if condition.not_labels:
        rows = rows[~columns.among(rows, "label", condition.not_labels)]
    for name in WORDS:
        types = getattr(condition, f"{name}_types")
        if types:
            column = f"{name}_type".replace("mention", mention)
            rows = rows[columns.among(rows, column, types)]
    if condition.order is not None:
        rows = rows[columns.subject_first(rows) == (condition.order == "subject-first")]
    for key, test in condition.tests().items():
        if len(rows):
            text = columns.text(key.replace("mention", mention), rows)
            rows = rows[_passed(text, test, lexicons)]
    return rows


def _passed(texts: pa.StringArray, test: TextTest, lexicons: Mapping[str, Sequence[str]]) -> Bool:
    passed = np.zeros(len(texts), dtype=np.bool_)
    if test.pattern is not None:
        passed |= _bools(pc.match_substring_regex(texts, test.pattern))
    if test.lexicon is not None:
        words = strings_of(lexicons[test.lexicon])
        passed |= _bools(pc.is_in(texts, value_set=words))
    return passed


def moved(change: SpanChange, columns: Columns, role: Role, rows: I64) -> I64:
    """Return by how much a suggested change moves the borders of a mention in k rows.

    Returns
    -------
    `int64[k, 2]`: the number of code points by which start and end move; 0 if no pattern matches.
    """
    moves = np.zeros((len(rows), 2), dtype=np.int64)
    for key, text, edge, sign in (
        ("cut_left", role, 0, 1),
        ("cut_right", role, 1, -1),
        ("extend_left", f"before_{role}", 0, -1),
        ("extend_right", f"behind_{role}", 1, 1),
    ):
        pattern = getattr(change, key)
        if pattern is not None and len(rows):
            texts = columns.text(text, rows)
            at_start = key in ("cut_left", "extend_right")
            anchored = f"^(?:{pattern})" if at_start else f"(?:{pattern})$"
            rest = pc.replace_substring_regex(texts, anchored, "", max_replacements=1)
            matched_length = _ints(pc.utf8_length(texts)) - _ints(pc.utf8_length(rest))
            moves[:, edge] += sign * matched_length
    return moves


def strings_of(texts: Sequence[str]) -> pa.StringArray:
    """Return texts as a column; the first call of `pa.array` would import pandas (0.15 s)."""
    raw = [text.encode("utf-8") for text in texts]
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in raw], dtype=np.int64)])
    return strings_from(offsets, pa.py_buffer(b"".join(raw)))


def _bools(array: pa.BooleanArray) -> Bool:
    """Return a boolean column without nulls as `bool[n]`; `to_numpy` would import pandas."""
    bits = np.frombuffer(array.buffers()[1], dtype=np.uint8)
    ones = np.unpackbits(bits, bitorder="little")[array.offset : array.offset + len(array)]
    return ones.astype(np.bool_)


def _ints(array: pa.Int32Array) -> I64:
    all_values = np.frombuffer(array.buffers()[1], dtype=np.int32)
    return all_values[array.offset : array.offset + len(array)].astype(np.int64)


def _composed(sentence: pa.StringArray, spans: I32) -> tuple[pa.StringArray, I32, Bool]:
    """Return sentences in NFC, their spans adjusted, and which sentences changed: very few."""
    if not len(sentence):
        return sentence, spans, np.zeros(0, dtype=np.bool_)
    changed = _bools(pc.not_equal(pc.utf8_normalize(sentence, "NFC"), sentence))
    if not changed.any():
        return sentence, spans, changed
    texts, spans = sentence.to_pylist(), spans.copy()
    for row in np.flatnonzero(changed):
        text, cuts = texts[row], np.unique(np.append(spans[row], 0)).tolist()
        pieces = [
            unicodedata.normalize("NFC", text[a:b])
            for a, b in zip(cuts, [*cuts[1:], None], strict=True)
        ]
        starts = dict(zip(cuts, np.cumsum([0, *map(len, pieces[:-1])]).tolist(), strict=True))
        texts[row] = "".join(pieces)
        spans[row] = [starts[cut] for cut in spans[row].tolist()]
    return strings_of(texts), spans, changed
