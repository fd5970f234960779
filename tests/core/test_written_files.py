"""What is written outside of a folder is seen; what a step makes there and takes in is its own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from reaug.core.written_files import watched
from reaug.errors import StepError


def test_a_temporary_folder_of_its_own_may_be_moved_in(tmp_path: Path) -> None:
    inside = tmp_path / "run"
    inside.mkdir()
    with watched(str(inside)) as watch, tempfile.TemporaryDirectory() as name:
        source = Path(name) / "made"
        source.mkdir()
        (source / "a.txt").write_text("a")
        shutil.copy(source / "a.txt", source / "b.txt")
        (source / "b.txt").rename(source / "c.txt")
        shutil.move(source, inside / "made")
    assert watch.left() == []
    assert sorted(path.name for path in (inside / "made").iterdir()) == ["a.txt", "c.txt"]


@pytest.mark.parametrize("how", ["move", "rename"])
def test_what_others_have_is_not_moved_in(tmp_path: Path, how: str) -> None:
    inside = tmp_path / "run"
    inside.mkdir()
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    with (
        pytest.raises(StepError, match=r"would replace or remove .*mine\.txt"),
        watched(str(inside)),
    ):
        shutil.move(str(mine), inside) if how == "move" else mine.rename(inside / "mine.txt")
    assert mine.read_text() == "mine"
