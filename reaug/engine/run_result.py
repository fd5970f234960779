"""The result of running a recipe: rows in files, and everything to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

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
"""Number of resamples for the drift of a run.

They are fewer than in `reaug drift`, since a run changes the labels on purpose, but enough for a
decision (the smallest p-value is 1 / 300).
"""


@dataclass(repr=False)
class Done:
    """The result of running a recipe: rows in files, and everything to report.

    rows : the rows after the last step.
    input_rows : the rows before the first step.
    entries : number of log entries.
    logs, dropped : the files of log entries, and of dropped rows, in the order of the segments.
    columns : by step path, the columns that the step added.
    reached : by path of an augment block with a target, how far each group of rows reaches it.
    finished : by step path, the states of steps that measure the output or write files.
    states : by step path, the description of the state (thresholds of a curriculum, …).
    measures : by step path, the step's figures and warnings about the output.
    decided : people's decisions from all steps that read decisions.
    deciding : paths of the steps that read decisions.
    seconds : duration of each stage of the run.
    idle : steps and blocks that should have changed something but did not.
    """

    rows: Stored
    input_rows: Stored
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

    @property
    def rows_in(self) -> int:
        """The number of rows before the first step."""
        return self.input_rows.rows

    def __repr__(self) -> str:
        steps = ", ".join(step.path for step in self.steps)
        return f"<Done: {self.rows_in:,} rows in, {self.rows.rows:,} out, by {steps}>"

    def drift(self, labels: Sequence[str], input_rows: Coded, output_rows: Coded) -> Drift:
        """Return the drift from the input to the output, from their rows as `coded` gives them."""
        rows = input_rows, output_rows
        return compare(self.before, self.after, labels, rows, times=_RESAMPLES)


def coded(rows: Stored) -> Coded:
    """Return rows in the form in which `Done.drift` compares them.

    Shared mentions are not compared: a run keeps them, so they are no sign of leakage.
    """
    return Coded.of(rows.table(), mentions=False).numbered()
