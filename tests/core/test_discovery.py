"""Steps are found by the names of their files; nothing is registered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reaug.core.discovery import step_modules, step_named, step_of

STEP = """
from reaug.core.step import Step
from reaug.core.step import Step as Base

class Helper:
    pass

class LoudMark(Step):
    \"\"\"Put ! behind a sentence.\"\"\"
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with a step, a helper and a module that defines none."""
    folder = tmp_path / "demo_room"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "loud_mark.py").write_text(STEP, encoding="utf-8")
    (folder / "_tools.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    (folder / "empty.py").write_text("from reaug.core.step import Step", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "demo_room"
    for name in [name for name in sys.modules if name.startswith("demo_room")]:
        del sys.modules[name]


def test_steps_are_the_modules_of_a_room_and_none_is_imported(room: str) -> None:
    assert step_modules(room) == {"empty": "demo_room.empty", "loud_mark": "demo_room.loud_mark"}
    assert "demo_room.loud_mark" not in sys.modules


def test_the_step_of_a_module_is_the_one_it_defines(room: str) -> None:
    assert step_of("demo_room.loud_mark").__name__ == "LoudMark"
    with pytest.raises(ImportError, match=r"demo_room\.empty defines no step"):
        step_of("demo_room.empty")


def test_two_steps_in_one_file_are_refused_and_both_are_named(room: str, tmp_path: Path) -> None:
    second = "\n\nclass SoftMark(Step):\n    pass\n"
    (tmp_path / "demo_room" / "marks.py").write_text(STEP + second, encoding="utf-8")
    with pytest.raises(ImportError, match=r"demo_room\.marks defines several.*LoudMark and SoftM"):
        step_of("demo_room.marks")


def test_a_step_is_found_by_its_class_name(room: str) -> None:
    assert step_named(room, "LoudMark") is step_of("demo_room.loud_mark")
    for wrong in ("Loudmark", "loud_mark", "Nothing"):
        with pytest.raises(AttributeError, match=wrong):
            step_named(room, wrong)


@pytest.mark.parametrize("room", ["reaug.transforms", "reaug.cleaning", "reaug.shaping"])
def test_every_step_that_ships_can_be_found_and_says_what_it_does(room: str) -> None:
    modules = step_modules(room)
    assert modules
    for name, module in modules.items():
        step = step_of(module)
        assert step.__name__.lower() == name.replace("_", "")
        assert (step.__doc__ or "").strip(), f"{module} has no docstring"
        assert step_named(room, step.__name__) is step
        for field, info in step.model_fields.items():
            assert info.description, f"{step.__name__}.{field} has no description"
