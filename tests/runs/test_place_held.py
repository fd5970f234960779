"""A place that others hold, or that killed runs held."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment
from places import WHOLE, fill, text_of, write_run
from reaug.errors import OutputError
from reaug.files import atomic
from reaug.runs.place import reserved, staged
from run_folders import listing


@pytest.mark.parametrize("force", [False, True])
def test_two_write_one_folder_and_the_second_is_told_who_holds_it(
    tmp_path: Path, force: bool
) -> None:
    fill(tmp_path / "run", text="old") if force else None
    with reserved(tmp_path / "run", force=force) as place:
        with pytest.raises(OutputError, match=rf"is being written by process {os.getpid()} on \S+"):
            fill(tmp_path / "run", force=force, text="second")
        with staged(place) as stage:
            write_run(stage, "first")
    assert text_of(tmp_path / "run") == "first"
    assert listing(tmp_path) == WHOLE


HOLD = """
import sys
from pathlib import Path
from reaug.runs.place import reserved, staged
with reserved(Path(sys.argv[1]), force=True) as place, staged(place) as stage:
    (stage / "half").write_text("half")
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_killed_run_holds_nothing_and_what_it_left_goes(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "run")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"ready\n"
        with pytest.raises(OutputError, match=f"is being written by process {other.pid} on"):
            fill(tmp_path / "run", force=True)
        other.kill()
    left = set(listing(tmp_path)) - set(WHOLE)
    assert any(".run.partial-" in name for name in left)
    messages: list[str] = []
    with (
        reserved(tmp_path / "run", force=True, notify=messages.append) as place,
        staged(place) as stage,
    ):
        write_run(stage, "new")
    assert [line.partition(": ")[0] for line in messages] == [
        "removed what a killed run left behind"
    ]
    assert text_of(tmp_path / "run") == "new"
    assert listing(tmp_path) == WHOLE


def test_a_folder_that_lost_its_name_gets_it_back(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    (tmp_path / "run").rename(tmp_path / ".run.old-0123abcd")
    (tmp_path / ".run.partial-0123abcd").mkdir()
    (tmp_path / ".run.partial-0123abcd.mine").mkdir()
    (tmp_path / ".run2.partial-0123abcd").mkdir()
    messages: list[str] = []
    with (
        pytest.raises(OutputError, match="already exists"),
        reserved(tmp_path / "run", force=False, notify=messages.append),
    ):
        raise AssertionError
    assert text_of(tmp_path / "run") == "old"
    assert len(messages) == 2
    assert "restored " in messages[0]
    assert listing(tmp_path) == [".run.partial-0123abcd.mine", ".run2.partial-0123abcd", *WHOLE]


def test_an_old_folder_beside_a_new_one_goes(tmp_path: Path) -> None:
    fill(tmp_path / "run")
    (tmp_path / ".run.old-0123abcd").mkdir()
    fill(tmp_path / "run", force=True)
    assert listing(tmp_path) == WHOLE


def test_where_names_cannot_be_swapped_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    fill(tmp_path / "run", text="old")
    fill(tmp_path / "run", force=True)
    assert text_of(tmp_path / "run") == "new"
    assert listing(tmp_path) == WHOLE


def test_where_there_are_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import reaug.files.locks as locking

    for module in (locking, atomic):
        monkeypatch.setattr(module, "try_lock", lambda descriptor: None)
    (tmp_path / ".run.partial-0123abcd").mkdir()  # of a living run, for all that can be known
    fill(tmp_path / "run")
    assert listing(tmp_path) == [".run.partial-0123abcd", *WHOLE]


def test_errors_of_what_is_read_meanwhile_are_not_those_of_the_output(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reserved(tmp_path / "deep" / "run", force=False):
        (tmp_path / "input").read_text()
    assert listing(tmp_path) == []
