"""Evidence against a label: the statistics by which label noise is ranked.

self-confidence : how improbable the label is. Best at labels that were replaced at random, which
    are improbable whatever the model predicts instead. Rows on which the model is unsure rank high,
    too.
normalised-margin : how far the best other label is ahead (Northcutt et al. 2021, as in cleanlab).
    Best at human mistakes, which are close to another label that the model is sure of; weak where a
    linear model spreads its probability over many labels.
weighted-surprise : how improbable the label is, counting more the surer the model is: the surprisal
    over the fourth root of the entropy. Between the other two (`benchmarks/label_noise.py`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from reaug.choices import NoiseRanking
from reaug.core.arrays import F64

FLOOR: Final = 1e-6
"""Smaller probabilities count as this one: they are rounded to six digits."""
_LEAST_DOUBT: Final = 0.01
"""As a share of the greatest entropy: a model is never surer than this, whatever it predicts."""
_USUAL_DOUBT: Final = 0.25
"""At this entropy a surprisal counts as it is."""
_POWER: Final = 0.25
"""0 is self-confidence; 1/2 finds more human mistakes, and fewer replaced labels."""


def evidence(values: F64, ranking: NoiseRanking) -> F64:
    """Compute the evidence against each label of each row.

    Parameters
    ----------
    values
        `float64[n, k]`, probabilities; rows sum to 1.
    ranking
        The statistic.

    Returns
    -------
    `float64[n, k]` in nats, from 0 on; greater is worse for the label.

    Examples
    --------
    >>> values = np.array([[0.98, 0.02, 0.0], [0.49, 0.02, 0.49]])
    >>> evidence(values, "self-confidence")[:, 1].round(2).tolist()
    [3.91, 3.91]
    >>> evidence(values, "weighted-surprise")[:, 1].round(2).tolist()
    [5.06, 3.02]
    >>> evidence(values, "normalised-margin")[:, 1].round(2).tolist()
    [3.91, 1.33]
    """
    if ranking == "normalised-margin":
        return _surprise((1 + values - _best_other(values)) / 2)
    if ranking == "self-confidence":
        return _surprise(values)
    return _surprise(values) * (_USUAL_DOUBT / _doubt(values)) ** _POWER


def _surprise(values: F64) -> F64:
    return -np.log(np.clip(values, FLOOR, 1.0))


def _best_other(values: F64) -> F64:
    """`float64[n, k]`: for each label the greatest probability of any other."""
    if values.shape[1] < 2 or not len(values):
        return np.zeros_like(values)
    first = values.argmax(axis=1)
    rows = np.arange(len(values))
    best = np.repeat(values[rows, first][:, None], values.shape[1], axis=1)
    others = values.copy()
    others[rows, first] = -1.0
    best[rows, first] = others.max(axis=1)
    return best


def _doubt(values: F64) -> F64:
    """`float64[n, 1]`: the entropy of each row as a share of the greatest one."""
    entropy = -(values * np.log(np.maximum(values, FLOOR))).sum(axis=1, keepdims=True)
    return np.clip(entropy / np.log(max(2, values.shape[1])), _LEAST_DOUBT, 1.0)
