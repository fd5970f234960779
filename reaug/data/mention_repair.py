"""Repair wrong spans of mentions.

A repair reads the offsets in another way of counting, shifts both mentions by the same number, or
searches for the mention's word in the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from reaug.core.arrays import Bool
from reaug.data.mention_columns import Mentions, Repair
from reaug.data.offsets import Convention, Span, occurrences, to_points
from reaug.data.span_checks import Wrong, describe_span, span_as_given, span_rule
from reaug.data.spelling_match import at_offsets, find_respelled, is_whole

MISSING_OFFSETS = "schema/missing-field"


def spans_given(pair: Sequence[Mentions]) -> list[Span]:
    """Return the offsets of mentions as in the input."""
    spans = []
    for mention in pair:
        assert mention.first is not None
        assert mention.last is not None
        spans.append(Span(mention.first, mention.last))
    return spans


def repaired_by_convention(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    convention: Convention,
    counted: Sequence[Bool],
) -> list[Repair]:
    """Repair rows that count offsets by another convention than most rows.

    `counted` has, for each mention, the rows to repair (`bool[n]`); `convention` is how these rows
    count offsets. Sets the spans of `pair`, and returns the repairs.
    """
    repairs = []
    for mention, span, rows in zip(pair, spans_given(pair), counted, strict=True):
        points = to_points(sentences, mention.word, span, convention)
        mention.start, mention.end = mention.start.copy(), mention.end.copy()
        for row in np.flatnonzero(rows).tolist():
            new = int(points.start[row]), int(points.end[row])
            if new != (mention.start[row], mention.end[row]):
                repairs.append(moved(sentences, mention, row, new, f"offsets: {convention}"))
    return repairs


def repaired(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    wrongs: Sequence[Wrong],
    *,
    rewritten: bool,
) -> list[Repair]:
    """Repair wrong spans, and return the repairs.

    A wrong span is repaired in these cases, in this order:

    - The sentence has the mention's word exactly once.
    - At its offsets there is the word in another case, width or Unicode form.
    - The same shift puts both mentions of the row on their words.
    - The sentence has the word once in another spelling.

    Sets the spans of `pair`. `rewritten` says that most rows are wrong, so that the sentences must
    have been rewritten.
    """
    repairs: list[Repair] = []
    for mention in pair:
        mention.start, mention.end = mention.start.copy(), mention.end.copy()
    masks = [wrong.outside | wrong.other for wrong in wrongs]
    two = len(pair) == 2
    shifted = _shifted_alike(sentences, pair, masks, rewritten=rewritten) if two else {}
    for mention, mask, wrong in zip(pair, masks, wrongs, strict=True):
        role = mention.name.removesuffix("_entity")
        for row in np.flatnonzero(mask).tolist():
            text, word = sentences[row].as_py(), mention.word[row].as_py()
            if not word:
                continue
            rule = span_rule(wrong, row)
            places = list(occurrences(text, word))
            if len(places) == 1:
                new = places[0], places[0] + len(word)
                repairs.append(moved(sentences, mention, row, new, "once", None, rule))
            elif (at := at_offsets(text, word, *span_as_given(mention, row))) is not None:
                how = "respelled: at its offsets"
                repairs.append(moved(sentences, mention, row, at, how, 1.0, rule))
            elif row in shifted:
                start = int(mention.start[row]) - shifted[row]
                new = start, start + len(word)
                repairs.append(moved(sentences, mention, row, new, "shift", None, rule))
            elif (where := find_respelled(text, word, role)) is not None:
                how, new = f"respelled: {where.kind}", (where.start, where.end)
                repairs.append(moved(sentences, mention, row, new, how, where.score, rule))
    return repairs


def _shifted_alike(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    wrong: Sequence[Bool],
    *,
    rewritten: bool,
) -> dict[int, int]:
    """Return, by row, the one shift that puts both mentions of the row on their words."""
    # Rows with several such shifts, or with none, are left out.
    shifts = {}
    for row in np.flatnonzero(wrong[0] & wrong[1]).tolist():
        text = sentences[row].as_py()
        ways = [
            {
                int(mention.start[row]) - place
                for place in occurrences(text, mention.word[row].as_py())
            }
            for mention in pair
        ]
        both = ways[0] & ways[1]
        if len(both) == 1:
            shift = both.pop()
            # If most rows are wrong, the sentences were rewritten, and an equal shift may be
            # chance. So a part of a longer word is not used, nor a word that may continue in the
            # next word.
            starts = [int(mention.start[row]) - shift for mention in pair]
            words = [mention.word[row].as_py() for mention in pair]
            if all(
                is_whole(text, at, at + len(word))
                and not (rewritten and _may_continue(text, word, at + len(word)))
                for at, word in zip(starts, words, strict=True)
            ):
                shifts[row] = shift
    return shifts


def _may_continue(text: str, word: str, end: int) -> bool:
    """Return whether the word ending at `end` may continue in the next word of the text."""
    # It may if a space and a letter or digit follow, and the word occurs elsewhere in the text,
    # too.
    text_after = text[end : end + 2]
    return text_after[:1].isspace() and text_after[1:].isalnum() and text.count(word) > 1


def moved(
    sentences: pa.ChunkedArray,
    mention: Mentions,
    row: int,
    new: tuple[int, int],
    how: str,
    score: float | None = None,
    rule: str = "span/word-mismatch",
) -> Repair:
    """Set the span of a mention to `new`, and return the repair.

    With a `score` (for a respelled word), the mention's word becomes the text at the new span.
    """
    old = span_as_given(mention, row)
    message = (
        "has no offsets" if rule == MISSING_OFFSETS else describe_span(sentences, mention, row)
    )
    word = mention.word[row].as_py()
    mention.start[row], mention.end[row] = new
    if score is not None:  # found in another spelling, so the text there becomes the mention's word
        mention.respelled[row] = sentences[row].as_py()[new[0] : new[1]]
    return Repair(row, mention.name, rule, message, old, new, how, score, word)
