"""The aspects in which two sets are compared, and label shares within each type pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.core.arrays import I64, Bool
from reaug.drift.bands import ALPHA
from reaug.drift.coded_rows import Coded, Column, sentence_counts
from reaug.drift.homogeneity import Homogeneity, corrected, homogeneity
from reaug.drift.measures import js
from reaug.drift.resampling import RESAMPLES
from reaug.drift.sentence_counts import SentenceCounts

__all__ = ["FEWEST", "Aspect", "Given", "aspect_of", "conditional", "length_cells"]

FEWEST: Final = 10
"""The least number of rows of a set, or of a type pair, with which a decision is made."""


class Aspect(NamedTuple):
    """How two sets differ in one aspect, such as their lengths: distance, noise band, p-value."""

    js: float
    noise_band: list[float]
    p_value: float

    @property
    def drifted(self) -> bool:
        """Whether two sets from one distribution differ this much in at most 2 of 100 cases."""
        return self.p_value <= ALPHA

    def to_json(self) -> dict[str, Any]:
        """Return the aspect as JSON-able data."""
        return {
            "js": self.js,
            "noise_band": {"js": self.noise_band},
            "p_value": self.p_value,
            "drifted": self.drifted,
        }


class Given(NamedTuple):
    """The difference in the labels of one type pair, such as PER:ORG.

    before, after : the number of rows of the pair in each set.
    aspect : the decision; its p-value is corrected for the number of pairs.
    """

    before: int
    after: int
    aspect: Aspect

    def to_json(self) -> dict[str, Any]:
        """Return the difference as JSON-able data."""
        return {"before": self.before, "after": self.after, **self.aspect.to_json()}


def aspect_of(counted: SentenceCounts, test: Homogeneity) -> Aspect:
    """Return the decision on one aspect, from the counts of two sets and their test."""
    return Aspect(js(*counted.rows), test.noise_band["js"], test.p_value)


def conditional(
    sides: tuple[Coded, Coded], times: int = RESAMPLES
) -> tuple[dict[str, Given], dict[str, str]]:
    """Return the difference in the labels of each type pair, and the reason for each pair left out.

    This shows a changed labelling rule even if the shares of types changed, too. The error rate
    holds for all pairs together; see `corrected`.
    """
    tests: dict[str, tuple[SentenceCounts, Homogeneity]] = {}
    left_out: dict[str, str] = {}
    columns = sides[0].type_pair, sides[1].type_pair
    for pair in sorted({*columns[0].names, *columns[1].names}):
        keep = _rows_of(columns[0], pair), _rows_of(columns[1], pair)
        rows = int(keep[0].sum()), int(keep[1].sum())
        if min(rows) < FEWEST:
            left_out[pair] = f"{rows[0]} rows before, {rows[1]} after: fewer than {FEWEST}"
            continue
        labels = (side.label for side in sides)
        names = sorted(
            {
                label.names[code]
                for label, mask in zip(labels, keep, strict=True)
                for code in np.unique(label.codes[mask])
            }
        )
        if len(names) < 2:
            left_out[pair] = f"every row has the label {names[0]}"
            continue
        counted = sentence_counts(sides, (sides[0].label, sides[1].label), names, keep)
        tests[pair] = counted, homogeneity(counted, f"conditional\x00{pair}", times=times)
    if not tests:
        return {}, left_out
    observed = [test.statistic for _, test in tests.values()]
    p_values = corrected(observed, np.stack([test.resampled for _, test in tests.values()]))
    conditionals = {}
    for (pair, (counted, test)), p_value in zip(tests.items(), p_values.tolist(), strict=True):
        before, after = (int(side.sum()) for side in counted.rows)
        conditionals[pair] = Given(
            before, after, aspect_of(counted, test)._replace(p_value=p_value)
        )
    return conditionals, left_out


def _rows_of(column: Column, name: str) -> Bool:
    code = column.names.index(name) if name in column.names else -1
    return column.codes == code


def length_cells(
    before: Mapping[int, int], after: Mapping[int, int], sides: tuple[Coded, Coded] | None
) -> SentenceCounts:
    """Return the counts of lengths in up to ten bins, cut at the deciles of both sets together.

    Counts of single lengths would be mostly noise, because there are a few hundred lengths.
    """
    lengths = np.array(sorted({*before, *after}), dtype=np.int64)
    pooled = np.array([before.get(n, 0) + after.get(n, 0) for n in lengths.tolist()])
    covered = np.cumsum(pooled)
    cuts = np.searchsorted(covered * 10, covered[-1] * np.arange(1, 10))
    ends = np.unique(np.concatenate([lengths[cuts], lengths[-1:]]))
    names = [str(n) for n in range(ends.size)]
    if sides is not None:
        columns = [Column(names, np.searchsorted(ends, side.length)) for side in sides]
        return sentence_counts(sides, (columns[0], columns[1]), names)
    binned = [_binned(side, ends, names) for side in (before, after)]
    return SentenceCounts.of_counts(binned[0], binned[1], names)


def _binned(counts: Mapping[int, int], ends: I64, names: Sequence[str]) -> dict[str, int]:
    counted = dict.fromkeys(names, 0)
    for length, count in counts.items():
        counted[names[int(np.searchsorted(ends, length))]] += count
    return counted
