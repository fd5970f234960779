"""Pairs of sentences that share many words or are spelled similarly, by MinHash and LSH.

Source: Broder 1997, "On the resemblance and containment of documents"; bands as in Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import I64, U32, U64, Bool

_SEED: Final = 1
_BLOCK: Final = 1024
_REACHES: Final = ((32, 31), (256, 6))
"""(size, reach): in a bucket of up to `size` sentences, each is paired with the `reach` sentences
after it, in a random order of the band. In small buckets all are paired.
"""
_MERGED: Final = 1 << 21
"""Number of pairs from which those of several bands are merged."""
_LEAST_REACH: Final = 2
"""The reach in larger buckets."""


class Look(NamedTuple):
    """The parameters of a search for candidates among MinHash signatures.

    bands, rows : a pair must agree in all `rows` numbers of at least one of `bands` bands.
    least : the least share of all numbers in which a pair must agree.
    """

    bands: int
    rows: int
    least: float


WORDS: Final = Look(42, 3, 0.3)
"""This finds 99.6% of the pairs whose words have a Jaccard index of 0.5, and two thirds with 0.3.
"""
SPELLINGS: Final = Look(20, 5, 0.4)
"""This finds 97.5% of the pairs whose shingles have a Jaccard index of 0.7."""


def candidates(sentences: Sentences) -> tuple[I64, I64]:
    """Return the pairs of sentences to verify, each once, with the lesser index first.

    A sentence takes 500 bytes for its signature, and 8 bytes for each of its pairs. It usually has
    one or two pairs, and at most 31 per band, so time and memory grow linearly with the number of
    sentences.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = ["세종은 조선의 네 번째 왕이다", "조선의 세종은 네 번째 왕이다", "오늘은 비가 온다"]
    >>> [part.tolist() for part in candidates(Sentences(pa.array(texts)))]
    [[0], [2]]
    """
    if len(sentences) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    n = len(sentences)
    looks = [_pairs(sentences.hashed_words, n, WORDS), _pairs(sentences.shingles, n, SPELLINGS)]
    pairs = np.unique(np.concatenate(looks))
    return pairs // n, pairs % n


Tokens = Callable[[int, int], tuple[U64, I64]]
"""The hashes of the tokens of a range of sentences, and where each of these sentences begins."""


def _pairs(tokens: Tokens, n: int, look: Look) -> I64:
    """Return the pairs of one search (`int64[k]`), each as lesser index * n + greater index."""
    numbers, filled = _signatures(tokens, n, look.bands * look.rows)
    result = [np.zeros(0, dtype=np.int64)]
    for band in range(look.bands):
        part = numbers[:, band * look.rows : (band + 1) * look.rows]
        for one, other in _neighbours(part, filled, band):
            pairs = np.minimum(one, other) * n + np.maximum(one, other)
            result.append(pairs[_alike(numbers, one, other, look.least)])
        # Merged again and again, since most pairs agree in many bands.
        if sum(map(len, result[1:])) > max(_MERGED, len(result[0])):
            result = [np.unique(np.concatenate(result))]
    return np.unique(np.concatenate(result))


def _signatures(tokens: Tokens, n: int, count: int) -> tuple[U32, Bool]:
    """Return the MinHash signature of each sentence's tokens (`uint32[n, count]`), and whether it
    has any (`bool[n]`).
    """
    from rensa import RMinHash

    made = np.empty((n, count), dtype=np.uint32)
    filled = np.empty(n, dtype=np.bool_)
    for begin in range(0, n, _BLOCK):  # converted to Python numbers a block at a time
        end = min(begin + _BLOCK, n)
        hashes, first = tokens(begin, end)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            np.ascontiguousarray(hashes), first.astype(np.uint64), count, _SEED
        )
        made[begin:end] = matrix.to_rows()
        filled[begin:end] = np.diff(first) > 0
    return made, filled


def _neighbours(part: U32, filled: Bool, band: int) -> Iterator[tuple[I64, I64]]:
    """Yield pairs of sentences with equal numbers in a band."""
    key = np.zeros(len(part), dtype=np.uint64)
    for column in part.T:
        key = key * np.uint64(0x9E3779B97F4A7C15) + column
    # Each band has another random order, so that large buckets have other pairs in each band.
    mixed = np.random.default_rng([_SEED, band]).permutation(len(part))
    mixed = mixed[filled[mixed]]
    order = mixed[np.argsort(key[mixed], kind="stable")]
    key = key[order]
    _, size = np.unique(key, return_counts=True)
    limit = np.where(size > 1, _LEAST_REACH, 0)
    for most, reach in reversed(_REACHES):
        limit[(size > 1) & (size <= most)] = reach
    limit = np.repeat(limit, size)
    for reach in range(1, max(most for _, most in _REACHES) + 1):
        few = limit >= reach
        order, key, limit = order[few], key[few], limit[few]
        same = np.flatnonzero(key[reach:] == key[:-reach])
        if not len(same):
            return
        yield order[same], order[same + reach]


def _alike(numbers: U32, one: I64, other: I64, least: float) -> Bool:
    """Return the pairs whose signatures agree in at least a share of their numbers (`bool[k]`)."""
    is_alike = np.zeros(len(one), dtype=np.bool_)
    for begin in range(0, len(one), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        is_alike[part] = (numbers[one[part]] == numbers[other[part]]).mean(axis=1) >= least
    return is_alike
