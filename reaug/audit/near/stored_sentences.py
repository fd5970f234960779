"""The distinct sentences of a large set, in temporary files, for the search for copies.

Of each sentence only some 50 bytes are in memory. Its words, its letters, and a byte of each number
of its MinHash signature are in files, which are read where they are needed.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reaug.audit.alike import hashes, keys_of
from reaug.audit.near.candidates import (
    SPELLINGS,
    WORDS,
    Look,
    agreeing,
    band_keys,
    signatures,
)
from reaug.audit.near.pairs import Pairs, verified
from reaug.audit.near.sentences import Sentences, Written, slices
from reaug.audit.rows import Rows
from reaug.core.arrays import I32, I64, U8, U64, Bool, distinct
from reaug.core.text import contiguous
from reaug.files.mapped_files import give_back, mapped, trim, unnamed

_AT_ONCE: Final = 1 << 13
"""Number of pairs that are verified together."""


class _File:
    """A temporary file to which arrays are appended."""

    def __init__(self) -> None:
        self._file = unnamed()
        weakref.finalize(self, self._file.close)
        self.ends = [0]

    def append(self, values: Any) -> None:
        """Append the bytes of an array."""
        size = self._file.write(np.ascontiguousarray(values).data)
        self.ends.append(self.ends[-1] + size)

    def array(self, kind: Any) -> Any:
        """Return the whole file as an array, which is memory-mapped."""
        self._file.flush()
        if not self.ends[-1]:
            return np.zeros(0, dtype=kind)
        return np.frombuffer(mapped(self._file), dtype=kind)

    def part(self, number: int, kind: Any) -> Any:
        """Return one of the arrays that were appended, read into memory."""
        begin, end = self.ends[number : number + 2]
        self._file.seek(begin)
        return np.frombuffer(self._file.read(end - begin), dtype=kind)


class _Signatures:
    """The signatures of one search: the keys of its bands, and a byte of each number."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._keys = _File()
        self._bytes = _File()
        self._filled: list[Bool] = []

    def add(self, sentences: Sentences) -> None:
        """Append the signatures of some sentences."""
        look = self.look
        tokens = sentences.hashed_words if look is WORDS else sentences.shingles
        numbers, filled = signatures(tokens, len(sentences), look.bands * look.rows)
        for band in range(look.bands):
            self._keys.append(band_keys(numbers, band, look.rows))
        self._bytes.append((numbers & np.uint32(0xFF)).astype(np.uint8))
        self._filled.append(filled)

    def pairs(self, marks: U64) -> I64:
        """Return the pairs that agree in a band and in many numbers; see `agreeing`."""
        look = self.look
        numbers: U8 = self._bytes.array(np.uint8).reshape(len(marks), look.bands * look.rows)
        return agreeing(self._bands(), numbers, np.concatenate(self._filled), marks, look.least)

    def _bands(self) -> Iterator[U64]:
        look = self.look
        for band in range(look.bands):
            parts = range(band, len(self._keys.ends) - 1, look.bands)
            yield np.concatenate([self._keys.part(part, np.uint64) for part in parts])
            give_back()


