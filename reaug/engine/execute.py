"""Run a recipe: for each segment, summarise all rows, then run the steps; at the end, report."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.failures import ERROR, STOP, Policy, blamed
from reaug.core.findings import Finding
from reaug.core.row_decisions import NOTHING, PROTECTED, Decided
from reaug.core.step import InBoth, Measures, Step
from reaug.core.worker_pool import BROKEN
from reaug.drift import Profile
from reaug.engine.batches import Frame, Outcome, run_nodes
from reaug.engine.checkpoints import Known, finished, forget, is_whole
from reaug.engine.copies import Planned, copy_mark
from reaug.engine.copy_plan import plan_copies
from reaug.engine.crashes import check_share
from reaug.engine.idle_steps import idle
from reaug.engine.interface import Engine, LostWorkersError
from reaug.engine.run_result import Done
from reaug.engine.slice_result import Part
from reaug.engine.step_calls import findings_of_crashes
from reaug.engine.stored_rows import Stored, joined, store, tidy
from reaug.engine.summaries import Summaries, summarised
from reaug.engine.tally import StepTally, refused, tally
from reaug.errors import InputError, ReaugError
from reaug.recipe.plan import (
    Augment,
    Leaf,
    Node,
    in_place,
    leaves,
    needs_all_rows,
    segments,
    step_order,
    wheres,
)
from reaug.rulebook import RuleBook

INPUT: Final = "input.arrow"
"""Name of the file in the work folder with the input rows."""


class Watcher(Protocol):
    """What a run calls to report its progress."""

    def begin(self, what: str, rows: int) -> None:
        """Called when a pass over `rows` rows begins."""

    def advance(self, rows: int) -> None:
        """Called when `rows` further rows are done."""


class Silent:
    """A watcher that ignores all progress."""

    def begin(self, what: str, rows: int) -> None:
        """See `Watcher.begin`."""

    def advance(self, rows: int) -> None:
        """See `Watcher.advance`."""


def execute(
    nodes: Sequence[Node],
    table: pa.Table,
    rules: RuleBook,
    *,
    seed: int,
    engine: Engine,
    work: Path,
    watcher: Watcher | None = None,
    examples: int = 0,
    policy: Policy = STOP,
    stored: Stored | None = None,
    before: Callable[[], Profile] | None = None,
) -> Done:
    """Return the result of running the nodes of a recipe over rows.

    Parameters
    ----------
    nodes
        The result of `Recipe.nodes`.
    table
        Rows of `core.schema.CORE_SCHEMA`, followed by the user's columns.
    work
        A folder for files between passes, and for the files of the result.
    examples
        Number of rows per batch, step and reason to keep as examples.
    policy
        What to do with rows on which a step crashes, and the time limit for a batch.
    stored
        The rows, if they are stored in `work` already. Then each finished piece is sealed there,
        and pieces that an earlier, killed run has sealed are reused (see `engine.checkpoints`).
    before
        Gives the profile of the rows at the end, if others compute it; by default it is made here.

    Raises
    ------
    InputError
        No row is left.
    StepError
        A step crashed, or its proposal cannot be applied; with `skip`, only if it crashed on more
        than half of the rows that it tried.
    """
    watcher = watcher or Silent()
    started = time.perf_counter()
    rows = store(table, work / INPUT) if stored is None else stored
    counts: Counter[tuple[str, str, str, str]] = Counter()
    profile = Profile.of(table) if before is None else Profile()
    done = Done(rows, rows, profile, profile, [], 0)
    mark = copy_mark(table[schema.ROW_ID], nodes)
    done.seconds["store the input"] = time.perf_counter() - started
    parted = segments(nodes)
    for i, segment in enumerate(parted):
        started = time.perf_counter()
        if not done.rows.rows:
            break
        folder = work / f"segment-{i}"
        folder.mkdir(exist_ok=True)
        names = " + ".join(node.path for node in segment)
        frame = Frame(seed, rules=rules.violations, mark=mark, policy=policy)
        pieces = None if stored is None else finished(done.rows, folder)
        known = Known.kept(folder) if pieces and is_whole(done.rows, pieces) else None
        # pieces of later segments were computed from other files
        if pieces is not None and known is None:
            forget([work / f"segment-{later}" for later in range(i + 1, len(parted))])
        with _workers_at(names):
            if known is None or _is_asked_later(segment):
                frame = _with_states(frame, segment, done, rules, engine, watcher)
            if known is None:
                planned = _planned(segment, done, frame, engine, watcher)
                frame = replace(frame, planned=planned, examples=examples)
                if pieces is not None:
                    _known(segment, done, frame).keep(folder)
            else:
                done.states.update(known.states)
                done.reached.update(known.reached)
                frame = replace(frame, crashed=known.crashed)
        watcher.begin(names, done.rows.rows)
        with _workers_at(names):
            work_on = partial(run_segment, segment, frame)
            parts = engine.map(done.rows, work_on, folder, watcher.advance, pieces=pieces)
        findings = _take_in(done, parts, counts)
        done.findings += _not_tried(frame.crashed, findings)
        _check_crashes(segment, counts, done.findings)
        done.seconds[names] = time.perf_counter() - started
        del frame, work_on  # free the states before those of the next segment are computed
        tidy()
    if before is not None:
        done.before = before()
        done.after = done.after if parted else done.before
    done.steps = tally(counts, step_order(nodes))
    _count_protected(done)
    done.idle = idle(nodes, done.steps)
    if not done.rows.rows:
        raise InputError(_nothing_left(done.steps))
    done.refused = refused(counts)
    return done


@contextmanager
def _workers_at(names: str) -> Iterator[None]:
    """Add the names of the steps to an error about a worker process that ended unexpectedly."""
    try:
        yield
    except BrokenProcessPool as error:
        raise ReaugError(f"{names}: {BROKEN}") from error
    except LostWorkersError as error:
        raise ReaugError(f"{names}: {error}") from error


def _nothing_left(steps: Sequence[StepTally]) -> str:
    lines = [
        f"{step.path} dropped {step.what['dropped']:,} "
        f"({', '.join(f'{reason} {rows:,}' for reason, rows in step.why('dropped'))})"
        for step in steps
        if step.what["dropped"]
    ]
    return f"no row is left after the last step: {'; '.join(lines)}"


def run_segment(nodes: Sequence[Node], frame: Frame, batch: Batch) -> Outcome:
    """Return the outcome of all nodes of a segment on a batch; the engine maps this function."""
    return run_nodes(nodes, batch, frame, np.ones(len(batch), dtype=np.bool_))


def _is_asked_later(segment: Sequence[Node]) -> bool:
    """Return whether a step of a segment needs its state after all rows of the segment are done."""
    # That is so if it measures the output, writes files, or reads decisions.
    return any(
        getattr(type(leaf.step), name) is not getattr(Step, name)
        for leaf in leaves(segment)
        for name in ("measure", "leave", "decided", "file_findings")
    )


def _known(segment: Sequence[Node], done: Done, frame: Frame) -> Known:
    """Return what a run that continues this one must know about a segment."""
    # These are the states of its steps, the targets reached, and the crashes.
    # A segment is the nodes that run in one pass over the rows.
    paths = step_order(segment)
    return Known(
        {path: done.states[path] for path in paths if path in done.states},
        {path: done.reached[path] for path in paths if path in done.reached},
        frame.crashed,
    )


def _planned(
    segment: Sequence[Node], done: Done, frame: Frame, engine: Engine, watcher: Watcher
) -> dict[str, Planned]:
    """Return the copies to make, by path of an augment block with a target."""
    # Such a block is the first node of its segment, so it sees all rows.
    node = segment[0]
    if not isinstance(node, Augment) or node.balance is None:
        return {}
    watcher.begin(f"planning the copies of {node.path}", done.rows.rows)
    planned, reached = plan_copies(node, done.rows, frame, engine)
    watcher.advance(done.rows.rows)
    done.reached[node.path] = reached
    return {node.path: planned}


def _with_states(
    frame: Frame,
    segment: Sequence[Node],
    done: Done,
    rules: RuleBook,
    engine: Engine,
    watcher: Watcher,
) -> Frame:
    """Return the frame with the states of all steps."""
    # Only the first node of a segment can need all rows.
    rows = done.rows
    asking = [leaf for leaf in leaves(segment) if leaf.step.needs_summary]
    counting = any(where.counts_labels for where in wheres(segment))
    seen = Summaries()
    if any(needs_all_rows(node) for node in segment):
        watcher.begin(f"reading all rows for {segment[0].path}", rows.rows)
        seen = summarised(asking, rows, engine, counting=counting, policy=frame.policy)
        watcher.advance(rows.rows)
        tidy()
    states: dict[str, Any] = {}
    decided: dict[str, Decided] = {}
    on_rows = {leaf.path for leaf in in_place(segment)}
    for leaf in leaves(segment):
        # There are no decisions about copies, since they are new rows.
        known = done.decided if leaf.path in on_rows else NOTHING
        with blamed(leaf.path, "in finish"):
            state = leaf.step.finish_heeding(seen.by_step.get(leaf.path), rules, known)
        with blamed(leaf.path, "in describe"):
            if description := leaf.step.describe(state):
                done.states[leaf.path] = _plain(description)
        states[leaf.path] = state
        if len(known):
            decided[leaf.path] = known
        if leaf.path in on_rows:
            _record_decisions(leaf, state, done)
    for leaf in leaves(segment):  # other states, which may be large, are not needed again
        if type(leaf.step).measure is not Step.measure or type(leaf.step).leave is not Step.leave:
            done.finished[leaf.path] = states[leaf.path]
    counts = dict(seen.labels) if counting else None
    return replace(frame, states=states, label_counts=counts, crashed=seen.crashed, decided=decided)


def _record_decisions(leaf: Leaf, state: Any, done: Done) -> None:
    """Record the decisions that a step has read from a file, and its findings about the file."""
    with blamed(leaf.path, "in decided"):
        decided = leaf.step.decided(state)
        findings = leaf.step.file_findings(state)
    if decided is not None:
        done.decided = done.decided.joined(decided)
        done.deciding.append(leaf.path)
    done.findings += findings


def _count_protected(done: Done) -> None:
    """Record for each step that reads decisions how many rows they protected later."""
    # If several steps read decisions, a refused change counts for the last of them before the step
    # that proposed it.
    refusals: Counter[str] = Counter()
    last = None
    for step in done.steps:
        if last is not None:
            refusals[last] += dict(step.why("refused")).get(PROTECTED, 0)
        if step.path in done.deciding:
            last = step.path
    for path in done.deciding:
        done.states.setdefault(path, {}).setdefault("decisions", {})["protected"] = refusals[path]


def _check_crashes(
    segment: Sequence[Node], counts: Counter[Any], findings: Sequence[Finding]
) -> None:
    """Raise an error if a step crashed on more than half of its rows."""
    order = step_order(segment)
    for step in tally(counts, order):
        crashed = step.reasons.get("dropped", {}).get(ERROR)
        if crashed is None:
            continue
        crashes = (
            finding for finding in findings if finding.rule == ERROR and finding.value == step.path
        )
        row, line = min(((finding.rows[0], finding.en) for finding in crashes), default=("", ""))
        why = line.removeprefix(f"step {step.path} failed: ")
        check_share(step.path, crashed.total(), step.what["tried"], row, why)


def measures_of(
    nodes: Sequence[Node], rows: Stored, finished: Mapping[str, Any]
) -> dict[str, Measures]:
    """Return the figures and warnings of steps about the output, by the paths of the steps.

    `finished` has the states of the steps, as in `Done`.
    """
    table = rows.table()
    measures: dict[str, Measures] = {}
    for leaf in leaves(nodes):
        if type(leaf.step).measure is Step.measure or leaf.path not in finished:
            continue
        with blamed(leaf.path, "in measure"):
            figures, warnings = leaf.step.measure(table, finished[leaf.path])
            lines = tuple(
                warning if isinstance(warning, InBoth) else str(warning) for warning in warnings
            )
            measures[leaf.path] = Measures(_plain(figures), lines)
    return measures


def _plain(description: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step's description of its state as plain JSON data."""
    return dict(json.loads(json.dumps(dict(description), ensure_ascii=False, allow_nan=False)))


