from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from reaug.core.log import LOG_SCHEMA
from reaug.runs import folder
from reaug.runs.folder import read_ipc, write_json, write_log


def test_json_takes_what_json_can_say(tmp_path: Path) -> None:
    value = {"이름": "이순신 😀", "odd name": os.fsdecode(b"\xff.json")}
    write_json(tmp_path / "a.json", value)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert "이순신 😀" in text
    assert json.loads(text) == value


def test_the_log_has_one_size_of_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LOG_BATCH", 4)
    sizes = ([0, 3, 2], [5], [1, 1, 1, 1, 1], [13])
    files = []
    for i, part in enumerate(sizes):
        files.append(tmp_path / f"{i}.arrow")
        with pa.ipc.new_file(str(files[-1]), LOG_SCHEMA) as writer:
            for j, rows in enumerate(part):
                steps = [("0.aeda", "1.aeda")[k % 2] for k in range(rows)]
                ids = [f"{i}-{j}-{k}" for k in range(rows)]
                columns = [steps, ids, *([None] * rows for _ in range(8))]
                arrays = [pa.array(c, f.type) for c, f in zip(columns, LOG_SCHEMA, strict=True)]
                writer.write_batch(pa.record_batch(arrays, schema=LOG_SCHEMA))
    (tmp_path / "log").mkdir()
    write_log(tmp_path / "log", files, [], ["0.aeda", "1.aeda"])
    with pa.ipc.open_file(str(tmp_path / "log" / "changes.arrow")) as reader:
        counts = [reader.get_batch(i).num_rows for i in range(reader.num_record_batches)]
        table = reader.read_all()
    assert counts[:-1] == [4] * (len(counts) - 1)
    assert table.num_rows == sum(map(sum, sizes))
    assert table["step"].to_pylist() == sorted(table["step"].to_pylist())


def test_an_empty_log(tmp_path: Path) -> None:
    write_log(tmp_path, [], [], ["0.aeda"])
    assert read_ipc(tmp_path / "changes.arrow").schema == LOG_SCHEMA
    assert not (tmp_path / "dropped.arrow").exists()
