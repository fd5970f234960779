"""Distribute groups of rows to the parts of a split, with every label in proportion."""

from __future__ import annotations

import numpy as np

from reaug.core.arrays import F64, I64, U64


def deal(group: I64, label: I64, key: U64, share: F64) -> I64:
    """Return the part of each row (`int64[n]`).

    Groups of several rows come first, the largest first: each goes to the part in which its labels
    and the number of rows are furthest below their shares. Then single rows, label by label, fill
    up what is missing.

    Parameters
    ----------
    group
        `int64[n]`, groups numbered from 0.
    label
        `int64[n]`, labels numbered from 0.
    key
        `uint64[n]`, random values to break ties.
    share
        `float64[k]`, the share of each part; they add up to 1.

    Examples
    --------
    >>> group, label = np.array([0, 0, 1, 2, 3, 4]), np.array([0, 0, 0, 0, 1, 1])
    >>> deal(group, label, np.arange(6, dtype=np.uint64), np.array([0.5, 0.5])).tolist()
    [0, 0, 1, 1, 0, 1]
    """
    n, kinds = len(group), int(label.max(initial=-1)) + 1
    sizes = np.bincount(group)
    target = share[:, None] * np.bincount(label, minlength=kinds)
    counts = np.zeros_like(target)
    part = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((key, group))
    first = np.concatenate([[0], np.cumsum(sizes)])
    several = np.flatnonzero(sizes > 1)
    least = key[order[first[several]]] if len(several) else np.zeros(0, np.uint64)
    weight = 1 / np.maximum(np.bincount(label, minlength=kinds), 1)
    for i in several[np.lexsort((least, -sizes[several]))].tolist():
        rows = order[first[i] : first[i + 1]]
        labels, many = np.unique(label[rows], return_counts=True)
        over = ((counts - target)[:, labels] * (many * weight[labels])).sum(axis=1)
        over += (counts.sum(axis=1) - share * n) * (len(rows) / n)
        chosen = int(np.argmin(over / np.maximum(share, 1e-9)))
        part[rows] = chosen
        counts[chosen, labels] += many
    single = np.flatnonzero(part < 0)
    single = single[np.lexsort((key[single], label[single]))]
    for kind in np.unique(label[single]).tolist():
        rows = single[label[single] == kind]
        many = _filled(target[:, kind] - counts[:, kind], len(rows), share * n - counts.sum(axis=1))
        part[rows] = np.repeat(np.arange(len(share)), many)
        counts[:, kind] += many
    return part


def _filled(missing: F64, rows: int, room: F64) -> I64:
    """The number of rows for each part, by what it lacks; remaining rows by its room."""
    lacks = np.maximum(missing, 0)
    lacks = lacks if lacks.sum() > 0 else np.ones(len(lacks))
    ideal = lacks * rows / lacks.sum()
    many = np.floor(ideal).astype(np.int64)
    left = rows - int(many.sum())
    # By largest remainder, with ties to the part with the most room.
    order = np.lexsort((-room, -np.round(ideal - many, 9)))
    many[order[:left]] += 1
    return many
