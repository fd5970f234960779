"""`reaug.testing.check_step`: the contract of a step, kept and broken."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pytest

import reaug
from command import ROOT, environment
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.step import Drop, Edit, Measures, Skip, Step
from reaug.errors import ReaugError, StepCheckError
from reaug.recipe.registry import shipped_names, step_class
from reaug.testing import check_step, default_rows
from run_folders import SAMPLE
from shipped_steps import parameters


@pytest.mark.parametrize("name", shipped_names())
def test_every_step_that_ships_keeps_the_contract(
    name: str, request: pytest.FixtureRequest
) -> None:
    checked = check_step(step_class(name)(**parameters(name, default_rows(), request)))
    assert checked.rows == checked.counts["tried"] == 40


@pytest.mark.parametrize("mode", ["exchange", "role"])
def test_other_modes_on_other_data(mode: str) -> None:
    step = reaug.transforms.EntitySwap(mode=mode)
    assert check_step(step, str(SAMPLE), processes=1).counts["changed"] > 10


def test_the_rows_hold_every_script_and_odd_place() -> None:
    batch = default_rows()
    text = "".join(batch.sentence.to_pylist())
    for sign in ("가", "a", "7", "李", "😀", "\u200d", "\u1100", "e\u0301", "\t", "  "):
        assert sign in text, sign
    spans = batch.spans
    assert ((spans[:, 1] == spans[:, 2]) | (spans[:, 3] == spans[:, 0])).any()
    assert ((spans[:, 1] - spans[:, 0]) == 1).any()
    assert len(set(batch.label.to_pylist())) > 15


class Quiet(Step):
    """Put ! behind a sentence."""

    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        yield Edit(len(row.sentence), len(row.sentence), "!")


class Loud(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        print(row.id)
        yield Skip("loud/none")


class Errs(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        sys.stderr.write("!")
        yield Skip("errs/none")


class Dice(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        if random.random() < 0.5:
            yield Drop("dice/low")


class NumpyDice(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        if np.random.rand() < 0.5:
            yield Drop("dice/low")


class Seeds(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        random.seed(1)
        yield Skip("seeds/none")


class Counts(Quiet):
    seen: ClassVar[list[str]] = []

    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        self.seen.append(row.id)
        yield Edit(len(row.sentence), len(row.sentence), str(len(self.seen)))


class FirstOfBatch(Quiet):
    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        drop = np.zeros(len(batch), dtype=np.bool_)
        drop[:1] = True
        return Changes(drop=drop, reason=pa.array(["first/first"] * len(batch)))


class NeedsTwo(Quiet):
    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        assert len(batch) > 1
        return Changes()


class Files(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        Path("mine.txt").write_text(row.id)
        yield Skip("files/none")


class Halves(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        yield Edit(0.5, 1.5, "")


class NoReason(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        yield Drop("")


class Undeclared(Quiet):
    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        return Changes(columns=pa.table({"x": [1] * len(batch)}))


class Writes(Quiet):
    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        batch.spans[:] = 0
        return Changes()


class OrderState(Quiet):
    def summarise(self, batch: Any) -> Any:
        return batch.ids.to_pylist()

    def merge(self, a: Any, b: Any) -> Any:
        return a + b

    def finish(self, summary: Any, rules: Any) -> Any:
        return summary[0]

    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        yield Edit(len(row.sentence), len(row.sentence), state)


class Unpicklable(Quiet):
    def finish(self, summary: Any, rules: Any) -> Any:
        return lambda: None


class SpoilsState(Quiet):
    def finish(self, summary: Any, rules: Any) -> Any:
        return []

    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        state.append(row.id)
        yield Edit(len(row.sentence), len(row.sentence), str(len(state)))


class TellsNaN(Quiet):
    def measure(self, rows: Any, state: Any) -> Measures:
        return Measures({"share": float("nan")})


class LeavesOutside(Quiet):
    def leave(self, folder: Any, rows: Any, state: Any) -> None:
        Path("outside.txt").write_text("x")


class LeavesOver(Quiet):
    def leave(self, folder: Any, rows: Any, state: Any) -> None:
        (folder / "manifest.json").write_text("{}")


class LeavesTime(Quiet):
    def leave(self, folder: Any, rows: Any, state: Any) -> None:
        (folder / "odd.txt").write_text(os.urandom(8).hex())


class Quits(Quiet):
    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        sys.exit(0)
        yield


class Columns(Quiet):
    def propose(self, batch: Any, state: Any, draw: Any) -> Changes:
        return Changes(Edits.of([0] * len(batch), [0] * len(batch), [0] * len(batch), [""]))


@pytest.mark.parametrize(
    ("step", "law"),
    [
        (Loud(), r"printing: propose prints 'row-0"),
        (Errs(), r"printing: propose prints '!!"),
        (Dice(), r"global random \(law 4\): propose draws from random or numpy\.random"),
        (NumpyDice(), r"global random \(law 4\): propose draws from random or numpy\.random"),
        (Seeds(), r"global random \(law 4\)"),
        (Counts(), r"a second call \(law 4\): row 'row-0'"),
        (FirstOfBatch(), r"batch size \(law 4\): row 'row-1'"),
        (NeedsTwo(), r"batch size \(law 4\): .*AssertionError"),
        (Files(), r"writing: propose writes .*mine\.txt; files are for leave"),
        (Halves(), r"propose: .*start and end must be whole numbers"),
        (NoReason(), r"propose: .*give a reason"),
        (Undeclared(), r"propose: .*if adds_columns is True"),
        (Writes(), r"propose: .*read-only"),
        (OrderState(), r"state \(law 4\): row 'row-0'"),
        (Unpicklable(), r"state: it cannot be pickled"),
        (SpoilsState(), r"a second call \(law 4\)"),
        (TellsNaN(), r"describe and measure: ValueError"),
        (LeavesOutside(), r"leave: .*outside\.txt"),
        (LeavesOver(), r"leave: .*manifest\.json, a name that the run uses itself"),
        (LeavesTime(), r"leave \(law 4\): it leaves other files"),
        (Quits(), r"propose: .*SystemExit: 0"),
        (Columns(), r"propose: .*columns of edits have the lengths"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Step) else "",
)
def test_what_is_broken_is_named(
    step: Step, law: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    random.seed(3)
    before = random.getstate()
    with pytest.raises(StepCheckError, match=law) as error:
        check_step(step, processes=1)
    assert isinstance(error.value, AssertionError)
    assert isinstance(error.value, ReaugError)
    assert str(error.value).startswith(f"{type(step).__name__} breaks its contract:\n  ")
    assert random.getstate() == before
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"] * isinstance(step, Files)


def test_a_step_that_tries_nothing_is_not_checked() -> None:
    with pytest.raises(StepCheckError, match="it tried none of the rows"):
        check_step(Quiet(where={"labels": ["per:schools_attended"]}), processes=1)


def test_in_processes_a_class_must_be_importable() -> None:
    class Local(Quiet):
        pass

    with pytest.raises(StepCheckError, match=r"processes: .*must be able to import its class"):
        check_step(Local())


SAMPLE_PLUGIN = ROOT / "samples" / "plugin"


def _site(tmp_path: Path, name: str, source: str, points: str) -> Path:
    folder = tmp_path / name
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[reaug.steps]\n{points}\n")
    return folder


def test_installed_plugins_do_not_break_the_tests(tmp_path: Path) -> None:
    """A good plugin, and broken ones."""
    source = (SAMPLE_PLUGIN / "polite_ending.py").read_text(encoding="utf-8")
    good = _site(tmp_path, "polite", source, "polite_ending = polite:PoliteEnding")
    points = "ends_python = broken:Nothing\nlost = not_there_at_all:Odd"
    bad = _site(tmp_path, "broken", "import sys; sys.exit(0)", points)
    names = ("recipe/test_registry.py", "runs/test_inventory.py", "cli/test_listing.py")
    names += ("recipe/test_json_schema.py", "test_public_names.py", "cli/test_schema.py")
    env = environment()
    env["PYTHONPATH"] += f":{good}:{bad}"
    words = ["-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *(str(ROOT / "tests" / name) for name in names)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
