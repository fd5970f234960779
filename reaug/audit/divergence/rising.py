"""How far the counts of labels rose from one set to another, types and order being equal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reaug.core.arrays import I64, Bool


def rises(label: I64, is_new: Bool, stratum: I64, labels: Sequence[int]) -> list[float]:
    """Rows of the first set with each of some labels, beyond what the other set's shares say.

    Parameters
    ----------
    label, is_new, stratum
        For each of n rows: its label, whether it is of the first set, number of its stratum.
        What only one of the sets has is left out.
    labels
        The labels asked for.

    Examples
    --------
    >>> label, is_new = np.array([1, 1, 1, 2] + [0, 1, 0, 2]), np.arange(8) < 4
    >>> rises(label, is_new, np.zeros(8, dtype=np.int64), [0, 1, 2])
    [-2.0, 2.0, 0.0]
    """
    _, row = np.unique(stratum, return_inverse=True)
    of_new, of_gold = np.bincount(row, is_new), np.bincount(row, ~is_new)
    scale = np.divide(of_new, of_gold, out=np.zeros(len(of_new)), where=of_gold > 0)
    weight = np.where(is_new, (of_gold > 0)[row], -scale[row])
    return [float(weight[label == one].sum()) for one in labels]
