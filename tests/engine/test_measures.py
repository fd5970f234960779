"""What a step says of the rows that came out, and what it leaves beside the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from rich.console import Console

from reaug.core.changes import Changes
from reaug.core.step import Measures, Step
from reaug.errors import ReaugError
from reaug.recipe.model import Recipe
from reaug.recipe.plan import Leaf
from reaug.report.console import result_view
from reaug.runs.preparation import prepare
from reaug.runs.run import Result, run
from run_folders import SAMPLE


class Count(Step):
    """Numbers the rows of a batch, and tells how many there are."""

    adds_columns: ClassVar[bool] = True

    def finish(self, summary: Any, rules: Any) -> str:
        return f"{rules.name}"

    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        return Changes(columns=pa.table({"one": pa.array([1] * len(batch))}))

    def measure(self, rows: pa.Table, state: str) -> Measures:
        figures = {"ones": sum(rows["one"].to_pylist()), "rules": state}
        return Measures(figures, ("look at the ones",))

    def leave(self, folder: Path, rows: pa.Table, state: str) -> None:
        (folder / "ones.json").write_text(json.dumps(rows["one"].to_pylist()), encoding="utf-8")


def done(step: Step, output: Path | None) -> Result:
    plan = prepare(Recipe(steps=("aeda",)), source=SAMPLE, nodes=[Leaf("0.count", step)])
    return run(plan, output)


def test_figures_and_warnings_are_in_the_manifest_and_on_the_screen(tmp_path: Path) -> None:
    result = done(Count(), tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    (step,) = manifest["steps"]
    assert step["figures"] == {"ones": 267, "rules": "klue-re"}
    assert step["warnings"] == ["look at the ones"]
    console = Console(width=100)
    with console.capture() as screen:
        console.print(result_view(result))
    assert "ones: 267" in screen.get()
    assert "warning: look at the ones" in screen.get()


def test_files_lie_beside_the_data(tmp_path: Path) -> None:
    done(Count(), tmp_path / "run")
    assert json.loads((tmp_path / "run" / "ones.json").read_text(encoding="utf-8")) == [1] * 267


def test_a_run_in_memory_measures_too() -> None:
    assert done(Count(), None).done.measures["0.count"].figures["ones"] == 267


def test_a_step_that_says_nothing_is_not_in_the_way(tmp_path: Path) -> None:
    class Quiet(Step):
        def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
            return Changes()

    assert done(Quiet(), tmp_path / "run").done.measures == {}


class Broken(Count):
    def measure(self, rows: pa.Table, state: str) -> Measures:
        raise ZeroDivisionError("by nought")


class Wild(Count):
    def measure(self, rows: pa.Table, state: str) -> Measures:
        figures: Mapping[str, Any] = {"share": float("nan")}
        return Measures(figures)


@pytest.mark.parametrize("step", [Broken(), Wild()])
def test_faults_bear_the_name_of_the_step_and_nothing_is_written(
    tmp_path: Path, step: Step
) -> None:
    with pytest.raises(ReaugError, match=r"step '0\.count' failed in measure"):
        done(step, tmp_path / "run")
    assert not list(tmp_path.iterdir())
