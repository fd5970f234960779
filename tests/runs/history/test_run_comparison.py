from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import reaug
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from run_folders import SAMPLE, carry_out, save


def test_two_runs_of_one_input(chain: Path) -> None:
    difference = reaug.runs.diff(chain / "more", chain / "other")
    assert difference.recipe == ("seed 1→2",)
    assert (difference.rules, difference.input, difference.same_rows) == ((), None, False)
    rows = difference.rows
    assert rows is not None
    assert rows["only_first"] > 0
    assert rows["only_second"] > 0
    assert all("~0.augment#" in name for name in rows["only_first_ids"])
    both = rows["alike"] + rows["changed"] + rows["renamed"]
    assert both + rows["only_first"] == difference.first.rows
    assert both + rows["only_second"] == difference.second.rows
    moved = sum(after - before for before, after in difference.labels.values())
    assert moved == rows["only_second"] - rows["only_first"]
    json.dumps(difference.to_json())


def test_a_default_that_is_written_out_is_no_difference(tmp_path: Path) -> None:
    plain = {"augment": {"copies": 1, "steps": [{"one_of": {"steps": ["aeda", "entity_swap"]}}]}}
    written = {
        "augment": {
            "steps": [
                {
                    "one_of": {
                        "weights": [1, 1.0],
                        "steps": [{"aeda": {"p": 1, "ratio": 0.3}}, {"entity_swap": {"p": 1.0}}],
                    }
                }
            ],
        }
    }
    other = {"augment": {"steps": [{"one_of": {"steps": [{"aeda": {"ratio": 0.5}}, "aeda"]}}]}}
    for name, steps in (
        ("plain", ["deduplicate", plain]),
        ("written", [{"deduplicate": {"keep": "none"}}, written]),
        ("other", ["deduplicate", other]),
    ):
        carry_out(steps, tmp_path / name)
    assert reaug.runs.diff(tmp_path / "plain", tmp_path / "written").recipe == ()
    changes = ("augment/one_of/aeda.ratio 0.3→0.5", "-augment/one_of/entity_swap")
    assert reaug.runs.diff(tmp_path / "plain", tmp_path / "other").recipe[:2] == changes
    by_name = {run.record.name: run for run in reaug.runs(tmp_path)}
    assert by_name["written"].changed == ()
    assert by_name["other"].changed[:2] == changes


def test_a_run_is_compared_with_the_run_that_reads_its_output(chain: Path) -> None:
    difference = reaug.runs.diff(chain / "more", chain / "masked")
    assert difference.input == "B read what A made"
    assert difference.recipe == ("-augment", "+random_masking")
    assert difference.rows is not None
    assert (difference.rows["only_first"], difference.rows["only_second"]) == (0, 0)
    assert difference.rows["changed"] > 0
    assert set(difference.rows["fields"]) <= {"sentence", "subject", "object"}
    assert difference.labels == {}
    assert difference.steps["0.random_masking"]["changed"][0] == 0


def test_the_same_rows_under_other_ids(tmp_path: Path) -> None:
    rows = json.loads(SAMPLE.read_text("utf-8"))
    other = [row | {"guid": f"other-{n}"} for n, row in enumerate(reversed(rows[20:]))]
    carry_out([{"deduplicate": {"keep": "none"}}], tmp_path / "a", SAMPLE)
    carry_out([{"deduplicate": {"keep": "none"}}], tmp_path / "b", save(other, tmp_path / "b.json"))
    counts = reaug.runs.diff(tmp_path / "a", tmp_path / "b").rows
    assert counts is not None
    assert (counts["alike"], counts["changed"]) == (0, 0)
    assert counts["only_first"] + counts["only_second"] <= 25
    assert counts["renamed"] > 200
    assert not any(name.startswith("other-") for name in counts["only_first_ids"])


def test_a_run_and_itself(chain: Path) -> None:
    difference = reaug.runs.diff(chain / "clean", chain / "clean")
    assert difference.same_rows
    assert (
        difference.recipe,
        difference.rules,
        difference.labels,
        difference.steps,
        difference.rows,
    ) == ((), (), {}, {}, None)


def test_what_cannot_be_compared(chain: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a run folder"):
        reaug.runs.diff(chain / "clean", tmp_path)
    shutil.copytree(chain / "clean", tmp_path / "run")
    text = (tmp_path / "run" / MANIFEST).read_text("utf-8")
    (tmp_path / "run" / MANIFEST).write_text(text.replace('"seed": 42', '"seed": 43'), "utf-8")
    with pytest.raises(InputError, match="was changed after the run"):
        reaug.runs.diff(tmp_path / "run", chain / "clean")
