"""What a step did with some rows, in a form that can be compared between runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reaug.core import schema
from reaug.core.apply import HardRules
from reaug.core.batch import Batch
from reaug.core.undo import undo
from reaug.engine.batches import Frame, Outcome, run_node
from reaug.recipe.plan import Leaf
from reaug.rulebook import RuleBook

PATH = "0.checked"


@dataclass(frozen=True)
class Made:
    """What a step did, by row id.

    rows : the resulting row; None if it was dropped.
    entries : its log entries.
    reasons : what happened to the row, with reasons.
    findings : the findings about it.
    columns : the columns that the step added.
    """

    rows: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    entries: dict[str, list[Any]] = field(default_factory=dict)
    reasons: dict[str, list[Any]] = field(default_factory=dict)
    findings: dict[str, list[Any]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def __or__(self, other: Made) -> Made:
        return Made(
            self.rows | other.rows,
            self.entries | other.entries,
            self.reasons | other.reasons,
            self.findings | other.findings,
            self.columns or other.columns,
        )

    def differs(self, other: Made) -> str:
        """Return the first row that differs between the two, and how; "" if none does."""
        for name in ("rows", "entries", "reasons", "findings"):
            own_values, other_values = getattr(self, name), getattr(other, name)
            for row in sorted(own_values.keys() | other_values.keys()):
                if own_values.get(row) != other_values.get(row):
                    difference = _first_difference(own_values.get(row), other_values.get(row))
                    return f"row {row!r}: {difference}"
        return "" if self.columns == other.columns else "the columns that it adds"

    def counts(self) -> Counter[str]:
        """Return the number of rows tried, changed, dropped, skipped and refused."""
        return Counter(what for outcomes in self.reasons.values() for what, _ in outcomes)


def _first_difference(a: Any, b: Any) -> str:
    if isinstance(a, dict) and isinstance(b, dict):
        name = next(name for name in {**a, **b} if a.get(name) != b.get(name))
        return f"{name} is {a.get(name)!r} or {b.get(name)!r}"
    return f"{a!r} or {b!r}"


def outcome_of(step: Any, batch: Batch, state: Any, rules: RuleBook, seed: int) -> Outcome:
    """Return the outcome of a step on a batch, with particles repaired, as in a run."""
    frame = Frame(
        seed,
        states={PATH: state},
        rules=rules.violations,
        label_counts=dict(Counter(batch.label.to_pylist())),
    )
    return run_node(Leaf(PATH, step), batch, frame, np.ones(len(batch), dtype=np.bool_))


def made(outcome: Outcome, batch: Batch) -> Made:
    """Return an outcome arranged by row id."""
    result = Made(columns=tuple(name for log in outcome.logs for name in log.columns))
    result.rows.update(dict.fromkeys(batch.ids.to_pylist()))
    for row in outcome.batch.table.to_pylist():
        result.rows[row[schema.ROW_ID]] = row
    for log in outcome.logs:
        for entry in log.entries.to_pylist():
            result.entries.setdefault(entry["row_id"], []).append(entry)
    for table in outcome.left:
        for row in table.to_pylist():
            what_and_why = (row["what"], row["reason"])
            result.reasons.setdefault(row["row_id"], []).append(what_and_why)
    for finding in outcome.findings:
        for row_id in finding.rows:
            result.findings.setdefault(row_id, []).append(finding)
    for findings in result.findings.values():
        findings.sort(key=repr)
    return result


def broken_laws(batch: Batch, outcome: Outcome, hard: HardRules) -> list[str]:
    """Return how an outcome breaks the laws 1, 3, 5 and 6 of docs/design.md, each law at most
    once.
    """
    checks = (_spans, _words, _balance, _undone)
    broken = [why for check in checks if (why := check(batch, outcome))]
    if why := _rules(batch, outcome, hard):
        broken.append(why)
    return broken


def _spans(batch: Batch, outcome: Outcome) -> str:
    after = outcome.batch
    lengths = after.codepoints.lengths
    for i, (a, b, c, d) in enumerate(after.spans.tolist()):
        if not (0 <= a < b <= lengths[i] and 0 <= c < d <= lengths[i]):
            return f"spans (law 1): a mention of row {after.ids[i].as_py()!r} lies outside the text"
    return ""


def _words(batch: Batch, outcome: Outcome) -> str:
    """Return an error if a mention's word changed although the log does not rename or move it."""
    touched = {
        entry["row_id"]
        for log in outcome.logs
        for entry in log.entries.to_pylist()
        if entry["kind"] in ("span", "swap_roles") or entry["field"] in schema.ROLES
    }
    before = dict(zip(batch.ids.to_pylist(), range(len(batch)), strict=True))
    for role in schema.ROLES:
        old, new = batch.words(role), outcome.batch.words(role)
        for i, row in enumerate(outcome.batch.ids.to_pylist()):
            if row not in touched and old[before[row]] != new[i]:
                return f"spans (law 1): the {role} of row {row!r} has changed without an edit"
    return ""


def _balance(batch: Batch, outcome: Outcome) -> str:
    dropped = [row for log in outcome.logs for row in log.dropped[schema.ROW_ID].to_pylist()]
    if sorted([*outcome.batch.ids.to_pylist(), *dropped]) != sorted(batch.ids.to_pylist()):
        return "rows (law 5): rows in are not rows kept and rows dropped"
    return ""


def _undone(batch: Batch, outcome: Outcome) -> str:
    undone = outcome.batch
    for log in reversed(outcome.logs):
        undone = undo(undone, log)
    order = [(schema.POSITION, "ascending"), (schema.ROW_ID, "ascending")]
    if not undone.table.sort_by(order).equals(batch.table.sort_by(order)):
        return "undo (law 3): the log does not give back the rows that came in"
    return ""


def _rules(batch: Batch, outcome: Outcome, hard: HardRules) -> str:
    def broken(rows: Batch) -> dict[str, str]:
        why = hard(rows.label, rows.type("subject"), rows.type("object"))
        return dict(zip(rows.ids.to_pylist(), why.to_pylist(), strict=True))

    before, after = broken(batch), broken(outcome.batch)
    for row, why in after.items():
        if why and not before[row]:
            return f"rules (law 6): row {row!r} breaks {why} now, and did not before"
    return ""
