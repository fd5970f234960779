"""Show what steps would do: the result of a run that writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reaug.core.html_table import html_table
from reaug.engine.step_examples import Example
from reaug.engine.tally import StepTally
from reaug.runs.run import Result

_SHOWN = 20


@dataclass(frozen=True, repr=False)
class Preview:
    """Examples of what steps did to rows; shown as a table in a notebook."""

    result: Result

    @property
    def examples(self) -> tuple[Example, ...]:
        """Rows before and after, and rows that were left unchanged, with the reason."""
        return tuple(self.result.done.examples)

    @property
    def steps(self) -> tuple[StepTally, ...]:
        """The counts of each step."""
        return tuple(self.result.done.steps)

    def __repr__(self) -> str:
        rows = self.result.plan.reading.table.num_rows
        steps = ", ".join(f"{step.path} changed {step.what['changed']:,}" for step in self.steps)
        return f"<Preview of {rows:,} rows: {steps}; {len(self.examples):,} examples>"

    def _repr_html_(self) -> str:
        rows = [
            (
                one.step,
                f"{one.what} {one.reason}".strip(),
                one.before.sentence,
                "" if one.after is None else one.after.sentence,
            )
            for one in self.examples[:_SHOWN]
        ]
        return html_table(repr(self), ("step", "what", "before", "after"), rows)
