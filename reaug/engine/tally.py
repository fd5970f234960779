"""Count what each step did: rows tried, changed, copied, dropped, skipped and refused, by
reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reaug.core.failures import ERROR

FIGURES: Final = ("tried", "changed", "copied", "dropped")
"""The counts of each step that a recipe's `fail_on` can use."""
TWIN: Final = "equal to its parent"
"""The reason for which a copy that no step of the block changed is not kept."""
_LEFT: Final = ("skipped", "refused")

Counts = Mapping[tuple[str, str, str, str], int]


@dataclass
class StepTally:
    """The counts of one step.

    what : number of rows by what the step did: `tried`, `changed`, `copied`, `dropped`, `skipped`,
        `refused`, …
    reasons : number of rows by what the step did, then by its reason, then by label.
    """

    path: str
    what: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def why(self, what: str) -> list[tuple[str, int]]:
        """Return the reasons for `what` with their numbers of rows, most frequent first."""
        total = {reason: by.total() for reason, by in self.reasons.get(what, {}).items()}
        return sorted(total.items(), key=lambda item: (-item[1], item[0]))

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON data in a stable order."""
        reasons = {
            what: {reason: dict(sorted(by.items())) for reason, by in sorted(reasons.items())}
            for what, reasons in sorted(self.reasons.items())
        }
        return {"rows": dict(sorted(self.what.items())), "reasons": reasons}


def tally(counts: Counts, order: Sequence[str]) -> list[StepTally]:
    """Return the counts of all steps in the order of the recipe, also of steps that tried no
    row.
    """
    steps = {path: StepTally(path) for path in order}
    for (path, what, reason, label), rows in sorted(counts.items()):
        if path not in steps:
            continue
        step = steps[path]
        step.what[what] += rows
        if reason:
            step.reasons.setdefault(what, {}).setdefault(reason, Counter())[label] += rows
    return list(steps.values())


def unexplained_twins(block: StepTally, inside: Sequence[StepTally]) -> int:
    """Return the number of copies equal to their parent for which no step gave a reason.

    >>> block, step = (StepTally(path) for path in ("0.augment", "0.augment/0.aeda"))
    >>> block.reasons = {"not kept": {TWIN: Counter(a=5)}}
    >>> step.reasons = {"skipped": {"aeda/short": Counter(a=2)}}
    >>> unexplained_twins(block, [step])
    3
    """
    rows_left = (sum(rows for what in _LEFT for _, rows in step.why(what)) for step in inside)
    return max(dict(block.why("not kept")).get(TWIN, 0) - max(rows_left, default=0), 0)


def figures(steps: Sequence[StepTally]) -> dict[str, dict[str, int]]:
    """Return the counts that gates (`fail_on`) can name: by figure (`tried`, …), then step path.

    The `changed` rows of a block are its copies.
    """
    by_figure: dict[str, dict[str, int]] = {what: {} for what in FIGURES}
    for step in steps:
        for what in FIGURES:
            by_figure[what][step.path] = step.what[what]
        if step.what["copied"]:
            by_figure["changed"][step.path] = step.what["copied"]
    return by_figure


def set_aside(steps: Sequence[StepTally]) -> dict[str, int]:
    """Return the number of rows dropped because a step crashed on them, by step path."""
    counts = {step.path: step.reasons.get("dropped", {}).get(ERROR) for step in steps}
    return {path: by_label.total() for path, by_label in counts.items() if by_label}


def refused(counts: Counts) -> int:
    """Return the number of rows skipped or refused, over all steps; a row counts once per step."""
    return sum(rows for (_, what, _, _), rows in counts.items() if what in ("skipped", "refused"))
