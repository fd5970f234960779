"""Pairs of sentences that share many words or are spelled similarly, by MinHash and LSH.

Source: Broder 1997, "On the resemblance and containment of documents"; bands as in Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.near.sentences import Sentences, apart
from reaug.core.arrays import I32, I64, U8, U32, U64, Bool, distinct
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
_SORTED: Final = 1 << 16
"""About the number of sentences that are paired at a time."""
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
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
    found, waiting, count = np.zeros(0, dtype=np.int64), [np.zeros(0, dtype=np.int64)], 0

    def judged() -> I64:
        # Most pairs agree in many bands. The signatures are compared only once for a pair that is
        # found, and in the order of the sentences, since those of a large set are in a file.
        new = without(distinct(np.concatenate(waiting)), found)
        one, other = np.divmod(new, max(len(marks), 1))
        return distinct(np.concatenate([found, new[_alike(numbers, one, other, least)]]))

    for band, key in enumerate(keys):
        for pairs in _neighbours(key, filled, marks, band):
            waiting.append(pairs)
            count += len(pairs)
            if count > _MERGED:
                found, waiting, count = judged(), waiting[:1], 0
    return judged()


def without(values: I64, known: I64) -> I64:
    """Return the values that are not among the known ones, which are ascending.

    >>> without(np.array([1, 2, 5]), np.array([2, 3])).tolist()
    [1, 5]
    """
    if not len(known):
        return values
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return values[known[place] != values]


def band_keys(numbers: U32, band: int, rows: int) -> U64:
    """Return the key of each sentence in a band of `rows` numbers of its signature."""
    key = np.zeros(len(numbers), dtype=np.uint64)
    for column in numbers[:, band * rows : (band + 1) * rows].T:
        key = key * _ODD + column
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
        # As arrays row by row, since NumPy takes twice as long to convert lists of lists.
        raw = b"".join([array("I", row) for row in matrix.to_rows()])
        made[begin:end] = np.frombuffer(raw, dtype=np.uint32).reshape(end - begin, count)
        filled[begin:end] = np.diff(first) > 0
    return made, filled


def _neighbours(key: U64, filled: Bool, marks: U64, band: int) -> Iterator[I64]:
    """Yield the pairs of sentences with equal keys in a band, some at a time.

    A pair is a number as in `agreeing`; pairs with other numbers are left out.
    """
    n = len(key)
    # Each band has another random order, so that large buckets have other pairs in each band.
    mixed = np.random.default_rng([_SEED, band]).permutation(np.arange(n, dtype=np.int32))
    mixed = mixed[filled[mixed]]
    # A key and a place in this order are sorted as one number, which is faster than to sort places
    # by keys. What is lost of a key would only matter if it were the same for two keys.
    low = np.uint64((1 << len(mixed).bit_length()) - 1)
    both = key[mixed]
    both *= _ODD
    both &= ~low
    both |= np.arange(len(mixed), dtype=np.uint64)
    both.sort()
    is_first = np.ones(len(both) + 1, dtype=np.bool_)
    is_first[1:-1] = (both[1:] ^ both[:-1]) > low
    begin = np.flatnonzero(is_first[:-1] & ~is_first[1:])  # of a bucket of several sentences
    size = np.flatnonzero(~is_first[:-1] & is_first[1:]) + 1 - begin
    cuts = np.flatnonzero(np.diff(np.cumsum(size) // _SORTED)) + 1
    for starts, sizes in zip(np.split(begin, cuts), np.split(size, cuts), strict=True):
        bucket = np.repeat(np.arange(len(sizes)), sizes)
        offset = np.arange(len(bucket)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        order = mixed[(both[np.repeat(starts, sizes) + offset] & low).astype(np.int64)]
        yield from _within_reach(order, bucket, sizes, marks)


def _within_reach(order: I32, bucket: I64, sizes: I64, marks: U64) -> Iterator[I64]:
    """Yield the pairs of some buckets, whose sentences are in a random order.

    `order` and `bucket` are the sentences and the bucket of each; `sizes` is the size of each
    bucket.
    """
    n, mark = len(marks), marks[order]
    limit = np.full(len(sizes), _LEAST_REACH)
    for most, reach in reversed(_REACHES):
        limit[sizes <= most] = reach
    limit = limit[bucket]
    for reach in range(1, max(most for most, _ in _REACHES) + 1):
        few = limit >= reach
        if not few.all():
            order, bucket, limit, mark = order[few], bucket[few], limit[few], mark[few]
        is_pair = bucket[reach:] == bucket[:-reach]
        if not is_pair.any():
            return
        is_pair &= ~apart(mark[reach:], mark[:-reach])
        at = np.flatnonzero(is_pair)
        one, other = order[at].astype(np.int64), order[at + reach].astype(np.int64)
        yield np.minimum(one, other) * n + np.maximum(one, other)


def _alike(numbers: U32 | U8, one: I64, other: I64, least: float) -> Bool:
    """Return the pairs whose signatures agree in at least a share of their numbers (`bool[k]`)."""
    is_alike = np.zeros(len(one), dtype=np.bool_)
    for begin in range(0, len(one), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        same = np.count_nonzero(numbers[one[part]] == numbers[other[part]], axis=1)
        is_alike[part] = same / numbers.shape[1] >= least
        if begin % _GIVEN_BACK == 0:
            give_back()  # the signatures of a large set are in a file
    return is_alike
