"""Describe the buckets (ranges of sentence length), and find labels with too few rows in a bucket.

While a model is trained on one bucket alone, it hardly ever sees a label with few rows in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64
from reaug.core.step import Measures

LEVEL: Final = 0.05
"""The probability of at least one warning in a data set whose lengths do not depend on the label.
"""
ENOUGH: Final = 10
"""A label with this many rows per bucket on average must have a row in every bucket."""


def names(by: str, thresholds: Sequence[int]) -> list[str]:
    """Return a text for each bucket that says its range of lengths, for messages.

    >>> names("char", (40, 281))
    ['char up to 40', 'char 41 to 281', 'char over 281']
    """
    if not thresholds:
        return [f"any {by}"]
    between = [
        f"{by} {high}" if low + 1 == high else f"{by} {low + 1} to {high}"
        for low, high in pairwise(thresholds)
    ]
    return [f"{by} up to {thresholds[0]}", *between, f"{by} over {thresholds[-1]}"]


def measures_of(rows: pa.Table, column: str, descriptions: Sequence[str]) -> Measures:
    """Return the number of rows per bucket and label, with warnings about labels with too few rows.

    Parameters
    ----------
    column
        The name of the column of buckets, which are numbered from 0.
    descriptions
        A description of each bucket.
    """
    buckets, label = rows[column], rows[schema.LABEL]
    sizes = _counted(buckets, len(descriptions))
    figures: dict[str, Any] = {"bucket_rows": sizes.tolist()}
    warnings: list[str] = []
    if buckets.null_count:
        n = buckets.null_count
        some = "1 row has no bucket, and is" if n == 1 else f"{n:,} rows have no bucket, and are"
        warnings.append(f"{some} in no schedule")
    labels = sorted(pc.unique(label).drop_null().to_pylist())
    counts = [_counted(buckets.filter(pc.equal(label, name)), len(descriptions)) for name in labels]
    figures["bucket_labels"] = {n: c.tolist() for n, c in zip(labels, counts, strict=True)}
    starved_labels = starved(
        labels, np.array(counts, dtype=np.int64).reshape(-1, len(descriptions))
    )
    return Measures(
        figures, (*warnings, *warnings_of(starved_labels, descriptions, sizes.tolist()))
    )


def _counted(buckets: pa.ChunkedArray, n: int) -> I64:
    """Return the number of rows of each of `n` buckets (`int64[n]`)."""
    return np.bincount(np.asarray(buckets.drop_null()), minlength=n).astype(np.int64)


class Starved(NamedTuple):
    """A label with too few rows in a bucket.

    rows, expected : the number of rows of the label in the bucket, and the expected number.
    total : the number of rows of the label in all buckets.
    """

    bucket: int
    label: str
    rows: int
    total: int
    expected: float


def starved(labels: Sequence[str], counts: I64) -> list[Starved]:
    """Return the labels with too few rows in a bucket, by bucket, the greatest lack first.

    A label has too few rows in a bucket in two cases. Either there is no row, although the label
    has `ENOUGH` rows per bucket on average. Or there are fewer than half of the expected rows, with
    a probability below `LEVEL` by Fisher's exact test, with Bonferroni's correction for all labels
    and buckets. So a rare label that is missing by chance is not returned.

    Parameters
    ----------
    counts
        `int64[labels, buckets]`, numbers of rows.

    Examples
    --------
    >>> starved(["a", "b", "c"], np.array([[90, 0], [10, 90], [0, 3]]))
    [Starved(bucket=0, label='b', rows=10, total=100, expected=51.8), \
Starved(bucket=1, label='a', rows=0, total=90, expected=43.4)]
    """
    of_label, of_bucket = counts.sum(axis=1), counts.sum(axis=0)
    expected = np.outer(of_label, of_bucket) / max(int(counts.sum()), 1)
    absent = (counts == 0) & (of_label >= ENOUGH * counts.shape[1])[:, None] & (of_bucket > 0)
    # If at most three rows are expected, none is there by chance in 5% of cases: no test.
    few = (counts < expected / 2) & (expected > 3) & ~absent
    starved_labels = [
        Starved(b, labels[i], int(counts[i, b]), int(of_label[i]), round(float(expected[i, b]), 1))
        for i, b in np.argwhere(absent).tolist() + _by_test(np.argwhere(few).tolist(), counts)
    ]
    return sorted(
        starved_labels, key=lambda entry: (entry.bucket, entry.rows - entry.expected, entry.label)
    )


def _by_test(pairs: list[list[int]], counts: I64) -> list[list[int]]:
    """Return those of `pairs` that have significantly too few rows."""
    # A pair has the indices of a label and a bucket in `counts`.
    if not pairs:
        return []
    from reaug.audit.divergence.exact_tests import LogFactorials

    everything = int(counts.sum())
    tests, bar = LogFactorials(everything), np.log(LEVEL / counts.size)

    def p_value(i: int, b: int) -> float:
        of_both, of_bucket = int(counts[i, b]), int(counts[:, b].sum())
        of_label = int(counts[i].sum())
        return tests.fisher(of_both, of_bucket, of_label - of_both, everything - of_bucket)

    return [pair for pair in pairs if p_value(*pair) < bar]


def warnings_of(
    starved_labels: Sequence[Starved], names: Sequence[str], rows: Sequence[int], most: int = 5
) -> tuple[str, ...]:
    """Return one sentence per bucket that lacks rows of some labels, or has no rows at all.

    Parameters
    ----------
    names, rows
        The description and the number of rows of each bucket.
    most
        The maximum number of labels in a sentence.
    """
    warnings = []
    for bucket, name in enumerate(names):
        where, cure = f"bucket {bucket} ({name}", "use fewer buckets or other thresholds"
        if not rows[bucket]:
            warnings.append(f"{where}) has no rows; {cure}")
        in_bucket = [label for label in starved_labels if label.bucket == bucket]
        if not in_bucket:
            continue
        named = [
            f"{label.label} {label.rows:,} of its {label.total:,} rows "
            f"({label.expected:,} by chance)"
            for label in in_bucket[:most]
        ]
        more = [f"{len(in_bucket) - most} more labels"] if len(in_bucket) > most else []
        warnings.append(
            f"{where}; {rows[bucket]:,} of {sum(rows):,} rows) has too few rows of "
            f"{len(in_bucket)} label{'s' * (len(in_bucket) > 1)}: {', '.join([*named, *more])}; "
            f"{cure}"
        )
    return tuple(warnings)
