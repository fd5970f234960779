"""What happens to one batch: a pure function of the rows, the nodes, their states and the seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.apply import Applied, HardRules, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw, row_keys
from reaug.core.edits import Edits, Refusals
from reaug.core.log import Log, entries, no_drops
from reaug.core.step import Where
from reaug.core.text import I64, Bool
from reaug.korean.repair import repair
from reaug.pipeline.asking import propose
from reaug.pipeline.examples import Example, examples_of
from reaug.pipeline.plan import Augment, Leaf, Node, OneOf, SomeOf

_SHARE: Final = "runner/p"  # a name under which no step draws
LEFT_SCHEMA: Final = pa.schema(
    [
        ("step", pa.string()),
        ("what", pa.string()),
        ("reason", pa.string()),
        ("row_id", pa.string()),
        ("label", pa.string()),
    ]
)
"""Rows that a step tried, and what came of it: `tried`, `changed`, `skipped`, `refused`, …"""


@dataclass(frozen=True)
class Frame:
    """All that a node needs beside the rows.

    states : by step path, what `finish` made.
    label_counts : labels of the rows that entered the segment; None where nothing asks for them.
    rules : hard rules about a single row (law 6).
    mark : what stands between a parent's row id and the rest of a copy's; see `copy_mark`.
    examples : how many rows per batch, step and reason are kept as examples.
    """

    seed: int
    states: dict[str, Any] = field(default_factory=dict)
    label_counts: dict[str, int] | None = None
    rules: HardRules | None = None
    mark: str = "~"
    examples: int = 0


@dataclass(frozen=True)
class Outcome:
    """A batch after some nodes, and everything that is to be told about it.

    kept : `bool[n]` over the rows that came in, False where dropped; None where all are kept.
    logs : one per step, in order.
    left : table of `LEFT_SCHEMA`.
    findings : table of `FINDINGS_SCHEMA`.
    """

    batch: Batch
    kept: Bool | None = None
    logs: tuple[Log, ...] = ()
    left: tuple[pa.Table, ...] = ()
    findings: tuple[pa.Table, ...] = ()
    examples: tuple[Example, ...] = ()

    def then(self, later: Outcome) -> Outcome:
        """One outcome of this and what followed it."""
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
    kept = first.copy()
    kept[first] = second
    return kept


def run_nodes(nodes: Sequence[Node], batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Run nodes one after another on the active rows of a batch (`bool[n]`)."""
    outcome = Outcome(batch)
    for node in nodes:
        done = run_node(node, outcome.batch, frame, active)
        if isinstance(node, Augment):
            # Copies are rows like any other to the nodes behind the block.
            active = np.ones(len(done.batch), dtype=np.bool_)
            outcome = replace(outcome, kept=None)
        elif done.kept is not None:
            active = active[done.kept]
        outcome = outcome.then(done)
    return outcome


