from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from reaug.data import content_digest, read
from reaug.recipe.model import Recipe
from reaug.runs import card
from reaug.runs.manifest import Manifest, read_manifest
from run_folders import SAMPLE, carry_out, row, save


def test_the_manifest_says_what_made_the_run(tmp_path: Path) -> None:
    steps = ["deduplicate", {"curriculum": {"buckets": 2}}]
    result = carry_out(steps, tmp_path / "run", fail_on=["label.js > 0.9"], seed=7)
    told = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    assert told == card.manifest(result)
    assert Recipe.model_validate(told["recipe"]) == result.plan.recipe
    assert told["input"]["rows"] == 267
    assert told["input"]["digest"] == content_digest(read(SAMPLE).table)
    assert told["output"] == {"rows": 257, "digest": result.digest, "formats": []}
    assert told["rules"]["hash"] == result.plan.rules.content_hash
    assert [step["path"] for step in told["steps"]] == ["0.deduplicate", "1.curriculum"]
    assert told["steps"][1]["columns"] == ["bucket", "length"]
    assert len(told["steps"][1]["state"]["thresholds"]) == 1
    assert told["gates"][0]["passed"] is True
    assert told["packages"]["pyarrow"]
    assert isinstance(read_manifest(tmp_path / "run"), Manifest)


def test_versions_of_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(card, "version", absent)
    told = card.manifest(carry_out(["aeda"]))
    assert told["reaug"] is None
    assert set(told["packages"].values()) == {None}


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
    told = card.manifest(result)["input"]
    assert (told["rows"], told["dropped"], told["repaired"]) == (3, 1, 1)
    assert told["dropped_by_rule"] == told["repaired_by_rule"] == {"span/word-mismatch": 1}
    text = card.dataset_card(result, card.manifest(result))
    assert "(1 dropped as bad: span/word-mismatch 1)" in text
