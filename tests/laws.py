"""Check the laws of the design in any test: `check_laws` for a step and a batch.

`check_changes` checks one proposal of any origin: laws 1, 2, 3, 5 and 6 against the oracle.
`check_laws` checks the proposal of a step, and also law 4: nothing depends on how the rows are
divided into batches, nor on their order.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

import oracle
from reaug.core import schema
from reaug.core.apply import Applied, HardRules, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits, Refusals, normalise
from reaug.core.step import Step
from reaug.core.undo import undo

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

Repair = Callable[[Batch, Edits], Edits]

ROLE_NAMES = ("context", "subject", "object", "mark")
_OWN = (
    schema.ROW_ID,
    schema.SENTENCE,
    *schema.SPANS,
    schema.SUBJECT_TYPE,
    schema.OBJECT_TYPE,
    schema.LABEL,
)


def rows_of(batch: Batch) -> list[oracle.OracleRow]:
    """Convert the rows of a batch for the oracle."""
    return [
        oracle.OracleRow(
            id=row[schema.ROW_ID],
            sentence=row[schema.SENTENCE],
            subject=(row["subject_start"], row["subject_end"]),
            object=(row["object_start"], row["object_end"]),
            subject_type=row[schema.SUBJECT_TYPE],
            object_type=row[schema.OBJECT_TYPE],
            label=row[schema.LABEL],
            others={name: value for name, value in row.items() if name not in _OWN},
        )
        for row in batch.table.to_pylist()
    ]


def values_of(row: oracle.OracleRow) -> dict[str, Any]:
    """Convert a row of the oracle to the values of a table's row."""
    return {
        schema.ROW_ID: row.id,
        schema.SENTENCE: row.sentence,
        **dict(zip(schema.SPANS, (*row.subject, *row.object), strict=True)),
        schema.SUBJECT_TYPE: row.subject_type,
        schema.OBJECT_TYPE: row.object_type,
        schema.LABEL: row.label,
        **row.others,
    }


def proposals_of(changes: Changes, n: int) -> list[oracle.OracleProposal]:
    """Convert the proposal for a batch to proposals for its rows."""
    edits: list[list[oracle.OracleEdit]] = [[] for _ in range(n)]
    columns = changes.edits
    for row, start, end, text, role, noun in zip(
        columns.row.tolist(),
        columns.start.tolist(),
        columns.end.tolist(),
        columns.text.to_pylist(),
        columns.role.tolist(),
        columns.noun.tolist(),
        strict=True,
    ):
        edits[row].append(oracle.OracleEdit(start, end, text, ROLE_NAMES[role], noun))
    fields = {name: values.to_pylist() for name, values in changes.fields.items()}
    swap = [False] * n if changes.swap_roles is None else changes.swap_roles.tolist()
    drop = [False] * n if changes.drop is None else changes.drop.tolist()
    spans = [[-1] * 4] * n if changes.spans is None else changes.spans.tolist()
    return [
        oracle.OracleProposal(
            edits=tuple(edits[i]),
            fields={name: values[i] for name, values in fields.items() if values[i] is not None},
            spans=tuple(None if border == -1 else border for border in spans[i]),
            swap_roles=swap[i],
            drop=drop[i],
        )
        for i in range(n)
    ]


def edits_of(edits: Edits) -> list[tuple[int, oracle.OracleEdit]]:
    """Convert edits to (row, edit of the oracle), in order."""
    return [
        (row, oracle.OracleEdit(start, end, text, ROLE_NAMES[role], noun))
        for row, start, end, text, role, noun in zip(
            edits.row.tolist(),
            edits.start.tolist(),
            edits.end.tolist(),
            edits.text.to_pylist(),
            edits.role.tolist(),
            edits.noun.tolist(),
            strict=True,
        )
    ]


def hard_rule(rules: HardRules | None) -> oracle.HardRule | None:
    """Convert a hard rule for columns to one for single rows."""
    if rules is None:
        return None

    @cache
    def reason_of(label: str | None, subject_type: str | None, object_type: str | None) -> str:
        arrays = [pa.array([value], pa.string()) for value in (label, subject_type, object_type)]
        return rules(*arrays)[0].as_py()

    return reason_of


