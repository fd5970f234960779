from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import reaug, refused
from own_sets import HOSPITAL, klue_rows, set_of
from run_folders import SAMPLE, save

AEDA = "steps:\n  - augment: {where: {}, steps: [aeda]}\n"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    file = tmp_path / "aeda.yaml"
    file.write_text(AEDA, encoding="utf-8")
    return file


def test_a_verdict_for_each_recipe(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "probe.json"
    said = reaug("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--sizes", "80,all", "-o", out)
    assert (said.code, said.err) == (0, "")
    assert "aeda: control" in said.out
    assert "aeda: cannot be told" in said.out
    plain = json.loads(out.read_text(encoding="utf-8"))
    assert [at["size"] for at in plain["sizes"]] == [80, None]
    assert set(plain["gain"]) == {"aeda", "aeda: control"}
    arms = plain["sizes"][1]["arms"]
    assert arms["aeda"]["rows"] == arms["aeda: control"]["rows"] > arms["raw"]["rows"]


def test_the_same_again(recipe: Path) -> None:
    words = ("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--json")
    assert reaug(*words).json == reaug(*words).json


def test_a_gate(recipe: Path) -> None:
    said = reaug("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--fail-on", 'gain["aeda"].low < 90')
    assert said.code == 1


def test_another_set_and_its_overlap(recipe: Path) -> None:
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    other = recipe.with_name("dev.json")
    other.write_text(json.dumps(rows[:40], ensure_ascii=False), encoding="utf-8")
    said = reaug(
        "probe", SAMPLE, "-r", recipe, "--eval", other, "--seeds", 2, "--drop-overlap", "--json"
    )
    assert said.json["tested"] == 40
    assert said.json["overlapping"] >= 40
    assert said.json["rows"] + said.json["overlapping"] == 267


def test_a_recipe_that_changes_nothing(tmp_path: Path) -> None:
    still = tmp_path / "still.yaml"
    still.write_text("steps:\n  - aeda: {p: 0.0}\n", encoding="utf-8")
    said = reaug("probe", SAMPLE, "-r", still, "--seeds", 2)
    assert "still: no difference" in said.out
    assert "still changes no row that a model sees" in said.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sizes", "many"], "--sizes: 'many' is no number of rows"),
        (["--sizes", "20"], "rows are too few to train on"),
        (["--model", "magic"], "unknown model 'magic'"),
    ],
)
def test_what_does_not_fit(words: list[str], message: str, recipe: Path) -> None:
    refused(reaug("probe", SAMPLE, "-r", recipe, *words), message)


def test_a_set_that_is_tested_on_wholly(recipe: Path) -> None:
    message = "every sentence of the training set is in the set to test on"
    refused(reaug("probe", SAMPLE, "-r", recipe, "--eval", SAMPLE), message)


def test_ablation(tmp_path: Path) -> None:
    both = tmp_path / "both.yaml"
    both.write_text("steps:\n  - deduplicate\n" + AEDA.partition("\n")[2], encoding="utf-8")
    said = reaug("probe", SAMPLE, "-r", both, "--ablate", "--seeds", 2, "--json")
    assert "both: without 0.deduplicate" in said.json["gain"]


def test_a_gate_on_what_a_probe_does_not_tell(recipe: Path) -> None:
    said = reaug("probe", SAMPLE, "-r", recipe, "--fail-on", "score > 1")
    assert said.code == 2
    assert "unknown name 'score'" in said.err


def test_the_rule_book_is_that_of_the_recipes(recipe: Path, tmp_path: Path) -> None:
    data = save(klue_rows(set_of(HOSPITAL)), tmp_path / "own.json")
    assert reaug("rules", "learn", data, "-o", tmp_path / "own.yaml").code == 0
    own = tmp_path / "mine.yaml"
    own.write_text("rules: own.yaml\n" + AEDA, encoding="utf-8")
    said = reaug("probe", data, "-r", own, "--seeds", 2, "--json")
    assert (said.code, said.err) == (0, "")
    given = ("--seeds", 2, "--json", "--rules", tmp_path / "own.yaml")
    assert reaug("probe", data, "-r", own, *given).json == said.json
    message = f"different rule books (mine: {tmp_path / 'own.yaml'}, aeda: klue-re); add --rules"
    refused(reaug("probe", data, "-r", own, "-r", recipe, "--seeds", 2), message)
    assert reaug("probe", data, "-r", own, "-r", recipe, *given).code == 0
