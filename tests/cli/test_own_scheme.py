"""A set with labels and types of its own, from the first audit to a run: no wrong fix on the way,
and the way out in the first line."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from command import reaug
from own_sets import HOSPITAL, KLUE_LABELS, klue_rows, set_of
from reaug.report.audit_summary import Best, best_line
from reaug.report.words import words
from reaug.rulebook import load

SETS = {"hospital": HOSPITAL, "klue labels": KLUE_LABELS}


@pytest.fixture(params=SETS)
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of one of the sets, with a space in its name."""
    path = tmp_path / "my set.json"
    rows = klue_rows(set_of(SETS[request.param]))
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_way_out_is_the_first_line_and_no_fix_is_made(data: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.out" for name in ("fixes", "findings", "html")}
    options = [text for name, path in files.items() for text in (f"--{name}", path)]
    audit = reaug("audit", data, *options)
    assert audit.code == 0, audit
    first, *others = audit.out.splitlines()
    assert "not klue-re data" in first
    commands = [line.strip() for line in others if line.strip().startswith("reaug ")]
    assert shlex.split(commands[0]) == ["reaug", "init", str(data), "-o", "own"]
    assert shlex.split(commands[1]) == ["reaug", "audit", str(data), "--rules", "own/rules.yaml"]
    assert files["fixes"].read_text(encoding="utf-8") == ""
    findings = [json.loads(line) for line in files["findings"].read_text("utf-8").splitlines()]
    assert not [finding for finding in findings if finding.get("fixes")]
    assert not [finding for finding in findings if finding["rule"].startswith(("type/", "rule/"))]
    page = files["html"].read_text(encoding="utf-8")
    assert page.index("not klue-re data") < page.index("<h1>")
    document = reaug("audit", data, "--json").json
    assert next(iter(document)) == "foreign"
    sheet = tmp_path / "sheet.csv"
    assert reaug("audit", data, "--csv", sheet).code == 0
    assert "unknown-" not in sheet.read_text("utf-8-sig"), "nobody decides names row by row"
    assert document["foreign"]["commands"] == commands[:2]
    assert document["causes"] == [] or all(
        "unknown" not in cause["rule"] for cause in document["causes"]
    )
    assert "klue-re 데이터가 아니다" in reaug("audit", data, "--lang", "ko").out.splitlines()[0]


def test_commands_with_a_book_to_come_say_that_it_is_made_first(data: Path) -> None:
    rows = json.loads(data.read_text(encoding="utf-8"))
    other = next(row["label"] for row in rows if row["label"] != rows[0]["label"])
    twice = [*rows, rows[0] | {"guid": "again", "label": other}]
    data.write_text(json.dumps(twice, ensure_ascii=False), encoding="utf-8")
    result = reaug("audit", data)
    assert "--rules own/rules.yaml" in result.out.split("The causes that affect most rows")[1]
    best = Best("reaug clean", 1, 1, book="own/rules.yaml")
    assert best_line(best, words("en")).endswith(
        "; make own/rules.yaml first, by the command above"
    )
    assert "위의 명령으로 만든다" in best_line(best, words("ko"))
    assert "The first command at the top makes own/rules.yaml" in " ".join(result.out.split())
    book = data.parent / "own.yaml"
    assert reaug("rules", "learn", data, "-o", book).code == 0
    assert "first" not in reaug("audit", data, "--rules", book).out


@pytest.mark.parametrize(
    "command",
    [
        ("augment", "-t", "aeda"),
        ("encode", "--style", "entity_mask"),
        ("clean",),
        ("clean", "--apply", "sure"),
        ("curriculum",),
    ],
)
def test_every_command_that_stops_points_there(
    data: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    name, *options = command
    result = reaug(name, data, "-o", tmp_path / "out", *options)
    assert (result.code, result.out) == (2, ""), result
    assert shlex.join(["reaug", "init", str(data), "-o", "own"]) in result.err
    assert shlex.join(["reaug", "audit", str(data), "--rules", "own/rules.yaml"]) in result.err
    assert "--on-bad-row" not in result.err, "to drop nearly all rows is no advice"
    assert not (tmp_path / "out").exists()


def test_learn_audit_augment_encode_drift_run(data: Path, tmp_path: Path) -> None:
    book = tmp_path / "own.yaml"
    learnt = reaug("rules", "learn", data, "-o", book)
    assert learnt.code == 0, learnt
    rules = load(book)
    rows = json.loads(data.read_text(encoding="utf-8"))
    assert set(rules.labels) == {row["label"] for row in rows}
    assert rules.negative in ("관계없음", "no_relation")
    fixes = tmp_path / "fixes.jsonl"
    audit = reaug("audit", data, "--rules", book, "--fixes", fixes, "--json")
    assert audit.code == 0, audit
    assert audit.json["foreign"] is None
    assert fixes.read_text(encoding="utf-8") == ""
    assert audit.json["counts"]["schema/unknown-label"]["rows"] == 0
    out = tmp_path / "more"
    steps = ("-t", "aeda", "-t", "entity_swap:mode=replace")
    result = reaug("augment", data, "-o", out, "--rules", book, *steps, "--seed", "3")
    assert result.code == 0, result
    card = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    (swap,) = [step for step in card["steps"] if "entity_swap" in step["path"]]
    assert swap["rows"]["changed"] > 20, swap
    style = ("--style", "typed_entity_marker_punct")
    encoded = reaug("encode", data, "-o", tmp_path / "encoded", "--rules", book, *style)
    assert encoded.code == 0, encoded
    drift = reaug("drift", data, out)
    assert drift.code == 0, drift
    cleaned = reaug("clean", data, "-o", tmp_path / "clean", "--rules", book)
    assert cleaned.code == 0, cleaned
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"input: {json.dumps(str(data))}\nrules: {json.dumps(str(book))}\nseed: 1\n"
        "steps:\n  - aeda: {}\n",
        encoding="utf-8",
    )
    ran = reaug("run", recipe, "--output", tmp_path / "run")
    assert ran.code == 0, ran


def test_a_book_that_was_made_before_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    preview = ("preview", "aeda", "--input", data)
    hint = "If own/rules.yaml was made from these data, add --rules own/rules.yaml."
    assert hint not in reaug(*preview).err
    assert reaug("init", data, "-o", "own").code == 0
    result = reaug(*preview)
    assert result.code == 2
    assert hint in result.err
    assert result.err.index(hint) < result.err.index("reaug init")
    assert "이 데이터로 만든 것이면 --rules own/rules.yaml" in reaug(*preview, "--lang", "ko").err
    assert reaug(*preview, "--rules", "own/rules.yaml").code == 0
