"""Files are written whole or not at all, and equal rows make equal files."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import datasets
import pyarrow as pa
import pytest

from reaug.data import FORMATS, READABLE, WRITABLE, read, write
from reaug.data import write_data as module
from reaug.data.formats._format import FolderFormat
from reaug.errors import OutputError, UsageError

FOLDERS = [name for name, file_format in FORMATS.items() if isinstance(file_format, FolderFormat)]


@pytest.fixture
def table(rows):
    return read(pa.Table.from_pylist(rows)).table


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_json_is_a_list_that_people_can_read(rows, table, labels, tmp_path):
    write(table, tmp_path / "a.json", "klue-json", labels=labels)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(text) == rows
    assert "세종대왕" in text
    assert len(text.splitlines()) == len(rows) + 2
    write(table.slice(0, 0), tmp_path / "none.json", "klue-json", labels=labels)
    assert json.loads((tmp_path / "none.json").read_text(encoding="utf-8")) == []


def test_csv_is_the_competitions(table, labels, tmp_path):
    write(table, tmp_path / "a.csv", "competition-csv", labels=labels)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,sentence,subject_entity,object_entity,label,source"
    assert lines[1] == (
        "test-0,세종대왕은 1397년에 태어났다.,"
        "\"{'word': '세종대왕', 'start_idx': 0, 'end_idx': 3, 'type': 'PER'}\","
        "\"{'word': '1397년', 'start_idx': 6, 'end_idx': 10, 'type': 'DAT'}\","
        "per:date_of_birth,written"
    )


@pytest.mark.parametrize("fmt", WRITABLE)
def test_equal_rows_make_equal_bytes(table, labels, tmp_path, fmt):
    for run in ("1", "2"):
        (tmp_path / run).mkdir()
        write(table, tmp_path / run / "rows.gz", fmt, labels=labels) if fmt in (
            "klue-json",
            "jsonl",
        ) else write(table, tmp_path / run / "rows", fmt, labels=labels)
    assert files(tmp_path / "1") == files(tmp_path / "2") != {}


@pytest.mark.parametrize("fmt", [fmt for fmt in WRITABLE if fmt not in FOLDERS])
def test_a_file_is_replaced_as_a_whole(table, labels, tmp_path, fmt):
    path = tmp_path / "rows"
    path.write_text("old", encoding="utf-8")
    write(table, path, fmt, labels=labels)
    assert read(path, fmt=fmt).rows_in == 5
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]


def test_a_folder_is_never_replaced(table, labels, tmp_path):
    with pytest.raises(OutputError, match="already exists"):
        write(table, tmp_path, "disk", labels=labels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", WRITABLE)
def test_nothing_half_written_stays(table, labels, tmp_path, fmt, monkeypatch):
    path = tmp_path / "rows"
    if fmt not in FOLDERS:
        path.write_text("old", encoding="utf-8")
    before = files(tmp_path)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.Path, "replace", fail)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        write(table, path, fmt, labels=labels)
    assert files(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == (["rows"] if before else [])


@pytest.mark.parametrize("fmt", WRITABLE)
def test_a_folder_that_is_not_there(table, labels, tmp_path, fmt):
    if fmt == "disk":
        pytest.skip("save_to_disk makes folders")
    with pytest.raises(OutputError, match="No such file or directory"):
        write(table, tmp_path / "no" / "rows", fmt, labels=labels)


def test_values_that_a_format_cannot_hold(table, labels, tmp_path):
    raw = table.append_column("raw", pa.array([b"\xff"] * 5))
    for fmt in ("klue-json", "jsonl", "competition-csv"):
        with pytest.raises(OutputError, match="column 'raw' contains binary, which"):
            write(raw, tmp_path / "rows", fmt, labels=labels)
    nul = table.append_column("note", pa.array(["a\0b"] * 5))
    with pytest.raises(OutputError, match="column 'note' contains a NUL character"):
        write(nul, tmp_path / "rows", "competition-csv", labels=labels)
    nothing = table.append_column("nothing", pa.array([{}] * 5))
    with pytest.raises(OutputError, match="cannot be written as parquet"):
        write(nothing, tmp_path / "rows", "parquet", labels=labels)
    assert list(tmp_path.iterdir()) == []


def test_dates_become_text(table, labels, tmp_path):
    import datetime

    dated = table.append_column("when", pa.array([datetime.date(2024, 5, 6)] * 5))
    write(dated, tmp_path / "a.json", "klue-json", labels=labels)
    assert read(tmp_path / "a.json").table["when"][0].as_py() == "2024-05-06"


def test_an_unknown_format_lists_the_right_ones(table, labels, tmp_path):
    with pytest.raises(UsageError, match="'xml'; rows are written as brat, competition-csv, "):
        write(table, tmp_path / "a.xml", "xml", labels=labels)
    with pytest.raises(OutputError, match=r"leave out the \.gz"):
        write(table, tmp_path / "a.parquet.gz", "parquet", labels=labels)


def test_what_is_written_can_be_read():
    assert set(WRITABLE) <= set(READABLE)


def test_progress_bars_of_datasets_are_left_as_they_were(table, labels, tmp_path, capfd):
    was = datasets.are_progress_bars_disabled()
    write(table, tmp_path / "set", "disk", labels=labels)
    assert datasets.are_progress_bars_disabled() == was
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(table, labels, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        write(table, tmp_path / "a.json", "klue-json", labels=labels)