class StoredSentences:
    """The distinct sentences of a large set.

    Attributes
    ----------
    of_row
        `int32[n]`: the number of the sentence of each row.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> ways = "[S|PER|세종]은 [O|LOC|조선]의 큰 왕이다", "[O|LOC|조선]의 [S|PER|세종]은 큰 왕이다"
    >>> stored = StoredSentences(Rows(batch_of(*ways).table, load("klue-re")))
    >>> stored.of_row.tolist(), stored.pairs().closeness.tolist()
    ([0, 1], [0.75])
    """

    of_row: I32

    def __init__(self, rows: Rows) -> None:
        keys = keys_of(rows, _key)
        _, first, of_row = np.unique(keys, return_index=True, return_inverse=True)
        of_row, first = of_row.reshape(-1), np.sort(first)
        del keys
        self._words, self._letters = _File(), _File()
        self._looks = [_Signatures(look) for look in (WORDS, SPELLINGS)]
        self._words_in: list[I64] = []
        self._letters_in: list[I64] = []
        self._marks: list[U64] = []
        number = np.zeros(int(of_row.max(initial=-1)) + 1, dtype=np.int32)
        known = 0
        for piece in rows.pieces():
            begin, end = np.searchsorted(first, [piece.place(0), piece.place(len(piece) - 1) + 1])
            own = first[begin:end]
            column = piece.normal.batch.sentence.take(pa.array(own - piece.place(0)))
            sentences = Sentences(column)
            number[of_row[own]] = known + sentences.places(column)
            known += len(sentences)
            self._add(sentences)
        self.of_row = number[of_row]
        self._word_ends = np.cumsum(np.concatenate([[0], *self._words_in]))
        self._letter_ends = np.cumsum(np.concatenate([[0], *self._letters_in]))
        self._words_in, self._letters_in = [], []

    def __len__(self) -> int:
        return len(self._word_ends) - 1

    def _add(self, sentences: Sentences) -> None:
        for look in self._looks:
            look.add(sentences)
        self._marks.append(sentences.marks)
        self._words.append(sentences.hashes)
        self._words_in.append(np.diff(sentences.first))
        plain = contiguous(sentences.plain)
        offsets = np.frombuffer(plain.buffers()[1], dtype=np.int32)
        offsets = offsets[plain.offset : plain.offset + len(plain) + 1]
        raw = np.frombuffer(plain.buffers()[2], dtype=np.uint8)
        self._letters.append(raw[offsets[0] : offsets[-1]])
        self._letters_in.append(np.diff(offsets).astype(np.int64))

    def pairs(self) -> Pairs:
        """Return the pairs of sentences that are edits of one another."""
        marks = np.concatenate(self._marks)
        pairs_by_look = [look.pairs(marks) for look in self._looks]
        trim()
        pairs = distinct(np.concatenate(pairs_by_look))
        del pairs_by_look, marks
        words, letters = self._words.array(np.uint64), self._letters.array(np.uint8)
        n, parts = max(len(self), 1), []
        for begin in range(0, max(len(pairs), 1), _AT_ONCE):
            some = pairs[begin : begin + _AT_ONCE]
            one, other = some // n, some % n
            used = distinct(np.concatenate([one, other]))
            written = self._written(used, words, letters)
            part = verified(written, np.searchsorted(used, one), np.searchsorted(used, other))
            parts.append(part._replace(one=used[part.one], other=used[part.other]))
            give_back()
        return Pairs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _written(self, sentences: I64, words: U64, letters: U8) -> Written:
        """Return some sentences as words; `words` and `letters` are those of all sentences."""
        numbers, first = slices(words, self._word_ends, sentences)
        give_back()
        raw, offsets = slices(letters, self._letter_ends, sentences)
        plain = pa.StringArray.from_buffers(
            len(sentences), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(raw)
        )
        return Written(plain, numbers, first)


def _key(rows: Rows) -> U64:
    return hashes(rows.normal.batch.sentence)


def connected(pairs: Pairs, n: int) -> I64:
    """Return the group of each of `n` sentences: those that pairs connect, directly or not.

    A group is named by its least index.

    >>> one, other = np.array([0, 3, 1]), np.array([1, 4, 2])
    >>> connected(Pairs(one, other, one > 5, one / 5), 6).tolist()
    [0, 0, 0, 3, 3, 5]
    """
    group = np.arange(n)
    while True:
        ends = group[pairs.one], group[pairs.other]
        low, high = np.minimum(*ends), np.maximum(*ends)
        open_ = low != high
        if not open_.any():
            return group
        np.minimum.at(group, high[open_], low[open_])
        while True:
            further = group[group]
            if np.array_equal(further, group):
                break
            group = further


def in_parts(pairs: Pairs, n: int, most: int) -> Iterator[Pairs]:
    """Yield pairs of `n` sentences in parts without common sentences.

    A part has about `most` sentences.
    """
    if not len(pairs.one):
        return
    group = connected(pairs, n)
    paired = distinct(np.concatenate([pairs.one, pairs.other]))
    groups, size = np.unique(group[paired], return_counts=True)
    part = (np.cumsum(size) - size) // most
    of_pair = part[np.searchsorted(groups, group[pairs.one])]
    order = np.argsort(of_pair, kind="stable")
    cuts = [0, *(np.flatnonzero(np.diff(of_pair[order])) + 1).tolist(), len(order)]
    for begin, end in pairwise(cuts):
        yield pairs.where(np.sort(order[begin:end]))
