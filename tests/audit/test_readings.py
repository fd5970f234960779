"""Two readers' verdicts become figures: `benchmarks/_readings.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from reaug.audit.judgements import read

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
HEAD = "rule,row_id,field,finding,suggestion"
KEYS = {("a/b", "r1", "label"): "error", ("a/b", "r2", "label"): "warning"}


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location("_readings", FOLDER / "_readings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "_readings", module)
    spec.loader.exec_module(module)
    return module


def two(folder: Path, a: list[str], b: list[str]) -> tuple[Path, Path]:
    paths = folder / "a.csv", folder / "b.csv"
    for path, lines in zip(paths, (a, b), strict=True):
        path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return paths


def test_verdicts_become_lines_of_the_table(readings: ModuleType, tmp_path: Path) -> None:
    paths = two(
        tmp_path,
        ["a/b,r1,label,1,1", "a/b,r2,label,1,"],
        ["a/b,r1,label,1,0", "a/b,r2,label,0,"],
    )
    joined = readings.joined(*paths, KEYS)
    new = readings.figures(joined, "klue-re")
    old = read(
        ["rule,severity,what,right,judged,book", "a/b,,finding,9,9,klue-re", "c/d,,finding,1,2,x"]
    )
    file = tmp_path / "table.csv"
    readings.write_table(readings.renewed(old, new), file)
    assert file.read_text(encoding="utf-8").splitlines() == [
        "rule,severity,what,right,judged,book",
        "a/b,error,finding,1,1,klue-re",
        "a/b,warning,finding,0.5,1,klue-re",
        "a/b,error,suggestion,0.5,1,klue-re",
        "c/d,,finding,1,2,x",
    ]
    assert read(file.read_text(encoding="utf-8").splitlines()) == tuple(readings.renewed(old, new))
    readings.save(joined, tmp_path / "readings.csv")
    assert "a/b,r1,label,error,1,1,1,0" in (tmp_path / "readings.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        (["a/b,r1,label,1,1"], [], "only one reader judged"),
        (["a/b,r1,label,1,1"], ["a/b,r1,label,1,"], "judged the suggestion"),
        (["a/b,r9,label,1,"], ["a/b,r9,label,1,"], "no such finding"),
        (["a/b,r1,label,yes,"], ["a/b,r1,label,1,"], "no verdict"),
        (["a/b,r1,label,1,"] * 2, ["a/b,r1,label,1,"], "there twice"),
    ],
)
def test_verdicts_that_do_not_fit(
    readings: ModuleType, tmp_path: Path, a: list[str], b: list[str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        readings.joined(*two(tmp_path, a, b), KEYS)
