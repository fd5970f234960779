"""Two sets as counts of sentences, by what rows each sentence holds.

Rows of one sentence are no independent draws: they share its length, its source and its topic. So
what is dealt out by chance are whole sentences. Thousands of sentences hold only some hundred
different multisets of labels; these are counted, and drawn by their counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reaug.core.draws import mix

__all__ = ["Cells"]

Counts = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Cells(NamedTuple):
    """Kinds of sentences, and how many of each kind two sets hold.

    kinds : `int64[t, k]`, rows of each category in a sentence of the kind.
    before, after : `int64[t]`, sentences of each kind.
    """

    kinds: Counts
    before: Counts
    after: Counts

    @property
    def rows(self) -> tuple[Counts, Counts]:
        """Rows of each category in both sets: `int64[k]` each."""
        return self.before @ self.kinds, self.after @ self.kinds

    @classmethod
    def of_counts(
        cls, before: Mapping[str, int], after: Mapping[str, int], names: Sequence[str]
    ) -> Cells:
        """Where nothing is known of sentences: each row is one."""
        sides = [
            np.array([side.get(n, 0) for n in names], dtype=np.int64) for side in (before, after)
        ]
        return cls(np.eye(len(names), dtype=np.int64), sides[0], sides[1])

    @classmethod
    def of_rows(cls, groups: tuple[Counts, Counts], codes: tuple[Counts, Counts], k: int) -> Cells:
        """Count the kinds of sentences.

        Parameters
        ----------
        groups
            `int64[n]` per set: the sentence of each row, any number that names it in its set.
        codes
            `int64[n]` per set: the category of each row, in [0, k).

        Examples
        --------
        >>> both = (np.array([7, 7, 8]), np.array([1])), (np.array([0, 1, 0]), np.array([0]))
        >>> cells = Cells.of_rows(*both, k=2)
        >>> sorted(zip(cells.kinds.tolist(), cells.before.tolist(), cells.after.tolist()))
        [([1, 0], 1, 1), ([1, 1], 1, 0)]
        """
        # SplitMix64's stream: of small numbers alone, `mix` makes names whose sums coincide.
        names = mix(np.arange(1, k + 1, dtype=np.uint64) * _GOLDEN)
        kinds, counts, members = [], [], []
        for group, code in zip(groups, codes, strict=True):
            _, first, place = np.unique(group, return_index=True, return_inverse=True)
            # A kind's name is the sum of its categories' names: the order of rows cannot matter.
            sums = np.zeros(first.size, dtype=np.uint64)
            np.add.at(sums, place, names[code])
            kind, example, count = np.unique(sums, return_index=True, return_counts=True)
            wanted = np.full(first.size, -1)
            wanted[example] = np.arange(kind.size)
            held = np.zeros((kind.size, k), dtype=np.int64)
            rows = wanted[place] >= 0
            np.add.at(held, (wanted[place[rows]], code[rows]), 1)
            kinds.append(kind)
            counts.append(count)
            members.append(held)
        both, first = np.unique(np.concatenate(kinds), return_index=True)
        sides = np.zeros((2, both.size), dtype=np.int64)
        for side, kind, count in zip(sides, kinds, counts, strict=True):
            side[np.searchsorted(both, kind)] = count
        return cls(np.concatenate(members)[first], sides[0], sides[1])
