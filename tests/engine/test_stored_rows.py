from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from reaug.engine import stored_rows
from reaug.engine.stored_rows import Stored, Writer, joined, store


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 4)


def numbers(n: int, begin: int = 0) -> pa.Table:
    return pa.table({"n": pa.array(range(begin, begin + n), pa.int64())})


def read(rows: Stored, parts: int) -> list[list[list[int]]]:
    """Numbers by slice and batch."""
    return [
        [batch.table["n"].to_pylist() for batch in slice_.batches()]
        for slice_ in rows.slices(parts)
    ]


def test_rows_come_back_in_batches(tmp_path: Path) -> None:
    rows = store(numbers(10), tmp_path / "a.arrow")
    assert (rows.rows, rows.schema) == (10, numbers(0).schema)
    assert rows.table() == numbers(10)
    assert read(rows, 1) == [[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]]
    assert read(rows, 2) == [[[0, 1, 2, 3], [4, 5, 6, 7]], [[8, 9]]]
    assert read(rows, 3) == read(rows, 99) == [[[0, 1, 2, 3]], [[4, 5, 6, 7]], [[8, 9]]]


def test_several_files_behind_each_other(tmp_path: Path) -> None:
    parts = [store(numbers(n, n * 10), tmp_path / f"{n}.arrow") for n in (5, 3, 4)]
    rows = joined(parts)
    assert rows.rows == 12
    expected = [*range(50, 55), *range(30, 33), *range(40, 44)]
    assert rows.table()["n"].to_pylist() == expected
    for count in (1, 2, 3, 8):
        flat = [n for part in read(rows, count) for batch in part for n in batch]
        assert flat == expected


def test_no_rows(tmp_path: Path) -> None:
    rows = store(numbers(0), tmp_path / "a.arrow")
    assert rows.table() == numbers(0)
    assert rows.slices(3) == []
    assert joined([rows, store(numbers(1), tmp_path / "b.arrow")]).table().num_rows == 1


def test_a_writer_without_rows_makes_no_file(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "a.arrow")
    writer.close()
    assert (writer.rows, writer.schema) == (0, None)
    assert not (tmp_path / "a.arrow").exists()
