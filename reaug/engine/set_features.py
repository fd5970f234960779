"""Compute the features of a data set that drift compares, with an engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.drift.set_summary import Look, Seen, look_at, look_at_batch, merged
from reaug.engine.engine_names import engine_of
from reaug.engine.stored_rows import store


@contextmanager
def look_by(engine: str, num_proc: int = 1) -> Iterator[Look]:
    """Yield a function that uses an engine to compute the features of a table, for `drift`.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> with look_by("local", 2) as look:
    ...     look(batch_of("[S|PER|박열]은 [O|LOC|문경] 사람이다.").table).profile.rows
    1
    """
    worker = engine_of(engine, num_proc)
    if (engine, num_proc) == ("local", 1):
        yield look_at
        return
    with worker.running() as running:

        def look(table: pa.Table) -> Seen:
            with tempfile.TemporaryDirectory(prefix="reaug-") as folder:
                rows = store(table, Path(folder) / "rows.arrow")
                seen: Seen | None = running.fold(rows, _look_at, merged)
            return look_at(table) if seen is None else seen

        yield look


def _look_at(batch: Batch) -> Seen:
    return look_at_batch(batch.table)
