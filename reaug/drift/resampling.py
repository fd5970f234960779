"""Resamples two sets from one distribution: how far apart chance alone puts them.

The null hypothesis is that both sets come from one distribution. Then, given the sentences of the
two together, every way to divide them between the two is equally likely: the kinds of sentences
that one set gets are a draw from the multivariate hypergeometric distribution (a permutation test,
Fisher 1935, Pitman 1937). So rare labels need no smoothing, and the error rate holds at any size,
whatever the shares are.

The numbers come from Philox, a counter-based generator (Salmon et al. 2011), whose key is a hash of
the name of the test: the same counts give the same draws, whatever was drawn before and whatever
the order of the rows. NumPy guarantees Philox's bits for ever, but the methods of its `Generator`
only from version to version (NEP 19; this one is unchanged since 1.18). If it changes, a p-value
moves by its resampling error, at 2% by 0.4 percentage points.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xxhash

from reaug.core.arrays import I64
from reaug.drift.sentence_counts import SentenceCounts

__all__ = ["RESAMPLES", "deal"]


RESAMPLES: Final = 999
"""So that a p-value is a multiple of 1 / 1,000."""
_MOST: Final = 10**9 - 1  # of NumPy's multivariate hypergeometric


def deal(counted: SentenceCounts, name: str, times: int = RESAMPLES) -> tuple[I64, I64]:
    """Divide the sentences of two sets anew at random, keeping both numbers of sentences.

    Parameters
    ----------
    counted
        The sentences of both.
    name
        The name of the test; another name gives other draws.

    Returns
    -------
    before, after : int64[times, k]
        Rows of each category, of each pair of sets.

    Examples
    --------
    >>> counted = SentenceCounts.of_counts({"a": 40, "b": 20}, {"a": 5, "b": 5}, ["a", "b"])
    >>> before, after = deal(counted, "labels", times=3)
    >>> (before + after).tolist(), after.sum(axis=1).tolist()
    ([[45, 25], [45, 25], [45, 25]], [10, 10, 10])
    """
    pooled = counted.before + counted.after
    sizes = int(counted.before.sum()), int(counted.after.sum())
    # The smaller set is drawn: fewer numbers, and the same ones with the two sets exchanged.
    size = min(sizes)
    key = xxhash.xxh64_intdigest(f"reaug.drift\x00{name}".encode())
    random = np.random.Generator(np.random.Philox(key=key))
    if int(pooled.sum()) <= _MOST:
        samples = random.multivariate_hypergeometric(pooled, size, size=times, method="marginals")
    else:  # so many that drawing with or without replacement is the same
        samples = np.minimum(random.multinomial(size, pooled / pooled.sum(), size=times), pooled)
    small = counted.kinds.spread(samples)
    large = counted.kinds.spread(pooled) - small
    return (small, large) if sizes[0] < sizes[1] else (large, small)
