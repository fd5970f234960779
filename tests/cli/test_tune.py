from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import reaug, refused
from run_folders import SAMPLE

SPACE = """\
steps:
  - any: [null, deduplicate]
  - any: [null, {augment: {where: {}, steps: [{aeda: {ratio: {any: [0.1, 0.3]}}}]}}]
"""


@pytest.fixture
def space(tmp_path: Path) -> Path:
    file = tmp_path / "space.yaml"
    file.write_text(SPACE, encoding="utf-8")
    return file


def test_the_winner_is_confirmed_on_other_rows(space: Path, tmp_path: Path) -> None:
    out = tmp_path / "best.yaml"
    words = ("tune", SAMPLE, "--space", space, "--most", 3, "-o", out)
    result = reaug(*words, "--json").json
    assert result["rows"] + result["held_back"] <= 267
    assert 1 <= len(result["tried"]) <= 3
    assert result["search_gain"] == result["tried"][0]["gain"]["mean"]
    assert result["gain"]["splits"] == 10
    # Rows are few: what the search likes best is not confirmed, and nothing is written.
    assert out.exists() == (result["best"] is not None)
    shown = reaug(*words, "--force").out
    assert "confirmed, it gains" in shown
    assert f"{result['search_gain']:+.2f}" in shown  # the same seed, the same search
    assert ("Nothing beats the raw data" in shown) == (result["best"] is None)


def test_a_recipe_that_won_is_written_and_runs(tmp_path: Path) -> None:
    # Half of the rows stand there four times more with one wrong label: to drop all of them helps.
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    own = rows[90:]
    labels = sorted({row["label"] for row in own})
    wrong = [
        {
            **row,
            "guid": f"wrong-{at}-{number}",
            "label": labels[(labels.index(row["label"]) + 1) % len(labels)],
        }
        for at, row in enumerate(own)
        for number in range(4)
        if at % 2
    ]
    train, space, out = tmp_path / "train.json", tmp_path / "space.yaml", tmp_path / "best.yaml"
    train.write_text(json.dumps([*own, *wrong], ensure_ascii=False), encoding="utf-8")
    space.write_text("steps:\n  - deduplicate: {keep: none}\n", encoding="utf-8")
    dev = tmp_path / "dev.json"
    clean = [row for row in rows[:90] if row["label"] in labels]
    dev.write_text(json.dumps(clean, ensure_ascii=False), encoding="utf-8")
    words = ("tune", train, "--eval", dev, "--space", space, "--most", 1, "-o", out)
    said = reaug(*words, "--json")
    assert (said.code, said.json["gain"]["verdict"]) == (0, "helps")
    assert said.json["best"] == {"steps": [{"deduplicate": {"keep": "none"}}]}
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# By reaug tune: of 1 recipes tried")
    assert reaug("run", out, "--input", train, "-o", tmp_path / "run").code == 0
    refused(reaug(*words), "exists already")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--budget", "soon"], "a budget is a time such as 20m"),
        (["--model", "magic"], "unknown model 'magic'"),
        (["--space", "nowhere.yaml"], "nowhere.yaml"),
        (["--eval", SAMPLE], "every row to search on has a sentence of the set to confirm on"),
    ],
)
def test_what_does_not_fit(words: list[str], message: str, tmp_path: Path) -> None:
    refused(reaug("tune", SAMPLE, *words, "-o", tmp_path / "best.yaml"), message)


def test_a_space_that_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "space.yaml"
    file.write_text("steps:\n  - aeda: {p: 0.0}\n", encoding="utf-8")
    message = "no candidate of the space changes a row of this data"
    refused(reaug("tune", SAMPLE, "--space", file, "--most", 1, "-o", tmp_path / "b.yaml"), message)
