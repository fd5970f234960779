"""Two sets as counts of sentences, grouped by the categories of the rows of each sentence.

Rows of one sentence are not independent: they share its length, source and topic. So whole
sentences are divided at random. Thousands of sentences have only some hundred different multisets
of labels, called kinds here. The kinds are counted, and drawn by their counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reaug.core.arrays import I64, Ints
from reaug.core.draws import mix

__all__ = ["Kinds", "SentenceCounts"]


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Kinds(NamedTuple):
    """A sparse table of how many rows of each category the sentences of each kind have.

    Sentences with the same number of rows of each of the `k` categories are of one kind; there are
    `t` kinds. A dense table would grow with the square of the number of labels.

    kind, category, rows : `int64[m]`, the entries that are not zero, sorted by category and kind.
    shape : (t, k)
    """

    kind: I64
    category: I64
    rows: I64
    shape: tuple[int, int]

    @classmethod
    def of(cls, kind: I64, category: I64, shape: tuple[int, int]) -> Kinds:
        """Return the table from single rows, given the kind and the category of each row."""
        place, rows = np.unique(category * np.int64(shape[0]) + kind, return_counts=True)
        step = max(1, shape[0])
        return cls(place % step, place // step, rows.astype(np.int64), shape)

    @classmethod
    def of_table(cls, table: I64) -> Kinds:
        """Return the sparse table of a dense one (`int64[t, k]`)."""
        category, kind = np.nonzero(table.T)
        return cls(kind, category, table[kind, category], (table.shape[0], table.shape[1]))

    def spread(self, sentences: I64) -> I64:
        """Return how many rows of each category some sentences have (`int64[..., k]`).

        `sentences` has the number of sentences of each kind, `int64[..., t]`.

        >>> kinds = Kinds.of(np.array([0, 1, 1]), np.array([0, 0, 2]), (2, 3))
        >>> kinds.spread(np.array([[5, 1], [0, 2]])).tolist()
        [[6, 0, 1], [2, 0, 2]]
        """
        rows = np.zeros((*sentences.shape[:-1], self.shape[1]), dtype=np.int64)
        if self.rows.size:
            categories, first = np.unique(self.category, return_index=True)
            each = sentences[..., self.kind]
            if (self.rows != 1).any():
                each = each * self.rows
            rows[..., categories] = np.add.reduceat(each, first, axis=-1)
        return rows

    def table(self) -> I64:
        """Return the dense table (`int64[t, k]`), including zeros."""
        table = np.zeros(self.shape, dtype=np.int64)
        table[self.kind, self.category] = self.rows
        return table


class SentenceCounts(NamedTuple):
    """Kinds of sentences, and the number of sentences of each kind in two sets.

    kinds : the number of rows of each category in a sentence of each kind.
    before, after : `int64[t]`, the number of sentences of each kind.
    """

    kinds: Kinds
    before: I64
    after: I64

    @property
    def rows(self) -> tuple[I64, I64]:
        """The number of rows of each category in both sets (`int64[k]` each)."""
        return self.kinds.spread(self.before), self.kinds.spread(self.after)

    @classmethod
    def of_counts(
        cls, before: Mapping[str, int], after: Mapping[str, int], names: Sequence[str]
    ) -> SentenceCounts:
        """Return the counts of two sets if only rows are known: each row counts as a sentence."""
        sides = [
            np.array([side.get(n, 0) for n in names], dtype=np.int64) for side in (before, after)
        ]
        each = np.arange(len(names), dtype=np.int64)
        return cls(Kinds.of(each, each, (each.size, each.size)), sides[0], sides[1])

    @classmethod
    def of_rows(cls, groups: tuple[Ints, Ints], codes: tuple[I64, I64], k: int) -> SentenceCounts:
        """Return the counts of the sentences of two sets by kind.

        Parameters
        ----------
        groups
            Per set, the sentence of each row: as any number that is unique in the set (`int64[n]`),
            or, which is faster, as a number below that of all sentences (`int32[n]`).
        codes
            `int64[n]` per set: the category of each row, in [0, k).

        Examples
        --------
        >>> both = (np.array([7, 7, 8]), np.array([1])), (np.array([0, 1, 0]), np.array([0]))
        >>> counted = SentenceCounts.of_rows(*both, k=2)
        >>> kinds = counted.kinds.table().tolist()
        >>> sorted(zip(kinds, counted.before.tolist(), counted.after.tolist()))
        [([1, 0], 1, 1), ([1, 1], 1, 0)]
        """
        # These are numbers of SplitMix64's stream, because sums of `mix` of small numbers would
        # coincide.
        names = mix(np.arange(1, k + 1, dtype=np.uint64) * _GOLDEN)
        kinds, counts, members = [], [], []
        for group, code in zip(groups, codes, strict=True):
            size, place = _numbered(group)
            # The hash of a kind is the sum of the hashes of its categories, so the order of rows
            # does not matter.
            sums = np.zeros(size, dtype=np.uint64)
            np.add.at(sums, place, names[code])
            kind, which = _coded(sums)
            example = np.zeros(kind.size, dtype=np.int64)  # the last sentence of each kind
            example[which] = np.arange(sums.size)
            wanted = np.full(sums.size, -1)
            wanted[example] = np.arange(kind.size)
            rows = wanted[place] >= 0
            kinds.append(kind)
            counts.append(np.bincount(which, minlength=kind.size))
            members.append((wanted[place[rows]], code[rows]))
        both = np.unique(np.concatenate(kinds))
        # The rows of a kind are read from one sentence, of the first set if it has the kind.
        new = ~np.isin(kinds[1], kinds[0])[members[1][0]]
        members[1] = members[1][0][new], members[1][1][new]
        places = [np.searchsorted(both, kind) for kind in kinds]
        inside = [at[number] for at, (number, _) in zip(places, members, strict=True)]
        held: I64 = np.concatenate(inside).astype(np.int64)
        category = np.concatenate([code for _, code in members])
        sides = np.zeros((2, both.size), dtype=np.int64)
        for side, at, count in zip(sides, places, counts, strict=True):
            side[at] = count
        return cls(Kinds.of(held, category, (both.size, k)), sides[0], sides[1])


def _numbered(group: Ints) -> tuple[int, I64]:
    """Return the number of distinct sentences, and the number of each row's one among them."""
    if group.dtype != np.int32:
        sentences, place = _coded(group)
        return sentences.size, place
    is_there = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.bool_)
    is_there[group] = True
    place = (np.cumsum(is_there) - 1)[group]
    return int(is_there.sum()), place.astype(np.int64, copy=False)


def _coded(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], I64]:
    """Return the distinct values, and the index of each value among them (`int64[n]`)."""
    coded = pa.array(values).dictionary_encode()
    return coded.dictionary.to_numpy(), coded.indices.to_numpy().astype(np.int64)
