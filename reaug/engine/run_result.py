"""The result of running a recipe: rows in files, and everything to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.core.findings import Finding
from reaug.core.row_decisions import NOTHING, Decided
from reaug.core.step import Measures
from reaug.drift import Coded, Drift, Profile, compare
from reaug.engine.copy_plan import Reached
from reaug.engine.idle_steps import Idle
from reaug.engine.step_examples import Example
from reaug.engine.stored_rows import Stored
from reaug.engine.tally import StepTally

_RESAMPLES: Final = 299
"""Number of resamples for the drift of a run: fewer than in `reaug drift`, since a run changes the
labels on purpose, but enough for a decision (the smallest p-value is 1 / 300)."""


@dataclass(repr=False)
class Done:
    """The result of running a recipe: rows in files, and everything to report.

    rows : the rows after the last step.
    entries : number of log entries.
    logs, dropped : files of log entries and of dropped rows, per segment in order.
    columns : the added columns by step path.
    reached : by path of a block with a target, the groups that lack rows, and their copies.
    finished : states of steps that measure or write something, by step path.
    states : descriptions of the states (thresholds of a curriculum, …), by step path.
    measures : figures and warnings of steps about the output, by step path.
    decided : people's decisions, from the steps so far.
    deciding : paths of the steps with such decisions.
    seconds : duration of each stage of the run.
    idle : steps and blocks that should have changed something but did not.
    """

    rows: Stored
    rows_in: int
    before: Profile
    after: Profile
    steps: list[StepTally]
    refused: int
    entries: int = 0
    logs: list[Path] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reached: dict[str, dict[str, Reached]] = field(default_factory=dict)
    finished: dict[str, Any] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    measures: dict[str, Measures] = field(default_factory=dict)
    decided: Decided = NOTHING
    deciding: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)

    def __repr__(self) -> str:
        steps = ", ".join(step.path for step in self.steps)
        return f"<Done: {self.rows_in:,} rows in, {self.rows.rows:,} out, by {steps}>"

    def drift(self, labels: Sequence[str], table: pa.Table) -> Drift:
        """Compare the label distributions of the input, `table`, and the output."""
        # A run keeps mentions, so it is no sign of leakage that both sets contain them.
        both = table, self.rows.table()
        rows = Coded.of(both[0], mentions=False), Coded.of(both[1], mentions=False)
        return compare(self.before, self.after, labels, rows, times=_RESAMPLES)
