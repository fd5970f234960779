"""Labels that are too rare for a model to judge the rows that have them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from reaug.audit.noise.allowed_labels import same_labels
from reaug.core.arrays import I64, Bool, distinct
from reaug.core.batch import Batch

LEAST: Final = 10
"""The least number of distinct sentences, with types that allow the same labels, that a label needs
if a model is trained. Also the least number of rows if the user gives probabilities.
"""


class LeftOut(NamedTuple):
    """Rows that are not judged: too few rows have their label, or there is no other label.

    mask : `bool[n]`, the rows that are left out.
    labels : the number of distinct labels of these rows.
    """

    mask: Bool
    labels: int

    @classmethod
    def nothing(cls, n: int) -> LeftOut:
        """Return a result that leaves out no row of n."""
        return cls(np.zeros(n, dtype=np.bool_), 0)

    @classmethod
    def of_all(cls, label: I64, rows: Bool) -> LeftOut:
        """Return a result that leaves out the given rows."""
        return cls(rows, len(np.unique(label[rows])))

    @property
    def rows(self) -> int:
        """The number of rows that are left out."""
        return int(self.mask.sum())

    def to_json(self) -> dict[str, Any]:
        """Return counts, and the least number of rows that a label needs, as JSON-able data."""
        return {"rows": self.rows, "labels": self.labels, "least": LEAST}


def left_out(batch: Batch, label: I64, allowed: Bool, lawful: Bool) -> LeftOut:
    """Return the rows that cannot be judged, because their label is too rare.

    Rows whose types allow the same labels share a model, which is trained on the other rows. To
    recognise a label, the model must have seen it in enough other sentences. To choose, it needs at
    least two labels.

    Parameters
    ----------
    batch
        n rows.
    label, allowed
        `int64[n]`, the label of each row, and `bool[n]`, whether the types of the row allow it.
    lawful
        `bool[n, k]`: the labels that the row's types allow.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of(*(f"[S|PER|김{n}]의 [O|PER|이{n}]" for n in range(12)))
    >>> label, every = np.array([3] * 11 + [5]), np.ones((12, 30), dtype=np.bool_)
    >>> left_out(batch, label, every[:, 0], every).rows  # label 5 is too rare; one label is left
    12
    """
    rows = np.flatnonzero(allowed)
    mask = np.zeros(len(batch), dtype=np.bool_)
    if not len(rows):
        return LeftOut(mask, 0)
    # Only labels that occur are used to group rows.
    had = np.unique(label[rows])
    group = same_labels(lawful[np.ix_(rows, had)])
    cell = group * lawful.shape[1] + label[rows]
    cells, place = np.unique(cell, return_inverse=True)
    sentence = batch.normal.sentence.take(rows).dictionary_encode().indices.to_numpy()
    pairs = distinct(place * len(rows) + sentence)
    enough = np.bincount(pairs // len(rows), minlength=len(cells)) >= LEAST
    rivals = np.bincount(cells[enough] // lawful.shape[1], minlength=int(group.max()) + 1)
    enough &= rivals[cells // lawful.shape[1]] >= 2
    mask[rows[~enough[place]]] = True
    return LeftOut.of_all(label, mask)
