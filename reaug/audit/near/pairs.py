"""Decide which candidates are edits of one another, by words, spelling and numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.near.candidates import candidates
from reaug.audit.near.sentences import NUMBER, Sentences, Written, slices
from reaug.core.arrays import F64, I64, Bool, distinct

SURE: Final = 0.75
"""The least share of common words with which two sentences are edits of one another."""
LIKELY: Final = 0.7
"""The least share if mentions and label are the same, too."""
PART: Final = 0.6
"""The least share if one sentence has all words of the other and some more."""
SPELLED: Final = 0.85
"""The least share of equal letters with which sentences are edits, even if words differ: they were
respelled or have other spaces.
"""
_LEAST_COMMON: Final = 3
_LEAST_LETTERS: Final = 10
_BLOCK: Final = 16_384
"""Number of pairs that are compared together."""
_WORDS: Final = 1_000_000
"""About the number of words that are compared together."""
_SURROGATES: Final = 0xD800
_SURROGATES_END: Final = 0xE000
_LETTERS: Final = 0x110000 - (_SURROGATES_END - _SURROGATES)
"""Number of characters that a string may have."""


class Pairs(NamedTuple):
    """`k` pairs of sentences, of which one is an edit of the other.

    one, other : `int64[k]`, the indices of the sentences, the lesser index first.
    sure : `bool[k]`, whether the sentences are so similar that they are edits even if the mentions
        of their rows differ.
    closeness : `float64[k]`, from 0 to 1: the share of words in the same order, or of letters.
    """

    one: I64
    other: I64
    sure: Bool
    closeness: F64

    def where(self, kept: Bool | I64) -> Pairs:
        """Return the chosen pairs."""
        return Pairs(self.one[kept], self.other[kept], self.sure[kept], self.closeness[kept])


def pairs(sentences: Sentences, across: Bool | None = None) -> Pairs:
    """Return the pairs of sentences that are edits of one another.

    Two sentences are no pair if each has a number that is not in the other, because they state
    different facts: results of matches, or openings of biographies.

    Parameters
    ----------
    sentences
        n distinct sentences.
    across
        `bool[n]`: which sentences are in the other set. If given, each pair has a sentence of both
        sets.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = ["세종은 조선의 네 번째 왕이다", "조선의 세종은 네 번째 왕이다", "오늘은 비가 온다"]
    >>> one, other, sure, closeness = pairs(Sentences(pa.array(texts)))
    >>> one.tolist(), other.tolist(), sure.tolist(), closeness.tolist()
    ([0], [2], [True], [0.8])
    """
    one, other = candidates(sentences)
    if across is not None:
        across_sets = across[one] != across[other]
        one, other = one[across_sets], other[across_sets]
    # One block at a time, because the words of each pair become Python lists.
    blocks = [
        verified(sentences.written, one[begin : begin + _BLOCK], other[begin : begin + _BLOCK])
        for begin in range(0, max(len(one), 1), _BLOCK)
    ]
    return Pairs(
        np.concatenate([block.one for block in blocks]),
        np.concatenate([block.other for block in blocks]),
        np.concatenate([block.sure for block in blocks]),
        np.concatenate([block.closeness for block in blocks]),
    )


def verified(sentences: Written, one: I64, other: I64) -> Pairs:
    """Return the candidates that are edits of one another (`int64[k]` each, as indices)."""
    kept = ~_other_facts(sentences.plain, one, other)
    one, other = one[kept], other[kept]
    common, ordered = _common_words(sentences, one, other)
    sizes = np.diff(sentences.first)
    longer, shorter = (pick(sizes[one], sizes[other]) for pick in (np.maximum, np.minimum))
    share = common / np.maximum(longer, 1)
    part = (share >= PART) & (common == shorter)
    enough = common >= _LEAST_COMMON
    sure = enough & ((share >= SURE) | part)
    letters: F64 = np.zeros(len(one))
    rest = np.flatnonzero(~sure)  # the others have most words in common
    letters[rest] = _letters(sentences.plain, one[rest], other[rest])
    sure |= letters >= SPELLED
    in_order = 2 * ordered / np.maximum(longer + shorter, 1)
    # If few words are shared, letters are compared: words were respelled or have other spaces.
    closeness = np.where(share >= PART, in_order, np.maximum(in_order, letters))
    return Pairs(one, other, sure, closeness).where(sure | (enough & (share >= LIKELY)))


def _common_words(sentences: Written, one: I64, other: I64) -> tuple[I64, I64]:
    """Return how many words each pair has in common, and how many of these in the same order.

    Both are `int64[k]`.
    """
    sizes = np.diff(sentences.first)
    cuts = np.flatnonzero(np.diff(np.cumsum(sizes[one] + sizes[other]) // _WORDS)) + 1
    sides = np.split(one, cuts), np.split(other, cuts)
    parts = [_in_both(sentences, *pair) for pair in zip(*sides, strict=True)]
    common, ordered = (np.concatenate(counts) for counts in zip(*parts, strict=True))
    return common, ordered


def _in_both(sentences: Written, one: I64, other: I64) -> list[I64]:
    """Return what `_common_words` returns, for so few words that each can have a character."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    return [
        cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32).astype(np.int64)
        for both in _coded(sentences, one, other)
    ]


