"""The edits of a page are those of the log, with the rows as they stood before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reaug.report.run_edits import Edits, edits_of
from reaug.runs.run import Result
from reaug.runs.trace import trace_row
from reaug.runs.undo import Opened, open_run
from run_folders import EVERYTHING, carry_out


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return carry_out(EVERYTHING, tmp_path_factory.mktemp("edits") / "run")


@pytest.fixture(scope="module")
def opened(result: Result) -> Opened:
    assert result.folder is not None
    return open_run(result.folder)


def page_edits(opened: Opened, most: int) -> Edits:
    keyed = opened.table
    steps = [step.path for step in opened.manifest.steps]
    return edits_of(keyed, opened.changes, opened.dropped, steps, most)


def test_each_change_is_listed_once(opened: Opened) -> None:
    edits = page_edits(opened, 10**9)
    assert len(edits.items) == edits.total
    places = [(item["step"], item["row"][0]) for item in edits.items]
    assert len(set(places)) == len(places)
    ids = set(opened.table["_row_id"].to_pylist())
    dropped = set(opened.dropped["_row_id"].to_pylist())
    for item in edits.items:
        assert item["row"][0] in (dropped if item["kinds"] == ["dropped"] else ids)


def test_the_row_is_that_of_the_trace(opened: Opened, result: Result) -> None:
    assert result.folder is not None
    steps = [step.path for step in opened.manifest.steps]
    items = page_edits(opened, 10**9).items
    kinds = {kind for item in items for kind in item["kinds"]}
    assert kinds >= {"edit", "field", "swap_roles", "dropped"}
    for item in items[:: max(1, len(items) // 40)]:
        stages = trace_row(result.folder, item["row"][0])
        place = next(i for i, stage in enumerate(stages) if stage.step == steps[item["step"]])
        dropped = item["kinds"] == ["dropped"]
        before = stages[place] if dropped else stages[place - 1]
        row = item["row"]
        assert row[1] == before.row["sentence"]
        assert row[2:4] == before.row["subject"][1:3]
        assert row[4:6] == before.row["object"][1:3]
        assert row[6] == before.row["label"]
        if not dropped:
            assert applied(item) == stages[place].row["sentence"]


def applied(item: dict[str, Any]) -> str:
    """The sentence behind the step, by the item alone."""
    text: str = item["row"][1]
    for start, end, new, _ in sorted(item["edits"], key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("most", [0, 1, 12, 60])
def test_no_more_than_asked_for(opened: Opened, most: int) -> None:
    edits, all_edits = page_edits(opened, most), page_edits(opened, 10**9)
    assert len(edits.items) == min(most, all_edits.total)
    assert edits.total == all_edits.total
    assert all(item in all_edits.items for item in edits.items)


def test_each_step_has_its_part(opened: Opened) -> None:
    all_edits, some = page_edits(opened, 10**9), page_edits(opened, 60)
    steps = {item["step"] for item in all_edits.items}
    assert {item["step"] for item in some.items} == steps


def test_a_copy_that_nothing_befell(tmp_path: Path) -> None:
    steps = [{"augment": {"where": {"labels": ["per:spouse"]}, "steps": ["random_deletion"]}}]
    carry_out(steps, tmp_path / "run")
    run = open_run(tmp_path / "run")
    items = page_edits(run, 1000).items
    assert items
    assert all(item["row"][0].startswith(f"{item['parent']}~") for item in items)


def test_no_edits(tmp_path: Path) -> None:
    carry_out([{"curriculum": {}}], tmp_path / "run")
    assert page_edits(open_run(tmp_path / "run"), 100) == Edits([], 0)


def test_copies_come_before_corrections(opened: Opened) -> None:
    items = page_edits(opened, 10**9).items
    are_copies = [item["parent"] is not None for item in items]
    assert any(are_copies)
    assert are_copies == sorted(are_copies, reverse=True)


def test_a_dropped_duplicate_names_its_twin(opened: Opened) -> None:
    items = [item for item in page_edits(opened, 10**9).items if "dropped" in item["kinds"]]
    twins = {item["row"][0]: item["twin"] for item in items if item["twin"] is not None}
    assert twins
    ids = {*opened.table["_row_id"].to_pylist(), *opened.dropped["_row_id"].to_pylist()}
    assert set(twins.values()) <= ids
    assert all(row != twin for row, twin in twins.items())
    reasons = {item["row"][0]: item["reasons"] for item in items}
    assert all(reasons[row][0].startswith("duplicate/") for row in twins)
