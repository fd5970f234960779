"""What a probe comes to: scores of arms by size, their differences, and plain data of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from reaug.core.arrays import F64
from reaug.probing.arms import Arm
from reaug.probing.scores import MEASURES, Counts
from reaug.probing.statistics import Gain
from reaug.probing.wrong import OutOfSample

MEASURE: Final = "micro_f1"
"""What gains are told of: KLUE's measure."""
PARTS: Final = {
    "label": "labels",
    "type_pair": "type_pairs",
    "length": "lengths",
    "mentions": "mentions",
}
"""Names of the partings in plain data."""


@dataclass
class Trained:
    """What one arm came to at one size, split by split.

    rows : rows that were trained on.
    values : by measure.
    parts : by parting (labels, type pairs, lengths, words seen or not) and part, over all splits.
    resampled : `MEASURE` on as many draws of a given set to test on, `float64[b]` for each split.
    """

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    parts: dict[str, dict[str, Counts]] = field(default_factory=dict)
    resampled: list[F64] = field(default_factory=list)

    def add(
        self, rows: int, scores: Mapping[str, float], parts: Mapping[str, Mapping[str, Counts]]
    ) -> None:
        """One split more."""
        self.rows.append(rows)
        for name, value in scores.items():
            self.values[name].append(value)
        for name, counts in parts.items():
            own = self.parts.setdefault(name, {})
            for part, more in counts.items():
                own[part] = own.get(part, Counts(0, 0, 0)) + more

    def mean(self, name: str) -> float:
        """The mean of a measure over the splits."""
        return float(np.mean(self.values[name]))


@dataclass(frozen=True)
class AtSize:
    """All arms at one size of the raw training set.

    size : rows asked for; None for all.
    raw_rows : rows of the raw training sets, on average.
    gains, over_control : by name of an arm: over the raw rows, and over its control.
    """

    size: int | None
    raw_rows: float
    trained: dict[str, Trained]
    gains: dict[str, Gain]
    over_control: dict[str, Gain]


@dataclass(frozen=True)
class Probe:
    """What a probe came to.

    rows : of the training set, without those left out.
    tested : rows of the set to test on; None where splits of the training set are tested on.
    overlapping, near : rows of the training set whose sentence is tested on, or an edit of one.
    dropped_overlap : whether those were left out.
    at : by size, the smallest first.
    notes : what a reader should know, a line each.
    out_of_sample : what models say of training rows that they have not seen, where asked for.
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
        """Names of the arms that are whole recipes."""
        return [arm.name for arm in self.arms if arm.kind == "recipe"]

    @property
    def smallest_effect(self) -> float | None:
        """The least difference from raw rows that 8 of 10 such probes see for each recipe."""
        gains = self.at[-1].gains
        known = [gains[name].smallest for name in self.recipes]
        seen = [one for one in known if one is not None]
        return max(seen) if seen else None

    def to_json(self) -> dict[str, Any]:
        """Plain data: arms as they are at the largest size, and at each size.

        `gain` and `over_control` at the largest size are named by arm once more, for gates.
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