def check_changes(
    batch: Batch, changes: Changes, *, step: str = "0.test", rules: HardRules | None = None
) -> Applied:
    """Apply a proposal, and check laws 1, 2, 3, 5 and 6; returns the result of `apply`."""
    n = len(batch)
    before = rows_of(batch)
    proposals = proposals_of(changes, n)
    rule = hard_rule(rules)
    expected = [oracle.apply(row, p, rule) for row, p in zip(before, proposals, strict=True)]
    applied = apply(batch, changes, step=step, rules=rules)
    _check_rows(batch, changes, expected, applied)
    _check_refusals(expected, applied.refusals)
    based = [
        row if result.refused or result.row is None else oracle.respanned(row, proposal)
        for row, proposal, result in zip(before, proposals, expected, strict=True)
    ]
    _check_words(based, expected, applied)
    _check_normal_form(_batch_of(batch, based), changes, expected)
    _check_balance(batch, changes, applied)
    check_undo(batch, applied)
    if rule is not None:
        kept = {row.id: row for row in rows_of(applied.batch)}
        for row in before:
            held = not rule(row.label, row.subject_type, row.object_type)
            if row.id in kept and held:
                after = kept[row.id]
                broken = rule(after.label, after.subject_type, after.object_type)
                assert broken == "", f"law 6: row {row.id} now breaks {broken}"
    return applied


def _batch_of(batch: Batch, rows: list[oracle.OracleRow]) -> Batch:
    """The batch with the values of these rows."""
    return Batch(pa.Table.from_pylist([values_of(row) for row in rows], batch.table.schema))


def _check_rows(
    batch: Batch, changes: Changes, expected: list[oracle.OracleResult], applied: Applied
) -> None:
    """Law 1: the rows and all of their values are equal to those of the oracle."""
    added: list[dict[str, Any]] = [{} for _ in expected]
    if changes.columns is not None:
        names = changes.columns.column_names
        added = [
            dict.fromkeys(names) if result.refused else values
            for result, values in zip(expected, changes.columns.to_pylist(), strict=True)
        ]
    wanted = [
        {**values_of(result.row), **new}
        for result, new in zip(expected, added, strict=True)
        if result.row is not None
    ]
    assert applied.batch.table.to_pylist() == wanted, "law 1: rows differ from the oracle's"
    names = [] if changes.columns is None else changes.columns.column_names
    assert applied.batch.table.column_names == batch.table.column_names + list(names)
    core = applied.batch.table.select(schema.CORE_SCHEMA.names)
    assert core.schema.equals(schema.CORE_SCHEMA), "law 1: the schema changed"
    applied.batch.table.validate(full=True)


def _check_words(
    before: list[oracle.OracleRow], expected: list[oracle.OracleResult], applied: Applied
) -> None:
    """Law 1 again, directly: each word is the old one, or the text of its edit.

    If one mention is inside the other, the marks of the inner one are part of the outer word.
    """
    after = {row.id: row for row in rows_of(applied.batch)}
    swapped = _ids(applied.log.entries, "swap_roles")
    renamed: dict[tuple[str, str], str] = {
        (entry["row_id"], entry["field"]): entry["new"]
        for entry in applied.log.entries.to_pylist()
        if entry["kind"] == "edit"
    }
    marks: dict[str, list[tuple[int, int, str]]] = {}
    for entry in applied.log.entries.to_pylist():
        if entry["kind"] == "edit" and entry["field"] == "mark":
            edit = (entry["start"], entry["end"], entry["new"])
            marks.setdefault(entry["row_id"], []).append(edit)
    other = {"subject": "object", "object": "subject"}
    for row in before:
        if row.id not in after:
            continue
        for role in ("subject", "object"):
            start, end = getattr(row, role)
            word = row.sentence[start:end]
            for begin, stop, text in sorted(marks.get(row.id, ()), reverse=True):
                if start < begin <= stop < end:
                    word = word[: begin - start] + text + word[stop - start :]
            word = renamed.get((row.id, role), word)
            new = after[row.id]
            start, end = getattr(new, other[role] if row.id in swapped else role)
            assert new.sentence[start:end] == word, f"law 1: the {role} of row {row.id}"
    logged = sum(len(result.edits) for result in expected)
    assert logged == sum(kind == "edit" for kind in applied.log.entries["kind"].to_pylist())


