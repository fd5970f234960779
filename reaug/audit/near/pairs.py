"""Decides which candidates are edits of one another, by words, spelling and numbers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.near.candidates import candidates
from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import F64, I64, Bool

SURE: Final = 0.75
"""The share of common words from which two sentences are edits of one another."""
LIKELY: Final = 0.7
"""The share from which they are, if mentions and label agree as well."""
PART: Final = 0.6
"""The share from which they are, if one has all words of the other and some more."""
SPELLED: Final = 0.85
"""The share of equal letters from which they are, whatever the words: respelled, or spaced anew."""
_LEAST_COMMON: Final = 3
_LEAST_LETTERS: Final = 10
_BLOCK: Final = 65_536
_NUMBER: Final = re.compile(r"\d+")


class Pairs(NamedTuple):
    """`k` pairs of sentences that are edits of one another.

    one, other : `int64[k]`, the sentences, the lesser first.
    sure : `bool[k]`, whether they are edits whatever their mentions are.
    closeness : `float64[k]`, from 0 to 1: the share of words in the same order, or of letters.
    """

    one: I64
    other: I64
    sure: Bool
    closeness: F64

    def where(self, kept: Bool) -> Pairs:
        """Select some of the pairs."""
        return Pairs(self.one[kept], self.other[kept], self.sure[kept], self.closeness[kept])


def pairs(sentences: Sentences, across: Bool | None = None) -> Pairs:
    """Find the pairs of sentences that are edits of one another.

    Two sentences that each have a number that the other lacks state different facts, such as tables
    of results or openings of biographies. They are not a pair.

    Parameters
    ----------
    sentences
        n distinct sentences.
    across
        `bool[n]`: which of them are of another set; then only pairs across the two are made.

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
    # A block at a time, since the words of each pair become Python lists.
    blocks = [
        _verified(sentences, one[begin : begin + _BLOCK], other[begin : begin + _BLOCK])
        for begin in range(0, max(len(one), 1), _BLOCK)
    ]
    return Pairs(
        np.concatenate([block.one for block in blocks]),
        np.concatenate([block.other for block in blocks]),
        np.concatenate([block.sure for block in blocks]),
        np.concatenate([block.closeness for block in blocks]),
    )


def _verified(sentences: Sentences, one: I64, other: I64) -> Pairs:
    """Keep those candidates that are edits of one another."""
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
    # By letters where few words are shared: they were respelled, or spaced anew.
    closeness = np.where(share >= PART, in_order, np.maximum(in_order, letters))
    return Pairs(one, other, sure, closeness).where(is_pair)


def _common_words(sentences: Sentences, one: I64, other: I64) -> tuple[I64, I64]:
    """`int64[k]` twice: how many words pairs have in common, and in the same order."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    names = np.unique(np.concatenate([one, other])).tolist()
    written = {name: sentences.of(name) for name in names}
    in_order = {name: sorted(words) for name, words in written.items()}
    counts = []
    for lists in (in_order, written):  # of sorted lists, this is the common multiset
        both = [[lists[name] for name in side.tolist()] for side in (one, other)]
        counts.append(cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32).astype(np.int64))
    return counts[0], counts[1]


def _letters(sentences: Sentences, one: I64, other: I64) -> F64:
    """`float64[k]`: the share of letters that stay; 0 where it, or the sentence, is small."""
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


def _other_facts(sentences: Sentences, one: I64, other: I64) -> Bool:
    """`bool[k]`: pairs of which each has a number that the other lacks."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    texts = sentences.plain
    both = [
        [sorted(_NUMBER.findall(text)) for text in texts.take(side).to_pylist()]
        for side in (one, other)
    ]
    common = cpdist(*both, scorer=LCSseq.similarity, dtype=np.int32)
    least = np.array([min(map(len, sides)) for sides in zip(*both, strict=True)], dtype=np.int32)
    return np.asarray(common < least, dtype=np.bool_)
