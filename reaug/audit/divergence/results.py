"""The results of the search, in figures that can be recounted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reaug.rulebook.conventions import When

LEAST_POINTS: Final = 0.02
LEAST_RATIO: Final = 1.25
"""A label's share differs if it changes by this many points, or by this ratio."""
BROAD: Final = 0.8
"""A condition that this share of both sets meets says only how the sets mix labels."""


def differs(less: float, more: float) -> bool:
    """Whether one share is enough greater than another to be reported.

    >>> differs(0.50, 0.51), differs(0.50, 0.53), differs(0.001, 0.002), differs(0.2, 0.1)
    (False, True, True, False)
    """
    return more > less and (more - less >= LEAST_POINTS or more >= LEAST_RATIO * less)


@dataclass(frozen=True)
class Side:
    """One set under a condition: the rows that meet it, and those with either label.

    All rows of the set that have a label are counted, whatever other divergences cover them.
    """

    support: int
    before: int
    after: int
    rows: int = 0
    """Rows of the set that have a label."""

    @property
    def coverage(self) -> float:
        """Return the share of the set's rows that meet the condition."""
        return self.support / self.rows if self.rows else 0.0

    def to_json(self) -> dict[str, float | int]:
        """Return the counts, with both shares."""
        return {
            "support": self.support,
            "before": self.before,
            "after": self.after,
            "rows": self.rows,
            "share_before": round(self.before / self.support, 6),
            "share_after": round(self.after / self.support, 6),
        }


@dataclass(frozen=True)
class Divergence:
    """A condition that the new set labels differently.

    condition : what the rows meet; of all conditions the one that describes the shift best.
    before, after : the label that lost share under the condition and the one that won it.
    label : the one of the two that was tested.
    new, gold : the two sets under the condition.
    p_value : of the strongest test that shows the shift, corrected for the number of tests; that
        of `condition` may be greater.
    effect : share of `label` in the new set minus that in gold.
    rows : row ids of the new set that meet the condition and have the label `after`, sorted.
    """

    condition: When
    before: str
    after: str
    label: str
    new: Side
    gold: Side
    p_value: float
    effect: float
    rows: tuple[str, ...]

    @property
    def is_mix(self) -> bool:
        """Whether nearly all rows meet the condition: then the sets only mix labels differently."""
        return min(self.new.coverage, self.gold.coverage) >= BROAD

    def to_json(self) -> dict[str, object]:
        """Return the divergence as data, its condition in words, too."""
        return {
            "condition": self.condition.parts,
            "en": self.condition.en,
            "ko": self.condition.ko,
            "before": self.before,
            "after": self.after,
            "label": self.label,
            "is_mix": self.is_mix,
            "new": self.new.to_json(),
            "gold": self.gold.to_json(),
            "p_value": self.p_value,
            "effect": round(self.effect, 6),
            "rows": list(self.rows),
        }
