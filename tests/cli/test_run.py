from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pytest

from command import process, reaug, refused
from reaug.runs.place import reserved
from run_folders import SAMPLE, SAMPLES, bytes_of, listing, row, save

QUICKSTART = SAMPLES / "quickstart.yaml"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(f"input: {SAMPLE}\nsteps: [aeda]\noutput: {tmp_path}/run\n", "utf-8")
    return path


def test_the_readme_line(tmp_path: Path) -> None:
    result = process("run", QUICKSTART, "--output", tmp_path / "run")
    assert (result.code, result.out) == (0, "")
    assert "267 rows in, " in result.err
    assert "Label drift" in result.err
    rows = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert rows.features["label"].names[0] == "no_relation"
    assert listing(tmp_path)[0] == "run"
    assert not any(name.startswith(".") for name in listing(tmp_path))


def test_the_other_recipe(tmp_path: Path) -> None:
    result = reaug("run", SAMPLES / "klue-re.yaml", "-i", SAMPLE, "-o", tmp_path / "run")
    assert (result.code, result.out) == (0, "")


def test_the_recipe_names_input_and_output(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reaug("run", recipe).code == 0
    assert (tmp_path / "run" / "manifest.json").is_file()
    monkeypatch.chdir(tmp_path)
    recipe.write_text("input: rows.json\nsteps: [aeda]\noutput: deep/er/run\n")
    save([row(guid="a")], tmp_path / "rows.json")
    assert reaug("run", "recipe.yaml").code == 0
    assert (tmp_path / "deep" / "er" / "run").is_dir()


def test_json_is_one_document_and_nothing_else(recipe: Path) -> None:
    result = reaug("run", recipe, "--json")
    assert (result.code, result.err) == (0, "")
    document = result.json
    manifest = json.loads((recipe.parent / "run" / "manifest.json").read_text("utf-8"))
    drift = json.loads((recipe.parent / "run" / "drift.json").read_text("utf-8"))
    assert document == {"folder": str(recipe.parent / "run"), **manifest, "drift": drift}


def test_the_report_is_in_the_language_that_is_asked_for(recipe: Path, tmp_path: Path) -> None:
    assert reaug("run", recipe).code == 0
    page = tmp_path / "run" / "report.html"
    assert '<html lang="en">' in page.read_text(encoding="utf-8")
    assert reaug("run", recipe, "--force", "--lang", "ko").code == 0
    assert '<html lang="ko">' in page.read_text(encoding="utf-8")
    assert reaug("run", recipe, "--force", "--no-report").code == 0
    assert not page.exists()


@pytest.mark.parametrize(
    "words", [["augment", "-t", "aeda"], ["clean"], ["curriculum", "--buckets", 2]]
)
def test_the_pages_of_other_commands(words: list[Any], tmp_path: Path) -> None:
    command, *more = words
    for name, flags in (("en", []), ("ko", ["--lang", "ko"]), ("none", ["--no-report"])):
        assert reaug(command, SAMPLE, "-o", tmp_path / name, *more, *flags).code == 0
        page = tmp_path / name / "report.html"
        assert page.exists() == (name != "none")
        assert name == "none" or f'<html lang="{name}">' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("flags", [[], ["--json"], ["--num-proc", 2]])
def test_a_dry_run_writes_nothing(recipe: Path, tmp_path: Path, flags: list[Any]) -> None:
    before = listing(tmp_path)
    result = reaug("run", recipe, "--dry-run", *flags)
    assert result.code == 0
    assert listing(tmp_path) == before
    if flags == ["--json"]:
        assert result.json["folder"] is None
        assert result.err == ""
    else:
        assert result.out == ""
        for part in ("nothing is written", "0.aeda  changed", "{+", "267 rows in, 267 rows out"):
            assert part in result.err


def test_a_dry_run_shows_refusals() -> None:
    result = reaug("run", QUICKSTART, "--dry-run")
    assert "entity_swap  skipped: swap/" in result.err
    assert "1.deduplicate  dropped: duplicate/exact" in result.err


def test_a_dry_run_needs_no_output(tmp_path: Path, recipe: Path) -> None:
    recipe.write_text(f"input: {SAMPLE}\nsteps: [aeda]\n")
    assert reaug("run", recipe, "--dry-run").code == 0
    refused(reaug("run", recipe), "the recipe names no output; give --output DIR")


def test_an_output_that_exists(recipe: Path, tmp_path: Path) -> None:
    assert reaug("run", recipe, "--seed", 1).code == 0
    before = bytes_of(tmp_path / "run")
    refused(reaug("run", recipe), f"{tmp_path}/run already exists", "--force")
    assert bytes_of(tmp_path / "run") == before
    assert reaug("run", recipe, "--dry-run").code == 0
    assert reaug("run", recipe, "--force", "--seed", 2).code == 0
    assert bytes_of(tmp_path / "run") != before
    assert not any(name.startswith(".") for name in listing(tmp_path))


def test_force_deletes_no_folder_of_others(recipe: Path, tmp_path: Path) -> None:
    other, file = tmp_path / "other", tmp_path / "file"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    file.write_text("years of work")
    for target in (other, file):
        message = f"{target} is not a run folder (it has no manifest.json)"
        refused(reaug("run", recipe, "-o", target, "--force"), message)
    assert (other / "thesis.txt").read_text() == file.read_text() == "years of work"


def test_force_leaves_the_old_run_where_the_new_one_fails(recipe: Path, tmp_path: Path) -> None:
    assert reaug("run", recipe).code == 0
    before = bytes_of(tmp_path / "run")
    twins = save([row(guid="a"), row(guid="b", label="per:origin")], tmp_path / "twins.json")
    recipe.write_text(recipe.read_text().replace("[aeda]", "[deduplicate]"))
    refused(reaug("run", recipe, "-i", twins, "--force"), "no row is left", planned=True)
    assert bytes_of(tmp_path / "run") == before


def test_what_the_command_line_says_stands_above_the_recipe(recipe: Path, tmp_path: Path) -> None:
    rows = [row(guid="a"), row(guid="b")]
    rows[1]["object_entity"]["start_idx"] += 1
    bad = save(rows, tmp_path / "bad.json")
    refused_ = reaug("run", recipe, "-i", bad)
    assert refused_.code == 2
    assert "1 of 2 rows is bad: span/word-mismatch 1" in refused_.err
    words = ["-i", bad, "--on-bad-row", "repair", "--seed", 7, "-o", tmp_path / "there"]
    document = reaug("run", recipe, *words, "--fail-on", "label.js > 0.9", "--json").json
    assert document["recipe"]["seed"] == 7
    assert document["recipe"]["fail_on"] == ["label.js > 0.9"]
    assert document["input"]["repaired"] == 1
    assert document["folder"] == str(tmp_path / "there")
    assert not (tmp_path / "run").exists()


def test_what_the_recipe_says_of_bad_rows_holds_for_another_input(
    recipe: Path, tmp_path: Path
) -> None:
    bad = row(guid="a")
    bad["object_entity"]["start_idx"] += 1
    text = f"input: {{path: x, on_bad_row: drop}}\nsteps: [aeda]\noutput: {tmp_path}/run\n"
    recipe.write_text(text)
    source = save([bad, row(guid="b")], tmp_path / "bad.json")
    assert reaug("run", recipe, "-i", source, "--json").json["input"]["dropped"] == 1


def test_a_gate_that_fails_is_exit_1_and_the_run_is_there(recipe: Path, tmp_path: Path) -> None:
    result = reaug("run", recipe, "--fail-on", "refused < 999")
    assert result.code == 1
    assert result.err.endswith("error: a gate failed: refused < 999\n")
    assert "gate FAILED: fails if refused < 999" in result.err
    assert (tmp_path / "run" / "manifest.json").is_file()
    words = ["--force", "--json", "--fail-on", "refused < 999", "--fail-on", "label.js > 0.9"]
    result = reaug("run", recipe, *words)
    assert result.code == 1
    assert result.err == "error: a gate failed: refused < 999\n"
    assert [gate["passed"] for gate in result.json["gates"]] == [False, True]
    assert reaug("run", recipe, "--force", "--fail-on", "label.js > 0.9").code == 0


def test_processes_make_no_difference(recipe: Path, tmp_path: Path) -> None:
    assert reaug("run", recipe, "-o", tmp_path / "one").code == 0
    assert reaug("run", recipe, "-o", tmp_path / "two", "--num-proc", 2).code == 0
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"COLUMNS": "20"}, {"FORCE_COLOR": "1"}])
def test_colours_are_only_for_terminals_that_ask_for_them(
    recipe: Path, env: dict[str, str]
) -> None:
    result = reaug("run", recipe, "--dry-run", **env)
    assert result.code == 0
    assert ("\x1b[" in result.err) == ("FORCE_COLOR" in env)


