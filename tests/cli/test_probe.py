from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from browser import Browser, missing
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
    result = reaug("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--sizes", "80,all", "-o", out)
    assert (result.code, result.err) == (0, f"→ {out}\n")
    assert "aeda: control" in result.out
    assert "aeda: cannot tell" in result.out
    plain = json.loads(out.read_text(encoding="utf-8"))
    assert [at["size"] for at in plain["sizes"]] == [80, None]
    verdict = plain["arms"]["aeda"]["gain"]["control"]["verdict"]
    assert verdict in ("helps", "hurts", "cannot tell")
    assert plain["arms"]["raw"]["gain"] == {}
    assert plain["arms"]["aeda"]["kind"] == "recipe"
    assert {"f1", "macro_f1", "auprc", "accuracy"} < set(plain["arms"]["aeda"])
    assert plain["arms"]["aeda"]["labels"]["no_relation"]["true"] > 0
    assert set(plain["arms"]["aeda"]["mentions"]) <= {"both new", "one new", "both seen"}
    assert plain["smallest_effect"] > 0
    assert set(plain["gain"]) == {"aeda", "aeda: control"}
    arms = plain["sizes"][1]["arms"]
    assert arms["aeda"]["rows"] == arms["aeda: control"]["rows"] > arms["raw"]["rows"]


def test_a_folder_with_a_page(recipe: Path, tmp_path: Path) -> None:
    words = ("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--sizes", "80,all", "-o")
    out = tmp_path / "result"
    assert reaug(*words, out, "--html", tmp_path / "page.html", "--lang", "ko").code == 0
    assert sorted(file.name for file in out.iterdir()) == ["probe.json", "report.html"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page
    body = re.sub(r"<(script|style|code)[ >].*?</\1>", "", page.split("<body>")[1], flags=re.S)
    assert "알 수 없음" in body
    assert all(f'id="chart-{name}"' in body for name in ("forest", "curves", "by-label"))
    if missing() is None:
        with Browser() as browser:
            browser.open(out / "report.html")
            for name in ("forest", "curves", "by-label"):
                browser.until(f"return document.querySelector('#chart-{name} .main-svg') !== null")
            assert browser.complaints() == []
    refused(reaug(*words, out), "already exists; choose another or add --force")


def test_the_verdict_lies_beside_the_run(recipe: Path, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "첫째"
    assert reaug("run", recipe, "--input", SAMPLE, "-o", run).code == 0
    words = ("probe", SAMPLE, "-r", run, "--seeds", 2)
    assert reaug(*words).code == 0
    assert reaug(*words, "-o", run).code == 0  # the note is replaced
    noted = json.loads((run / "notes" / "probe.json").read_text(encoding="utf-8"))
    assert noted["arms"]["첫째"]["gain"]["control"]["verdict"]
    assert (run / "notes" / "probe.html").exists()
    assert reaug("verify", run).code == 0


def test_wrong_rows(recipe: Path, tmp_path: Path) -> None:
    wrong, rest = tmp_path / "wrong.jsonl", tmp_path / "wrong.probs.jsonl"
    words = ("probe", SAMPLE, "-r", recipe, "--seeds", 1, "--wrong")
    assert reaug(*words, wrong).code == 0
    rows = [json.loads(line) for line in wrong.read_text(encoding="utf-8").splitlines()]
    assert 0 < len(rows) < 267
    assert all(row["predicted"] != row["label"] for row in rows)
    assert all(max(row["probs"], key=row["probs"].get) == row["predicted"] for row in rows)
    assert len(rest.read_text(encoding="utf-8").splitlines()) == 267
    # Both go on: as rows to copy, and as a model's probabilities.
    copying = tmp_path / "copy.yaml"
    copying.write_text(
        "steps:\n  - augment: {where: {}, rows: wrong.jsonl, steps: [aeda]}\n", encoding="utf-8"
    )
    assert reaug("run", copying, "--input", SAMPLE, "-o", tmp_path / "run").code == 0
    assert reaug("audit", SAMPLE, "--pred-probs", rest, "--json").code == 0
    refused(reaug("audit", SAMPLE, "--pred-probs", wrong), "wrong.probs.jsonl")
    refused(reaug(*words, tmp_path / "wrong.csv"), "name it FILE.jsonl")


def test_the_same_again(recipe: Path) -> None:
    words = ("probe", SAMPLE, "-r", recipe, "--seeds", 2, "--json")
    assert reaug(*words).json == reaug(*words).json


def test_a_gate(recipe: Path) -> None:
    result = reaug(
        "probe", SAMPLE, "-r", recipe, "--seeds", 2, "--fail-on", 'gain["aeda"].low < 90'
    )
    assert result.code == 1


def test_another_set_and_its_overlap(recipe: Path) -> None:
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    other = recipe.with_name("dev.json")
    other.write_text(json.dumps(rows[:40], ensure_ascii=False), encoding="utf-8")
    result = reaug(
        "probe", SAMPLE, "-r", recipe, "--eval", other, "--seeds", 2, "--drop-overlap", "--json"
    )
    assert result.json["tested"] == 40
    assert result.json["overlapping"] >= 40
    assert result.json["rows"] + result.json["overlapping"] == 267


def test_a_recipe_that_changes_nothing(tmp_path: Path) -> None:
    still = tmp_path / "still.yaml"
    still.write_text("steps:\n  - aeda: {p: 0.0}\n", encoding="utf-8")
    result = reaug("probe", SAMPLE, "-r", still, "--seeds", 2)
    assert "still: no difference" in result.out
    assert "still changes no row as the model sees it" in result.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sizes", "many"], "--sizes: 'many' is not a number of rows"),
        (["--sizes", "20"], "rows are too few to train on"),
        (["--model", "magic"], "unknown model 'magic'; there are: linear, frozen:NAME"),
        (["--model", "frozen:"], "unknown model 'frozen:'"),
        (["--until", "0"], "until must be more than 0 points"),
        (["-r", "."], ". is a folder, but not a run"),
    ],
)
def test_what_does_not_fit(words: list[str], message: str, recipe: Path) -> None:
    refused(reaug("probe", SAMPLE, "-r", recipe, *words), message)


