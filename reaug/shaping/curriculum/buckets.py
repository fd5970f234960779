"""The lengths and labels of each bucket, and the labels that have too few rows in one.

A model trained on the bucket alone would hardly ever see such a label.
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
"""Chance of a warning, over all labels and buckets, if length and label are independent."""
ENOUGH: Final = 10
"""A label that would have so many rows per bucket, spread evenly, is expected in each bucket."""


def names(by: str, thresholds: Sequence[int]) -> list[str]:
    """The range of lengths of each bucket, for a reader.

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


def measures_of(rows: pa.Table, column: str, called: Sequence[str]) -> Measures:
    """Rows of each bucket, and of each label in each; warnings of buckets that starve some.

    Parameters
    ----------
    column
        The column of buckets, from 0 on.
    called
        The range of lengths of each bucket, for a reader.
    """
    buckets, label = rows[column], rows[schema.LABEL]
    sizes = _counted(buckets, len(called))
    figures: dict[str, Any] = {"bucket_rows": sizes.tolist()}
    warnings: list[str] = []
    if buckets.null_count:
        n = buckets.null_count
        some = "1 row has no bucket, and is" if n == 1 else f"{n:,} rows have no bucket, and are"
        warnings.append(f"{some} in no schedule")
    labels = sorted(pc.unique(label).drop_null().to_pylist())
    counts = [_counted(buckets.filter(pc.equal(label, name)), len(called)) for name in labels]
    figures["bucket_labels"] = {n: c.tolist() for n, c in zip(labels, counts, strict=True)}
    starved_labels = starved(labels, np.array(counts, dtype=np.int64).reshape(-1, len(called)))
    return Measures(figures, (*warnings, *warnings_of(starved_labels, called, sizes.tolist())))


def _counted(buckets: pa.ChunkedArray, n: int) -> I64:
    """`int64[n]`: how many rows each bucket has."""
    return np.bincount(np.asarray(buckets.drop_null()), minlength=n).astype(np.int64)


class Starved(NamedTuple):
    """A label in a bucket: its rows there, its rows in all, and the rows expected by chance."""

    bucket: int
    label: str
    rows: int
    of: int
    expected: float


def starved(labels: Sequence[str], counts: I64) -> list[Starved]:
    """The labels that buckets starve, by bucket, the most missed first.

    Either none of its rows is there, though the label has `ENOUGH` rows per bucket; or fewer than
    half of the expected ones are, which chance would do with a probability below `LEVEL`: Fisher's
    exact test, Bonferroni over all labels and buckets. A rare label that happens to be absent
    is not listed.

    Parameters
    ----------
    counts
        `int64[labels, buckets]`, rows.

    Examples
    --------
    >>> starved(["a", "b", "c"], np.array([[90, 0], [10, 90], [0, 3]]))
    [Starved(bucket=0, label='b', rows=10, of=100, expected=51.8), \
Starved(bucket=1, label='a', rows=0, of=90, expected=43.4)]
    """
    of_label, of_bucket = counts.sum(axis=1), counts.sum(axis=0)
    expected = np.outer(of_label, of_bucket) / max(int(counts.sum()), 1)
    absent = (counts == 0) & (of_label >= ENOUGH * counts.shape[1])[:, None] & (of_bucket > 0)
    # By chance a label of three rows or fewer is absent in 5% of cases or more: not tested.
    few = (counts < expected / 2) & (expected > 3) & ~absent
    starved_labels = [
        Starved(b, labels[i], int(counts[i, b]), int(of_label[i]), round(float(expected[i, b]), 1))
        for i, b in np.argwhere(absent).tolist() + _by_test(np.argwhere(few).tolist(), counts)
    ]
    return sorted(
        starved_labels, key=lambda entry: (entry.bucket, entry.rows - entry.expected, entry.label)
    )


def _by_test(pairs: list[list[int]], counts: I64) -> list[list[int]]:
    """The pairs of label and bucket that have fewer rows than chance explains."""
    if not pairs:
        return []
    from reaug.audit.divergence.exact import LogFactorials

    everything = int(counts.sum())
    tests, bar = LogFactorials(everything), np.log(LEVEL / counts.size)

    def p_value(i: int, b: int) -> float:
        here, of_bucket = int(counts[i, b]), int(counts[:, b].sum())
        of_label = int(counts[i].sum())
        return tests.fisher(here, of_bucket, of_label - here, everything - of_bucket)

    return [pair for pair in pairs if p_value(*pair) < bar]


def warnings_of(
    starved_labels: Sequence[Starved], names: Sequence[str], rows: Sequence[int], most: int = 5
) -> tuple[str, ...]:
    """One sentence per bucket that starves labels, or has no rows at all.

    Parameters
    ----------
    names, rows
        Of each bucket: what lies in it, and how many rows.
    most
        How many labels a sentence names.
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
            f"{label.label} {label.rows:,} of its {label.of:,} rows ({label.expected:,} by chance)"
            for label in in_bucket[:most]
        ]
        more = [f"{len(in_bucket) - most} more labels"] if len(in_bucket) > most else []
        warnings.append(
            f"{where}; {rows[bucket]:,} of {sum(rows):,} rows) has too few rows of "
            f"{len(in_bucket)} label{'s' * (len(in_bucket) > 1)}: {', '.join([*named, *more])}; "
            f"{cure}"
        )
    return tuple(warnings)
