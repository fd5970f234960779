"""Collect examples of what steps did, for a dry run and for `reaug preview`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.apply import Applied
from reaug.core.arrays import Bool
from reaug.core.batch import Batch, Row
from reaug.core.log import Log


@dataclass(frozen=True)
class Example:
    """A row before and after a step; `after` is None if the row was left unchanged or dropped.

    edits : start, end and new text of each edit, in code points of the row before the step.
    """

    step: str
    what: str
    reason: str
    before: Row
    after: Row | None
    edits: tuple[tuple[int, int, str], ...] = ()


def examples_of(
    left: Sequence[pa.Table], before: Batch, applied: Applied, kept: Bool | None, most: int
) -> tuple[Example, ...]:
    """Return the first `most` rows of each outcome (changed, skipped, …) and reason as examples."""
    if not most:
        return ()
    examples: list[Example] = []
    place = np.arange(len(before)) if kept is None else np.cumsum(kept) - 1
    for table in left:
        seen: Counter[str] = Counter()
        for entry in table.to_pylist():
            seen[entry["reason"]] += 1
            if entry["what"] == "tried" or seen[entry["reason"]] > most:
                continue
            i = pc.index(before.ids, entry["row_id"]).as_py()
            changed = entry["what"] == "changed"
            now = applied.batch.row(int(place[i])) if changed else None
            edits = _edits_of(applied.log, entry["row_id"]) if changed else ()
            kind = (entry["step"], entry["what"], entry["reason"])
            examples.append(Example(*kind, before.row(i), now, edits))
    return tuple(examples)


def _edits_of(log: Log, row_id: str) -> tuple[tuple[int, int, str], ...]:
    is_edit = pc.and_(
        pc.equal(log.entries["row_id"], row_id), pc.equal(log.entries["kind"], "edit")
    )
    entries = log.entries.filter(is_edit).to_pylist()
    return tuple((entry["start"], entry["end"], entry["new"]) for entry in entries)
