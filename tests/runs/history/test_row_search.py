from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reaug
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from reaug.runs.history import row_search
from reaug.runs.history.row_keys import RowKeys
from run_folders import SAMPLE, row, save, sealed_again


def exported(run: Path, file: Path, *, keep: float = 1.0, seed: int = 0) -> Path:
    """The rows of a run as a CSV, in another order, some of them gone."""
    reaug.export(str(run), "competition-csv", file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = csv.reader(opened)
    random.Random(seed).shuffle(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *rows[: round(len(rows) * keep)]])
    return file


def best(source: Any, place: Path) -> list[str]:
    return [Path(folder).name for folder in reaug.runs.find(source, place).best]


@pytest.mark.parametrize("name", ["clean", "more", "masked", "other"])
def test_a_part_of_a_csv_under_another_name(chain: Path, tmp_path: Path, name: str) -> None:
    file = exported(chain / name, tmp_path / "제출 (2).csv", keep=0.9)
    origin = reaug.runs.find(str(file), chain)
    assert [Path(folder).name for folder in origin.best] == [name]
    first = origin.matches[0]
    assert (first.held, first.exact) == (origin.rows, False)
    assert first.missing == first.of - origin.rows > 0
    json.dumps(origin.to_json())


def test_a_whole_file_is_known_by_its_digest(
    chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(chain / "more", tmp_path / "x.csv")
    monkeypatch.setattr(row_search, "read_rows", None)  # no run is read for that
    origin = reaug.runs.find(str(file), chain)
    matches = [(Path(match.folder).name, match.what, match.exact) for match in origin.matches]
    assert matches == [("more", "output", True), ("masked", "input", True)]


def test_rows_whose_ids_were_lost(chain: Path, tmp_path: Path) -> None:
    file = exported(chain / "masked", tmp_path / "x.csv", keep=0.9)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for number, record in enumerate(rows):
        record["id"] = str(number)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert best(str(file), chain) == ["masked"]


def test_data_in_memory_and_the_raw_file(chain: Path) -> None:
    assert best(reaug.load(str(chain / "other")), chain) == ["other"]
    origin = reaug.runs.find(str(SAMPLE), chain)
    assert [(Path(match.folder).name, match.what) for match in origin.matches if match.exact] == [
        ("clean", "input")
    ]


def test_rows_of_no_run(chain: Path, tmp_path: Path) -> None:
    origin = reaug.runs.find(str(save([row(guid="x")], tmp_path / "x.json")), chain)
    assert (origin.matches, origin.best) == ((), ())
    (tmp_path / "empty.json").write_text("[]")
    with pytest.raises(InputError):
        reaug.runs.find(str(tmp_path / "empty.json"), chain)


def test_two_runs_that_made_the_same_rows_fit_alike(chain: Path, tmp_path: Path) -> None:
    shutil.copytree(chain / "more", tmp_path / "runs" / "one")
    shutil.copytree(chain / "more", tmp_path / "runs" / "two")
    part = exported(chain / "more", tmp_path / "x.csv", keep=0.5)
    assert sorted(best(str(part), tmp_path / "runs")) == ["one", "two"]


def test_a_run_that_was_changed_is_left_out(chain: Path, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "one"
    shutil.copytree(chain / "clean", run)
    part = exported(chain / "clean", tmp_path / "x.csv", keep=0.5)
    manifest = json.loads((run / MANIFEST).read_text("utf-8"))
    manifest["output"]["digest"] = "0" * 64  # as if it had made others
    (run / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    origin = reaug.runs.find(str(part), tmp_path / "runs")
    assert origin.matches == ()
    assert MANIFEST in origin.refused[0].why
    sealed_again(run)
    origin = reaug.runs.find(str(part), tmp_path / "runs")
    assert "differ from those that the manifest" in origin.refused[0].why


def test_the_second_search_reads_no_rows(
    chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = exported(chain / "more", tmp_path / "x.csv", keep=0.5)
    first = reaug.runs.find(str(part), chain)
    monkeypatch.setattr(row_search, "read_rows", None)
    assert reaug.runs.find(str(part), chain) == first
    monkeypatch.setenv("REAUG_CACHE", "")
    monkeypatch.undo()
    assert reaug.runs.find(str(part), chain) == first


def test_keys_count_rows_as_often_as_they_occur() -> None:
    def keys(*values: int) -> RowKeys:
        sorted_ = np.sort(np.array(values, dtype=np.uint64))
        return RowKeys(sorted_, sorted_)

    assert keys(1, 1, 2).held_in(keys(1, 2, 3)) == (2, 2)
    assert keys().held_in(keys(1)) == (0, 0)
    back = RowKeys.from_bytes(keys(5, 2**64 - 1).to_bytes())
    assert back is not None
    assert back.core.tolist() == [5, 2**64 - 1]
    assert RowKeys.from_bytes(b"123") is None
