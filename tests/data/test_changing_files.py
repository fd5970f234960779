"""A file that another program writes while it is read is refused, instead of read as a mixture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import large_files
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.large_pieces import Pieces, pieces_of
from reaug.data.raw import Raw
from reaug.data.read_options import PLAINLY
from reaug.errors import InputError


def rows() -> list[dict[str, Any]]:
    rows = []
    for i in range(12):
        subject = {"word": "세종", "start_idx": 0, "end_idx": 1, "type": "PER"}
        other = {"word": "한양", "start_idx": 4, "end_idx": 5, "type": "LOC"}
        row = {"guid": f"r{i}", "sentence": f"세종은 한양에 살았다 {i}.", "label": "per:origin"}
        rows.append(row | {"subject_entity": subject, "object_entity": other, "source": "own"})
    return rows


def write(rows: list[dict[str, Any]], path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=3)
    else:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        path.write_text("".join(lines), encoding="utf-8")
    return path


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(path.read_bytes().splitlines(keepends=True)[0])


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace("한양".encode(), "평양".encode()))
    os.utime(other, ns=(0, path.stat().st_mtime_ns))
    other.replace(path)


def rewritten(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("한양".encode(), "평양".encode()))
    os.utime(path, (0, 0))


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
@pytest.mark.parametrize("change", [appended, replaced, rewritten])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, change: Callable[[Path], None]
) -> None:
    if suffix == "parquet" and change is not replaced:
        pytest.skip("the bytes of a row group cannot be exchanged in place")
    path = write(rows(), tmp_path / f"rows.{suffix}")

    def changing(*args: Any) -> Pieces | None:
        pieces = pieces_of(*args)
        assert pieces is not None

        def read() -> Iterator[Raw]:
            for number, piece in enumerate(pieces.rows()):
                if number == 1:
                    change(path)
                yield piece

        return pieces._replace(rows=read)

    monkeypatch.setattr(large_files, "pieces_of", changing)
    asked = Rules(None, None, "stop", True, max_bad_share=0.5)
    with pytest.raises(InputError, match=r"rows\.\w+: was changed while it was read; run the"):
        read_large(path, asked, PLAINLY, None, size=3, large=1)


def test_files_of_a_set_are_watched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        named = [row | {"guid": f"{number}-{row['guid']}"} for row in rows()]
        write(named, tmp_path / f"train-{number}.jsonl")

    def changing(*args: Any) -> Pieces | None:
        pieces = pieces_of(*args)
        assert pieces is not None
        appended(tmp_path / "train-2.jsonl")
        return pieces

    monkeypatch.setattr(large_files, "pieces_of", changing)
    asked = Rules(None, None, "stop", True, max_bad_share=0.5)
    with pytest.raises(InputError, match=r"train-2\.jsonl: was changed while it was read"):
        read_large(str(tmp_path / "train-*.jsonl"), asked, PLAINLY, None, size=3, large=1)
