"""Counts of each type pair and label in two sets, for a heat map."""

from __future__ import annotations

import numpy as np

from reaug.drift.coded_rows import Coded

__all__ = ["Grid", "grid_of"]

Grid = dict[str, dict[str, tuple[int, int]]]
"""Rows before and after, by type pair and label; sorted, without combinations that no set has."""


def grid_of(sides: tuple[Coded, Coded]) -> Grid:
    """Return the numbers of rows (before, after) by type pair and label; see `Grid`."""
    pairs = sorted({*sides[0].type_pair.names, *sides[1].type_pair.names})
    labels = sorted({*sides[0].label.names, *sides[1].label.names})
    counts = [_counts(side, pairs, labels) for side in sides]
    return {
        pair: {
            label: (before, after)
            for label, before, after in zip(labels, befores, afters, strict=True)
            if before or after
        }
        for pair, befores, afters in zip(pairs, *counts, strict=True)
    }


def _counts(side: Coded, pairs: list[str], labels: list[str]) -> list[list[int]]:
    places = []
    for column, names in ((side.type_pair, pairs), (side.label, labels)):
        at = {name: i for i, name in enumerate(names)}
        known = np.array([at[name] for name in column.names], dtype=np.int64)
        places.append(known[column.codes])
    cells = np.bincount(places[0] * len(labels) + places[1], minlength=len(pairs) * len(labels))
    counted: list[list[int]] = cells.reshape(len(pairs), len(labels)).tolist()
    return counted