def test_two_runs_into_one_folder(recipe: Path, tmp_path: Path) -> None:
    with reserved(tmp_path / "run", force=True):
        result = reaug("run", recipe, "-i", "none.json", "-o", tmp_path / "run", "--force")
    line = refused(result, "is being written by process", "choose another --output")
    assert "none.json" not in line.partition("(")[0]  # told before the input is read
    assert reaug("run", recipe, "-o", tmp_path / "run", "--force").code == 0


def test_what_a_killed_run_left_is_told(recipe: Path, tmp_path: Path) -> None:
    (tmp_path / ".run.partial-0123abcd" / "work").mkdir(parents=True)
    result = reaug("run", recipe, "-o", tmp_path / "run")
    assert result.code == 0
    assert f"note: removed what a killed run left behind: {tmp_path}/.run.part" in result.err
    assert not any(name.startswith(".run") for name in listing(tmp_path))


def test_a_run_over_a_run(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(
        f"input: {SAMPLE}\nsteps: [{{augment: {{where: {{}}, steps: [aeda]}}}}]\n", "utf-8"
    )
    assert reaug("run", recipe, "-o", tmp_path / "a").code == 0
    over = reaug("run", recipe, "-i", tmp_path / "a", "-o", tmp_path / "a", "--force")
    assert over.code == 2
    assert "an input of this command" in over.err
    again = reaug("run", recipe, "-i", tmp_path / "a", "-o", tmp_path / "c", "--json")
    assert again.json["input"]["format"] == "run"
    assert again.json["output"]["rows"] > again.json["input"]["rows"] > 267
    assert reaug("undo", tmp_path / "c", "-o", tmp_path / "b").code == 0


def test_progress_as_lines_of_json(tmp_path: Path) -> None:
    result = process(
        "run", QUICKSTART, "-i", SAMPLE, "-o", tmp_path / "run", "--json-progress", "--json"
    )
    assert result.code == 0
    json.loads(result.out)
    passes = [json.loads(line)["progress"] for line in result.err.splitlines() if line[:1] == "{"]
    begun = [pass_ for pass_ in passes if pass_["done"] == 0]
    ended = [pass_ for pass_ in passes if pass_["done"] == pass_["of"]]
    assert [event["what"] for event in begun] == [event["what"] for event in ended]
    assert any("aeda" in event["what"] or "augment" in event["what"] for event in ended)
    assert all(event["rows_per_second"] > 0 and event["seconds_left"] == 0 for event in ended)