def _ids(entries: pa.Table, kind: str) -> set[str]:
    return {entry["row_id"] for entry in entries.to_pylist() if entry["kind"] == kind}


def _check_refusals(expected: list[oracle.OracleResult], refusals: Refusals) -> None:
    """Law 2: the same rows are refused, each for a reason that the oracle also gives."""
    rows = refusals.row.tolist()
    assert rows == [i for i, result in enumerate(expected) if result.refused], "law 2: refused rows"
    for row, reason in zip(rows, refusals.reason.to_pylist(), strict=True):
        assert reason in expected[row].refused, f"law 2: the reason of row {row}"


def _check_normal_form(batch: Batch, changes: Changes, expected: list[oracle.OracleResult]) -> None:
    """Law 2: the edits equal the oracle's canonical ones, and normalising again changes nothing."""
    drop = np.zeros(len(batch), dtype=np.bool_) if changes.drop is None else changes.drop
    edits, _ = normalise(batch, changes.edits.take(~drop[changes.edits.row]))
    allowed = [  # law 6 refuses a row after its edits were checked
        (i, edit) for i, result in enumerate(expected) for edit in result.edits
    ]
    entries = edits_of(edits)
    unlawful = {i for i, result in enumerate(expected) if result.refused}
    assert [entry for entry in entries if entry[0] not in unlawful] == allowed
    again, refusals = normalise(batch, edits)
    assert edits_of(again) == entries, "law 2: normalise is not idempotent"
    assert not len(refusals.row), "law 2: canonical edits are refused"


def _check_balance(batch: Batch, changes: Changes, applied: Applied) -> None:
    """Law 5: rows in = rows kept + rows dropped."""
    kept = applied.batch.ids.to_pylist()
    gone = applied.log.dropped[schema.ROW_ID].to_pylist()
    assert sorted(kept + gone) == sorted(batch.ids.to_pylist()), "law 5: rows lost or made"
    if changes.reason is not None and changes.drop is not None:
        why = changes.reason.filter(pa.array(changes.drop)).to_pylist()
        assert applied.log.dropped["_reason"].to_pylist() == why, "law 5: reasons of drops"


def check_undo(batch: Batch, applied: Applied) -> None:
    """Law 3: the log's inverse restores the batch; dropped rows come back at their positions."""
    back = undo(applied.batch, applied.log).table
    assert back.schema.equals(batch.table.schema), "law 3: undo changes the schema"
    if not applied.log.dropped.num_rows:
        assert back.equals(batch.table), "law 3: undo does not restore the batch"
    order = [(schema.POSITION, "ascending"), (schema.ROW_ID, "ascending")]
    assert back.sort_by(order).equals(batch.table.sort_by(order)), "law 3: undo loses a row"


@dataclass(frozen=True)
class _Outcome:
    """The results of a step by row id."""

    rows: dict[str, dict[str, Any]]
    entries: dict[str, list[dict[str, Any]]]
    dropped: dict[str, str | None]
    refused: dict[str, str]
    skipped: dict[str, str | None]
    findings: list[str]

    def __or__(self, other: _Outcome) -> _Outcome:
        return _Outcome(
            self.rows | other.rows,
            self.entries | other.entries,
            self.dropped | other.dropped,
            self.refused | other.refused,
            self.skipped | other.skipped,
            sorted(self.findings + other.findings),
        )


