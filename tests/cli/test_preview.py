from __future__ import annotations

from pathlib import Path

import pytest

from command import reaug, refused
from reaug.core.batch import Batch
from reaug.data import read
from reaug.recipe.registry import shipped_names
from run_folders import SAMPLE, SAMPLES, listing, row, save
from shipped_steps import parameters


@pytest.mark.parametrize("step", shipped_names())
def test_every_step(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    given = parameters(step, Batch(read(SAMPLE).table), request)
    before = listing(tmp_path)
    result = reaug("preview", ":".join([step, *[",".join(f"{k}={v}" for k, v in given.items())]]))
    assert result.code == 0
    assert f"0.{step}" in result.out
    assert "nothing is written" in result.err
    assert listing(tmp_path) == before


def test_edits_and_refusals() -> None:
    # Made names: rows of a small set alone leave fewer than three that fit.
    out = reaug("preview", "entity_swap:mode=replace,names=made", "-n", "25").out
    assert "0.entity_swap  changed" in out
    assert "0.entity_swap  skipped: swap/" in out
    assert "[-" in out
    assert out.count("{+") >= 5
    roles = reaug("preview", "entity_swap:mode=role", "-n", "3").out
    assert roles.count("roles: ") == 3
    assert "label → " in roles


def test_a_recipe() -> None:
    out = reaug("preview", SAMPLES / "quickstart.yaml", "-n", 1).out
    assert "2.augment/1.aeda  changed" in out
    assert "3.curriculum" in out


def test_what_the_command_line_says_stands_above_the_recipe(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"input: {SAMPLES}/klue-style.json\nseed: 1\nsteps: [aeda]\n")
    first, other = reaug("preview", recipe), reaug("preview", recipe, "--seed", 2)
    assert "seed 1" in first.err
    assert "seed 2" in other.err
    assert first.out != other.out
    refused(reaug("preview", recipe, "--rules", "klue"), "no rule book named 'klue'")
    bad = row(guid="a")
    bad["object_entity"]["start_idx"] += 1
    source = save([bad, row(guid="b")], tmp_path / "rows.json")
    assert reaug("preview", recipe, "-i", source).code == 2
    assert "\n1 of 2 rows" in reaug("preview", recipe, "-i", source, "--on-bad-row", "drop").err
    assert "\n2 rows" in reaug("preview", "aeda", "-i", source, "--on-bad-row", "repair").err


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ("adea", ["0.adea: unknown step 'adea'; did you mean 'aeda'?", "curriculum"]),
        ("[/]", ["unknown step '[/]'"]),
        ("", ["unknown step ''"]),
        ("aeda:ratio", ["-t aeda:ratio", "'ratio' is not NAME=VALUE"]),
        ("aeda:ratio=x", ["0.aeda: ratio: this must be a number, not the text 'x'"]),
        ("aeda:p=nan", ["0.aeda: p: "]),
        ("aeda:p=inf", ["0.aeda: p: "]),
        ("aeda:ratio=inf", ["0.aeda: ratio: "]),
        ("aeda:where=1", ["0.aeda: where: this must be a mapping, not the number 1"]),
        ("augment", ["0.augment: steps: this is missing"]),
        (
            "random_insertion",
            ["this is missing: a file (one word per line", "as words=words.csv"],
        ),
        (
            "masked_lm",
            ["this is missing: a folder or hub name", "model=models/my-bert"],
        ),
        ("none.yaml", ["none.yaml: the recipe file does not exist"]),
    ],
)
def test_what_cannot_be_shown(what: str, parts: list[str]) -> None:
    refused(reaug("preview", what), *parts)
