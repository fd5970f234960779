"""Who is trained on and who is tested on: splits of whole sentences, and sizes of training sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reaug.core.arrays import I64, U64
from reaug.core.batch import Batch
from reaug.core.draws import Draw, row_keys

TESTED: Final = 0.2
"""Share of the sentences that a split tests on, where there is no set to test on."""


@dataclass(frozen=True)
class Split:
    """One split: positions of rows to train on, in the order in which they are drawn, and to test.

    `train` holds whole sentences one after the other, so that its first `m` rows are a training set
    of that size.
    """

    number: int
    train: I64
    test: I64


def splits_of(
    batch: Batch, count: int, *, seed: int, first: int = 0, tested: float = TESTED
) -> list[Split]:
    """Splits of `n` rows: no sentence, in whatever spelling, is trained on and tested on.

    Parameters
    ----------
    batch
        n rows.
    count, first
        How many splits, and the number of the first: a split depends on its number alone.
    tested
        Share of the sentences to test on; 0 where another set is tested on.

    Returns
    -------
    Splits that depend on the sentences and the seed, not on the order of the rows.
    """
    sentence = row_keys(batch.normal.sentence.to_pylist())
    ids = row_keys(batch.ids.to_pylist())
    return [_split(sentence, ids, number, seed, tested) for number in range(first, first + count)]


def _split(sentence: U64, ids: U64, number: int, seed: int, tested: float) -> Split:
    draw = Draw(sentence, seed=seed, path="probe/split")
    place = draw.uniform("test", number)
    order = np.lexsort([ids, sentence, draw.bits("order", number)])
    test = place < tested
    return Split(number, order[~test[order]], np.flatnonzero(test))


def of_size(train: I64, batch: Batch, size: int | None) -> I64:
    """The first rows of a split's training part: whole sentences, `size` rows or a few more."""
    if size is None or size >= len(train):
        return train
    sentences = batch.normal.sentence
    end = size
    while end < len(train) and sentences[int(train[end])] == sentences[int(train[end - 1])]:
        end += 1
    return train[:end]


def overlap(train: Batch, test: Batch) -> I64:
    """Positions of training rows whose sentence, in whatever spelling, is tested on."""
    tested = set(test.normal.sentence.to_pylist())
    return np.array(
        [row for row, text in enumerate(train.normal.sentence.to_pylist()) if text in tested],
        dtype=np.int64,
    )


def sizes_that_fit(sizes: Sequence[int | None], rows: int) -> list[int | None]:
    """Sizes in order; one that is all there is becomes None, and stands once."""
    fitting = [None if size is None or size >= rows else size for size in sizes]
    return sorted(dict.fromkeys(fitting), key=lambda size: rows if size is None else size)
