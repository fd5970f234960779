"""Decides which sentence of a family is the original, and which are its copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from reaug.audit.near.pairs import Pairs
from reaug.core.arrays import F64, I64

_LEVEL: Final = 2.0
"""Log odds: two sentences that differ by less are equally plausible."""


def originals(edges: Pairs, plausible: F64, rank: I64) -> dict[int, int]:
    """Return the original of each copy; both by number.

    The sentence that most others are close to is an original, and those are its copies; the rest is
    treated in the same way. Between two that are equally close to the others (such as a pair), the
    original is the one whose words follow one another as usual in the set, then the one with the
    least row id.

    Parameters
    ----------
    edges
        The pairs of sentences, out of n.
    plausible, rank
        `float64[n]`, `int64[n]`: how plausible each sentence is; the least rank of its rows.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pairs(*map(np.array, ([0, 0], [1, 2], [True, True], [0.9, 0.8])))
    >>> originals(pair, np.zeros(3), np.array([2, 1, 0]))
    {1: 0, 2: 0}
    """
    close: defaultdict[int, float] = defaultdict(float)
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for one, other, share in zip(
        edges.one.tolist(), edges.other.tolist(), edges.closeness.tolist(), strict=True
    ):
        for a, b in ((one, other), (other, one)):
            close[a] += share
            beside[a].append(b)

    likely = {
        name: 0.0 if _are_level(plausible, beside, name) else round(float(plausible[name]), 6)
        for name in beside
    }

    def place(name: int) -> tuple[float, float, int]:
        return -round(close[name], 6), -likely[name], int(rank[name])

    result: dict[int, int] = {}
    kept: set[int] = set()
    for name in sorted(beside, key=place):
        if name in result:
            continue
        kept.add(name)
        for copy in beside[name]:
            if copy not in kept:
                result.setdefault(copy, name)
    return dict(sorted(result.items()))


def _are_level(plausible: F64, beside: Mapping[int, list[int]], name: int) -> bool:
    """Whether a sentence and the other one of its pair are about equally plausible."""
    others = beside[name]
    alone = len(others) == 1 and len(beside[others[0]]) == 1
    return alone and abs(float(plausible[name] - plausible[others[0]])) < _LEVEL
