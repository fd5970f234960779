"""Run nodes (steps and blocks of a recipe) on one batch of rows.

The laws that the docstrings of this package number are those of docs/design.md.

The result depends only on the rows, the nodes, the states of the steps and the seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.apply import Applied, HardRules, apply
from reaug.core.arrays import I64, Bool, rows_where, spread_mask
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits, Refusals
from reaug.core.failures import ERROR, STOP, Policy
from reaug.core.findings import Finding
from reaug.core.log import Log
from reaug.core.row_decisions import Decided
from reaug.core.step import Where
from reaug.engine.copies import Births, Copies, Planned, in_order, without_drops
from reaug.engine.decision_guard import guarded
from reaug.engine.step_calls import Proposed, findings_of_crashes, propose, with_drops
from reaug.engine.step_examples import Example, examples_of
from reaug.korean.repair import repair
from reaug.recipe.plan import Augment, Leaf, Node, OneOf, SomeOf

_SHARE: Final = "runner/p"  # a name that no step uses for draws
LEFT_SCHEMA: Final = pa.schema(
    [
        ("step", pa.string()),
        ("what", pa.string()),
        ("reason", pa.string()),
        ("row_id", pa.string()),
        ("label", pa.string()),
    ]
)
"""Schema of the tables for the report: a row, and what a step did (`tried`, `changed`, `skipped`,
…).
"""


@dataclass(frozen=True)
class Frame:
    """Everything that a node needs besides the rows.

    states : by step path, what the step's `finish` returned after it had seen all rows.
    label_counts : number of rows of each label at the start of the segment (the nodes that run in
        one pass over the rows); None if not needed.
    rules : the hard rules of the rule book about a single row, which no step may break (law 6 of
        docs/design.md).
    mark : separates the id of the parent from the rest of a copy's id; see `copy_mark`.
    examples : number of rows per batch, step and reason to keep as examples.
    planned : by path of an augment block with a target (a number of rows per label), the copies
        to make.
    decided : by step path, people's decisions that the step must not overrule.
    policy : what to do with rows on which a step crashes.
    crashed : by step path and row id, the message of a crash in the step's `summarise`.
    """

    seed: int
    states: dict[str, Any] = field(default_factory=dict)
    label_counts: dict[str, int] | None = None
    rules: HardRules | None = None
    mark: str = "~"
    examples: int = 0
    planned: dict[str, Planned] = field(default_factory=dict)
    decided: dict[str, Decided] = field(default_factory=dict)
    policy: Policy = STOP
    crashed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """A batch after nodes have run on it, and everything to report about them.

    kept : `bool[n]`, False for input rows that were dropped; None if all are kept.
    logs : the log of each step, in order.
    left : tables of `LEFT_SCHEMA`: what a step did to each row (changed, skipped, …), and why.
    """

    batch: Batch
    kept: Bool | None = None
    logs: tuple[Log, ...] = ()
    left: tuple[pa.Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    examples: tuple[Example, ...] = ()

    def then(self, later: Outcome) -> Outcome:
        """Return the outcome of this node and of the nodes that ran after it (`later`) as one."""
        return Outcome(
            later.batch,
            _both(self.kept, later.kept),
            self.logs + later.logs,
            self.left + later.left,
            self.findings + later.findings,
            self.examples + later.examples,
        )


def _both(first: Bool | None, second: Bool | None) -> Bool | None:
    if first is None or second is None:
        return first if second is None else second
    remains = first.copy()
    remains[first] = second
    return remains


def run_nodes(nodes: Sequence[Node], batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Return the outcome of running nodes one after another on the rows for which `active` is true.

    `active` is `bool[n]`, one value for each row of the batch.
    """
    outcome = Outcome(batch)
    for node in nodes:
        done = run_node(node, outcome.batch, frame, active)
        if isinstance(node, Augment):
            # For the nodes after the block, copies are ordinary rows.
            active = np.ones(len(done.batch), dtype=np.bool_)
            outcome = replace(outcome, kept=None)
        elif done.kept is not None:
            active = active[done.kept]
        outcome = outcome.then(done)
    return outcome


