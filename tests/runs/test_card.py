from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from reaug.data import content_digest, read
from reaug.recipe.model import Recipe
from reaug.recipe.recipe_file import load_recipe
from reaug.runs import card
from reaug.runs.manifest import Manifest, read_manifest
from reaug.runs.preparation import prepare
from reaug.runs.run import run
from reaug.runs.verify import verify
from run_folders import SAMPLE, carry_out, row, save


def test_the_manifest_says_what_made_the_run(tmp_path: Path) -> None:
    steps = ["deduplicate", {"curriculum": {"buckets": 2}}]
    result = carry_out(steps, tmp_path / "run", fail_on=["label.js > 0.9"], seed=7)
    document = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    assert document == card.manifest(result)
    assert Recipe.model_validate(document["recipe"]) == result.plan.recipe
    assert document["input"]["rows"] == 267
    assert document["input"]["digest"] == content_digest(read(SAMPLE).table)
    assert document["output"] == {"rows": 257, "digest": result.digest, "formats": []}
    assert document["rules"]["hash"] == result.plan.rules.content_hash
    assert [step["path"] for step in document["steps"]] == ["0.deduplicate", "1.curriculum"]
    assert document["steps"][1]["columns"] == ["bucket", "length"]
    assert len(document["steps"][1]["state"]["thresholds"]) == 1
    assert document["gates"][0]["passed"] is True
    assert document["packages"]["pyarrow"]
    assert isinstance(read_manifest(tmp_path / "run"), Manifest)


def test_versions_of_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(card, "version", absent)
    manifest = card.manifest(carry_out(["aeda"]))
    assert manifest["reaug"] is None
    assert set(manifest["packages"].values()) == {None}


def test_the_card_is_read_by_people_and_the_hub(tmp_path: Path) -> None:
    carry_out(["deduplicate", {"augment": {"where": {}, "steps": ["aeda"]}}], tmp_path / "run")
    text = (tmp_path / "run" / "README.md").read_text("utf-8")
    assert text.startswith("---\nlanguage: [ko]\n")
    assert "| `0.deduplicate` | 267 | 0 | 0 | 10 | 0 | 0 |" in text
    assert "| `1.augment/0.aeda` |" in text
    assert "| per:title | 15 | " in text
    assert '`datasets.load_from_disk("data")`' in text or 'load_from_disk("data")' in text


def test_what_the_reader_dropped_and_repaired_is_counted(tmp_path: Path) -> None:
    moved, lost = row(guid="moved"), row(guid="lost")
    moved["object_entity"]["start_idx"] += 1
    lost["object_entity"]["word"] = "거제도"
    source = save([row(guid="good"), moved, lost], tmp_path / "rows.json")
    result = carry_out(["aeda"], None, source, input={"path": "-", "on_bad_row": "repair"})
    counts = card.manifest(result)["input"]
    assert (counts["rows"], counts["dropped"], counts["repaired"]) == (3, 1, 1)
    assert counts["dropped_by_rule"] == counts["repaired_by_rule"] == {"span/word-mismatch": 1}
    text = card.dataset_card(result, card.manifest(result))
    assert "(1 dropped as bad: span/word-mismatch 1)" in text


def test_the_card_says_parameters_sources_chain_and_how_to_make_it_again(tmp_path: Path) -> None:
    text = (
        "# 주석\nsteps:\n- aeda: {ratio: 0.5}\n- augment: {where: {}, copies: 2, steps: [aeda]}\n"
    )
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    carry_out(["deduplicate"], tmp_path / "first", SAMPLE, seed=3)
    recipe = load_recipe(tmp_path / "mine.yaml")
    plan = prepare(recipe, source=str(tmp_path / "first"), file=tmp_path / "mine.yaml")
    run(plan, tmp_path / "second")
    manifest = read_manifest(tmp_path / "second")
    assert manifest.recipe_file is not None
    assert (manifest.recipe_file.name, manifest.recipe_file.text) == ("mine.yaml", text)
    [link] = manifest.chain
    assert (link.run, link.seed, link.rows, link.steps) == ("first", 3, 257, ("deduplicate",))
    assert link.digest == manifest.input.digest

    card_text = (tmp_path / "second" / "README.md").read_text("utf-8")
    assert "| `0.aeda` | `p: 1.0`, " in card_text
    assert "`ratio: 0.5`" in card_text
    assert "| `1.augment` | `copies: 2`, `p: 1.0`, `where: {}` |" in card_text
    assert "| `reaug-samples` | " in card_text
    assert "1. run `first` (`deduplicate`, seed 3): 257 rows, digest" in card_text
    assert "reaug run mine.yaml --output DIR" in card_text
    block = card_text.split("```yaml\n")[1].split("\n```")[0]
    (tmp_path / "again.yaml").write_text(block, "utf-8")
    again = load_recipe(tmp_path / "again.yaml")
    assert run(prepare(again), tmp_path / "third").digest == manifest.output.digest  # type: ignore[union-attr]
    assert verify(tmp_path / "second", again=True).ok


def test_the_licence_goes_down_the_chain(tmp_path: Path) -> None:
    source = save([row(guid="klue-re-v1_train_x")], tmp_path / "klue.json")
    carry_out(["aeda"], tmp_path / "klue", source)
    assert read_manifest(tmp_path / "klue").licence == "CC BY-SA 4.0"
    assert "license: cc-by-sa-4.0\n" in (tmp_path / "klue" / "README.md").read_text("utf-8")
    own = {"path": str(SAMPLE), "licence": "우리 회사 | `내부`"}
    carry_out(["aeda"], tmp_path / "own", None, input=own)
    carry_out(["deduplicate"], tmp_path / "heir", tmp_path / "own")
    assert read_manifest(tmp_path / "heir").licence == own["licence"]
    text = (tmp_path / "heir" / "README.md").read_text("utf-8")
    assert "license: other\n" in text
    assert "`` 우리 회사 \\| `내부` ``" in text
    assert verify(tmp_path / "heir", again=True).ok
    plain = carry_out(["aeda"], tmp_path / "plain", save([row(guid="g")], tmp_path / "g.json"))
    assert card.manifest(plain)["licence"] is None


def test_a_chain_is_that_of_exactly_these_rows(tmp_path: Path) -> None:
    carry_out(["aeda"], tmp_path / "run", SAMPLE, output={"path": "-", "formats": ["klue-json"]})
    carry_out(["aeda"], tmp_path / "of-file", tmp_path / "run" / "data.json")
    assert [link.run for link in read_manifest(tmp_path / "of-file").chain] == ["run"]
    other = {"path": str(tmp_path / "run"), "on_bad_row": "drop"}
    carry_out(["aeda"], tmp_path / "more", None, input=other)
    assert [link.run for link in read_manifest(tmp_path / "more").chain] == ["run"]
    carry_out(["aeda"], tmp_path / "raw", SAMPLE)
    assert read_manifest(tmp_path / "raw").chain == ()


def test_hostile_names_stay_text_in_the_card(tmp_path: Path) -> None:
    source = save([row(guid="a") | {"source": "`x`|<b>\n"}], tmp_path / "a`b|c.json")
    carry_out(["aeda"], tmp_path / "run", source)
    text = (tmp_path / "run" / "README.md").read_text("utf-8")
    assert "`` `x`\\|<b>␊ ``" in text
    assert "a`b\\|c.json``" in text
