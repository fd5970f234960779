"""Check the kernel's laws against the per-row oracle of `tests/oracle.py`, for `laws.py`.

Rows with a proposal are compared with the result of the oracle. All other rows must be unchanged,
which is checked by columns. Each check yields messages about violations.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from _common import CHECKOUT
from reaug.core.arrays import I64

sys.path.append(str(CHECKOUT / "tests"))

import oracle
from reaug.core import schema
from reaug.core.apply import Applied
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.undo import undo
from reaug.engine.batches import Outcome
from reaug.rulebook import RuleBook, load

ROLE_NAMES: Final = ("context", "subject", "object", "mark")
MUTABLE: Final = (
    schema.SENTENCE,
    *schema.SPANS,
    schema.SUBJECT_TYPE,
    schema.OBJECT_TYPE,
    schema.LABEL,
)


class Call(NamedTuple):
    """A call of the kernel, with its input and output."""

    before: Batch
    changes: Changes
    applied: Applied


@cache
def rules() -> RuleBook:
    """Return the rule book klue-re, loaded once per process."""
    return load("klue-re")


def law_1(call: Call) -> Iterator[str]:
    """Check that the kernel's result for a proposal equals the oracle's (law 1)."""
    before, changes, (after, log, refusals) = call
    n = len(before)
    drop = np.zeros(n, dtype=np.bool_) if changes.drop is None else changes.drop
    kept = np.flatnonzero(~drop)
    if not after.ids.equals(before.ids.take(pa.array(kept))):
        yield "law 1: other rows than those that are not dropped, or in another order"
        return
    touched = changes.touched(n) & ~drop
    rows = np.flatnonzero(touched)
    place = np.cumsum(~drop) - 1
    still = np.flatnonzero(~touched & ~drop)
    for name in before.table.column_names:
        which = still if name in MUTABLE else kept
        a = before.column(name).take(pa.array(which))
        b = after.column(name).take(pa.array(place[which]))
        yield from _differences(f"law 1: {name} of a row that is not touched", a, b, before, which)
    yield from _new_columns(call, kept)

    proposals = _proposals(changes, rows)
    old = _rows(before, rows)
    results = [
        oracle.apply(row, proposal, _hard_rule)
        for row, proposal in zip(old, proposals, strict=True)
    ]
    new = _rows(after, place[rows])
    for row, proposal, result, actual in zip(old, proposals, results, new, strict=True):
        if actual != result.row:
            yield f"law 1: row {row.id} is {actual}, to the oracle {result.row}"
        if not result.refused and not _words_hold(row, proposal, result, actual):
            yield f"law 1: a word of row {row.id} is neither the old one nor its edit's: {actual}"
    yield from _log_differences(log.entries, old, results)
    yield from _refusal_differences(before, rows, results, refusals)


def _differences(what: str, a: pa.Array, b: pa.Array, before: Batch, rows: I64) -> Iterator[str]:
    """Yield a message about the first row in which two columns differ, if there is any."""
    if a.equals(b):
        return
    for row, x, y in zip(rows.tolist(), a.to_pylist(), b.to_pylist(), strict=True):
        if x != y:
            yield f"{what}: row {before.ids[row]} has {y!r} for {x!r}"
            return


def _new_columns(call: Call, kept: I64) -> Iterator[str]:
    before, changes, (after, _, refusals) = call
    columns = changes.columns
    new = [name for name in after.table.column_names if name not in before.table.column_names]
    wanted = [] if columns is None else columns.column_names
    if new != wanted:
        yield f"law 1: new columns {new}, proposed {wanted}"
        return
    refused = np.zeros(len(before), dtype=np.bool_)
    refused[refusals.row] = True
    index = pa.array(kept, mask=refused[kept])
    for name in wanted:
        a = columns[name].combine_chunks().take(index)
        yield from _differences(f"law 1: {name}", a, after.column(name), before, kept)


def _rows(batch: Batch, rows: I64) -> list[oracle.OracleRow]:
    """Return rows in the form of the oracle, without the columns that changes cannot affect."""
    index = pa.array(rows)
    columns = [batch.column(name).take(index).to_pylist() for name in (schema.ROW_ID, *MUTABLE)]
    return [
        oracle.OracleRow(row_id, sentence, (a, b), (c, d), subject_type, object_type, label)
        for row_id, sentence, a, b, c, d, subject_type, object_type, label in zip(
            *columns, strict=True
        )
    ]


def _proposals(changes: Changes, rows: I64) -> list[oracle.OracleProposal]:
    """Return the proposals for some rows, one by one."""
    edits: dict[int, list[oracle.OracleEdit]] = {}
    columns = changes.edits
    for row, start, end, text, role in zip(
        columns.row.tolist(),
        columns.start.tolist(),
        columns.end.tolist(),
        columns.text.to_pylist(),
        columns.role.tolist(),
        strict=True,
    ):
        edit = oracle.OracleEdit(start, end, text, ROLE_NAMES[role])
        edits.setdefault(row, []).append(edit)
    index = pa.array(rows)
    fields = {name: values.take(index).to_pylist() for name, values in changes.fields.items()}
    swap = np.zeros(len(rows), dtype=np.bool_)
    if changes.swap_roles is not None:
        swap = changes.swap_roles[rows]
    spans = np.full((len(rows), 4), -1) if changes.spans is None else changes.spans[rows]
    return [
        oracle.OracleProposal(
            edits=tuple(edits.get(row, ())),
            fields={name: values[i] for name, values in fields.items() if values[i] is not None},
            spans=tuple(None if border == -1 else border for border in spans[i].tolist()),
            swap_roles=bool(swap[i]),
        )
        for i, row in enumerate(rows.tolist())
    ]


@cache
def _hard_rule(label: str | None, subject_type: str | None, object_type: str | None) -> str:
    values = (pa.array([value], pa.string()) for value in (label, subject_type, object_type))
    return str(rules().violations(*values)[0].as_py())


def _words_hold(
    row: oracle.OracleRow,
    proposal: oracle.OracleProposal,
    result: oracle.OracleResult,
    actual: oracle.OracleRow,
) -> bool:
    """Return whether the spans of a changed row mark the right words, as law 1 demands.

    Each span of `got` must mark the word that it marked in `row`, or the text with which an edit of
    `result` replaced this word.
    """
    row = oracle.respanned(row, proposal)
    words = {
        "subject": row.sentence[slice(*row.subject)],
        "object": row.sentence[slice(*row.object)],
    }
    words |= {edit.role: edit.text for edit in result.edits if edit.role != "context"}
    spans = (
        (actual.object, actual.subject) if proposal.swap_roles else (actual.subject, actual.object)
    )
    texts = tuple(actual.sentence[slice(*span)] for span in spans)
    return texts == (words["subject"], words["object"])


def _log_differences(
    entries: pa.Table, old: list[oracle.OracleRow], results: list[oracle.OracleResult]
) -> Iterator[str]:
    """Check that the log contains exactly the oracle's canonical edits."""
    table = entries.filter(pc.equal(entries["kind"], "edit"))
    names = ("row_id", "field", "start", "end", "old", "new")
    logged = list(zip(*(table[name].to_pylist() for name in names), strict=True))
    wanted = [
        (
            row.id,
            "sentence" if edit.role == "context" else edit.role,
            edit.start,
            edit.end,
            row.sentence[edit.start : edit.end],
            edit.text,
        )
        for row, result in zip(old, results, strict=True)
        for edit in result.edits
    ]
    if logged != wanted:
        pairs = (pair for pair in zip(logged, wanted, strict=False) if pair[0] != pair[1])
        actual, right = next(pairs, (f"{len(logged)} entries", f"{len(wanted)} entries"))
        yield f"law 1: the log says {actual}, the oracle {right}"


