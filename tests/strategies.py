"""Hypothesis strategies: rows with all kinds of text, batches, and proposals for them."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import row_keys
from reaug.core.edits import Edits

TYPES = ("PER", "ORG", "LOC", "DAT", "POH", "NOH")
LABELS = ("no_relation", "per:spouse", "per:title", "org:founded", "org:place_of_headquarters")

PIECES = (
    "가",
    "이순신",
    "한산도",
    "서울특별시",
    "회사",
    "은",
    "에서",
    "했다.",
    " ",
    " ",
    "  ",
    "LG",
    "a",
    "B.",
    "2024년",
    "7",
    "大韓民國",
    "日",
    "ー",
    "ﾀﾞ",  # half-width katakana with a voiced sound mark
    "\u3000",
    "\u00a0",
    "\t",
    "\r\n",
    "\n",
    "\r",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "😀",
    "👩\u200d👩\u200d👧",  # a family joined by ZWJ
    "👍🏽",  # a skin tone
    "🏽",
    "🇰🇷",
    "🇰",  # half a flag
    "❤\ufe0f",
    "1\ufe0f\u20e3",  # a key cap
    "©",
    "e\u0301",
    "\u0301",  # a combining mark without a base letter
    "n\u0303\u0323",
    "각",
    unicodedata.normalize("NFD", "한글"),
    "\u1100",  # conjoining jamo: lead, vowel, tail
    "\u1161",
    "\u11a8",
    "ㄱ",
    "ㅏ",
    "क\u094dष",  # a conjunct
    "\u0600",  # a sign that is written before its digits
    "ก\u0e33",
    "(",
    ")",
    "'",
    "“",
    "·",
)
"""Korean, Latin, digits, hanja, white space, emoji, marks, NFD and jamo."""


def texts(*, min_size: int = 0, max_size: int = 12) -> st.SearchStrategy[str]:
    """Texts made of these pieces, or of any characters."""
    pieces = st.lists(st.sampled_from(PIECES), min_size=min_size, max_size=max_size).map("".join)
    anything = st.text(
        st.characters(blacklist_categories=("Cs",)), min_size=min_size, max_size=max_size
    )
    plain = st.lists(st.sampled_from(PIECES[:18]), min_size=min_size, max_size=max_size)
    return st.one_of(plain.map("".join), pieces, pieces, anything)


@st.composite
def _spans(draw: st.DrawFn, length: int, *, overlapping: bool) -> list[tuple[int, int]]:
    """Two mentions, not empty: apart, touching, at both ends, or overlapping if allowed."""
    places = st.integers(0, length)
    if overlapping and (length < 2 or draw(st.integers(0, 5)) == 0):
        spans = []
        for _ in range(2):
            start = draw(st.integers(0, length - 1))
            spans.append((start, draw(st.integers(start + 1, length))))
        return spans
    shape = draw(st.sampled_from(("free", "touch", "ends")))
    if shape == "touch" or length < 3:
        middle = draw(st.integers(1, length - 1))
        left = (draw(st.integers(0, middle - 1)), middle)
        right = (middle, draw(st.integers(middle + 1, length)))
    elif shape == "ends":
        middle = draw(st.integers(1, length - 1))
        left, right = (0, middle), (draw(st.integers(middle, length - 1)), length)
    else:
        four = sorted(draw(st.lists(places, min_size=4, max_size=4)))
        a, b, c, d = four
        left = (a, b) if a < b else (0, 1)
        right = (c, d) if c < d else (length - 1, length)
        if left[1] > right[0]:
            left, right = (0, 1), (1, length)
    return [left, right] if draw(st.booleans()) else [right, left]


@st.composite
def sentences(draw: st.DrawFn, *, overlapping: bool = True) -> tuple[str, Any]:
    """A sentence and its two spans."""
    text = draw(texts())
    if draw(st.integers(0, 3)) == 0:  # words that occur twice
        text = f"{text} {text}"
    least = 1 if overlapping else 2
    while len(text) < least:
        text += draw(st.sampled_from(("가", "a", "나", "\U0001f600")))
    return text, draw(_spans(len(text), overlapping=overlapping))


def _types() -> st.SearchStrategy[str]:
    return st.sampled_from(TYPES)


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    """Make a table of `CORE_SCHEMA` with two user columns."""
    full = schema.CORE_SCHEMA.append(pa.field("year", pa.int32()))
    full = full.append(pa.field("note", pa.string()))
    return pa.Table.from_pylist(rows, schema=full)


@st.composite
def tables(
    draw: st.DrawFn,
    *,
    min_rows: int = 0,
    max_rows: int = 6,
    overlapping: bool = True,
    nulls: bool = True,
) -> pa.Table:
    """A table of rows in one chunk; with `nulls`, labels and types may be missing."""
    n = draw(st.integers(min_rows, max_rows))
    positions = draw(st.permutations(range(n)))
    maybe = (lambda s: st.one_of(s, st.none())) if nulls else (lambda s: s)
    rows = []
    for i in range(n):
        sentence, (subject, object_) = draw(sentences(overlapping=overlapping))
        rows.append(
            {
                schema.ROW_ID: f"행-{i}",
                schema.POSITION: positions[i] * 10,
                schema.GUID: draw(st.sampled_from((f"guid-{i}", None))),
                schema.SENTENCE: sentence,
                **dict(zip(schema.SPANS, (*subject, *object_), strict=True)),
                schema.SUBJECT_TYPE: draw(maybe(_types())),
                schema.OBJECT_TYPE: draw(maybe(_types())),
                schema.LABEL: draw(maybe(st.sampled_from(LABELS))),
                schema.SOURCE: "test",
                "year": draw(st.sampled_from((2024, None))),
                "note": draw(st.sampled_from(("메모", "", None))),
            }
        )
    for row, key in zip(rows, row_keys([row[schema.ROW_ID] for row in rows]), strict=True):
        row[schema.KEY] = int(key)
    return table_of(rows)


@st.composite
def cut_up(draw: st.DrawFn, table: pa.Table) -> pa.Table:
    """The same rows in other buffers: one piece, chunks, with an offset, with empty chunks."""
    n = table.num_rows
    how = draw(st.sampled_from(("whole", "chunks", "offset", "both", "none")))
    if how == "none" and n == 0:
        return pa.Table.from_batches([], table.schema)
    if how in ("offset", "both"):
        front = table.slice(0, 1) if n else table
        table = pa.concat_tables([front, table, front]).combine_chunks().slice(front.num_rows, n)
    if how in ("chunks", "both"):
        place = draw(st.integers(0, n))
        table = pa.concat_tables([table.slice(0, place), table.slice(place)])
    return table


def batches(
    *,
    min_rows: int = 0,
    max_rows: int = 6,
    overlapping: bool = True,
    nulls: bool = True,
) -> st.SearchStrategy[Batch]:
    """Batches of rows whose mentions are not empty and inside of their sentences.

    With `overlapping`, the mentions of a row may share characters, as in real input.
    """
    rows = tables(min_rows=min_rows, max_rows=max_rows, overlapping=overlapping, nulls=nulls)
    return rows.flatmap(cut_up).map(Batch)


@st.composite
def edit_rows(draw: st.DrawFn, batch: Batch, *, max_edits: int = 4) -> list[tuple[Any, ...]]:
    """(row, start, end, text, role, noun): valid and invalid edits in any order."""
    edits: list[tuple[Any, ...]] = []
    for i, row in enumerate(batch.table.to_pylist()):
        length = len(row[schema.SENTENCE])
        spans = {1: (row["subject_start"], row["subject_end"])}
        spans[2] = (row["object_start"], row["object_end"])
        borders = sorted({0, length, *spans[1], *spans[2]})
        hostile = draw(st.integers(0, 3)) == 0
        for _ in range(draw(st.integers(0, max_edits))):
            kind = draw(st.sampled_from(("context", "context", "insert", "edge", 1, 2)))
            text = draw(texts(max_size=3))
            noun, role = draw(st.booleans()), 0
            if kind in (1, 2):
                (start, end), role = spans[kind], kind
                text = text or draw(st.sampled_from(("새 이름", "갑", "")))
            elif kind == "edge":
                start = end = draw(st.sampled_from(borders))
            elif kind == "insert":
                start = end = draw(st.integers(0, length))
            else:
                gaps = _gaps(length, [spans[1], spans[2]])
                low, high = draw(st.sampled_from(gaps)) if gaps else (0, length)
                start = draw(st.integers(low, high))
                end = draw(st.integers(start, min(high, start + 4)))
            if hostile and draw(st.booleans()):
                start = draw(st.integers(-2, length + 2))
                end = draw(st.integers(-2, length + 2))
                role = draw(st.integers(0, 2))
            if draw(st.integers(0, 7)) == 0:  # changes nothing
                text = row[schema.SENTENCE][max(start, 0) : max(end, 0)]
            edits.append((i, start, end, text, role, noun))
    return draw(st.permutations(edits))


def _gaps(length: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of text outside both mentions."""
    (a, b), (c, d) = sorted(spans)
    gaps = [(0, a), (b, c), (max(b, d), length)]
    return [(low, high) for low, high in gaps if low < high]


