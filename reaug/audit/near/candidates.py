"""Pairs of sentences that share many words or are spelled similarly, by MinHash and LSH.

Source: Broder 1997, "On the resemblance and containment of documents"; bands as in Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.near.sentences import Sentences, other_numbers
from reaug.core.arrays import I64, U8, U32, U64, Bool, distinct
from reaug.files.mapped_files import give_back

_SEED: Final = 1
_BLOCK: Final = 1024
_REACHES: Final = ((32, 31), (256, 6))
"""(size, reach): in a bucket of up to `size` sentences, each is paired with the `reach` sentences
after it, in a random order of the band. In small buckets all are paired.
"""
_GIVEN_BACK: Final = 1 << 14
"""Number of pairs after which the pages of mapped files are released."""
_MERGED: Final = 1 << 21
"""Number of pairs from which those of several bands are merged."""
_LEAST_REACH: Final = 2
"""The reach in larger buckets."""


class Look(NamedTuple):
    """The parameters of a search for similar MinHash signatures.

    bands, rows : a signature is divided into `bands` bands of `rows` numbers. Two sentences are a
        candidate pair only if all numbers of at least one band are equal.
    least : the least share of equal numbers of a candidate pair, over all bands.
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
    marks = sentences.marks
    tokens = {WORDS: sentences.hashed_words, SPELLINGS: sentences.shingles}
    looks = [_pairs(some, marks, look) for look, some in tokens.items()]
    pairs = distinct(np.concatenate(looks))
    return pairs // n, pairs % n


Tokens = Callable[[int, int], tuple[U64, I64]]
"""The hashes of the tokens of a range of sentences, and where each of these sentences begins."""


def _pairs(tokens: Tokens, marks: U64, look: Look) -> I64:
    """Return the pairs of one search (`int64[k]`), each as lesser index * n + greater index."""
    numbers, filled = signatures(tokens, len(marks), look.bands * look.rows)
    keys = (band_keys(numbers, band, look.rows) for band in range(look.bands))
    return agreeing(keys, numbers, filled, marks, look.least)


def agreeing(keys: Iterable[U64], numbers: U32 | U8, filled: Bool, marks: U64, least: float) -> I64:
    """Return the pairs of sentences that agree in a band and in many numbers (`int64[k]`).

    A pair is a number: lesser index * n + greater index. Pairs in which each sentence has a number
    that the other lacks are left out (`other_numbers`).

    Parameters
    ----------
    keys
        For each band, `uint64[n]`: equal for sentences that agree in the band.
    numbers, filled
        The signatures, or a part of each number, and whether a sentence has one.
    marks
        The marks of the sentences (`Sentences.marks`).
    least
        The least share of equal numbers of a pair's signatures.
    """
    n, result = len(marks), [np.zeros(0, dtype=np.int64)]
    for band, key in enumerate(keys):
        for one, other in _neighbours(key, filled, band):
            kept = np.flatnonzero(~other_numbers(marks, one, other))
            one, other = one[kept], other[kept]
            pairs = np.minimum(one, other) * n + np.maximum(one, other)
            result.append(pairs[_alike(numbers, one, other, least)])
        # Merged again and again, since most pairs agree in many bands.
        if sum(map(len, result[1:])) > max(_MERGED, len(result[0])):
            result = [distinct(np.concatenate(result))]
    return distinct(np.concatenate(result))


def band_keys(numbers: U32, band: int, rows: int) -> U64:
    """Return the key of each sentence in a band of `rows` numbers of its signature."""
    key = np.zeros(len(numbers), dtype=np.uint64)
    for column in numbers[:, band * rows : (band + 1) * rows].T:
        key = key * np.uint64(0x9E3779B97F4A7C15) + column
    return key


def signatures(tokens: Tokens, n: int, count: int) -> tuple[U32, Bool]:
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


def _neighbours(key: U64, filled: Bool, band: int) -> Iterator[tuple[I64, I64]]:
    """Yield pairs of sentences with equal keys in a band."""
    # Each band has another random order, so that large buckets have other pairs in each band.
    mixed = np.random.default_rng([_SEED, band]).permutation(len(key))
    mixed = mixed[filled[mixed]]
    order = mixed[np.argsort(key[mixed], kind="stable")]
    key = key[order]
    is_first = np.ones(len(key), dtype=np.bool_)
    is_first[1:] = key[1:] != key[:-1]
    size: I64 = np.diff(np.append(np.flatnonzero(is_first), len(key)))
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


def _alike(numbers: U32 | U8, one: I64, other: I64, least: float) -> Bool:
    """Return the pairs whose signatures agree in at least a share of their numbers (`bool[k]`)."""
    is_alike = np.zeros(len(one), dtype=np.bool_)
    for begin in range(0, len(one), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        is_alike[part] = (numbers[one[part]] == numbers[other[part]]).mean(axis=1) >= least
        if begin % _GIVEN_BACK == 0:
            give_back()  # the signatures of a large set are in a file
    return is_alike
