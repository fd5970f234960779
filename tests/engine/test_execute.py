from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.engine import stored_rows
from reaug.engine.execute import in_memory
from reaug.engine.stored_rows import store
from reaug.errors import InputError
from reaug.runs.run import run
from run_folders import SAMPLE, carry_out, listing, plan, row, save


class Notes:
    """A watcher that writes down what it is told."""

    def __init__(self) -> None:
        self.passes: list[tuple[str, int]] = []
        self.done: list[int] = []

    def begin(self, what: str, rows: int) -> None:
        self.passes.append((what, rows))
        self.done.append(0)

    def advance(self, rows: int) -> None:
        self.done[-1] += rows


def test_a_watcher_sees_every_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 50)
    notes = Notes()
    run(plan(["aeda", "deduplicate", "random_deletion"]), None, watcher=notes)
    assert notes.passes == [
        ("0.aeda", 267),
        ("reading all rows for 1.deduplicate", 267),
        ("1.deduplicate + 2.random_deletion", 267),
    ]
    assert notes.done == [267, 267, 267]


def test_a_dry_run_keeps_the_rows_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = carry_out(["aeda"])
    assert result.folder is None
    assert result.table is not None
    assert result.table.num_rows == 267
    assert listing(tmp_path) == []


def test_a_recipe_that_drops_every_row(tmp_path: Path) -> None:
    twin = row(guid="b", label="per:origin")
    source = save([row(guid="a"), twin], tmp_path / "rows.json")
    for output in (None, tmp_path / "run"):
        with pytest.raises(InputError) as error:
            carry_out(["deduplicate", "aeda", "curriculum"], output, source)
        assert str(error.value) == (
            "no row is left after the last step: 0.deduplicate dropped 2 (duplicate/conflict 2)"
        )
    assert listing(tmp_path) == ["rows.json"]


@pytest.mark.parametrize(
    "step",
    [
        "aeda",
        "deduplicate",
        "entity_type_correction",
        "entity_swap",
        {"entity_swap": {"mode": "role"}},
        {"entity_swap": {"mode": "exchange"}},
        "random_masking",
        "random_deletion",
        {"augment": {"where": {}, "copies": 3, "steps": ["aeda"]}},
        {"one_of": ["aeda", "random_deletion"]},
        {"curriculum": {"thresholds": [9]}},
    ],
    ids=str,
)
def test_a_data_set_of_one_row(step: Any, tmp_path: Path) -> None:
    result = carry_out([step], tmp_path / "run", save([row()], tmp_path / "rows.json"))
    assert result.done.rows.rows >= 1


def test_the_rows_outlive_their_files(tmp_path: Path) -> None:
    table = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.").table
    rows = in_memory(store(table, tmp_path / "rows.arrow"))
    (tmp_path / "rows.arrow").unlink()
    assert rows == table
    assert pa.total_allocated_bytes() > 0


def test_what_a_state_says_of_itself(tmp_path: Path) -> None:
    result = carry_out([{"curriculum": {"buckets": 2}}, "aeda"])
    assert set(result.done.states) == {"0.curriculum"}
    assert result.done.seconds["0.curriculum + 1.aeda"] > 0
    assert result.plan.reading.origin.endswith(SAMPLE.name)