def _not_tried(
    crashed: Mapping[str, Mapping[str, str]], findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield findings for rows that crashed in `summarise` and were not tried later."""
    # A row is not tried if the step's conditions exclude it, if a copy of it is tried instead, or
    # if an earlier step has dropped it. The step's state then lacks the row, but no row is dropped
    # for the crash. `crashed` has the messages by step path and row id; `findings` are those of the
    # segment so far.
    for path, crashes in crashed.items():
        of_step = (
            finding for finding in findings if finding.rule == ERROR and finding.value == path
        )
        set_aside = {finding.rows[0] for finding in of_step}
        left = {row_id: why for row_id, why in sorted(crashes.items()) if row_id not in set_aside}
        if left:
            yield from findings_of_crashes(path, left, gone=False)


def _take_in(done: Done, parts: Sequence[Part], counts: Counter[Any]) -> list[Finding]:
    """Add the results of a segment to `done`, and return the segment's findings."""
    stored = [part.rows for part in parts if part.rows is not None]
    if stored:
        done.rows = joined(stored)
    done.after = Profile()
    for part in parts:
        done.after = done.after.merge(part.profile)
        done.entries += part.entries
        done.examples += part.examples
        done.columns.update(part.columns)
        counts.update(part.counts)
    done.logs += [part.log for part in parts if part.log is not None]
    done.dropped += [file for part in parts for file in part.dropped]
    findings = [finding for part in parts for finding in part.findings]
    done.findings += findings
    return findings


def in_memory(stored: Stored) -> pa.Table:
    """Return the rows as a table in memory, which outlives the files."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, stored.schema) as writer:
        writer.write_table(stored.table())
    return pa.ipc.open_stream(sink.getvalue()).read_all()
