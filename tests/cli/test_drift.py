from __future__ import annotations

from pathlib import Path

import pytest

from command import reaug, refused
from reaug.drift import DRIFT_NAMES
from run_folders import SAMPLE, carry_out, listing


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drift") / "run"
    carry_out([{"augment": {"where": {"rare_below": 9}, "steps": ["aeda"]}}], folder)
    return folder


def test_the_table_shows_the_labels(run: Path) -> None:
    result = reaug("drift", SAMPLE, run)
    assert (result.code, result.err) == (0, "")
    assert "Label drift  JS distance 0." in result.out
    assert "no_relation" in result.out


def test_json_has_all_figures_and_gates(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = reaug("drift", SAMPLE, run, "--json", "--fail-on", "label.js > 0.9")
    assert (result.code, result.err) == (0, "")
    assert set(DRIFT_NAMES) <= set(result.json)
    assert result.json["gates"][0]["passed"] is True
    assert listing(tmp_path) == []


def test_a_set_and_itself() -> None:
    assert reaug("drift", SAMPLE, SAMPLE, "--json").json["label"]["js"] == 0.0


def test_a_failed_gate_is_an_exit_code(run: Path) -> None:
    result = reaug("drift", SAMPLE, run, "--fail-on", "label.js > 0", "--fail-on", "new > 0")
    assert result.code == 1
    assert "gate FAILED: fails if label.js > 0; " in result.out
    assert result.err == "error: a gate failed: label.js > 0\n"


@pytest.mark.parametrize(
    "gate",
    ["", "label.js", "label.js >", "label.js > x", "labl.js > 1", "refused > 1", "[/] > 1", "1"],
)
def test_bad_gates(gate: str, tmp_path: Path) -> None:
    # The gate is looked at first: that the sets are missing is not found out.
    result = reaug("drift", tmp_path / "a.json", tmp_path / "b.json", "--fail-on", gate)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: gate: ")
    assert "a bug in reaug" not in result.err


def test_by_a_column(run: Path) -> None:
    result = reaug("drift", run, run, "--by", "source", "--json")
    assert result.code == 0
    assert result.json["by"]["against"] == "same"
    assert not result.json["by"]["drifted"]
    words = reaug("drift", run, run, "--by", "source").out
    assert ": labels JS 0.0000, by chance " in words
    refused(reaug("drift", run, run, "--by", "year"), "AFTER has no column 'year'")


def test_bad_input(tmp_path: Path) -> None:
    refused(reaug("drift", SAMPLE, tmp_path / "none.json"), "none.json: no such file or folder")
    refused(reaug("drift", SAMPLE, SAMPLE, "--rules", "klue"), "no rule book named 'klue'")


def test_a_page_is_written_in_a_language_and_not_replaced(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "drift.html"
    result = reaug("drift", SAMPLE, run, "--html", file, "--lang", "ko", "--json")
    assert (result.code, result.err) == (0, "")
    assert '<html lang="ko">' in file.read_text(encoding="utf-8")
    again = reaug("drift", SAMPLE, run, "--html", file)
    assert (again.code, again.out) == (2, "")
    assert "already exists; choose another or add --force" in again.err
    assert reaug("drift", SAMPLE, run, "--html", file, "--force").code == 0
    assert '<html lang="en">' in file.read_text(encoding="utf-8")


def test_a_page_is_written_where_a_gate_fails(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "drift.html"
    assert reaug("drift", SAMPLE, run, "--html", file, "--fail-on", "label.js > 0").code == 1
    assert "outcome bad" in file.read_text(encoding="utf-8")


def test_a_page_never_takes_the_place_of_its_input(run: Path) -> None:
    result = reaug("drift", SAMPLE, run, "--html", SAMPLE, "--force")
    assert (result.code, result.out) == (2, "")
    assert "an input of this command" in result.err
