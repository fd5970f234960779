"""Check whether mentions are at their offsets, and describe wrong spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import Bool
from reaug.core.quotes import shorten
from reaug.data.mention_columns import Mentions
from reaug.data.offsets import KLUE, Convention, Points, from_points
from reaug.data.problems import Faults

_SPAN_RULES: Final = ("span/out-of-range", "span/word-mismatch")
_BATCH: Final = 65_536


class Wrong(NamedTuple):
    """Which rows have a wrong span, as two masks (`bool[n]`); no row is in both.

    outside : the span is empty or outside of the sentence.
    other : the span contains another text than the mention's word.
    """

    outside: Bool
    other: Bool


def check_spans(
    sentences: pa.ChunkedArray, pair: Sequence[Mentions], rows: Sequence[Bool]
) -> list[Wrong]:
    """Return the rows with a wrong span, for subjects and for objects.

    Parameters
    ----------
    sentences
        n sentences.
    pair
        The mentions, by role.
    rows
        For each mention, the rows to check (`bool[n]`).
    """
    length = pc.utf8_length(sentences).fill_null(0).to_numpy()
    outside, other, spans = [], [], []
    columns = {"sentence": sentences}
    for mention, ok in zip(pair, rows, strict=True):
        inside = (mention.start >= 0) & (mention.start < mention.end) & (mention.end <= length)
        looked = ok & inside
        outside.append(ok & ~inside)
        other.append(looked)
        spans.append((np.where(looked, mention.start, 0), np.where(looked, mention.end, 0)))
        columns[mention.name] = mention.word
    # Slicing Python strings in batches is twice as fast as cutting the Arrow buffer, which needs
    # the start of each code point.
    for part, batch in _batches(columns):
        texts = batch["sentence"].to_pylist()
        for mention, unequal, (start, end) in zip(pair, other, spans, strict=True):
            words = batch[mention.name].to_pylist()
            for row, word in mention.respelled.items():
                if part.start <= row < part.stop:
                    words[row - part.start] = word
            unequal[part] &= [
                text is not None and text[a:b] != word
                for text, a, b, word in zip(
                    texts, start[part].tolist(), end[part].tolist(), words, strict=True
                )
            ]
    return [Wrong(*pair_of_wrongs) for pair_of_wrongs in zip(outside, other, strict=True)]


def _batches(columns: dict[str, pa.ChunkedArray]) -> Iterator[tuple[slice, pa.RecordBatch]]:
    row = 0
    for batch in pa.table(columns).to_batches(max_chunksize=_BATCH):
        if not len(batch):  # a chunk can be empty
            continue
        yield slice(row, row + len(batch)), batch
        row += len(batch)


def add_span_faults(
    sentences: pa.ChunkedArray, mention: Mentions, wrong: Wrong, faults: Faults
) -> None:
    """Record a fault for each row that `check_spans` has returned as wrong."""
    for rule, mask in zip(_SPAN_RULES, wrong, strict=True):
        faults.add(
            np.flatnonzero(mask),
            mention.name,
            rule,
            lambda row: describe_span(sentences, mention, row),
        )


def describe_span(sentences: pa.ChunkedArray, mention: Mentions, row: int) -> str:
    """Return a message that says what is wrong with a row's span, with the input's offsets."""
    sentence, word = sentences[row].as_py(), mention.word[row].as_py()
    start, end = span_as_given(mention, row)
    at = f"{shorten(word)} expected at {_as_the_input_counts(mention, row)}"
    # a negative start: the offset is inside a character
    if start < 0 and mention.counted.unit != "characters":
        return f"{at}, but is not there"
    if start < 0:
        return f"{at}, which starts before the sentence"
    if end <= start:
        return f"{at}, which ends before it starts"
    if end > len(sentence):
        return f"{at}, but the sentence ends at {_last(sentence, mention.counted)}"
    found = sentence[start:end]
    if unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", word):
        return f"{at}, found the same in another Unicode form (NFC, NFD): {shorten(found)}"
    return f"{at}, found {shorten(found)}"


def _as_the_input_counts(mention: Mentions, row: int) -> str:
    """Return the offsets of a row as in its file, and how they are counted if not as in KLUE."""
    # After a repair, the span of the mention differs from these offsets.
    if mention.counted == KLUE or mention.first is None or mention.last is None:
        start, end = span_as_given(mention, row)
        return f"{start}..{end - 1}"
    return f"{mention.first[row]}..{mention.last[row]} ({mention.counted})"


def _last(sentence: str, convention: Convention) -> int:
    """Return the offset of the end of a sentence, counted by a convention."""
    points = Points(np.array([0]), np.array([len(sentence)]))
    return int(from_points(pa.chunked_array([[sentence]]), points, convention).last[0])


def span_as_given(mention: Mentions, row: int) -> tuple[int, int]:
    """Return the half-open span of a row as in the input.

    For the largest int64 as an inclusive end, the stored end has overflowed; this is undone.
    """
    last = mention.end[row : row + 1] - 1
    return int(mention.start[row]), int(last[0]) + 1


def span_rule(wrong: Wrong, row: int) -> str:
    """Return the rule that the span of a row breaks."""
    return _SPAN_RULES[int(wrong.other[row])]
