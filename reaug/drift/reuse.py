"""Shares of the mentions of one set that occur as mentions in the other set, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from reaug.drift.homogeneity import chance_of_none

__all__ = ["Reuse", "reuse_of"]


class Reuse(NamedTuple):
    """Shares of mentions, in [0, 1].

    before, after : the share of a set's mentions whose word is also a mention in the other set.
    repeated_before, repeated_after : the share of a set's mentions whose word is a mention more
        than once in this set.
    expected_before, expected_after : the expected `before` and `after` if all mentions were divided
        between the two sets at random.
    """

    before: float
    after: float
    repeated_before: float
    repeated_after: float
    expected_before: float
    expected_after: float


def reuse_of(before: Mapping[str, int], after: Mapping[str, int]) -> Reuse | None:
    """Return the shares of mentions with a shared word; None if a set has no mention.

    `before` and `after` have the number of mentions of each word.

    Examples
    --------
    >>> reuse_of({"삼성": 2, "LG": 1}, {"삼성": 1, "KT": 1})[:4]
    (0.6666666666666666, 0.5, 0.6666666666666666, 0.0)
    """
    rows = sum(before.values()), sum(after.values())
    if not all(rows):
        return None
    shared = [
        sum(count for word, count in side.items() if word in other) / sum(side.values())
        for side, other in ((before, after), (after, before))
    ]
    repeated = [
        sum(count for count in side.values() if count > 1) / sum(side.values())
        for side in (before, after)
    ]
    pooled = Counter(before)
    pooled.update(after)
    often = Counter(pooled.values())
    expected = [_expected(often, sum(rows), other) for other in (rows[1], rows[0])]
    return Reuse(*shared, *repeated, *expected)


def _expected(often: Mapping[int, int], rows: int, other: int) -> float:
    """Return the share of a set's mentions whose word is expected in another set by chance."""
    # By chance means that all `rows` mentions are divided at random, and the other set gets `other`
    # of them. `often` has the number of words that occur once, twice, …, by the number of
    # occurrences.
    share = 0.0
    for count, words in sorted(often.items()):
        alone = chance_of_none(count - 1, other, rows - 1)
        share += words * count / rows * (1 - alone)
    return share
