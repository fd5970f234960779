"""Make the edits that mark the mentions of a batch in an input format, and the queries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I32, I64, Bool, mask_of
from reaug.core.batch import Batch, Role
from reaug.core.edits import CONTEXT, MARK, OBJECT, SUBJECT, Edits
from reaug.core.schema import ROLES
from reaug.core.text import codepoints, contiguous, slices
from reaug.shaping.encode.styles import TYPE, Style

Clash = Literal["keep", "escape", "refuse"]

_WIDE: Final = 0xFEE0
"""The difference in code point between an ASCII character (`!` … `~`) and its full-width form."""


class Marked(NamedTuple):
    """The edits that mark the mentions of n rows, and the rows that have a problem.

    edits : all edits; a row that cannot be marked has none.
    escapes : only the edits that escape text which could be read as a mark.
    opens, closes : by role, the marks before and after the mention (`StringArray[n]`).
    untyped : rows that lack an entity type which their marks should contain (`bool[n]`).
    clashes : for each distinct text of a row that could be read as a mark: the row, the text, and
        whether it is escaped.
    """

    edits: Edits
    escapes: Edits
    opens: dict[Role, pa.StringArray]
    closes: dict[Role, pa.StringArray]
    untyped: Bool
    clashes: list[tuple[int, str, bool]]

    def clashing(self, n: int) -> Bool:
        """Return which of n rows contain text that could be read as a mark (`bool[n]`)."""
        return mask_of([row for row, _, _ in self.clashes], n)


def mark(
    batch: Batch,
    style: Style,
    names: Mapping[str, str],
    tokens: Sequence[str],
    signs: Sequence[str],
    clash: Clash,
) -> Marked:
    """Return the edits that mark both mentions of each row in a batch.

    Parameters
    ----------
    names
        The name of each entity type in marks.
    tokens
        Texts that a tokenizer would read as special tokens; they are escaped in sentences.
    signs
        The characters that marks consist of; they are escaped in sentences if `clash` is "escape".
    """
    n = len(batch)
    untyped = np.zeros(n, dtype=np.bool_)
    opens: dict[Role, pa.StringArray] = {}
    closes: dict[Role, pa.StringArray] = {}
    for role in ("subject", "object"):
        marks = style.subject if role == "subject" else style.object
        code = batch.codes(f"{role}_type", list(names))
        untyped |= style.typed & (code < 0)
        for into, text in ((opens, marks.open), (closes, marks.close)):
            texts = [text.replace(TYPE, name) for name in names.values()] or [text]
            into[role] = pa.array(texts, pa.string()).take(pa.array(np.maximum(code, 0)))
    occurrences = _occurrences(batch, [*tokens, *signs])
    edits = [] if style.subject == style.object else [_marks(batch, style, opens, closes)]
    escaped = set(tokens) if clash == "keep" else {*tokens, *signs} if clash == "escape" else set()
    escapes = _escapes(
        batch,
        [occurrence for occurrence in occurrences if occurrence[2] in escaped],
        masked=style.masks,
    )
    every = Edits.concat([*edits, escapes])
    clashes = sorted({(row, sign, sign in escaped) for row, _, sign in occurrences})
    if style.masks:  # the mark replaces the mention
        opens = closes = dict.fromkeys(opens, pa.repeat(pa.scalar(""), n))
    sound, escapes = (some.take(~untyped[some.row]) for some in (every, escapes))
    return Marked(sound, escapes, opens, closes, untyped, clashes)


def _marks(
    batch: Batch,
    style: Style,
    opens: Mapping[Role, pa.StringArray],
    closes: Mapping[Role, pa.StringArray],
) -> Edits:
    """Return edits that put marks before and after both mentions, or in place of them (masks)."""
    rows = np.arange(len(batch))
    if style.masks:
        a, b, c, d = batch.spans.T
        subject = Edits.of(rows, a, b, opens["subject"], SUBJECT)
        return Edits.concat([subject, Edits.of(rows, c, d, opens["object"], OBJECT)])
    spans = batch.spans
    overlap = (spans[:, 0] < spans[:, 3]) & (spans[:, 2] < spans[:, 1])
    if overlap.any():
        shared, apart = np.flatnonzero(overlap), np.flatnonzero(~overlap)
        edits = _edits_without_overlap(
            apart, spans[apart], _taken(opens, apart), _taken(closes, apart)
        )
        return Edits.concat([edits, _edits_with_overlap(shared, spans[shared], opens, closes)])
    return _edits_without_overlap(rows, spans, opens, closes)


def _taken(marks: Mapping[Role, pa.StringArray], rows: I64) -> dict[Role, pa.StringArray]:
    return {role: texts.take(pa.array(rows)) for role, texts in marks.items()}


def _edits_with_overlap(
    rows: I64,
    spans: I32,
    opens: Mapping[Role, pa.StringArray],
    closes: Mapping[Role, pa.StringArray],
) -> Edits:
    """Return the edits for rows with overlapping mentions, of which there are few."""
    # All marks at one position are one insertion: closing marks come before opening marks, and the
    # marks of the longer mention are outside.
    edits: list[tuple[int, int, str, int]] = []
    for row, (a, b, c, d) in zip(rows.tolist(), spans.tolist(), strict=True):
        subject_outside = b - a >= d - c
        points: dict[int, str] = {}
        inner: Role = "object" if subject_outside else "subject"
        outer: Role = "subject" if subject_outside else "object"
        at = {"subject": (a, b), "object": (c, d)}
        for role in (inner, outer):
            points[at[role][1]] = points.get(at[role][1], "") + closes[role][row].as_py()
        for role in (outer, inner):
            points[at[role][0]] = points.get(at[role][0], "") + opens[role][row].as_py()
        for point, text in points.items():
            is_inside = a < point < b or c < point < d
            edits.append((row, point, text, MARK if is_inside else CONTEXT))
    row_, point_, text_, role_ = (list(column) for column in zip(*edits, strict=True))
    return Edits.of(row_, point_, point_, text_, np.array(role_, dtype=np.int8))


def _edits_without_overlap(
    rows: I64,
    spans: I32,
    opens: Mapping[Role, pa.StringArray],
    closes: Mapping[Role, pa.StringArray],
) -> Edits:
    """Return the edits for rows whose mentions do not overlap."""
    subject_first = spans[:, 0] <= spans[:, 2]
    first = _either(subject_first, closes["subject"], closes["object"])
    second = _either(subject_first, opens["object"], opens["subject"])
    left = np.where(subject_first, spans[:, 1], spans[:, 3])
    right = np.where(subject_first, spans[:, 2], spans[:, 0])
    # If the mentions are adjacent, the marks between them are one insertion; the space between the
    # marks keeps a tokenizer from joining them.
    touch = left == right
    both = pc.binary_join_element_wise(first, second, " ")
    second = pc.if_else(pa.array(touch), both, second)
    start = np.minimum(spans[:, 0], spans[:, 2])
    end = np.maximum(spans[:, 1], spans[:, 3])
    separate = np.flatnonzero(~touch)
    outer = (
        _either(subject_first, opens["subject"], opens["object"]),
        _either(subject_first, closes["object"], closes["subject"]),
    )
    return Edits.concat(
        [
            Edits.of(rows, start, start, outer[0]),
            Edits.of(
                rows[separate], left[separate], left[separate], first.take(pa.array(separate))
            ),
            Edits.of(rows, right, right, second),
            Edits.of(rows, end, end, outer[1]),
        ]
    )


def _either(mask: Bool, if_true: pa.StringArray, if_false: pa.StringArray) -> pa.StringArray:
    return contiguous(pc.if_else(pa.array(mask), if_true, if_false))


def _occurrences(batch: Batch, signs: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the row, position and text of each sign that occurs in a sentence."""
    if not signs or not len(batch):
        return []
    escaped = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    has_sign = np.zeros(len(batch), dtype=np.bool_)
    for sign in signs:
        has_sign |= pc.match_substring(batch.sentence, sign).to_numpy(zero_copy_only=False)
    pattern = re.compile(escaped)
    return [
        (row, match.start(), match.group())
        for row in np.flatnonzero(has_sign).tolist()
        for match in pattern.finditer(batch.sentence[row].as_py())
    ]


