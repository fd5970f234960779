"""Apply functions to the batches of one slice of the rows; all engines use this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.core.grouping import grouped
from reaug.drift import Profile
from reaug.engine.batches import Outcome
from reaug.engine.checkpoints import seal
from reaug.engine.interface import Progress
from reaug.engine.slice_result import Part
from reaug.engine.stored_rows import Slice, Stored, Writer


class Batches(Protocol):
    """Rows that can be read in batches, wherever they are stored."""

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches."""


def fold_slice(
    function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any], rows: Batches
) -> Any:
    """Return the merged results of a function for the batches of a slice; None if it is empty."""
    total: Any = None
    for batch in rows.batches():
        result = function(batch)
        total = result if total is None else merge(total, result)
    return total


def map_slice(
    function: Callable[[Batch], Outcome],
    rows: Batches,
    stem: Path,
    progress: Progress | None = None,
) -> Part:
    """Return the result of a function for the batches of a slice, in files that begin with
    `stem`.
    """
    part = Part()
    kept, log = Writer(stem.with_suffix(".rows.arrow")), Writer(stem.with_suffix(".log.arrow"))
    dropped: dict[tuple[str, ...], Writer] = {}
    for batch in rows.batches():
        outcome = function(batch)
        part.counts["", "in", "", ""] += len(batch)
        part.profile = part.profile.merge(Profile.of(outcome.batch.table))
        kept.write(outcome.batch.table)
        for entry in outcome.logs:
            part.columns[entry.step] = entry.columns
            if entry.entries.num_rows:
                log.write(entry.entries)
            if entry.dropped.num_rows:
                key = tuple(entry.dropped.column_names)
                name = f".dropped-{len(dropped)}.arrow"
                writer = dropped.setdefault(key, Writer(stem.with_suffix(name)))
                writer.write(entry.dropped)
        _count(part.counts, outcome)
        part.examples += outcome.examples
        part.findings += outcome.findings
        if progress is not None:
            progress(len(batch))
    for writer in (kept, log, *dropped.values()):
        writer.close()
    part.rows = Stored((kept.file,), kept.schema, kept.rows) if kept.schema is not None else None
    part.log, part.entries = (log.file, log.rows) if log.rows else (None, 0)
    part.dropped = [writer.file for writer in dropped.values()]
    return part


def sealed_slice(
    function: Callable[[Batch], Outcome],
    rows: Slice,
    stem: Path,
    progress: Progress | None = None,
) -> Part:
    """Return the result of `map_slice`, and record on disk that it is finished.

    So a run that continues a killed run can reuse the result.
    """
    part = map_slice(function, rows, stem, progress)
    seal(part, rows, stem)
    return part


def _count(counts: Counter[tuple[str, str, str, str]], outcome: Outcome) -> None:
    if not outcome.left:
        return
    table = pa.concat_tables(outcome.left)
    keys = ["step", "what", "reason", "label"]
    counted = grouped(table, keys, "rows").to_pydict()
    for step, what, reason, label, number in zip(*counted.values(), strict=True):
        counts[step, what, reason or "", label or ""] += number
