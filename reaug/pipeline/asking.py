"""Asking a step: its faults bear its name, and what it proposes is checked before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.core.changes import FINDINGS_SCHEMA, Changes
from reaug.core.draws import Draw
from reaug.errors import ReaugError, UsageError
from reaug.pipeline.plan import Leaf


@contextmanager
def blamed(path: str, doing: str) -> Iterator[None]:
    """Tell of any crash as an error of a step, by its path; `doing` says where, as "in merge"."""
    try:
        yield
    except ReaugError:
        raise
    except Exception as error:  # whatever a plugin may raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        message = f"step {path!r} broke {doing}: {what}. Set REAUG_DEBUG=1 for the traceback"
        raise ReaugError(message) from error


def propose(leaf: Leaf, batch: Batch, state: Any, draw: Draw) -> Changes:
    """What a step proposes for a batch.

    Raises
    ------
    UsageError
        The proposal is none, or does not fit the batch: the step's mistake.
    ReaugError
        The step crashed.
    """
    first = f" that begins with row {batch.ids[0].as_py()!r}" if len(batch) else ""
    with blamed(leaf.path, f"on a batch of {len(batch)} rows{first}"):
        changes = leaf.step.propose(batch, state, draw)
        if not isinstance(changes, Changes):
            said = f"gave a {type(changes).__name__} and no Changes"
            raise UsageError(f"step {leaf.path!r} {said}")
        changes.check(batch, leaf.path)
        for fault in _faults(leaf, changes):
            raise UsageError(f"step {leaf.path!r} {fault}")
    return changes


def _faults(leaf: Leaf, changes: Changes) -> Iterator[str]:
    if changes.drop is not None and changes.drop.any():
        why = None if changes.reason is None else changes.reason.filter(pa.array(changes.drop))
        if why is None or why.null_count:
            yield "drops rows without a reason; give one in Changes.reason"
    if (changes.columns is not None) != leaf.step.adds_columns:
        yield (
            "adds columns just where its class says adds_columns = True, in every batch: "
            f"here that is {leaf.step.adds_columns}"
        )
    if changes.findings is not None and not changes.findings.schema.equals(FINDINGS_SCHEMA):
        names = ", ".join(FINDINGS_SCHEMA.names)
        yield f"gives findings of another shape; their columns are {names}"
