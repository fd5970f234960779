from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from command import process, reaug, refused
from known_runs import forged
from reaug.files.run_files import MANIFEST, NOTES
from run_folders import SAMPLE, carry_out, row, save


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Three runs of a chain."""
    place = tmp_path / "실험"
    forged(place / "raw", "r", "x", at="2026-03-01T10:00:00+00:00", path="klue/train.json")
    forged(place / "clean", "x", "y", at="2026-03-02T10:00:00+00:00", seed=7)
    forged(place / "more", "y", "z", at="2026-03-03T10:00:00+00:00")
    return place


def test_the_table_has_a_line_for_each_run(place: Path) -> None:
    assert reaug("runs", "tag", place / "clean", "f1=72.4", "실험=둘째").code == 0
    result = reaug("runs", place)
    assert (result.code, result.err) == (0, "")
    head, raw, clean, more = result.out.splitlines()
    for name in ("name", "began", "input", "recipe", "seed", "rows", "labels moved", "digest"):
        assert name in head
    assert all(part in raw for part in ("raw", "2026-03-01 10:00", "train.json", "aeda"))
    assert all(part in clean for part in ("← raw", "7", "no_relation -1", "실험=둘째", "f1=72.4"))
    assert "← clean" in more


def test_json_with_and_without_the_word_list(place: Path) -> None:
    result = reaug("runs", place, "--json")
    assert (result.code, result.err) == (0, "")
    assert reaug("runs", "list", place, "--json").json == result.json
    assert reaug("runs", "--json", place).json == result.json
    runs = result.json["runs"]
    assert [run["name"] for run in runs] == ["raw", "clean", "more"]
    for key in ("folder", "digest", "input_digest", "seed", "rows", "tags"):
        assert key in runs[0]
    assert runs[1]["parents"] == [str(place / "raw")]


def test_the_present_folder_is_listed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    result = reaug("runs")
    assert len(result.out.splitlines()) == 4
    monkeypatch.chdir(place.parent)
    assert len(reaug("runs", "--json").json["runs"]) == 3


def test_no_runs_and_no_folder(tmp_path: Path) -> None:
    result = reaug("runs", tmp_path)
    assert (result.code, result.out) == (0, "")
    assert "no run under" in result.err
    assert reaug("runs", tmp_path, "--json").json == {"runs": [], "left_out": []}
    refused(reaug("runs", tmp_path / "tagg"), "is not there", "name folders that contain runs")


def test_what_is_left_out_is_told(place: Path) -> None:
    (place / "clean" / MANIFEST).write_text("{")
    result = reaug("runs", place)
    assert result.code == 0
    assert "clean is left out: manifest.json is not JSON any more; it was edited" in result.err
    (place / "more" / MANIFEST).write_bytes((place / "more" / MANIFEST).read_bytes() + b" ")
    assert "more (edited)" in reaug("runs", place).out


def test_hostile_texts_reach_no_terminal(tmp_path: Path) -> None:
    forged(tmp_path / "\x1b[31m[bold]", path="\x1b]0;x\x07", steps=("[red]x\x1b[0m",))
    assert "\x1b" not in reaug("runs", tmp_path).out
    assert "[bold]" in reaug("runs", tmp_path).out
    assert process("runs", tmp_path, PYTHONIOENCODING="ascii").code == 0


def test_tags_are_added_and_removed(place: Path) -> None:
    result = reaug("runs", "tag", place / "raw", "mlflow=9f3c", "f1=70")
    assert (result.code, result.out) == (0, "f1=70\nmlflow=9f3c\n")
    assert reaug("runs", "tag", place / "raw", "f1=", "--json").json == {"mlflow": "9f3c"}
    assert json.loads((place / "raw" / NOTES / "tags.json").read_text()) == {"mlflow": "9f3c"}
    result = reaug("runs", "tag", place / "raw", "F1=", "mlflow=")
    assert (result.code, result.out) == (0, "")
    assert "has no tag F1 to remove" in result.err
    refused(reaug("runs", "tag", place / "raw", "f1"), "a tag is key=value")
    refused(reaug("runs", "tag", place, "f1=1"), "is not a run folder")
    refused(reaug("runs", "tag", place / "raw"), "Missing argument")


def test_the_graph_is_a_page_that_is_not_replaced(place: Path, tmp_path: Path) -> None:
    page = tmp_path / "chain.html"
    result = reaug("runs", "graph", place, "-o", page)
    assert (result.code, result.out) == (0, "")
    assert "3 runs" in result.err
    assert page.read_text("utf-8").startswith("<!doctype html>")
    refused(reaug("runs", "graph", place, "-o", page), "already exists")
    assert reaug("runs", "graph", place, "-o", page, "--force", "--lang", "ko").code == 0
    assert '<html lang="ko">' in page.read_text("utf-8")
    refused(reaug("runs", "graph", place, "-o", place / "raw" / "x.html"), "is inside")
    refused(reaug("runs", "graph", place, "-o", tmp_path / "chain.txt"), "name it", "chain.html")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("width", [66, 80])
def test_a_usual_terminal_gets_a_table(width: int, lang: str, place: Path) -> None:
    assert reaug("runs", "tag", place / "clean", "f1=72.4", "실험=둘째").code == 0
    result = process("runs", place.name, "--lang", lang, cwd=place.parent, COLUMNS=str(width))
    assert result.code == 0
    head, *rest = result.out.splitlines()
    assert max(map(cell_len, (head, *rest))) <= width
    firsts = [line for line in rest if not line.startswith(" ")]
    assert [line.split()[0] for line in firsts] == ["raw", "clean", "more"]
    assert head.split()[0] == {"en": "name", "ko": "이름"}[lang]
    digests = [line.split()[-1 if "f1=" not in line else -2] for line in firsts]
    assert digests == ["x", "y", "z"]
    below = " ".join(line.strip() for line in rest if line.startswith("  "))
    assert {"en": "tags: 실험=둘째", "ko": "태그: 실험=둘째"}[lang] in below


@pytest.mark.parametrize("width", ["40", "52"])
def test_a_narrow_terminal_gets_paragraphs(width: str, place: Path) -> None:
    name = "둘째_실험_이름이_아주_긴_것_with_masking_and_swaps_of_rare_labels"
    (place / "clean").rename(place / name)
    result = process("runs", place.name, cwd=place.parent, COLUMNS=width)
    assert result.code == 0
    blocks = result.out.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        f"{place.name}/{folder}" for folder in ("raw", name, "more")
    ]
    assert "  seed          7\n" in blocks[1]
    assert all("began" in block and "digest" in block for block in blocks)


def test_diff_find_and_lineage(tmp_path: Path) -> None:
    carry_out(["deduplicate"], tmp_path / "a", SAMPLE)
    carry_out([{"aeda": {"p": 0.5}}], tmp_path / "b", tmp_path / "a")
    result = reaug("runs", "diff", tmp_path / "a", tmp_path / "b")
    assert (result.code, result.err) == (0, "")
    assert "recipe   -deduplicate; +aeda" in result.out
    assert "input    B read what A made" in result.out
    assert (
        reaug("runs", "diff", tmp_path / "a", tmp_path / "b", "--json").json["same_rows"] is False
    )
    refused(reaug("runs", "diff", tmp_path / "a", tmp_path), "is not a run folder")

    result = reaug("runs", "find", tmp_path / "a" / "data", tmp_path)
    assert result.code == 0
    assert result.out.splitlines()[0] == f"{tmp_path / 'a'}  made exactly these 257 rows"
    assert reaug("runs", "find", SAMPLE, tmp_path, "--json").json["best"] == [str(tmp_path / "a")]
    nowhere = reaug("runs", "find", save([row(guid="x")], tmp_path / "x.json"), tmp_path)
    assert nowhere.code == 1
    assert "no run contains a row" in nowhere.err
    refused(reaug("runs", "find", tmp_path / "none.csv", tmp_path), "none.csv")

    event = reaug("runs", "lineage", tmp_path / "b").json
    assert event["eventType"] == "COMPLETE"
    refused(reaug("runs", "lineage", tmp_path), "is not a run folder")


def test_help_names_what_there_is() -> None:
    result = reaug("runs", "--help")
    assert result.code == 0
    for word in ("tag", "diff", "graph", "find", "[DIR…]"):
        assert word in result.out
