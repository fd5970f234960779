from __future__ import annotations

import json
from pathlib import Path

import pytest

from reaug.data import read
from reaug.errors import InputError
from reaug.runs.trace import Stage, trace_row
from run_folders import SAMPLE, carry_out, sample_rows

ROW = "reaug-sample-00036"
STEPS = (
    {"random_masking": {"target": "object", "where": {"rows": [ROW]}}},
    {"augment": {"where": {"rows": [ROW]}, "steps": ["aeda", {"entity_swap": {"mode": "role"}}]}},
    {"augment": {"copies": 2, "where": {"rows": [ROW, f"{ROW}~1.augment#1"]}, "steps": ["aeda"]}},
    {"random_masking": {"target": "subject", "where": {"rows": [ROW]}}},
    "deduplicate",
    {"curriculum": {"buckets": 2}},
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trace") / "run"
    carry_out(STEPS, folder)
    return folder


def steps(stages: list[Stage]) -> list[str]:
    return [stage.step for stage in stages]


def test_the_stages_of_a_row_are_those_of_the_steps_that_changed_it(run: Path) -> None:
    stages = trace_row(run, ROW)
    assert steps(stages) == ["input", "0.random_masking", "3.random_masking", "5.curriculum"]
    before = next(each for each in sample_rows() if each["guid"] == ROW)
    assert stages[0].row["sentence"] == before["sentence"]
    assert stages[0].row["subject"] == ["함지율", 0, 3, "PER"]
    assert stages[0].row["object"] == ["원불교", 9, 12, "ORG"]
    assert stages[1].row["object"][0] == "[MASK]"
    assert stages[1].row["subject"][0] == "함지율"
    assert stages[2].row["subject"][0] == "[MASK]"
    assert [entry["new"] for entry in stages[1].entries] == ["[MASK]"]
    assert stages[3].entries == []


def test_a_copy_begins_as_its_parent_stood_before_the_block(run: Path) -> None:
    stages = trace_row(run, f"{ROW}~1.augment#1")
    assert steps(stages)[:4] == ["input", "0.random_masking", "1.augment", "1.augment/0.aeda"]
    assert stages[0].row["id"] == ROW
    assert stages[0].row["subject"][0] == "함지율"  # what befell the parent later is not told here
    assert stages[2].entries[0]["old"] == ROW
    assert stages[2].row["subject"][0] == "함지율"


def test_a_copy_of_a_copy(run: Path) -> None:
    stages = trace_row(run, f"{ROW}~1.augment#1~2.augment#2")
    assert steps(stages)[:6] == [
        "input",
        "0.random_masking",
        "1.augment",
        "1.augment/0.aeda",
        "2.augment",
        "2.augment/0.aeda",
    ]
    assert [stage.row["id"].count("~") for stage in stages[:6]] == [0, 0, 1, 1, 2, 2]


def test_a_dropped_row(run: Path) -> None:
    stages = trace_row(run, "reaug-sample-00179")
    assert steps(stages) == ["input", "4.deduplicate"]
    assert stages[1].dropped == "duplicate/exact"


def test_what_reading_repaired_or_left_out(tmp_path: Path) -> None:
    rows = sample_rows()[:8]
    moved, lost = rows[2]["subject_entity"], rows[5]["object_entity"]
    right = moved["start_idx"]
    moved["start_idx"] += 1
    lost["word"] = "어디에도없는말"
    source = tmp_path / "rows.json"
    source.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    folder = tmp_path / "run"
    carry_out(["aeda"], folder, None, input={"path": str(source), "on_bad_row": "repair"})
    first = trace_row(folder, rows[2]["guid"])[0]
    [entry] = first.entries
    assert (entry["kind"], entry["reason"]) == ("repair", "span/word-mismatch")
    assert entry["new"].startswith(f"{right}..")
    assert first.row["subject"][1] == right
    assert not trace_row(folder, rows[0]["guid"])[0].entries
    with pytest.raises(InputError, match=r"was left out when the input was read \(span/word"):
        trace_row(folder, rows[5]["guid"])


def test_every_row_can_be_traced_to_the_input(run: Path) -> None:
    known = {each["guid"]: each["sentence"] for each in sample_rows()}
    ids = read(run).table["_row_id"].to_pylist()
    for row_id in [*ids[:5], *(row_id for row_id in ids if "~" in row_id)]:
        first = trace_row(run, row_id)[0]
        assert first.step == "input"
        assert known[first.row["id"]] == first.row["sentence"]


def test_rows_that_are_not_there(run: Path) -> None:
    for row_id in ("nobody", "", "[/]", f"{ROW}~1.augment#9"):
        with pytest.raises(InputError, match=r"no row .* in the data or among the dropped rows"):
            trace_row(run, row_id)
    with pytest.raises(InputError, match="is not a run folder"):
        trace_row(SAMPLE.parent, ROW)
