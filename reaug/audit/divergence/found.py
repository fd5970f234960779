"""What the search finds."""

from __future__ import annotations

from dataclasses import dataclass

from reaug.rulebook.conventions import When


@dataclass(frozen=True)
class Side:
    """A set under a condition: sentences that meet it, and those with either label."""

    support: int
    before: int
    after: int

    def to_json(self) -> dict[str, float | int]:
        """The counts, with both shares."""
        return {
            "support": self.support,
            "share_before": round(self.before / self.support, 6),
            "share_after": round(self.after / self.support, 6),
        }


@dataclass(frozen=True)
class Divergence:
    """A condition that the new set labels otherwise.

    condition : what the rows meet; of all conditions the one that tells the shift best.
    before, after : the label that lost most of its share and the one that won most of it.
    label : the one of the two that was tested.
    new, gold : the two sets under the condition.
    p_value : of the strongest test that shows the shift, corrected for the number of tests; that
        of the condition told may be greater.
    effect : share of `label` in the new set less that in gold.
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

    def to_json(self) -> dict[str, object]:
        """The divergence as data, its condition in words too."""
        return {
            "condition": self.condition.parts,
            "en": self.condition.en,
            "ko": self.condition.ko,
            "before": self.before,
            "after": self.after,
            "label": self.label,
            "new": self.new.to_json(),
            "gold": self.gold.to_json(),
            "p_value": self.p_value,
            "effect": round(self.effect, 6),
            "rows": list(self.rows),
        }
