"""Call the `summarise` of steps on all rows before they change any, and record crashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.core.failures import Policy, blamed
from reaug.core.step import Step
from reaug.engine.crashes import check_share
from reaug.engine.interface import Engine
from reaug.engine.step_calls import asked
from reaug.engine.stored_rows import Stored
from reaug.recipe.plan import Leaf


@dataclass
class Summaries:
    """What steps have summarised from some rows.

    by_step : by step path, the summary; missing if the step crashed on every row.
    labels : number of rows of each label, if labels are counted.
    crashed : by step path and row id, the message of the crash; these rows are in no summary.
    """

    by_step: dict[str, Any] = field(default_factory=dict)
    labels: Counter[str] = field(default_factory=Counter)
    crashed: dict[str, dict[str, str]] = field(default_factory=dict)


def summarised(
    asking: Sequence[Leaf], rows: Stored, engine: Engine, *, counting: bool, policy: Policy
) -> Summaries:
    """Return the summaries of steps over all rows.

    Parameters
    ----------
    asking
        The steps that need all rows.
    counting
        Whether to count the labels.

    Raises
    ------
    StepError
        A step crashed and the policy is to stop; or it crashed on more than half of the rows.
    """
    look = partial(_summarise, asking, counting, policy)
    both: Summaries = engine.fold(rows, look, _Merge(asking)) or Summaries()
    for path, crashes in both.crashed.items():
        first = min(crashes)
        check_share(path, len(crashes), rows.rows, first, crashes[first])
    return both


def _summarise(
    asking: Sequence[Leaf],
    counting: bool,  # noqa: FBT001 - partial
    policy: Policy,
    batch: Batch,
) -> Summaries:
    made = Summaries()
    for leaf in asking:
        question = partial(_summary, leaf.step, batch)
        answer = asked(leaf.path, batch, question, policy, "in summarise ")
        if len(answer.rows):
            made.by_step[leaf.path] = answer.value
        if answer.crashed:
            ids = batch.ids
            made.crashed[leaf.path] = {
                ids[row].as_py(): f"in summarise: {why}" for row, why in answer.crashed.items()
            }
    if counting:
        values = batch.label.value_counts()
        made.labels.update({count["values"].as_py(): count["counts"].as_py() for count in values})
    return made


def _summary(step: Step, batch: Batch, rows: I64) -> Any:
    return step.summarise(batch if len(rows) == len(batch) else batch.take(rows))


class _Merge:
    """Merges the summaries of several steps; a class, so that worker processes can unpickle it."""

    def __init__(self, asking: Sequence[Leaf]) -> None:
        self._steps = {leaf.path: leaf.step for leaf in asking}

    def __call__(self, a: Summaries, b: Summaries) -> Summaries:
        both = Summaries(a.by_step | b.by_step, a.labels + b.labels)
        for path in a.by_step.keys() & b.by_step.keys():
            with blamed(path, "in merge"):
                both.by_step[path] = self._steps[path].merge(a.by_step[path], b.by_step[path])
        for path in a.crashed.keys() | b.crashed.keys():
            both.crashed[path] = a.crashed.get(path, {}) | b.crashed.get(path, {})
        return both
