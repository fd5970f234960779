"""Splits into training and test rows, and training sets of given sizes.

Rows with equal or nearly equal sentences form a family, which is never divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reaug.core.arrays import I64, U64
from reaug.core.batch import Batch
from reaug.core.draws import Draw, text_keys
from reaug.errors import InputError
from reaug.probing.families import families_of

TESTED: Final = 0.2
"""The share of test rows in a split, if no test set is given."""


@dataclass(frozen=True)
class Split:
    """One split: the positions of the training rows, in the order drawn, and of the test rows.

    `train` lists one whole family after another, so its first `m` rows are a training set of size
    `m`.
    """

    number: int
    train: I64
    test: I64


class Design:
    """The splits of `n` rows, in which no training sentence is equal to a test sentence or nearly
    so.

    Parameters
    ----------
    batch
        n rows.
    seed
        Determines the splits, together with the number of each split.
    tested
        The share of test rows in each split; 0 if there is a separate test set.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of(*(f"[S|PER|박바다]는 [O|LOC|한밭]에 {i}번 갔다." for i in range(10)))
    >>> [split] = Design(batch, seed=1).splits(1)
    >>> len(split.train), len(split.test)
    (8, 2)
    """

    def __init__(self, batch: Batch, *, seed: int, tested: float = TESTED) -> None:
        self.seed, self.tested = seed, tested
        self.family: U64 = families_of(batch)
        self._ids = text_keys(batch.ids)
        self._sentence = text_keys(batch.normal.sentence)

    def splits(self, count: int, *, first: int = 0, seed: int | None = None) -> list[Split]:
        """Return `count` splits, numbered from `first`; each depends only on its number and the
        seed.

        Raises
        ------
        InputError
            If there are too few families, so that no rows are left to test or train on.
        """
        own = self.seed if seed is None else seed
        return [self._split(number, own) for number in range(first, first + count)]

    def _split(self, number: int, seed: int) -> Split:
        draw = Draw(self.family, seed=seed, path="probe/split")
        order = np.lexsort([self._ids, self._sentence, self.family, draw.bits("order", number)])
        test = self._held_back(draw, number) if self.tested else np.zeros(len(order), np.bool_)
        if self.tested and (test.all() or not test.any()):
            families = len(np.unique(self.family))
            raise InputError(
                f"{len(order):,} rows form {families:,} families of near-duplicate sentences: too "
                "few, or too uneven, to hold out a part; give a test set with --eval"
            )
        return Split(number, order[~test[order]], np.flatnonzero(test))

    def _held_back(self, draw: Draw, number: int) -> np.ndarray:
        """Draw the test rows of a split, and return which rows they are (`bool[n]`)."""
        # Whole families are drawn in random order until the share of test rows is reached. A family
        # that is larger than this share is never drawn.
        families, first, place, rows = np.unique(
            self.family, return_index=True, return_inverse=True, return_counts=True
        )
        share = self.tested * len(place)
        families_drawn = np.lexsort([families, draw.bits("test", number)[first]])
        families_drawn = families_drawn[rows[families_drawn] <= max(share, 1)]
        before = np.cumsum(rows[families_drawn]) - rows[families_drawn]
        in_test = np.zeros(len(families), dtype=np.bool_)
        in_test[families_drawn[before < round(share)]] = True
        return in_test[place]

    def of_size(self, train: I64, size: int | None) -> I64:
        """Return the first `size` training rows of a split, or all of them if it is None.

        The last family is completed, so there may be a few more.
        """
        if size is None or size >= len(train):
            return train
        inside = self.family[train]
        cut = np.flatnonzero(inside[size:] != inside[size - 1])
        return train[: size + int(cut[0])] if len(cut) else train


def sizes_that_fit(sizes: Sequence[int | None], rows: int) -> list[int | None]:
    """Return the sizes in ascending order, without repetition; None stands for all rows."""
    fitting = [None if size is None or size >= rows else size for size in sizes]
    return sorted(dict.fromkeys(fitting), key=lambda size: rows if size is None else size)
