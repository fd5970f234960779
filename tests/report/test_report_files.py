from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import IO

import pytest

from reaug.errors import OutputError, UsageError
from reaug.report.report_files import check_outputs, write_all
from run_folders import listing


def writing(text: str) -> object:
    return lambda file: file.write(text)


def test_files_are_written(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("old")
    write_all({tmp_path / "a": writing("가\n"), tmp_path / "b": writing("new")})  # type: ignore[dict-item]
    assert (tmp_path / "a").read_bytes() == "가\n".encode()
    assert (tmp_path / "b").read_text() == "new"
    assert listing(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_all_or_none(tmp_path: Path, error: type[BaseException]) -> None:
    def fails(file: IO[str]) -> None:
        file.write("half")
        raise error

    (tmp_path / "a").write_text("old")
    with pytest.raises(error):
        write_all({tmp_path / "a": writing("new"), tmp_path / "b": fails})  # type: ignore[dict-item]
    assert (tmp_path / "a").read_text() == "old"
    assert listing(tmp_path) == ["a"]


def test_a_link_stays(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    write_all({tmp_path / "link": writing("new")})  # type: ignore[dict-item]
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none/a: cannot be written: No such file"):
        write_all({tmp_path / "none" / "a": writing("x")})  # type: ignore[dict-item]


class TestCheck:
    def check(self, *names: str, tmp_path: Path, force: bool = False, **more: object) -> None:
        outputs = {f"--{i}": tmp_path / name for i, name in enumerate(names)}
        check_outputs(outputs, force=force, **more)  # type: ignore[arg-type]

    def test_an_existing_file_is_not_replaced_without_force(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("")
        with pytest.raises(OutputError, match="already exists; choose another or add --force"):
            self.check("a", tmp_path=tmp_path)
        self.check("a", tmp_path=tmp_path, force=True)

    def test_a_dangling_link_is_something_that_exists(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to("nowhere")
        with pytest.raises(OutputError, match="already exists"):
            self.check("a", tmp_path=tmp_path)

    def test_one_file_twice(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        with pytest.raises(UsageError, match="--0 and --1 are the same file"):
            self.check("a", "sub/../a", tmp_path=tmp_path)

    def test_an_input_is_never_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.json"
        path.write_text("")
        with pytest.raises(OutputError, match="is an input of this command"):
            self.check("rows.json", tmp_path=tmp_path, force=True, inputs=(str(path),))

    @pytest.mark.parametrize("force", [True, False])
    def test_a_folder_is_no_file_to_write(self, tmp_path: Path, *, force: bool) -> None:
        (tmp_path / "a").mkdir()
        with pytest.raises(OutputError, match="that is a folder"):
            self.check("a", tmp_path=tmp_path, force=force)

    def test_a_folder_that_does_not_exist_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="does not exist; create it first"):
            self.check("none/a", tmp_path=tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_is_closed(self, tmp_path: Path) -> None:
        (tmp_path / "shut").mkdir(mode=0o500)
        with pytest.raises(OutputError, match="cannot be written to"):
            self.check("shut/a", tmp_path=tmp_path)

    @pytest.mark.parametrize("name", ["a\0b", "x" * 300])
    def test_a_path_without_a_file_name_is_an_error(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(OutputError):
            self.check(name, tmp_path=tmp_path)


def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe, beside = tmp_path / "pipe", tmp_path / "a.txt"
    os.mkfifo(pipe)
    check_outputs({"--csv": pipe, "--html": beside}, force=False)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_all({pipe: writing("가\n"), beside: writing("나")})  # type: ignore[dict-item]
    reader.join(timeout=10)
    assert read == ["가\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert beside.read_text(encoding="utf-8") == "나"


def test_a_pipe_that_nobody_reads_any_more(tmp_path: Path) -> None:
    pipe, beside = tmp_path / "pipe", tmp_path / "a.txt"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").close())
    reader.start()
    with pytest.raises(OutputError, match="pipe: cannot be written: Broken pipe"):
        write_all({pipe: writing("가" * 1_000_000), beside: writing("나")})  # type: ignore[dict-item]
    reader.join(timeout=10)
    assert beside.read_text(encoding="utf-8") == "나"


def test_nothing_is_written_into_a_pipe_where_a_file_fails(tmp_path: Path) -> None:
    def fails(file: IO[str]) -> None:
        raise RuntimeError

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RuntimeError):  # nor does it wait for somebody who reads
        write_all({pipe: writing("가\n"), tmp_path / "a": fails})  # type: ignore[dict-item]
    assert listing(tmp_path) == ["pipe"]
