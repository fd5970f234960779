"""The results of the search for divergences, as counts that a reader can recount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reaug.rulebook.conventions import When

LEAST_POINTS: Final = 0.02
LEAST_RATIO: Final = 1.25
"""The least difference (as a fraction), or else the least ratio, of two shares that are reported.
"""
BROAD: Final = 0.8
"""A condition that at least this share of both sets meets shows only the mix of labels in the sets.
"""


def differs(less: float, more: float) -> bool:
    """Return whether a share exceeds another share by enough to be reported.

    >>> differs(0.50, 0.51), differs(0.50, 0.53), differs(0.001, 0.002), differs(0.2, 0.1)
    (False, True, True, False)
    """
    return more > less and (more - less >= LEAST_POINTS or more >= LEAST_RATIO * less)


@dataclass(frozen=True)
class Side:
    """The rows of one set that meet a condition, with their labels.

    All rows with a label are counted, even if another divergence covers them, too.

    support : the number of rows that meet the condition.
    before : the number of these rows with the label that lost share.
    after : the number of these rows with the label that won share.
    """

    support: int
    before: int
    after: int
    rows: int = 0
    """All rows of the set that have a label."""

    @property
    def coverage(self) -> float:
        """The share of the set's rows that meet the condition."""
        return self.support / self.rows if self.rows else 0.0

    def to_json(self) -> dict[str, float | int]:
        """Return the counts and both shares as JSON-able data."""
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
    """A condition whose rows have other labels in the new set than in the gold set.

    condition : the condition that describes the shift best.
    before, after : the label that lost share under the condition, and the label that won it.
    label : `before` or `after`, whichever was tested.
    new, gold : the two sets under the condition.
    p_value : the p-value of the strongest test that shows the shift, corrected for the number of
        tests. The p-value of `condition` may be greater.
    effect : the share of `label` in the new set minus its share in gold.
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
        """Whether nearly all rows meet the condition, so that the sets differ in label shares
        alone.
        """
        return min(self.new.coverage, self.gold.coverage) >= BROAD

    def to_json(self) -> dict[str, object]:
        """Return the divergence as JSON-able data, including the condition in words."""
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