def run_node(node: Node, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Return the outcome of running one node on the rows for which `active` is true (`bool[n]`)."""
    if isinstance(node, Leaf):
        return _run_leaf(node, batch, frame, active)
    if isinstance(node, OneOf):
        return _run_one_of(node, batch, frame, active)
    if isinstance(node, SomeOf):
        return _run_some_of(node, batch, frame, active)
    return _run_augment(node, batch, frame, active)


def eligible(batch: Batch, path: str, where: Where, p: float, frame: Frame, active: Bool) -> I64:
    """Return the positions of the rows that a node tries (`int64[m]`).

    The node tries active rows that meet `where`; of these, each one with the probability `p`.
    """
    mask = active & where.mask(batch, frame.label_counts)
    if p < 1:
        mask &= Draw(batch.keys, seed=frame.seed, path=path).uniform(_SHARE) < p
    return np.flatnonzero(mask)


def _run_leaf(leaf: Leaf, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    step = leaf.step
    rows = eligible(batch, leaf.path, step.where, step.p, frame, active)
    part = batch if len(rows) == len(batch) else batch.take(rows)
    draw = Draw(part.keys, seed=frame.seed, path=leaf.path)
    changes, crashed, gone = _proposed(leaf, part, frame, draw)
    notes: list[pa.Table] = []
    if changes.edits.noun.any():
        mended = repair(part, changes.edits)
        changes = replace(changes, edits=Edits.concat([changes.edits, mended.edits]))
        notes.append(_left(leaf.path, "left as it was", part, Refusals(mended.row, mended.reason)))
    if part is not batch:
        changes = changes.spread(rows, len(batch))
    decided, state = frame.decided.get(leaf.path), frame.states.get(leaf.path)
    changes, refused_rows = guarded(leaf, batch, changes, decided, state)
    notes.append(_left(leaf.path, "refused", batch, refused_rows))
    findings = changes.findings
    # after the guard, since dropping a row because of a crash overrules no decision
    if gone is not None:
        changes = with_drops(changes, spread_mask(gone, rows, len(batch)))
        by_id = {part.ids[row].as_py(): why for row, why in crashed.items()}
        findings += tuple(findings_of_crashes(leaf.path, by_id, gone=True))
    applied = apply(batch, changes, step=leaf.path, rules=frame.rules)
    remains = None if changes.drop is None or not changes.drop.any() else ~changes.drop
    left = [_tried(leaf.path, part), *notes, *_outcome_tables(leaf.path, batch, changes, applied)]
    examples = examples_of(left, batch, applied, remains, frame.examples)
    return Outcome(applied.batch, remains, (applied.log,), tuple(left), findings, examples)


def _proposed(leaf: Leaf, part: Batch, frame: Frame, draw: Draw) -> Proposed:
    """Return the proposal of a step, without rows on which the step crashed now or earlier."""
    before = frame.crashed.get(leaf.path)
    state = frame.states.get(leaf.path)
    if not before:
        return propose(leaf, part, state, draw, frame.policy)
    ids = part.ids.to_pylist()
    crashed = {row: before[row_id] for row, row_id in enumerate(ids) if row_id in before}
    if not crashed:
        return propose(leaf, part, state, draw, frame.policy)
    gone = np.zeros(len(part), dtype=np.bool_)
    gone[list(crashed)] = True
    others = np.flatnonzero(~gone)
    rest = propose(leaf, part.take(others), state, draw.take(others), frame.policy)
    crashed |= {int(others[row]): why for row, why in rest.crashed.items()}
    if rest.gone is not None:
        gone[others[rest.gone]] = True
    return Proposed(rest.changes.spread(others, len(part)), crashed, gone)


def _tried(path: str, part: Batch) -> pa.Table:
    return _left_rows(path, "tried", part, np.arange(len(part)), "")


def _outcome_tables(
    path: str, batch: Batch, changes: Changes, applied: Applied
) -> Iterable[pa.Table]:
    """Yield the tables for the report: rows dropped, changed, refused and skipped, with reasons."""
    if changes.drop is not None:
        yield _left_rows(path, "dropped", batch, np.flatnonzero(changes.drop), changes.reason)
    changed = np.flatnonzero(_logged(batch, [applied.log]))
    yield _left_rows(path, "changed", batch, changed, changes.reason)
    yield _left(path, "refused", batch, applied.refusals)
    if changes.skipped is not None:
        rows = rows_where(pc.is_valid(changes.skipped))
        yield _left_rows(path, "skipped", batch, rows, changes.skipped)


def _left(path: str, what: str, batch: Batch, rows: Refusals) -> pa.Table:
    index = pa.array(rows.row)
    return _left_table(path, what, rows.reason, batch.ids.take(index), batch.label.take(index))


def _left_rows(
    path: str, what: str, batch: Batch, rows: I64, reason: pa.StringArray | str | None
) -> pa.Table:
    index = pa.array(rows)
    if reason is None or isinstance(reason, str):
        why = pa.repeat(pa.scalar(reason or "", pa.string()), len(rows))
    else:
        why = reason.take(index).fill_null("")
    return _left_table(path, what, why, batch.ids.take(index), batch.label.take(index))


def _left_table(path: str, what: str, reason: pa.Array, ids: pa.Array, label: pa.Array) -> pa.Table:
    n = len(ids)
    step, kind = pa.repeat(pa.scalar(path), n), pa.repeat(pa.scalar(what), n)
    return pa.Table.from_arrays([step, kind, reason, ids, label], schema=LEFT_SCHEMA)


def _run_one_of(node: OneOf, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Return the outcome of running one drawn child per row."""
    # With `retry`, further children are tried until the row changes.
    rank = _ranks(node.path, batch, frame, node.weights)
    outcome, waiting = Outcome(batch), active
    for turn in range(len(node.children) if node.retry else 1):
        for i, child in enumerate(node.children):
            chosen = waiting & (rank[i] == turn)
            if not chosen.any():
                continue
            done = run_node(child, outcome.batch, frame, chosen)
            waiting = waiting & ~_logged(outcome.batch, done.logs)
            if done.kept is not None:
                waiting, rank = waiting[done.kept], rank[:, done.kept]
            outcome = outcome.then(done)
    return replace(outcome, logs=tuple(in_order(outcome.logs, batch)))


def _logged(batch: Batch, logs: Iterable[Log]) -> Bool:
    """Return which rows of a batch the logs have changed (`bool[n]`)."""
    result = np.zeros(len(batch), dtype=np.bool_)
    for log in logs:
        place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
        result[place.drop_null().to_numpy(zero_copy_only=False)] = True
    return result


def _run_some_of(node: SomeOf, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    rank = _ranks(node.path, batch, frame, node.weights)
    outcome = Outcome(batch)
    for i, child in enumerate(node.children):
        chosen = active & (rank[i] < node.count)
        if outcome.kept is not None:
            chosen = chosen[outcome.kept]
        outcome = outcome.then(run_node(child, outcome.batch, frame, chosen))
    return outcome


def _ranks(path: str, batch: Batch, frame: Frame, weights: Sequence[float]) -> I64:
    """Return the rank of each child in the order that each row draws (`int64[children, n]`)."""
    # The children are drawn by weight without replacement (Efraimidis & Spirakis, 2006).
    draw = Draw(batch.keys, seed=frame.seed, path=path)
    k = len(weights)
    # for the logarithm of 0, and for tiny weights
    with np.errstate(divide="ignore", over="ignore"):
        score = np.array([np.log(draw.uniform("child", i)) / weights[i] for i in range(k)])
    order = np.argsort(-score.reshape(k, len(batch)), axis=0, kind="stable")
    return np.argsort(order, axis=0)


def _run_augment(node: Augment, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Return the rows, each followed by its new copies; the block's steps change only copies."""
    rows = eligible(batch, node.path, node.where, node.p, frame, active)
    wanted = frame.planned.get(node.path)
    if wanted is None:
        births = Births.each(np.arange(len(rows)), node.copies)
    else:
        births = wanted.births(batch.ids.take(pa.array(rows)))
        rows = rows[np.unique(births.parent)]
        births = wanted.births(batch.ids.take(pa.array(rows)))
    copies = Copies(node.path, frame.mark, batch.take(rows))
    outcomes = []
    for some in births.chunks():
        new_copies = copies.born(some)
        grown = run_nodes(
            node.children, new_copies, frame, np.ones(len(new_copies), dtype=np.bool_)
        )
        copies.keep(some, grown.batch, grown.kept)
        outcomes.append(grown)
    return _with_copies(node, batch, rows, copies, outcomes)


def _with_copies(
    node: Augment, batch: Batch, rows: I64, copies: Copies, outcomes: Sequence[Outcome]
) -> Outcome:
    """Return the batch with copies after their parents, and everything to report about them."""
    left = [_tried(node.path, copies.parents)]
    findings: list[Finding] = []
    logs: list[Log] = []
    tables, places = [batch.table], [np.arange(len(batch)) * copies.room]
    for kept, grown in zip(copies.kept, outcomes, strict=True):
        for reason, twins in kept.twins.items():
            left.append(_left_rows(node.path, "not kept", twins, np.arange(len(twins)), reason))
        copied = _left_rows(node.path, "copied", kept.rows, np.arange(len(kept.rows)), "")
        left += [*grown.left, copied]
        # A copy on which a step crashed is dropped, but the crash is reported.
        row_ids = frozenset(kept.rows.ids.to_pylist() if grown.findings else ())
        findings += (
            finding
            for finding in grown.findings
            if finding.rule == ERROR or row_ids.intersection(finding.rows)
        )
        logs += [copies.births_log(kept), *grown.logs]
        tables.append(kept.rows.table)
        places.append(rows[kept.parent] * copies.room + kept.number)
    order = np.argsort(np.concatenate(places), kind="stable")
    result = Batch(pa.concat_tables(tables).take(pa.array(order)))
    copy_logs = tuple(without_drops(log) for log in in_order(logs, result))
    examples = tuple(example for grown in outcomes for example in grown.examples)
    return Outcome(result, None, copy_logs, tuple(left), tuple(findings), examples)
