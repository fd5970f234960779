from __future__ import annotations

from pathlib import Path

import pytest

from command import process, reaug, refused
from run_folders import SAMPLE, carry_out, row, save

ROW = "reaug-sample-00036"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trace") / "run"
    block = {"augment": {"where": {"rows": [ROW]}, "steps": ["aeda"]}}
    carry_out([{"random_masking": {"target": "object"}}, block], folder)
    return folder


def test_a_copy_is_traced_to_its_row(run: Path) -> None:
    result = reaug("trace", run, f"{ROW}~1.augment#1")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "input",
        "0.random_masking",
        "1.augment",
        "1.augment/0.aeda",
    ]
    assert f"  copy 1 of {ROW}" in lines


def test_json_has_the_stages_of_a_row(run: Path) -> None:
    result = reaug("trace", run, ROW, "--json")
    assert (result.code, result.err) == (0, "")
    assert [stage["step"] for stage in result.json] == ["input", "0.random_masking"]
    assert result.json[1]["entries"][0]["old"] == "원불교"


def test_hostile_rows(tmp_path: Path) -> None:
    source = save([row("[bold]이순신[/] \x1b 한산도", guid="[/]")], tmp_path / "rows.json")
    carry_out(["aeda"], tmp_path / "run", source)
    result = reaug("trace", tmp_path / "run", "[/]")
    assert result.code == 0
    assert "[bold][S 이순신][/]" in result.out
    assert "\x1b" not in result.out
    ascii_ = process("trace", tmp_path / "run", "[/]", PYTHONIOENCODING="ascii")
    assert ascii_.code == 0
    assert ascii_.out.isascii()


def test_what_is_not_there(run: Path, tmp_path: Path) -> None:
    refused(reaug("trace", run, "[/]"), "no row '[/]' in the data")
    refused(reaug("trace", tmp_path, ROW), "is not a run folder: manifest.json is not there")
    refused(reaug("trace", SAMPLE, ROW), "is not a run folder")