def test_a_set_that_is_tested_on_wholly(recipe: Path) -> None:
    message = "every sentence of the training set is also in the test set"
    refused(reaug("probe", SAMPLE, "-r", recipe, "--eval", SAMPLE), message)


def test_a_set_that_is_smaller_than_its_labels_asks_for(recipe: Path, tmp_path: Path) -> None:
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))[:12]
    few = tmp_path / "few.json"
    few.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    message = "the training set has 12 rows, too few for its 8 labels: give 16 rows or more"
    refused(reaug("probe", few, "-r", recipe), message)


def test_labels_that_do_not_fit(recipe: Path, tmp_path: Path) -> None:
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    fewer = [row for row in rows if row["label"] != "per:title"]
    train, other = tmp_path / "train.json", tmp_path / "other.json"
    train.write_text(json.dumps(fewer, ensure_ascii=False), encoding="utf-8")
    other.write_text(json.dumps(rows[:60], ensure_ascii=False), encoding="utf-8")
    message = "the test set has labels that the training set lacks: per:title"
    refused(reaug("probe", train, "-r", recipe, "--eval", other), message)
    own = [{**row, "label": "사람:스승"} if not at % 7 else row for at, row in enumerate(rows)]
    train.write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
    result = reaug("probe", train, "-r", recipe)
    assert (result.code, "39 of 267 rows are bad: schema/unknown-label 39" in result.err) == (
        2,
        True,
    )


def test_a_recipe_that_ends_in_encode(tmp_path: Path) -> None:
    coded = tmp_path / "coded.yaml"
    coded.write_text("steps:\n  - encode: {style: entity_marker}\n", encoding="utf-8")
    message = "0.encode puts rows into a model's input format"
    refused(reaug("probe", SAMPLE, "-r", coded), message)


def test_ablation_probes_the_recipe_without_each_step(tmp_path: Path) -> None:
    both = tmp_path / "both.yaml"
    both.write_text("steps:\n  - deduplicate\n" + AEDA.partition("\n")[2], encoding="utf-8")
    result = reaug("probe", SAMPLE, "-r", both, "--ablate", "--seeds", 2, "--json")
    assert "both: without 0.deduplicate" in result.json["gain"]


def test_a_gate_on_what_a_probe_does_not_tell(recipe: Path) -> None:
    result = reaug("probe", SAMPLE, "-r", recipe, "--fail-on", "score > 1")
    assert result.code == 2
    assert "unknown name 'score'" in result.err


def test_the_rule_book_is_that_of_the_recipes(recipe: Path, tmp_path: Path) -> None:
    data = save(klue_rows(set_of(HOSPITAL)), tmp_path / "own.json")
    assert reaug("rules", "learn", data, "-o", tmp_path / "own.yaml").code == 0
    own = tmp_path / "mine.yaml"
    own.write_text("rules: own.yaml\n" + AEDA, encoding="utf-8")
    result = reaug("probe", data, "-r", own, "--seeds", 2, "--json")
    assert (result.code, result.err) == (0, "")
    given = ("--seeds", 2, "--json", "--rules", tmp_path / "own.yaml")
    assert reaug("probe", data, "-r", own, *given).json == result.json
    message = f"different rule books (mine: {tmp_path / 'own.yaml'}, aeda: klue-re); set one"
    refused(reaug("probe", data, "-r", own, "-r", recipe, "--seeds", 2), message)
    assert reaug("probe", data, "-r", own, "-r", recipe, *given).code == 0
