"""Large files are converted in pieces, to the bytes that the whole gives."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.data import WRITABLE, write
from reaug.data.large_files import open_large
from reaug.runs import convert as converting
from reaug.runs.convert import _PIECE, convert
from run_folders import SAMPLE


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    rows: list[dict[str, Any]] = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {str(file.relative_to(path)): file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize("to", WRITABLE)
def test_pieces_give_the_bytes_of_the_whole(
    to: str, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = convert(lines, tmp_path / "whole", to=to)
    asked: list[object] = []

    def in_pieces(*args: Any, **options: Any) -> Any:
        reading = open_large(*args, **options, large=1)
        asked.append(reading)
        return reading

    monkeypatch.setattr(converting, "open_large", in_pieces)
    monkeypatch.setattr(converting, "PIECE", 7)
    pieces = convert(lines, tmp_path / "pieces", to=to)
    assert asked
    assert None not in asked
    assert content(tmp_path / "pieces") == content(tmp_path / "whole")
    mine, theirs = pieces.to_json(), whole.to_json()
    assert {**mine, "output": None} == {**theirs, "output": None}


def test_bad_rows_are_told_as_of_the_whole(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = lines.read_text(encoding="utf-8").splitlines()
    rows[100] = rows[100].replace('"end_idx": ', '"end_idx": 9')
    lines.write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(converting, "open_large", partial(open_large, large=1))
    result = convert(lines, tmp_path / "out.jsonl", on_bad_row="drop")
    assert (result.reading.dropped, [problem.row for problem in result.reading.problems]) == (
        1,
        [100],
    )


def test_parquet_does_not_show_the_pieces(tmp_path: Path) -> None:
    """Why pieces for Parquet are as large as they are: its pages would be cut elsewhere."""
    table = batch_of("[S|ORG|삼성]의 [O|PER|이재용] 부회장").table
    number = 2 * _PIECE + 999
    table = table.take(pa.array(np.zeros(number, dtype=np.int64))).combine_chunks()
    random = np.random.default_rng(1)
    table = table.append_column(
        "note", pa.array([f"{n}" for n in random.integers(1e6, size=number)])
    )
    write(table, tmp_path / "whole.parquet", "parquet", labels=[])
    pieces = pa.concat_tables(
        table.slice(at, _PIECE).combine_chunks() for at in range(0, number, _PIECE)
    )
    assert pieces.column("sentence").num_chunks == 3
    write(pieces, tmp_path / "pieces.parquet", "parquet", labels=[])
    assert (
        content(tmp_path / "whole.parquet").popitem()[1]
        == (content(tmp_path / "pieces.parquet").popitem()[1])
    )