def run_node(node: Node, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Run one node on the active rows of a batch."""
    if isinstance(node, Leaf):
        return _run_leaf(node, batch, frame, active)
    if isinstance(node, OneOf):
        return _run_one_of(node, batch, frame, active)
    if isinstance(node, SomeOf):
        return _run_some_of(node, batch, frame, active)
    return _run_augment(node, batch, frame, active)


def _eligible(batch: Batch, path: str, where: Where, p: float, frame: Frame, active: Bool) -> I64:
    mask = active & where.mask(batch, frame.label_counts)
    if p < 1:
        mask &= Draw(batch.keys, seed=frame.seed, path=path).uniform(_SHARE) < p
    return np.flatnonzero(mask)


def _run_leaf(leaf: Leaf, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    step = leaf.step
    rows = _eligible(batch, leaf.path, step.where, step.p, frame, active)
    part = batch if len(rows) == len(batch) else batch.take(rows)
    draw = Draw(part.keys, seed=frame.seed, path=leaf.path)
    changes = propose(leaf, part, frame.states.get(leaf.path), draw)
    notes: list[pa.Table] = []
    if changes.edits.noun.any():
        mended = repair(part, changes.edits)
        changes = replace(changes, edits=Edits.concat([changes.edits, mended.edits]))
        notes.append(_left(leaf.path, "left as it was", part, Refusals(mended.row, mended.reason)))
    findings = () if changes.findings is None else (changes.findings,)
    if part is not batch:
        changes = changes.spread(rows, len(batch))
    applied = apply(batch, changes, step=leaf.path, rules=frame.rules)
    kept = None if changes.drop is None or not changes.drop.any() else ~changes.drop
    left = [_tried(leaf.path, part), *notes, *_told(leaf.path, batch, changes, applied)]
    examples = examples_of(left, batch, applied, kept, frame.examples)
    return Outcome(applied.batch, kept, (applied.log,), tuple(left), findings, examples)


def _tried(path: str, part: Batch) -> pa.Table:
    return _left_rows(path, "tried", part, np.arange(len(part)), "")


def _told(path: str, batch: Batch, changes: Changes, applied: Applied) -> Iterable[pa.Table]:
    """What the report counts: rows changed, dropped, skipped and refused, by reason and label."""
    if changes.drop is not None:
        yield _left_rows(path, "dropped", batch, np.flatnonzero(changes.drop), changes.reason)
    changed = np.flatnonzero(_logged(batch, [applied.log]))
    yield _left_rows(path, "changed", batch, changed, changes.reason)
    yield _left(path, "refused", batch, applied.refusals)
    if changes.skipped is not None:
        rows = np.flatnonzero(pc.is_valid(changes.skipped).to_numpy(zero_copy_only=False))
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
    """Per row the child drawn first; with `retry` the next, until one changes the row."""
    rank = _ranks(node.path, batch, frame, node.weights)
    outcome, waiting = Outcome(batch), active
    for turn in range(len(node.children) if node.retry else 1):
        for i, child in enumerate(node.children):
            mine = waiting & (rank[i] == turn)
            if not mine.any():
                continue
            done = run_node(child, outcome.batch, frame, mine)
            waiting = waiting & ~_logged(outcome.batch, done.logs)
            if done.kept is not None:
                waiting, rank = waiting[done.kept], rank[:, done.kept]
            outcome = outcome.then(done)
    return replace(outcome, logs=tuple(_in_order(outcome.logs, batch)))


def _logged(batch: Batch, logs: Iterable[Log]) -> Bool:
    """`bool[n]`: the rows of a batch that logs speak of: those that were changed."""
    result = np.zeros(len(batch), dtype=np.bool_)
    for log in logs:
        place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
        result[place.drop_null().to_numpy(zero_copy_only=False)] = True
    return result


def _run_some_of(node: SomeOf, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    rank = _ranks(node.path, batch, frame, node.weights)
    outcome = Outcome(batch)
    for i, child in enumerate(node.children):
        mine = active & (rank[i] < node.count)
        if outcome.kept is not None:
            mine = mine[outcome.kept]
        outcome = outcome.then(run_node(child, outcome.batch, frame, mine))
    return outcome


def _ranks(path: str, batch: Batch, frame: Frame, weights: Sequence[float]) -> I64:
    """`int64[children, n]`: in which turn each child comes, for each row.

    Drawn without replacement by weight (Efraimidis & Spirakis, 2006).
    """
    draw = Draw(batch.keys, seed=frame.seed, path=path)
    k = len(weights)
    with np.errstate(divide="ignore", over="ignore"):  # the log of 0, and minute weights
        score = np.array([np.log(draw.uniform("child", i)) / weights[i] for i in range(k)])
    order = np.argsort(-score.reshape(k, len(batch)), axis=0, kind="stable")
    return np.argsort(order, axis=0)


def _run_augment(node: Augment, batch: Batch, frame: Frame, active: Bool) -> Outcome:
    """Copies, each through all the children; one equal to its parent or a sibling is dropped."""
    rows = _eligible(batch, node.path, node.where, node.p, frame, active)
    parents = batch.take(rows)
    tables, places = [batch.table], [np.arange(len(batch)) * (node.copies + 1)]
    logs: list[Log] = []
    left: list[pa.Table] = [_tried(node.path, parents)]
    findings: list[pa.Table] = []
    examples: list[Example] = []
    elder: list[tuple[Batch, I64]] = [(parents, np.arange(len(parents)))]
    for number in range(1, node.copies + 1):
        born = _birth(parents, f"{frame.mark}{node.path}#{number}")
        grown = run_nodes(node.children, born, frame, np.ones(len(born), dtype=np.bool_))
        copy = grown.batch
        parent = np.arange(len(born)) if grown.kept is None else np.flatnonzero(grown.kept)
        fresh = np.ones(len(copy), dtype=np.bool_)
        for reason, others in (
            ("equal to its parent", elder[:1]),
            ("equal to a sibling", elder[1:]),
        ):
            same = np.zeros(len(copy), dtype=np.bool_)
            for other in others:
                same |= _equal(copy, parent, *other)
            left.append(
                _left_rows(node.path, "not kept", copy, np.flatnonzero(fresh & same), reason)
            )
            fresh &= ~same
        chosen = np.flatnonzero(fresh)
        copy, parent = copy.take(chosen), parent[chosen]
        elder.append((copy, parent))
        tables.append(copy.table)
        places.append(rows[parent] * (node.copies + 1) + number)
        logs += [_born(node.path, copy, parents, parent, number), *grown.logs]
        left += [*grown.left, _left_rows(node.path, "copied", copy, np.arange(len(copy)), "")]
        held = [pc.is_in(table["row_id"], value_set=copy.ids) for table in grown.findings]
        findings += [table.filter(mask) for table, mask in zip(grown.findings, held, strict=True)]
        examples += grown.examples
    order = np.argsort(np.concatenate(places), kind="stable")
    result = Batch(pa.concat_tables(tables).take(pa.array(order)))
    told = tuple(_without_drops(log) for log in _in_order(logs, result))
    return Outcome(result, None, told, tuple(left), tuple(findings), tuple(examples))


def copy_mark(ids: pa.ChunkedArray, nodes: Sequence[Node]) -> str:
    """The mark of copies: `~`, or more of them where rows that come in are such copies already.

    A function of the row ids whatever their order; with it no copy gets an id that is taken.

    >>> copy_mark(pa.chunked_array([["a", "a~0.augment#1"]]), [])
    '~'
    """
    mark = "~"
    paths = [node.path for node in nodes if isinstance(node, Augment)]
    while any(pc.any(pc.match_substring(ids, f"{mark}{path}#")).as_py() for path in paths):
        mark *= 2
    return mark


def _birth(parents: Batch, suffix: str) -> Batch:
    """Copies with ids of their own from birth: the parent's id and a suffix."""
    ids = pc.binary_join_element_wise(parents.ids, suffix, "")
    table = parents.table
    for name, values in (
        (schema.ROW_ID, ids),
        (schema.GUID, ids),
        (schema.KEY, pa.array(row_keys(ids.to_pylist()), pa.uint64())),
    ):
        i = table.schema.get_field_index(name)
        table = table.set_column(i, table.schema.field(i), values)
    return Batch(table)


def _born(path: str, copy: Batch, parents: Batch, parent: I64, number: int) -> Log:
    n = len(copy)
    old = parents.ids.take(pa.array(parent))
    start = pa.array(np.full(n, number, dtype=np.int32))
    ordinal = pa.array(np.zeros(n, dtype=np.int32))
    table = entries(n, path, "copy", row_id=copy.ids, old=old, start=start, ordinal=ordinal)
    return Log(table, no_drops(copy), step=path)


def _in_order(logs: Iterable[Log], batch: Batch) -> Iterator[Log]:
    """One log per step, its entries in the order of the batch's rows.

    Entries of other rows are left out: of copies that were not kept, which never were.
    """
    for log in _by_step(logs):
        place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
        held = pc.is_valid(place)
        order = pc.sort_indices(place.filter(held))  # stable
        yield replace(log, entries=log.entries.filter(held).take(order))


def _without_drops(log: Log) -> Log:
    """The log of a step inside an augment block: a copy that it dropped never was."""
    return replace(log, dropped=log.dropped.slice(0, 0))


def _by_step(logs: Iterable[Log]) -> list[Log]:
    """One log per step, in the order in which the steps first acted."""
    grouped: dict[str, list[Log]] = {}
    for log in logs:
        grouped.setdefault(log.step, []).append(log)
    return [Log.concat(part) for part in grouped.values()]


def _equal(copy: Batch, parent: I64, other: Batch, other_parent: I64) -> Bool:
    """`bool[n]`: copies whose content equals that of the other batch's row of the same parent."""
    result = np.zeros(len(copy), dtype=np.bool_)
    if not len(other):
        return result
    at = np.minimum(np.searchsorted(other_parent, parent), len(other) - 1)
    mine = np.flatnonzero(other_parent[at] == parent)
    index, theirs = pa.array(mine), pa.array(at[mine])
    same = np.ones(len(mine), dtype=np.bool_)
    for name in (schema.SENTENCE, *schema.SPANS, *schema.FIELDS):
        a, b = copy.column(name).take(index), other.column(name).take(theirs)
        equal = pc.if_else(pc.is_valid(a), pc.equal(a, b), pc.is_null(b))
        same &= equal.fill_null(fill_value=False).to_numpy(zero_copy_only=False)
    result[mine] = same
    return result