def edits_from(rows: list[tuple[Any, ...]]) -> Edits:
    """Convert `edit_rows` to columns."""
    row, start, end, text, role, noun = zip(*rows, strict=True) if rows else [()] * 6
    return Edits.of(
        row, start, end, text, np.array(role, dtype=np.int8), np.array(noun, dtype=np.bool_)
    )


def edits_for(batch: Batch, *, max_edits: int = 4) -> st.SearchStrategy[Edits]:
    """Edits for a batch, valid and invalid, in any order."""
    return edit_rows(batch, max_edits=max_edits).map(edits_from)


@st.composite
def changes_for(draw: st.DrawFn, batch: Batch, *, max_edits: int = 4) -> Changes:
    """A complete proposal: edits, values, role swaps, columns, drops, reasons."""
    n = len(batch)

    def values(choices: tuple[str, ...]) -> pa.StringArray:
        value = st.one_of(st.none(), st.none(), st.sampled_from(choices))
        return pa.array(draw(st.lists(value, min_size=n, max_size=n)), pa.string())

    def mask(rarity: int) -> np.ndarray:
        some = st.integers(0, rarity).map(lambda k: k == 1)
        return np.array(draw(st.lists(some, min_size=n, max_size=n)), dtype=np.bool_)

    fields = {
        name: values(LABELS if name == schema.LABEL else TYPES)
        for name in schema.FIELDS
        if draw(st.booleans())
    }
    spans = None
    if draw(st.booleans()):
        spans = np.full((n, 4), -1, dtype=np.int32)
        for i, sentence in enumerate(batch.sentence.to_pylist()):
            border = st.one_of(st.just(-1), st.integers(0, len(sentence) + 1))
            if draw(st.integers(0, 2)) == 0:
                spans[i] = draw(st.lists(border, min_size=4, max_size=4))
    columns = None
    if draw(st.booleans()):
        columns = pa.table({"bucket": pa.array(range(n), pa.int32()), "why": values(("길이",))})
    return Changes(
        edits=draw(edits_for(batch, max_edits=max_edits)),
        fields=fields,
        spans=spans,
        swap_roles=mask(2) if draw(st.booleans()) else None,
        columns=columns,
        drop=mask(4) if draw(st.booleans()) else None,
        reason=values(("까닭", "test/why")) if draw(st.booleans()) else None,
    )


@st.composite
def batches_with_edits(draw: st.DrawFn, **kwargs: Any) -> tuple[Batch, Edits]:
    """A batch and edits for it."""
    batch = draw(batches(**kwargs))
    return batch, draw(edits_for(batch))


@st.composite
def batches_with_changes(draw: st.DrawFn, **kwargs: Any) -> tuple[Batch, Changes]:
    """A batch and a complete proposal for it."""
    batch = draw(batches(**kwargs))
    return batch, draw(changes_for(batch))
