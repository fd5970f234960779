from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reaug.errors import OutputError
from reaug.files import locks
from reaug.files.locks import command_line, locked


def test_a_lock_says_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / ".run.lock"
    with locked(path, "run"):
        document = json.loads(path.read_text())
        assert document["pid"] == os.getpid()
        assert document["command"] == command_line()
        with (
            pytest.raises(OutputError, match=rf"run is being written by process {os.getpid()} on"),
            locked(path, "run"),
        ):
            raise AssertionError
    assert not path.exists()
    with locked(path, "run"):
        pass


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": 1}', '{"command": 3}', "[" * 5000, "\xff"]
)
def test_a_lock_that_does_not_say_who(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".run.lock"
    with locked(path, "run"):
        path.write_text(text, encoding="latin-1")
        with (
            pytest.raises(OutputError, match="by another process; wait, or"),
            locked(path, "run"),
        ):
            raise AssertionError


def test_a_lock_of_a_dead_process_is_taken(tmp_path: Path) -> None:
    path = tmp_path / ".run.lock"
    path.write_text(json.dumps({"pid": 1, "host": "h", "command": ["x" * 9999]}))
    with locked(path, "run") as held:
        assert held
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert not path.exists()


def test_a_lock_that_was_removed_before_it_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".run.lock"
    lock = locks.try_lock
    others = [True]

    def late(descriptor: int) -> bool | None:
        if others:  # who held it ends between our opening and our locking
            others.clear()
            path.unlink()
        return lock(descriptor)

    monkeypatch.setattr(locks, "try_lock", late)
    with locked(path, "run"):
        assert path.exists()
    assert not path.exists()


def test_a_link_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / ".run.lock").symlink_to("precious")
    with pytest.raises(OSError, match="symbolic links"), locked(tmp_path / ".run.lock", "run"):
        raise AssertionError
    assert (tmp_path / "precious").read_text() == "precious"
