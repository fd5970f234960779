from __future__ import annotations

import json
from pathlib import Path

import datasets
import pytest

from command import reaug, refused
from reaug.data import content_digest, read
from reaug.files.run_files import seal
from run_folders import SAMPLE, carry_out, listing


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undo") / "run"
    carry_out(["deduplicate", "aeda", {"curriculum": {"split": True}}], folder)
    return folder


def test_the_rows_come_back(run: Path, tmp_path: Path) -> None:
    result = reaug("undo", run, "-o", tmp_path / "[bold]back[|red]")
    assert (result.code, result.out) == (0, "")
    assert "267 rows → " in result.err
    assert "[bold]back[|red]" in result.err
    (folder,) = tmp_path.iterdir()
    assert content_digest(read(folder).table) == content_digest(read(SAMPLE).table)
    assert isinstance(datasets.load_from_disk(str(folder)), datasets.Dataset)


def test_what_cannot_be_undone(run: Path, tmp_path: Path) -> None:
    refused(reaug("undo", tmp_path, "-o", tmp_path / "back"), "is not a run folder")
    refused(reaug("undo", run, "-o", run), "already exists")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a").touch()
    result = reaug("undo", run, "-o", tmp_path / "other", "--force")
    refused(result, "is not a run folder (it has no manifest.json)")
    assert listing(tmp_path) == ["other", "other/a"]


def test_a_manifest_that_names_a_column_of_nobody(tmp_path: Path) -> None:
    carry_out([{"curriculum": {"buckets": 2}}], tmp_path / "run")
    file = tmp_path / "run" / "manifest.json"
    document = json.loads(file.read_text("utf-8"))
    document["steps"][0]["columns"] = ["없는 열"]
    file.write_text(json.dumps(document), "utf-8")
    seal(tmp_path / "run")  # else its digest tells
    for words in (
        ["trace", tmp_path / "run", "reaug-sample-00000"],
        ["undo", tmp_path / "run", "-o", tmp_path / "b"],
    ):
        result = reaug(*words)
        assert (result.code, result.out) == (2, "")
        assert "the manifest names the column '없는 열', which data/ does not have" in result.err


@pytest.mark.parametrize("name", ["b.json", "b.jsonl", "b.csv", "b.parquet", "b.json.gz"])
def test_a_file_is_written_as_its_name_says(name: str, run: Path, tmp_path: Path) -> None:
    file = tmp_path / name
    result = reaug("undo", run, "-o", file)
    assert (result.code, file.is_file()) == (0, True)
    assert content_digest(read(file).table) == content_digest(read(SAMPLE).table)
    refused(reaug("undo", run, "-o", file), "already exists")
    assert reaug("undo", run, "-o", file, "--force").code == 0
    refused(reaug("undo", run, "-o", run / "data.json"), "is inside")
