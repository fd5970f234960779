"""A recipe that has run: its rows in files, and everything to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.core.decided import NOTHING, Decided
from reaug.core.findings import Finding
from reaug.core.step import Measures
from reaug.drift import Coded, Drift, Profile, compare
from reaug.engine.balancing import Reached
from reaug.engine.examples import Example
from reaug.engine.idle import Idle
from reaug.engine.stored import Stored
from reaug.engine.tally import StepTally

_RESAMPLES: Final = 299
"""Behind the bands of a run: fewer than `reaug drift` has, since a run moves its labels on purpose,
and enough for its decision to fall (the least p-value is 1 / 300)."""


@dataclass(repr=False)
class Done:
    """A recipe that has run: the resulting rows in files, and everything to report.

    rows : the rows after the last step.
    entries : number of log entries.
    logs, dropped : files of log entries and of dropped rows, per segment in order.
    columns : by step path, the columns that it added.
    reached : by path of a block with a target, the groups that lack rows, and what they get.
    finished : by step path, what `finish` made, of steps that measure or leave something.
    states : by step path, its description of its state (thresholds of a curriculum, …).
    measures : by step path, its figures and warnings about the rows that came out.
    decided : what people have decided, from the steps so far.
    deciding : paths of the steps with such decisions.
    seconds : by stage of the run.
    idle : steps and blocks that changed nothing though they were meant to.
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
        """How the label distribution moved from the input, `table`, to the output."""
        # A run keeps its mentions, so it means nothing that both sets name them.
        both = table, self.rows.table()
        rows = Coded.of(both[0], mentions=False), Coded.of(both[1], mentions=False)
        return compare(self.before, self.after, labels, rows, times=_RESAMPLES)
