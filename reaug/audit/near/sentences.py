"""The distinct sentences of a data set as words without marks, for the search for copies."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final, NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U32, U64, Bool, rows_where
from reaug.core.text import codepoints

_MARKS: Final = r"[^\pL\pN\pM\s]+"
_SPACES: Final = r"\s+"
_SHINGLE: Final = 4
NUMBER: Final = re.compile(r"\d+")


class Written(NamedTuple):
    """Sentences as words, in the form in which pairs of them are compared.

    plain : `StringArray[n]`, the sentences in lower case and without marks.
    numbers : all words in sequence, as numbers that are equal for equal words.
    first : `int64[n + 1]`, where each sentence begins in `numbers`.
    """

    plain: pa.StringArray
    numbers: I64 | U64
    first: I64

    def of(self, sentence: int) -> list[int]:
        """Return the words of one sentence."""
        return list(self.numbers[self.first[sentence] : self.first[sentence + 1]].tolist())


class Sentences:
    """The `n` distinct sentences of one or several sets, sorted by text.

    They are sorted so that results do not depend on the order of rows.

    Parameters
    ----------
    sentences
        Columns of sentences in normal form, of one set or of several; null counts as empty.

    Examples
    --------
    >>> made = Sentences(pa.array(["세종은, 왕이다.", "‘왕’ 세종", "세종은, 왕이다."]))
    >>> made.texts, [[made.words[word] for word in made.of(i)] for i in range(len(made))]
    (['‘왕’ 세종', '세종은, 왕이다.'], [['왕', '세종'], ['세종은', '왕이다']])
    """

    def __init__(self, *sentences: pa.StringArray) -> None:
        column = pc.fill_null(pa.chunked_array(list(sentences), pa.string()), "")
        distinct = column.unique()
        self.column: pa.StringArray = distinct.take(pc.sort_indices(distinct))
        self.plain: pa.StringArray = pc.replace_substring_regex(
            pc.utf8_lower(self.column), _MARKS, ""
        )

    def __len__(self) -> int:
        return len(self.column)

    @cached_property
    def texts(self) -> list[str]:
        """The sentences."""
        return list(self.column.to_pylist())

    def places(self, sentences: pa.StringArray) -> I64:
        """Return the indices of `k` sentences (`int64[k]`), all of which must be known."""
        places = pc.index_in(pc.fill_null(sentences, ""), value_set=self.column)
        return places.to_numpy(zero_copy_only=False).astype(np.int64)

    @cached_property
    def _coded(self) -> tuple[pa.StringArray, I64, I64]:
        """The words of all sentences: distinct words, index of each word, and where sentences
        begin.
        """
        words = pc.utf8_split_whitespace(self.plain)
        coded = words.values.dictionary_encode()
        numbers = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        row = np.repeat(np.arange(len(self)), np.diff(np.asarray(words.offsets)))
        filled = pc.not_equal(coded.dictionary, "").to_numpy(zero_copy_only=False)
        keep = filled[numbers] if len(numbers) else np.zeros(0, np.bool_)
        first = np.searchsorted(row[keep], np.arange(len(self) + 1))
        return coded.dictionary, numbers[keep], first

    @property
    def words_column(self) -> pa.StringArray:
        """`StringArray[w]`: the distinct words."""
        return self._coded[0]

    @cached_property
    def words(self) -> list[str]:
        """The distinct words, in lower case and without marks."""
        return list(self._coded[0].to_pylist())

    @property
    def first(self) -> I64:
        """`int64[n + 1]`: where each sentence begins in `numbers`."""
        return self._coded[2]

    @property
    def numbers(self) -> I64:
        """`int64[m]`: the words of all sentences, as indices into `words`."""
        return self._coded[1]

    @property
    def written(self) -> Written:
        """The sentences as words, which are indices into `words`."""
        return Written(self.plain, self.numbers, self.first)

    def of(self, sentence: int) -> list[int]:
        """Return the words of one sentence, as indices into `words`."""
        return self.written.of(sentence)

    @cached_property
    def hashes(self) -> U64:
        """`uint64[m]`: the hash of each word in sequence, the same in every set."""
        from xxhash import xxh3_64_intdigest

        words = self.words_column.cast(pa.binary()).to_pylist()
        return np.fromiter(map(xxh3_64_intdigest, words), np.uint64, len(words))[self.numbers]

    @cached_property
    def marks(self) -> U64:
        """`uint64[n, 2]`: a bit in each of two sets for each number in the sentence; different
        numbers may share bits.

        A bit that only one of two sentences has is a number that the other one does not have.
        """
        maybe = rows_where(pc.match_substring_regex(self.plain, r"\d"))
        made = np.zeros((len(self), 2), dtype=np.uint64)
        bits = [_bits(text) for text in self.plain.take(pa.array(maybe)).to_pylist()]
        if bits:
            made[maybe] = np.array(bits, dtype=np.uint64)
        return made

    def shingles(self, begin: int, end: int) -> tuple[U64, I64]:
        """Return hashes of runs of four code points of some sentences, and where each sentence
        begins.

        The sentences are those from `begin` to before `end`, without spaces. A sentence shorter
        than four code points has no run. There are about as many hashes as code points, so they are
        not cached.
        """
        texts = self.plain.slice(begin, end - begin)
        points = codepoints(pc.replace_substring_regex(texts, _SPACES, ""))
        values: U32 = points.values
        count = np.maximum(points.lengths - (_SHINGLE - 1), 0)
        first = np.concatenate([[0], np.cumsum(count)])
        place = np.arange(first[-1]) + np.repeat(points.first[:-1] - first[:-1], count)
        made = np.zeros(len(place), dtype=np.uint64)
        for i in range(_SHINGLE):  # a code point has 21 bits: three fit, and the fourth is mixed in
            made = (made * np.uint64(0x9E3779B97F4A7C15)) ^ values[place + i].astype(np.uint64)
        return made ^ (made >> np.uint64(29)), first

    def hashed_words(self, begin: int, end: int) -> tuple[U64, I64]:
        """Return the hashes of the words of some sentences, and where each sentence begins.

        The sentences are those from `begin` to before `end`.
        """
        ends = self.first[begin : end + 1]
        return self.hashes[ends[0] : ends[-1]], ends - ends[0]


def _bits(text: str) -> tuple[int, int]:
    one = other = 0
    for number in NUMBER.findall(text):
        value = crc32(number.encode())
        one |= 1 << (value & 63)
        other |= 1 << (value >> 6 & 63)
    return one, other


def other_numbers(marks: U64, one: I64, other: I64) -> Bool:
    """Return the pairs in which each sentence surely has a number that is not in the other.

    `marks` is `Sentences.marks`; the result is `bool[k]`. It is False for a few such pairs, since
    numbers may share their bits.

    >>> marks = np.array([[0b01, 0b1], [0b10, 0b1], [0b11, 0b1]], dtype=np.uint64)
    >>> other_numbers(marks, np.array([0, 0]), np.array([1, 2])).tolist()
    [True, False]
    """
    return apart(marks[one], marks[other])


def apart(ours: U64, theirs: U64) -> Bool:
    """Return where each of two sentences has a bit that the other lacks (`bool[k]`).

    Both are marks, `uint64[k, 2]`.
    """
    more, less = ours & ~theirs, theirs & ~ours
    return ((more[:, 0] | more[:, 1]) > 0) & ((less[:, 0] | less[:, 1]) > 0)


def slices(values: Any, ends: I64, of: I64) -> tuple[Any, I64]:
    """Return the values of the given slices in sequence, and where each begins.

    Slice `i` is from `ends[i]` to before `ends[i + 1]`.

    >>> values, first = slices(np.array([5, 6, 7, 8]), np.array([0, 1, 3, 4]), np.array([0, 1]))
    >>> values.tolist(), first.tolist()
    ([5, 6, 7], [0, 1, 3])
    """
    begin, size = ends[of], ends[of + 1] - ends[of]
    first = np.concatenate([[0], np.cumsum(size)])
    place = np.arange(first[-1]) + np.repeat(begin - first[:-1], size)
    return values[place], first
