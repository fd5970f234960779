from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment
from reaug.errors import OutputError
from reaug.files import atomic
from reaug.files.atomic import exchange, remove_leftovers, take_place, whole
from reaug.report.report_files import write_all
from run_folders import listing

HOLD = """
import sys
from pathlib import Path
from reaug.files.atomic import whole
with whole(Path(sys.argv[1])) as written:
    written.write_text("half")
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("name", ["rows.json", "한글 이름.jsonl.gz", "[a]*?.csv"])
def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_text("old")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(PYTHONUTF8="1"),
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"ready\n"
        with whole(target) as written:  # while the other lives, what it writes stays
            written.write_text("mine")
        assert any(f".{name}.partial-" in left for left in listing(tmp_path))
        other.kill()
    assert target.read_text() == "mine"
    assert listing(tmp_path) != [name]
    with whole(target) as written:
        written.write_text("new")
    assert target.read_text() == "new"
    assert listing(tmp_path) == [name]


def test_reports_remove_them_too_and_nothing_else(tmp_path: Path) -> None:
    for name in (".a.partial-0123abcd", ".a.partial-0123abc", ".b.partial-0123abcd", "a.partial-x"):
        (tmp_path / name).mkdir()
    write_all({tmp_path / "a": lambda file: file.write("new")})  # type: ignore[dict-item,return-value]
    assert listing(tmp_path) == [".a.partial-0123abc", ".b.partial-0123abcd", "a", "a.partial-x"]


def test_a_link_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "precious").touch()
    (tmp_path / ".a.partial-0123abcd").symlink_to("theirs")
    assert remove_leftovers(tmp_path / "a") == []
    assert (tmp_path / "theirs" / "precious").exists()


def test_names_are_swapped_at_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot")
    assert listing(tmp_path) == ["a", "a/b", "b", "b/a"]
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "a", tmp_path / "none")


@pytest.mark.parametrize("swaps", [True, False])
def test_a_folder_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swaps: bool
) -> None:
    if not swaps:
        monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    take_place(tmp_path / "new", tmp_path / "old")
    assert listing(tmp_path) == ["new", "new/old", "old", "old/new"]
    take_place(tmp_path / "new", tmp_path / "other")
    assert listing(tmp_path) == ["old", "old/new", "other", "other/old"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def full() -> None:
        with whole(tmp_path / "a") as written:
            written.write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match="a: cannot be written: No space left"):
        full()
    assert (tmp_path / "a").read_text() == "old"
    assert listing(tmp_path) == ["a"]
