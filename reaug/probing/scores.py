"""Scores of predictions: the measures of KLUE-RE, for all test rows and for parts of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import F64, I64, Bool

MEASURES: Final = ("micro_f1", "macro_f1", "auprc", "accuracy")


class Counts(NamedTuple):
    """The numbers of rows for F1: predicted rightly, predicted at all, and true.

    Only labels other than the negative label count as positive.
    """

    right: int
    predicted: int
    true: int

    @property
    def f1(self) -> float:
        """F1 in points (0 to 100); 0 if nothing is predicted or true."""
        both = self.predicted + self.true
        return 200.0 * self.right / both if both else 0.0

    def __add__(self, other: tuple[int, ...]) -> Counts:  # type: ignore[override]  # sums, not ends
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


def counts_of(true: I64, predicted: I64, negative: int) -> Counts:
    """Return the counts for the micro-averaged F1 without the negative label, as KLUE-RE defines
    it.

    >>> counts_of(np.array([0, 1, 2, 2]), np.array([1, 1, 2, 0]), negative=0)
    Counts(right=2, predicted=3, true=3)
    """
    right = int(((true == predicted) & (true != negative)).sum())
    return Counts(right, int((predicted != negative).sum()), int((true != negative).sum()))


def labelled(true: I64, predicted: I64, names: Sequence[str]) -> dict[str, Counts]:
    """Return the counts for the F1 of each label alone, by label; the negative label is included.

    Labels that are neither true nor predicted in any row are missing.

    >>> labelled(np.array([0, 1, 1]), np.array([1, 1, 0]), ["a", "b"])["b"]
    Counts(right=1, predicted=2, true=2)
    """
    right = np.bincount(true[true == predicted], minlength=len(names))
    made = np.bincount(predicted, minlength=len(names))
    rows_by_label = np.bincount(true[true >= 0], minlength=len(names))
    return {
        name: Counts(int(right[at]), int(made[at]), int(rows_by_label[at]))
        for at, name in enumerate(names)
        if made[at] or rows_by_label[at]
    }


def resampled(true: I64, predicted: I64, negative: int, draws: F64) -> F64:
    """Return micro-F1 on resamples of the rows.

    Parameters
    ----------
    draws
        `float64[n, b]`: how often each row occurs in each resample.

    Returns
    -------
    `float64[b]` in points (0 to 100); 0 if nothing is predicted or true in a resample.
    """
    right = ((true == predicted) & (true != negative)).astype(np.float64) @ draws
    both = ((predicted != negative).astype(np.float64) + (true != negative)) @ draws
    return 200.0 * right / np.maximum(both, 1.0)


def measured(true: I64, values: F64, negative: int) -> dict[str, float]:
    """Return the measures of predictions, in points (0 to 100).

    Parameters
    ----------
    true
        `int64[n]`, label indices.
    values
        `float64[n, k]`, probabilities.
    negative
        The index of the label for "no relation"; -1 if there is none.

    Returns
    -------
    `micro_f1` and `macro_f1` without the negative label, `auprc` (mean area under the
    precision-recall curve of the labels that occur) and `accuracy`.
    """
    predicted = values.argmax(axis=1)
    true_labels = [int(label) for label in np.unique(true)]
    per_label = [
        Counts(
            int(((true == label) & (predicted == label)).sum()),
            int((predicted == label).sum()),
            int((true == label).sum()),
        ).f1
        for label in true_labels
        if label != negative
    ]
    areas = [average_precision(true == label, values[:, label]) for label in true_labels]
    return {
        "micro_f1": counts_of(true, predicted, negative).f1,
        "macro_f1": float(np.mean(per_label)) if per_label else 0.0,
        "auprc": 100.0 * float(np.mean(areas)) if areas else 0.0,
        "accuracy": 100.0 * float((true == predicted).mean()) if len(true) else 0.0,
    }


def average_precision(true: Bool, score: F64) -> float:
    """Return the area under the precision-recall curve as scikit-learn defines it, a sum of steps.

    Parameters
    ----------
    true
        `bool[n]`, the rows that have the label; at least one.
    score
        `float64[n]`. Rows of the same score are found together.

    Returns
    -------
    The mean precision at the scores of the true rows, 0 to 1.

    Examples
    --------
    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))  # (1 + 2/3) / 2
    0.8333333333333333
    """
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))  # of each score
    right = np.cumsum(true[order])[last]
    return float(np.diff(right, prepend=0) @ (right / (last + 1)) / right[-1])


def parted(
    true: I64, predicted: I64, parts: Mapping[str, tuple[list[str], I64]], negative: int
) -> dict[str, dict[str, Counts]]:
    """Return the counts for F1 on each part of the test rows.

    `parts` has ways to divide the test rows, such as by length. Each has the names of its parts,
    and for each test row the index of its part. The result has the counts by way, then by part.
    """
    made: dict[str, dict[str, Counts]] = {}
    for name, (names, place) in parts.items():
        made[name] = {
            part: counts_of(true[place == number], predicted[place == number], negative)
            for number, part in enumerate(names)
            if (place == number).any()
        }
    return made
