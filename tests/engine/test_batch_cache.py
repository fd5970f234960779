from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from reaug.core.batch import Batch
from reaug.engine import stored_rows
from reaug.engine.engines import local
from reaug.engine.engines.local import Kept, looked, worked
from reaug.engine.stored_rows import Slice, store


@pytest.fixture
def slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Slice]:
    """Ten rows in three batches, in two slices."""
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 4)
    rows = store(pa.table({"n": pa.array(range(10), pa.int64())}), tmp_path / "a.arrow")
    return rows.slices(2)


def batches(slices: list[Slice]) -> list[Batch]:
    return [batch for slice_ in slices for batch in slice_.batches()]


def test_what_was_looked_at_is_worked_on_once(slices: list[Slice]) -> None:
    held: Kept = {}
    first = batches([*looked(slices, held)])
    again = batches([*looked(slices, held)])
    assert [a is b for a, b in zip(first, again, strict=True)] == [True] * 3
    working = worked(slices, held)
    done = batches([*working])
    assert [a is b for a, b in zip(first, done, strict=True)] == [True] * 3
    assert not held
    afresh = batches([*working])
    assert [batch.table["n"].to_pylist() for batch in afresh] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
    ]
    assert not any(a is b for a, b in zip(first, afresh, strict=True))


def test_of_many_batches_none_is_kept(slices: list[Slice], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_MOST_KEPT", 2)
    held: Kept = {}
    assert [*looked(slices, held)] == slices
    assert len(batches([*looked(slices, held)])) == 3
    assert not held
    assert worked(slices, held) is slices


def test_batches_that_nobody_looked_at_are_read(slices: list[Slice]) -> None:
    held: Kept = {}
    batches([*looked(slices[1:], held)])
    assert [len(batch) for batch in batches([*worked(slices, held)])] == [4, 4, 2]
