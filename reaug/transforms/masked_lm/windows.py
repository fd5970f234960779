"""Tokenize sentences, mask places, and cut long sentences to windows that the model can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.text import slices_of
from reaug.errors import UsageError
from reaug.korean.masked_model import MaskedModel, Window
from reaug.transforms.masked_lm.places import Places


class Encoded(NamedTuple):
    """The tokens of the sentences of a batch, row after row.

    first : `int64[n + 1]`, the index of the first token of each row.
    token_ids : by row, the ids of the tokens.
    start, end : `int64[t]`, the span of each token, without leading white space.
    """

    first: I64
    token_ids: list[list[int]]
    start: I64
    end: I64


def encode(batch: Batch, model: MaskedModel) -> Encoded:
    """Tokenize a batch.

    Raises
    ------
    UsageError
        The offsets of the tokenizer lie outside of the text, so its tokens cannot be located.
    """
    if not len(batch):  # transformers 5.23 fails on an empty list
        return Encoded(np.zeros(1, np.int64), [], *np.zeros((2, 0), dtype=np.int64))
    encoded: Any = model.tokenizer(
        batch.sentence.to_pylist(),
        add_special_tokens=False,
        return_offsets_mapping=True,
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,
    )
    token_ids: list[list[int]] = encoded["input_ids"]
    flat = [pair for offsets in encoded["offset_mapping"] for pair in offsets]
    start, end = np.array(flat, dtype=np.int64).reshape(-1, 2).T
    counts = [len(tokens) for tokens in token_ids]
    row = np.repeat(np.arange(len(batch)), counts)
    points = batch.codepoints
    if np.any((start < 0) | (end < start) | (end > points.lengths[row])):
        raise UsageError(f"the tokenizer {model.name!r} gives offsets outside the text")
    space = np.append(points.is_space, False)
    while (off := (start < end) & space[points.first[row] + start]).any():
        start = start + off
    return Encoded(np.concatenate([[0], np.cumsum(counts)]), token_ids, start, end)


class Cuts(NamedTuple):
    """The tokens of m places, where a word is to be replaced or inserted.

    first, stop : `int64[m]`, the range of a place's tokens, counted within its row.
    endings : by place, the tokens to put after the mask. If the word's last token also contains
        following text (서울|에서), these are the tokens of that text.
    """

    first: I64
    stop: I64
    endings: list[tuple[int, ...]]

    def take(self, which: I64) -> Cuts:
        """Return the tokens of the places at the given positions."""
        endings = [self.endings[i] for i in which.tolist()]
        return Cuts(self.first[which], self.stop[which], endings)


def cuts(batch: Batch, places: Places, encoded: Encoded, model: MaskedModel) -> tuple[Cuts, Bool]:
    """Return the tokens of places, and whether a mask can stand for exactly the place (`bool[m]`).

    A place is a gap, where a word is to be inserted, or a word. For a gap, a token must begin right
    after it. For a word, a token must begin where the word begins; if the word's last token goes on
    beyond the word (서울에서), the rest of the text is tokenized separately.
    """
    row = np.repeat(np.arange(len(encoded.token_ids)), np.diff(encoded.first))
    # Offsets ascend unless a tokenizer gives all pieces of one character the character's span.
    begins = np.maximum.accumulate((row << 32) + encoded.start)
    ends = np.maximum.accumulate((row << 32) + encoded.end)
    keys = places.row << 32
    first = np.searchsorted(ends, keys + places.start, side="right")
    stop = np.maximum(np.searchsorted(begins, keys + places.end, side="left"), first)
    low, high = encoded.first[places.row], encoded.first[places.row + 1]
    fits = (low <= first) & (first < high) & (stop <= high)
    gap = places.end == places.start
    fits &= gap | (stop > first)
    seen = np.flatnonzero(fits)
    fits[seen] = encoded.start[first[seen]] == places.start[seen]
    endings: list[tuple[int, ...]] = [()] * len(first)
    words = np.flatnonzero(fits & ~gap)
    reach = encoded.end[stop[words] - 1]
    word_end = batch.eojeols.end[places.word[words]]
    over = np.flatnonzero(reach != places.end[words])
    rest = slices_of(
        batch.codepoints, places.row[words[over]], places.end[words[over]],
        np.maximum(reach[over], places.end[words[over]]),
    ).to_pylist()  # fmt: skip
    inside = (reach[over] > places.end[words[over]]) & (reach[over] <= word_end[over])
    for i, text, is_inside in zip(words[over].tolist(), rest, inside.tolist(), strict=True):
        ending = model.ending(text) if is_inside else None
        fits[i] = ending is not None
        endings[i] = ending or ()
    return Cuts(first - low, np.where(gap, first, stop) - low, endings), fits


def windows(encoded: Encoded, row: I64, cuts_of_places: Cuts, mask: int, room: int) -> list[Window]:
    """Return the rows with a mask at each place, cut to windows of at most `room` tokens.

    Parameters
    ----------
    row
        `int64[m]`, the row of each place, ascending.

    Returns
    -------
    The windows in order. Each lists the positions of some masks; together they list every mask
    once. A sentence that is too long has several windows, each for masks that lie within half a
    window of each other. Such a window can also contain masks that only another window lists.
    """
    all_windows: list[Window] = []
    heads = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
    first, stop = cuts_of_places.first.tolist(), cuts_of_places.stop.tolist()
    for begin, end in zip(heads.tolist(), [*heads[1:].tolist(), len(row)], strict=False):
        spans = zip(
            first[begin:end], stop[begin:end], cuts_of_places.endings[begin:end], strict=True
        )
        all_windows += _cut(*_masked(encoded.token_ids[int(row[begin])], spans, mask), room)
    return all_windows


def _masked(
    token_ids: list[int], spans: Iterable[tuple[int, int, tuple[int, ...]]], mask: int
) -> tuple[list[int], list[int]]:
    """Return the tokens with the spans replaced by masks, and the positions of the masks."""
    tokens: list[int] = []
    masks: list[int] = []
    at = 0
    for first, stop, ending in spans:
        tokens += token_ids[at:first]
        masks.append(len(tokens))
        tokens += [mask, *ending]
        at = stop
    return tokens + token_ids[at:], masks


def _cut(tokens: list[int], masks: list[int], room: int) -> Iterator[Window]:
    """Yield windows of at most `room` tokens that together contain all masks, in order."""
    if len(tokens) <= room:
        yield Window(tokens, masks)
        return
    while masks:
        near = [mask for mask in masks if mask - masks[0] <= room // 2]
        middle = (near[0] + near[-1]) // 2
        begin = min(max(middle - room // 2, 0), len(tokens) - room)
        yield Window(tokens[begin : begin + room], [mask - begin for mask in near])
        masks = masks[len(near) :]
