"""Whether mentions stand where their offsets say, and what is wrong where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import Bool
from reaug.core.quoting import shorten
from reaug.data.mentions import Mentions
from reaug.data.offsets import KLUE, Convention, Points, from_points
from reaug.data.problems import Faults

_SPAN_RULES: Final = ("span/out-of-range", "span/word-mismatch")
_BATCH: Final = 65_536


class Wrong(NamedTuple):
    """Rows whose span is wrong, `bool[n]` each; a row is in one of them at most.

    outside : the span is empty or does not lie inside the sentence.
    other : another word stands there.
    """

    outside: Bool
    other: Bool


def check_spans(
    sentences: pa.ChunkedArray, pair: Sequence[Mentions], rows: Sequence[Bool]
) -> list[Wrong]:
    """Compare each mention with the text where it is said to stand.

    Parameters
    ----------
    sentences
        n sentences.
    pair
        Their mentions, by role.
    rows
        `bool[n]` of each mention: the rows to look at.
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
    # Slices of Python strings, a batch at a time: twice as fast as cutting the column's buffer,
    # since most of the work there is to find out where each code point begins.
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
    """What is wrong with the span of one row, with the offsets that the input has."""
    sentence, word = sentences[row].as_py(), mention.word[row].as_py()
    start, end = span_as_given(mention, row)
    at = f"{shorten(word)} expected at {_as_the_input_counts(mention, row)}"
    if start < 0 and mention.counted.unit != "characters":  # no character begins or ends there
        return f"{at}, and does not stand there"
    if start < 0:
        return f"{at}, which starts before the sentence"
    if end <= start:
        return f"{at}, which ends before it starts"
    if end > len(sentence):
        return f"{at}, but the sentence ends at {_last(sentence, mention.counted)}"
    return f"{at}, found {shorten(sentence[start:end])}"


def _as_the_input_counts(mention: Mentions, row: int) -> str:
    """The offsets of a row as its file has them, and how they count where that is not KLUE's way.

    A repair moves a mention, so they are not what it was read as.
    """
    if mention.counted == KLUE or mention.first is None or mention.last is None:
        start, end = span_as_given(mention, row)
        return f"{start}..{end - 1}"
    return f"{mention.first[row]}..{mention.last[row]} ({mention.counted})"


def _last(sentence: str, convention: Convention) -> int:
    """The offset at which a sentence ends."""
    whole = Points(np.array([0]), np.array([len(sentence)]))
    return int(from_points(pa.chunked_array([[sentence]]), whole, convention).last[0])


def span_as_given(mention: Mentions, row: int) -> tuple[int, int]:
    """The span of a row, half-open; the greatest end that int64 holds has become negative."""
    last = mention.end[row : row + 1] - 1
    return int(mention.start[row]), int(last[0]) + 1


def span_rule(wrong: Wrong, row: int) -> str:
    """The rule that the span of a row breaks."""
    return _SPAN_RULES[int(wrong.other[row])]