def _refusal_differences(
    before: Batch, rows: I64, results: list[oracle.OracleResult], refusals: Any
) -> Iterator[str]:
    """Check that kernel and oracle refuse the same rows (law 2).

    The reason that the kernel gives must be one of the reasons that the oracle gives for the row.
    """
    reported = dict(zip(refusals.row.tolist(), refusals.reason.to_pylist(), strict=True))
    expected = {row: r.refused for row, r in zip(rows.tolist(), results, strict=True) if r.refused}
    for row in sorted(reported.keys() | expected.keys()):
        if reported.get(row) not in expected.get(row, frozenset()):
            why = f"{reported.get(row)!r}, to the oracle {sorted(expected.get(row, ()))}"
            yield f"law 2: row {before.ids[row]} is refused for {why}"


def law_3(batch: Batch, outcome: Outcome) -> Iterator[str]:
    """Check that undoing the logs, last first, restores every column of every row (law 3)."""
    back = outcome.batch
    for log in reversed(outcome.logs):
        back = undo(back, log)
    order = [(schema.POSITION, "ascending"), (schema.ROW_ID, "ascending")]
    a, b = batch.table.sort_by(order), back.table.sort_by(order)
    if not a.schema.equals(b.schema):
        yield "law 3: undo changes the columns"
    elif a.num_rows != b.num_rows or not a[schema.ROW_ID].equals(b[schema.ROW_ID]):
        lost = sorted(set(a[schema.ROW_ID].to_pylist()) ^ set(b[schema.ROW_ID].to_pylist()))
        yield f"law 3: undo loses or makes rows: {lost[:3]}"
    elif not a.equals(b):
        for name in a.column_names:
            x, y = a[name].combine_chunks(), b[name].combine_chunks()
            what = f"law 3: {name} is not as it was"
            yield from _differences(what, x, y, Batch(a), np.arange(a.num_rows))