@dataclass(frozen=True)
class _Run:
    """A step with everything that its result may depend on, except for the rows."""

    step: Step
    state: Any
    seed: int
    path: str
    rules: HardRules | None
    repair: Repair | None

    def propose(self, batch: Batch) -> Changes:
        draw = Draw(batch.keys, seed=self.seed, path=self.path)
        changes = self.step.propose(batch, self.state, draw)
        if self.repair is not None:
            changes = replace(changes, edits=self.repair(batch, changes.edits))
        return changes

    def outcome(self, batch: Batch) -> _Outcome:
        changes = self.propose(batch)
        after, log, refusals = apply(batch, changes, step=self.path, rules=self.rules)
        ids = batch.ids.to_pylist()
        entries: dict[str, list[dict[str, Any]]] = {}
        for entry in log.entries.to_pylist():
            entries.setdefault(entry["row_id"], []).append(entry)
        skipped = [None] * len(ids) if changes.skipped is None else changes.skipped.to_pylist()
        return _Outcome(
            rows={row[schema.ROW_ID]: row for row in after.table.to_pylist()},
            entries=entries,
            dropped={row[schema.ROW_ID]: row["_reason"] for row in log.dropped.to_pylist()},
            refused={
                ids[row]: reason
                for row, reason in zip(
                    refusals.row.tolist(), refusals.reason.to_pylist(), strict=True
                )
            },
            skipped=dict(zip(ids, skipped, strict=True)),
            findings=sorted(map(repr, changes.findings)),
        )


def state_of(step: Step, batches: list[Batch], rules: RuleBook | None) -> Any:
    """Return the state of a step after these batches, merged in this order."""
    summary = None
    if step.needs_summary:
        summary = step.summarise(batches[0])
        for batch in batches[1:]:
            summary = step.merge(summary, step.summarise(batch))
    return step.finish(summary, rules)  # type: ignore[arg-type]  # a step may not need rules


def check_laws(
    step: Step,
    batch: Batch,
    *,
    rules: RuleBook | None = None,
    seed: int = 0,
    path: str = "0.test",
    state: Any = None,
    repair: Repair | None = None,
) -> Applied:
    """Check laws 1 to 6 for a step on a batch, and return the result.

    `p` and `where` are handled by the runner and are ignored here: the step sees every row.

    Parameters
    ----------
    step, batch
        The step to check, and the batch, whose row ids must be unique.
    rules
        The rule book, for `finish` and law 6; None for none.
    seed, path
        The other values that the draws depend on.
    state
        The state of the step; by default made by summarise, merge and finish from the batch.
    repair
        Applied to the edits between propose and apply, like the runner does; by default nothing.
    """
    hard = None if rules is None else rules.violations
    step_state = state_of(step, [batch], rules) if state is None else state
    run = _Run(step, step_state, seed, path, hard, repair)
    changes = run.propose(batch)
    applied = check_changes(batch, changes, step=path, rules=hard)
    if changes.drop is not None:
        why = applied.log.dropped["_reason"].to_pylist()
        assert None not in why, "law 5: a row is dropped without a reason"
    whole = run.outcome(batch)
    n = len(batch)
    chance = random.Random(n)
    # A cut at 0 checks all rows a second time, and an empty batch; so does a cut at n.
    places = range(max(n, 1)) if n <= 8 else [0, 1, n - 1, *chance.sample(range(2, n - 1), 4)]
    for place in places:
        head, tail = (batch.take(np.arange(*ends)) for ends in ((0, place), (place, n)))
        both = run.outcome(head) | run.outcome(tail)
        _check_same(both, whole, f"law 4: another result when split at row {place}")
    order = np.array(chance.sample(range(n), n), dtype=np.int64)
    shuffled = batch.take(order)
    _check_same(run.outcome(shuffled), whole, "law 4: another result in another order")
    if state is None and step.needs_summary:
        _check_state(run, batch, shuffled, rules, whole)
    return applied


def _check_state(
    run: _Run, batch: Batch, shuffled: Batch, rules: RuleBook | None, whole: _Outcome
) -> None:
    """Law 4: the state does not depend on the order of rows, batches and merges."""
    n = len(batch)
    for rows in (batch, shuffled):
        thirds = [rows.take(part) for part in np.array_split(np.arange(n), 3)]
        # The state in `run` was made from one batch; make another from the shuffled batch.
        for parts in ([rows], thirds, thirds[::-1]) if rows is shuffled else (thirds, thirds[::-1]):
            other = replace(run, state=state_of(run.step, parts, rules))
            _check_same(other.outcome(batch), whole, "law 4: the state depends on the order")


def _check_same(a: _Outcome, b: _Outcome, message: str) -> None:
    for name in ("rows", "entries", "dropped", "refused", "skipped", "findings"):
        assert getattr(a, name) == getattr(b, name), f"{message} ({name})"