_Coded = tuple[list[str], list[str]]


def _coded(sentences: Written, one: I64, other: I64) -> tuple[_Coded, _Coded]:
    """Return the words of pairs as strings of a character for each word: sorted, and as they are.

    Strings are compared much faster than lists of words. The common sequence of two sorted strings
    is what they have in common.
    """
    used = distinct(np.concatenate([one, other]))
    values, first = slices(sentences.numbers, sentences.first, used)
    codes = pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)
    codes %= _LETTERS  # so many words are only in a sentence of millions of words
    codes += np.where(codes < _SURROGATES, 0, _SURROGATES_END - _SURROGATES)
    place = np.repeat(np.arange(len(used)), np.diff(first))
    in_order = np.sort((place << 32) | codes) & 0xFFFFFFFF
    ends = first.tolist()
    both = []
    for numbers in (in_order, codes):
        text = numbers.astype("<u4").tobytes().decode("utf-32-le")
        texts = [text[begin:end] for begin, end in pairwise(ends)]
        sides = (np.searchsorted(used, side).tolist() for side in (one, other))
        ours, theirs = ([texts[at] for at in side] for side in sides)
        both.append((ours, theirs))
    return both[0], both[1]


def _letters(texts: pa.StringArray, one: I64, other: I64) -> F64:
    """Return the share of equal letters of each pair (`float64[k]`).

    It is 0 if the share is below `SPELLED` or the sentence is short.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    both = ["".join(text.split()) for text in texts.take(np.concatenate([one, other])).to_pylist()]
    ours, theirs = both[: len(one)], both[len(one) :]
    share = cpdist(
        ours,
        theirs,
        scorer=Indel.normalized_similarity,
        score_cutoff=SPELLED,
        dtype=np.float64,
    )
    long = np.array([len(text) >= _LEAST_LETTERS for text in ours], dtype=np.bool_)
    return np.where(long, share, 0.0)


def _other_facts(texts: pa.StringArray, one: I64, other: I64) -> Bool:
    """Return the pairs in which each sentence has a number that is not in the other (`bool[k]`)."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    used = distinct(np.concatenate([one, other]))
    numbers = [sorted(NUMBER.findall(text)) for text in texts.take(used).to_pylist()]
    count = np.array([*map(len, numbers), 0], dtype=np.int32)[:-1]
    ours, theirs = np.searchsorted(used, one), np.searchsorted(used, other)
    least = np.minimum(count[ours], count[theirs])
    made = np.zeros(len(one), dtype=np.bool_)
    some = np.flatnonzero(least)
    both = [[numbers[at] for at in side[some].tolist()] for side in (ours, theirs)]
    made[some] = cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32) < least[some]
    return made
