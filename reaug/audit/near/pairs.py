"""Decide which candidates are edits of one another, by words, spelling and numbers."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from reaug.audit.near.candidates import candidates
from reaug.audit.near.sentences import NUMBER, Sentences, Written
from reaug.core.arrays import F64, I64, Bool

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
_BLOCK: Final = 65_536


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
    common, ordered = _common_words(sentences, one, other)
    sizes = np.diff(sentences.first)
    longer, shorter = (pick(sizes[one], sizes[other]) for pick in (np.maximum, np.minimum))
    share = common / np.maximum(longer, 1)
    letters = _letters(sentences, one, other)
    spelled = letters >= SPELLED
    part = (share >= PART) & (common == shorter)
    enough = common >= _LEAST_COMMON
    sure = spelled | (enough & ((share >= SURE) | part))
    is_pair = (sure | (enough & (share >= LIKELY))) & ~_other_facts(sentences, one, other)
    in_order = 2 * ordered / np.maximum(longer + shorter, 1)
    # If few words are shared, letters are compared: words were respelled or have other spaces.
    closeness = np.where(share >= PART, in_order, np.maximum(in_order, letters))
    return Pairs(one, other, sure, closeness).where(is_pair)


def _common_words(sentences: Written, one: I64, other: I64) -> tuple[I64, I64]:
    """Return how many words each pair has in common, and how many of these in the same order.

    Both are `int64[k]`.
    """
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    names = np.unique(np.concatenate([one, other])).tolist()
    written = {name: sentences.of(name) for name in names}
    in_order = {name: sorted(words) for name, words in written.items()}
    counts = []
    for lists in (in_order, written):  # for sorted lists, the common multiset
        both = [[lists[name] for name in side.tolist()] for side in (one, other)]
        counts.append(cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32).astype(np.int64))
    return counts[0], counts[1]


def _letters(sentences: Written, one: I64, other: I64) -> F64:
    """Return the share of equal letters of each pair (`float64[k]`).

    It is 0 if the share is below `SPELLED` or the sentence is short.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    texts = sentences.plain
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


def _other_facts(sentences: Written, one: I64, other: I64) -> Bool:
    """Return the pairs in which each sentence has a number that is not in the other (`bool[k]`)."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    texts = sentences.plain
    both = [
        [sorted(NUMBER.findall(text)) for text in texts.take(side).to_pylist()]
        for side in (one, other)
    ]
    common = cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32)
    least = np.array([min(map(len, sides)) for sides in zip(*both, strict=True)], dtype=np.int32)
    return np.asarray(common < least, dtype=np.bool_)
