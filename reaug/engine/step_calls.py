"""Call the methods of steps; errors name the step, and proposals are checked before use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.arrays import I64, Bool, mask_of
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.failures import DEBUG, DEBUG_SENTENCE, ERROR, STOP, TIME_UP, Policy
from reaug.core.findings import Finding
from reaug.core.step import Step
from reaug.engine.crashes import Answer, ask
from reaug.errors import StepError, UsageError
from reaug.recipe.plan import Leaf

T = TypeVar("T")
_SHIPPED: Final = "reaug."


def is_plugin(step: Step) -> bool:
    """Return whether a step comes from a plugin."""
    return not type(step).__module__.startswith(_SHIPPED)


class Proposed(NamedTuple):
    """The proposal of a step, and the rows on which it crashed.

    crashed : the message of the crash, by row position.
    gone : `bool[n]`, the rows to drop because of a crash; None if there are none.
    """

    changes: Changes
    crashed: dict[int, str]
    gone: Bool | None = None


def propose(leaf: Leaf, batch: Batch, state: Any, draw: Draw, policy: Policy = STOP) -> Proposed:
    """Return the checked proposal of a step for a batch.

    Raises
    ------
    StepError
        The step crashed, returned something else than `Changes`, or changes that do not fit the
        batch.
    """
    if not len(batch) and not leaf.step.adds_columns:
        # An empty batch is not passed on, so steps need not handle it.
        return Proposed(Changes(), {})

    def question(rows: I64) -> Changes:
        if len(rows) == len(batch):
            return _checked(leaf, batch, state, draw)
        return _checked(leaf, batch.take(rows), state, draw.take(rows))

    answer = asked(leaf.path, batch, question, policy, "")
    if not answer.crashed:
        return Proposed(answer.value or Changes(), {})
    if answer.value is None and leaf.step.adds_columns:
        row, why = next(iter(answer.crashed.items()))
        raise _failure(leaf.path, batch, row, why, "", policy)
    dropped = mask_of(list(answer.crashed), len(batch))
    changes = (answer.value or Changes()).spread(answer.rows, len(batch))
    return Proposed(changes, answer.crashed, dropped)


def asked(
    path: str, batch: Batch, question: Callable[[I64], T], policy: Policy, doing: str
) -> Answer[T]:
    """Return the result of a step's method for the rows of a batch; see `crashes.ask`.

    `doing` says in errors what the step was doing.
    """

    def failed(row: int, why: str) -> StepError:
        return _failure(path, batch, row, why, doing, policy)

    return ask(len(batch), question, policy, failed)


def _failure(path: str, batch: Batch, row: int, why: str, doing: str, policy: Policy) -> StepError:
    """Return the error for a crash on a row (-1: on a batch, but on none of its rows alone)."""
    first = f" that begins with row {batch.ids[0].as_py()!r}" if len(batch) else ""
    many = f"a batch of {len(batch)} rows{first}"
    if row >= 0:
        where = f"{doing}on row {batch.ids[row].as_py()!r}, in {many}"
        way = f"fix the step, or set such rows aside with --on-error skip; {DEBUG}"
        return StepError(f"step {path!r} failed {where}: {why}. {way[0].upper()}{way[1:]}")
    where = f"{doing}on {many}"
    if not len(batch):
        return StepError(f"step {path!r} failed {where}: {why}. {DEBUG_SENTENCE}")
    if why == TIME_UP:
        way = f"no single row took {policy.seconds:g} s: use a larger --step-timeout"
        return StepError(f"step {path!r} failed {where}: {why}. {way[0].upper()}{way[1:]}")
    return StepError(
        f"step {path!r} failed {where}: {why}. None of its rows alone makes it crash, so none can "
        f"be set aside: the step may keep something from row to row. {DEBUG_SENTENCE}"
    )


def with_drops(changes: Changes, dropped: Bool) -> Changes:
    """Return the changes with drops of the rows on which the step crashed (`gone`, `bool[n]`)."""
    reason = pa.nulls(len(dropped), pa.string()) if changes.reason is None else changes.reason
    return replace(
        changes,
        drop=dropped if changes.drop is None else changes.drop | dropped,
        reason=pc.if_else(pa.array(dropped), pa.scalar(ERROR), reason),
    )


def findings_of_crashes(path: str, crashed: Mapping[str, str], *, gone: bool) -> list[Finding]:
    """Return a finding for each row on which a step crashed; its value is the step's path.

    `crashed` has the messages by row id, and `gone` says whether the rows are dropped.
    """
    return [
        Finding(
            rule=ERROR,
            rows=(row_id,),
            field="row",
            value=path,
            severity="error",
            applied=gone,
            en=f"step {path} failed: {why}",
        )
        for row_id, why in crashed.items()
    ]


def _checked(leaf: Leaf, batch: Batch, state: Any, draw: Draw) -> Changes:
    """Return the proposal of a step for a batch after checking it.

    Raises
    ------
    StepError
        The result is no valid proposal.
    UsageError
        The step has modified its input.
    """
    suspected = is_plugin(leaf.step)
    before = _fingerprint(batch) if suspected else 0
    changes = leaf.step.propose(batch, state, draw)
    if not isinstance(changes, Changes):
        raise StepError(f"it returned {type(changes).__name__}, not Changes")
    if suspected and _fingerprint(batch) != before:
        raise UsageError(
            f"step {leaf.path!r} changed the rows that it was given; a step proposes changes and "
            "never writes to the rows"
        )
    for problem in changes.misfits(batch):
        raise StepError(f"it proposed changes that do not fit its batch: {problem}")
    for fault in _faults(leaf, batch, changes):
        raise StepError(f"it {fault}")
    return changes


def _fingerprint(batch: Batch) -> int:
    """Return a hash of the bytes of the rows."""
    # It takes a millisecond for 16,384 rows.
    state = xxhash.xxh3_64()
    for column in batch.table.columns:
        for chunk in column.chunks:
            for buffer in chunk.buffers():
                if buffer is not None:
                    state.update(buffer)
    return state.intdigest()


def _faults(leaf: Leaf, batch: Batch, changes: Changes) -> Iterator[str]:
    if changes.drop is not None and changes.drop.any():
        why = None if changes.reason is None else changes.reason.filter(pa.array(changes.drop))
        if why is None or why.null_count:
            yield "drops rows without a reason; give one in Changes.reason"
    for name in ("reason", "skipped"):
        texts = getattr(changes, name)
        if texts is None:
            continue
        empty = pc.equal(pc.utf8_trim_whitespace(texts), "")
        if (row := pc.index(empty, pa.scalar(value=True)).as_py()) >= 0:
            yield f"gives row {batch.ids[row].as_py()!r} an empty text as Changes.{name}"
    if (changes.columns is not None) != leaf.step.adds_columns:
        yield (
            "must add columns to every batch if adds_columns is True, and to none otherwise; "
            f"here it is {leaf.step.adds_columns}"
        )