def _escapes(batch: Batch, occurrences: Sequence[tuple[int, int, str]], *, masked: bool) -> Edits:
    """Return edits that escape signs: each gets a full-width form of its first code point."""
    # `occurrences` has the row, position and text of each sign. A mention with signs is replaced as
    # a whole; with `masked`, it is left out, since a mark takes its place.
    places: dict[int, list[int]] = {}
    for row, place, _ in occurrences:
        places.setdefault(row, []).append(place)
    edits: list[tuple[int, int, int, str, int]] = []
    for row, at in places.items():
        sentence = batch.sentence[row].as_py()
        spans = batch.spans[row].tolist()
        for role, (start, end) in ((SUBJECT, spans[:2]), (OBJECT, spans[2:])):
            inside = {place for place in at if start <= place < end}
            at = [place for place in at if place not in inside]
            if inside and not masked:
                word = "".join(
                    wide(sentence[i]) if i in inside else sentence[i] for i in range(start, end)
                )
                edits.append((row, start, end, word, role))
        edits += [(row, place, place + 1, wide(sentence[place]), 0) for place in at]
    if not edits:
        return Edits.of()
    row_, start_, end_, text, role_ = (list(column) for column in zip(*edits, strict=True))
    return Edits.of(row_, start_, end_, text, np.array(role_, dtype=np.int8))


