"""The results of a probe: scores of arms by size, their differences, and both as JSON-able data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from reaug.core.arrays import F64
from reaug.probing.arms import Arm
from reaug.probing.scores import MEASURES, Counts
from reaug.probing.statistics import Gain
from reaug.probing.wrong_rows import OutOfSample

MEASURE: Final = "micro_f1"
"""The measure in which gains are given, as in KLUE-RE."""
PARTS: Final = {
    "label": "labels",
    "type_pair": "type_pairs",
    "length": "lengths",
    "mentions": "mentions",
}
"""The names of the partitions in JSON."""


@dataclass
class Trained:
    """The results of one arm at one size, with one entry for each split.

    rows : the number of training rows.
    values : the scores, by measure.
    parts : the counts for F1 on each part of the test rows, summed over the splits. The first key
        is the way in which rows are divided (labels, type pairs, lengths, words seen or not), the
        second the part.
    resampled : the main score (`MEASURE`) on b bootstrap resamples of the test set, `float64[b]`
        for each split; [] if splits are tested on rows of the training set.
    """

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    parts: dict[str, dict[str, Counts]] = field(default_factory=dict)
    resampled: list[F64] = field(default_factory=list)

    def add(
        self, rows: int, scores: Mapping[str, float], parts: Mapping[str, Mapping[str, Counts]]
    ) -> None:
        """Add the results of one more split."""
        self.rows.append(rows)
        for name, value in scores.items():
            self.values[name].append(value)
        for name, counts in parts.items():
            own = self.parts.setdefault(name, {})
            for part, more in counts.items():
                own[part] = own.get(part, Counts(0, 0, 0)) + more

    def mean(self, name: str) -> float:
        """Return the mean of a measure over the splits."""
        return float(np.mean(self.values[name]))


@dataclass(frozen=True)
class AtSize:
    """The results of all arms (training sets) at one size of the raw training set.

    size : the requested number of rows; None for all.
    raw_rows : the mean number of rows of the raw training sets.
    gains, over_control : the gain of each arm over the raw rows, and over its control, by the arm's
        name.
    """

    size: int | None
    raw_rows: float
    trained: dict[str, Trained]
    gains: dict[str, Gain]
    over_control: dict[str, Gain]


@dataclass(frozen=True)
class Probe:
    """The result of a probe.

    rows : the number of rows of the training set, without the rows left out.
    tested : the number of rows of the test set; None if splits of the training set are the test
        sets.
    overlapping : the number of rows of the training set whose sentence is also in the test set.
    near : the number of those whose sentence is an edited copy of a sentence of the test set.
    dropped_overlap : whether these rows were left out.
    at : the results for each size of the training set, the smallest first.
    notes : notes for a reader of the results, one line each.
    out_of_sample : predictions for training rows by models that were not trained on them, if
        requested.
    """

    rows: int
    tested: int | None
    overlapping: int
    near: int
    dropped_overlap: bool
    model: str
    splits: int
    arms: tuple[Arm, ...]
    at: tuple[AtSize, ...]
    notes: tuple[str, ...] = ()
    out_of_sample: OutOfSample | None = None

    def __repr__(self) -> str:
        last = self.at[-1]
        gains = "; ".join(
            f"{name} {gain.mean:+.2f} {gain.verdict}" for name, gain in last.gains.items()
        )
        return f"<Probe of {self.rows:,} rows, {self.splits} splits, {self.model}: {gains}>"

    @property
    def recipes(self) -> list[str]:
        """The names of the arms that are whole recipes, and neither controls nor ablations."""
        return [arm.name for arm in self.arms if arm.kind == "recipe"]

    @property
    def smallest_effect(self) -> float | None:
        """The smallest true difference from raw rows that 8 of 10 such probes would detect."""
        gains = self.at[-1].gains
        known = [gains[name].smallest for name in self.recipes]
        seen = [value for value in known if value is not None]
        return max(seen) if seen else None

    def to_json(self) -> dict[str, Any]:
        """Return the results as JSON-able data: the arms at the largest size, and at each size.

        `gain` and `over_control` at the largest size are also given by arm, so that gates can name
        them.
        """
        last = self.at[-1]
        kinds = {arm.name: arm.kind for arm in self.arms}
        smallest = self.smallest_effect
        return {
            "rows": self.rows,
            "tested": self.tested,
            "overlapping": self.overlapping,
            "near": self.near,
            "dropped_overlap": self.dropped_overlap,
            "model": self.model,
            "splits": self.splits,
            "smallest_effect": None if smallest is None else round(smallest, 3),
            "arms": _arms_json(last, kinds),
            "gain": {name: gain.to_json() for name, gain in last.gains.items()},
            "over_control": {name: gain.to_json() for name, gain in last.over_control.items()},
            "sizes": [
                {
                    "size": at.size,
                    "raw_rows": round(at.raw_rows, 1),
                    "arms": _arms_json(at, kinds),
                }
                for at in self.at
            ],
            "notes": list(self.notes),
        }


def _arms_json(at: AtSize, kinds: Mapping[str, str]) -> dict[str, Any]:
    arms = {}
    for name, trained in at.trained.items():
        gains = {"raw": at.gains.get(name), "control": at.over_control.get(name)}
        arms[name] = {
            "kind": kinds[name],
            "rows": round(float(np.mean(trained.rows)), 1),
            **{
                "f1" if measure == MEASURE else measure: round(trained.mean(measure), 3)
                for measure in MEASURES
            },
            "gain": {over: gain.to_json() for over, gain in gains.items() if gain is not None},
            "splits": {
                "f1" if measure == MEASURE else measure: [round(v, 3) for v in values]
                for measure, values in trained.values.items()
            },
            **{
                PARTS[parting]: {
                    part: {"f1": round(counts.f1, 3), **counts._asdict()}
                    for part, counts in parts.items()
                }
                for parting, parts in trained.parts.items()
            },
        }
    return arms
