"""The normal form for comparing sentences: sentences that look the same become equal.

Invisible characters are removed, runs of white space become one plain space, white space at both
ends is stripped, and the result is in NFC. The form is only for comparing: no row is rewritten.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I32, I64, U8, Bool, rows_where
from reaug.core.characters import (
    IS_PLAIN,
    IS_REMOVED,
    IS_WHITE,
    REMOVED,
    WHITE,
    class_of,
    leads_of,
)
from reaug.core.text import CodePoints, codepoints, contiguous, decoded, slices_of

_REMOVED: Final = f"{class_of(REMOVED)}+"
_WHITE: Final = f"{class_of(WHITE)}+"
_SPACE: Final = 0x20
_HANGUL: Final = (0xEA, 0xB0)
"""The first two bytes of the first Hangul syllable in UTF-8.

After the first byte, EA, a lower second byte means another script.
"""


def _doubtful_leads() -> bytes:
    """Return, for each first byte except EA, whether it begins a code point that is not plain."""
    # EA also begins most Hangul syllables, so `plain` looks at the byte after it.
    is_doubtful = leads_of(~IS_PLAIN)
    is_doubtful[_HANGUL[0]] = False
    return is_doubtful.tobytes()


_LEADS: Final = _doubtful_leads()
_SIZE: Final = np.repeat([1, 2, 3, 4], [0xC0, 0x20, 0x10, 0x10])
"""The number of bytes of a code point, by its first byte."""


class Normal(NamedTuple):
    """The normal form of `n` sentences with mentions.

    written : `StringArray[n]`, the original sentences.
    doubtful : `bool[n]`, the k rows that may not be in normal form; very few rows.
    texts : `StringArray[k]`, the normal form of these rows.
    spans : `int32[n, 4]`, the spans of the mentions in the normal form.
    changed : `bool[n]`, rows whose sentence or spans are not in normal form.
    """

    written: pa.StringArray
    doubtful: Bool
    texts: pa.StringArray
    spans: I32
    changed: Bool

    @property
    def sentence(self) -> pa.StringArray:
        """`StringArray[n]`: the sentences in normal form."""
        if not self.changed.any():
            return self.written
        return _put(self.written, self.doubtful, self.texts)


def plain(texts: pa.Array) -> Bool:
    r"""Return whether a quick test shows that a text is in normal form (`bool[n]`).

    Nearly all texts pass it; one that does not may still be in normal form.

    >>> plain(pa.array(["세종은 “왕”이다.", "세종\u200b은", "세종은  왕이다. ", None])).tolist()
    [True, False, False, True]
    """
    texts = contiguous(texts)
    result = np.ones(len(texts), dtype=np.bool_)
    offsets, raw = _bytes_of(texts)
    if not len(raw):
        return result
    doubtful = np.frombuffer(raw.tobytes().translate(_LEADS), dtype=np.bool_)
    at = np.flatnonzero(doubtful)
    at = at[~IS_PLAIN[decoded(raw, at, _SIZE[raw[at]])]]
    other = np.flatnonzero((raw[:-1] == _HANGUL[0]) & (raw[1:] < _HANGUL[1]))
    spaces = raw == _SPACE
    double = np.flatnonzero(spaces[1:] & spaces[:-1])
    places = np.concatenate([at, other, double])
    result[np.searchsorted(offsets, places, side="right") - 1] = False
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    edges = (raw[offsets[filled]] == _SPACE) | (raw[offsets[filled + 1] - 1] == _SPACE)
    result[filled[edges]] = False
    return result


def _bytes_of(texts: pa.StringArray) -> tuple[I64, U8]:
    """Return the offsets of the texts of a column (`int64[n + 1]`), and the bytes of the column."""
    _, offset_buffer, data = texts.buffers()
    if not len(texts) or data is None:
        return np.zeros(len(texts) + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    offsets = np.frombuffer(offset_buffer, dtype=width)
    offsets = offsets[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    raw = np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]
    return offsets - offsets[0], raw


def normal(texts: pa.Array) -> pa.Array:
    r"""Return the normal form of each text of a column; null stays null.

    Parameters
    ----------
    texts
        n texts, `string` or `large_string`.

    Examples
    --------
    >>> normal(pa.array(["세종\u200b은\u00a0왕이다. ", "가\n\n나"])).to_pylist()
    ['세종은 왕이다.', '가 나']
    """
    texts = contiguous(texts)
    other = ~plain(texts)
    if not other.any():
        return texts
    return _put(texts, other, pc.utf8_normalize(_collapsed(_some(texts, other)), form="NFC"))


def normal_of(sentence: pa.StringArray, spans: I32, points: CodePoints | None = None) -> Normal:
    r"""Return the normal form of sentences, with the spans of the mentions in it.

    The span of a mention leaves out white space and invisible characters at its edges. If a span
    begins or ends inside a sequence that NFC composes to one character, it is extended to the edge
    of the sequence.

    Parameters
    ----------
    sentence
        n sentences.
    spans
        `int32[n, 4]`: as `Batch.spans`, inside the sentences.
    points
        The code points of the sentences, if they are already computed.

    Examples
    --------
    >>> rows = pa.array(["\u1109\u1166종은\u00a0 한산도에", "세종은 한산도에"])
    >>> normal_of(rows, np.array([[0, 3, 6, 9], [0, 2, 4, 7]], dtype=np.int32)).spans.tolist()
    [[0, 2, 4, 7], [0, 2, 4, 7]]
    """
    other = ~plain(sentence)
    points = codepoints(sentence) if points is None else points
    other |= _blank_edges(points, spans)
    if not other.any():
        return Normal(sentence, other, _some(sentence, other), spans, other)
    rows = np.flatnonzero(other)
    old = _some(sentence, other)
    drawn = _collapsed(old)
    moved = _moved(codepoints(old), spans[rows].astype(np.int64))
    new, moved = _composed(drawn, moved)
    result = spans.copy()
    result[rows] = moved
    changed = np.zeros(len(sentence), dtype=np.bool_)
    differs = pc.not_equal(old, new).to_numpy(zero_copy_only=False)
    changed[rows] = differs | (spans[rows] != moved).any(axis=1)
    return Normal(sentence, other, new, result, changed)


def _some(texts: pa.Array, mask: Bool) -> pa.Array:
    return texts.take(pa.array(np.flatnonzero(mask)))


def _put(texts: pa.Array, mask: Bool, new: pa.Array) -> pa.Array:
    return pc.replace_with_mask(texts, pa.array(mask), new)


def _collapsed(texts: pa.Array) -> pa.Array:
    """Return texts without invisible characters and with single spaces between words."""
    visible = pc.replace_substring_regex(texts, _REMOVED, "")
    return pc.utf8_trim(pc.replace_substring_regex(visible, _WHITE, " "), characters=" ")


def _blank_edges(points: CodePoints, spans: I32) -> Bool:
    """Return the rows with a mention that begins or ends with white space (`bool[n]`)."""
    result = np.zeros(len(spans), dtype=np.bool_)
    if not points.size:
        return result
    raw = np.frombuffer(points.buffer, dtype=np.uint8)
    for start, end in ((0, 1), (2, 3)):
        filled = spans[:, end] > spans[:, start]
        for border in (points.first[:-1] + spans[:, start], points.first[:-1] + spans[:, end] - 1):
            result |= filled & (raw[points.byte[np.where(filled, border, 0)]] == _SPACE)
    return result


def _moved(points: CodePoints, spans: I64) -> I64:
    """Return the spans after white space is collapsed and invisible characters are removed."""
    # `spans` and the result are `int64[n, 4]`.
    # A start moves forward to the next visible code point, an end back to the last one.
    values, row = points.values, points.row
    removed, white = IS_REMOVED[values], IS_WHITE[values]
    visible = np.flatnonzero(~(removed | white))
    begin = np.searchsorted(visible, points.first)  # of each row, counted in visible code points
    # One space is kept between two visible code points of a row that white space separates.
    spaced = np.zeros(len(visible), dtype=np.int64)
    blanks = np.concatenate([[0], np.cumsum(white)])
    if len(visible):
        same = row[visible[1:]] == row[visible[:-1]]
        spaced[1:] = same & (blanks[visible[1:]] > blanks[visible[:-1]])
    place = np.arange(len(visible)) + np.cumsum(spaced)  # counted in what is left of all rows
    place -= np.repeat(place[begin[:-1][np.diff(begin) > 0]], np.diff(begin)[np.diff(begin) > 0])
    result = np.zeros_like(spans)
    for start, end in ((0, 1), (2, 3)):
        first = np.searchsorted(visible, points.first[:-1] + spans[:, start])
        stop = np.searchsorted(visible, points.first[:-1] + spans[:, end])
        some = np.flatnonzero(stop > first)
        result[some, start] = place[first[some]]
        result[some, end] = place[stop[some] - 1] + 1
        # A mention without visible characters becomes empty, after the last visible character
        # before.
        none = np.flatnonzero((stop <= first) & (first > begin[:-1]))
        result[none, start] = result[none, end] = place[first[none] - 1] + 1
    return result


def _composed(texts: pa.StringArray, spans: I64) -> tuple[pa.StringArray, I64]:
    """Return texts in NFC, and their spans adjusted to it."""
    new = pc.utf8_normalize(texts, form="NFC")
    which = rows_where(pc.not_equal(texts, new))
    if not len(which):
        return new, spans
    spans = spans.copy()
    points = codepoints(texts)
    cuts = np.sort(spans[which], axis=1)
    ends = np.column_stack([cuts, points.lengths[which]])
    starts = np.column_stack([np.zeros(len(which), dtype=np.int64), cuts])
    pieces = [
        pc.utf8_normalize(slices_of(points, which, starts[:, i], ends[:, i]), form="NFC")
        for i in range(5)
    ]
    composes = pc.equal(pc.binary_join_element_wise(*pieces, ""), new.take(pa.array(which)))
    composes_apart = composes.to_numpy(zero_copy_only=False)
    lengths = np.column_stack([np.asarray(pc.utf8_length(piece)) for piece in pieces])
    places = np.cumsum(lengths, axis=1)
    for column in range(4):
        rank = (cuts < spans[which, column][:, None]).sum(axis=1)
        spans[which[composes_apart], column] = places[np.arange(len(which)), rank][composes_apart]
    for row in which[~composes_apart].tolist():
        spans[row] = _composed_spans(texts[row].as_py(), spans[row].tolist())
    return new, spans


def _composed_spans(text: str, spans: list[int]) -> list[int]:
    """Return the spans of one text after its conversion to NFC."""
    # `spans` has start and end of each mention. A border inside a sequence that NFC composes to one
    # character moves outwards to the edge of the sequence.
    composed = unicodedata.normalize("NFC", text)
    result = []
    for i, cut in enumerate(spans):
        while True:
            before = unicodedata.normalize("NFC", text[:cut])
            if before + unicodedata.normalize("NFC", text[cut:]) == composed:
                break
            cut += 1 if i % 2 else -1
        result.append(len(before))
    return result