def wide(sign: str) -> str:
    """Return the full-width form of an ASCII character; other characters are returned unchanged.

    >>> wide("@"), wide("가")
    ('＠', '가')
    """
    return chr(ord(sign) + _WIDE) if "!" <= sign <= "~" else sign


_PART: Final = re.compile(r"\{(subject|object|mask)\}")
_TAIL: Final = re.compile(r"[가-힣]+")


def check_query(template: str) -> str:
    """Return the template of a query if it is valid.

    Raises
    ------
    ValueError
        The template has other braces, or `{subject}` or `{object}` is missing.
    """
    rest = _PART.sub("", template)
    if "{" in rest or "}" in rest:
        raise ValueError("a query may contain {subject}, {object} and {mask}, and no other braces")
    if missing := [role for role in ROLES if f"{{{role}}}" not in template]:
        raise ValueError(f"a query must contain both mentions; {{{missing[0]}}} is missing")
    return template


class Queries(NamedTuple):
    """The queries of n rows, and the spans of the mentions in them by role (`int64[n, 2]`)."""

    text: pa.StringArray
    spans: dict[Role, I64]

    def take(self, rows: I64) -> Queries:
        """Return the queries of some rows."""
        return Queries(
            self.text.take(pa.array(rows)), {role: at[rows] for role, at in self.spans.items()}
        )


def queries(batch: Batch, template: str, marked: Marked, mask: str) -> Queries:
    """Return the query of each row, with particles that fit the words before them.

    Parameters
    ----------
    batch
        n marked rows.
    marked
        The marks, which also enclose the mentions in a query.
    mask
        The text of a mask.
    """
    from reaug.korean import josa
    from reaug.korean.particles import KNOWN

    n = len(batch)
    pieces: list[pa.StringArray] = []
    length = np.zeros(n, dtype=np.int64)
    spans: dict[Role, I64] = {}
    words: pa.StringArray | None = None  # of the preceding part, if it is a mention

    def add(texts: pa.StringArray) -> None:
        nonlocal length
        pieces.append(texts)
        length = length + codepoints(texts).lengths

    for i, part in enumerate(_PART.split(template)):
        if i % 2 and part in ROLES:  # odd parts are the names in braces
            role: Role = "subject" if part == "subject" else "object"
            words = batch.words(role)
            add(marked.opens[role])
            begin = length
            add(words)
            spans.setdefault(role, np.column_stack([begin, length]))
            add(marked.closes[role])
            continue
        tail = _TAIL.match(part)
        if words is not None and tail and tail.group() in KNOWN:
            joined = contiguous(josa.attach_all(words, tail.group()))
            add(slices(joined, codepoints(words).lengths, codepoints(joined).lengths))
            part = part[tail.end() :]
        add(pa.repeat(pa.scalar(mask if i % 2 else part), n))
        words = None
    return Queries(contiguous(pc.binary_join_element_wise(*pieces, "")), spans)
