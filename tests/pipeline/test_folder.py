from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from reaug.core.log import LOG_SCHEMA
from reaug.errors import OutputError
from reaug.pipeline import folder
from reaug.pipeline.folder import MANIFEST, check_target, read_ipc, staged, write_json, write_log
from runs import listing


def fill(target: Path, *, force: bool = False, text: str = "new") -> None:
    with staged(target, force=force) as stage:
        (stage / MANIFEST).write_text(text)


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "er" / "run"
    with staged(target, force=False) as stage:
        assert stage.parent == target.parent
        assert not target.exists()
    assert listing(tmp_path) == ["deep", "deep/er", "deep/er/run"]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    def break_off() -> None:
        with staged(tmp_path / "deep" / "er" / "run", force=False) as stage:
            (stage / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert listing(tmp_path) == []


def test_a_parent_that_others_filled_meanwhile_stays(tmp_path: Path) -> None:
    def break_off() -> None:
        with staged(tmp_path / "deep" / "run", force=False):
            (tmp_path / "deep" / "theirs").write_text("theirs")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert listing(tmp_path) == ["deep", "deep/theirs"]


def test_force_replaces_a_run_and_nothing_else(tmp_path: Path) -> None:
    run, other, file, empty = (tmp_path / name for name in ("run", "other", "file", "empty"))
    fill(run, text="old")
    other.mkdir()
    (other / "precious.txt").write_text("precious")
    file.write_text("precious")
    empty.mkdir()
    for target in (run, other, file, empty):
        with pytest.raises(OutputError, match="exists already"):
            check_target(target, force=False)
    for target in (other, file):
        with pytest.raises(OutputError, match="is no run folder"):
            fill(target, force=True)
    fill(run, force=True)
    fill(empty, force=True)
    assert (run / MANIFEST).read_text() == (empty / MANIFEST).read_text() == "new"
    assert (other / "precious.txt").read_text() == file.read_text() == "precious"
    assert len(listing(tmp_path)) == 7


def test_an_error_under_force_leaves_the_old_run(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")

    def break_off() -> None:
        with staged(tmp_path / "run", force=True):
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert (tmp_path / "run" / MANIFEST).read_text() == "old"
    assert listing(tmp_path) == ["run", f"run/{MANIFEST}"]


def test_the_old_run_returns_where_the_new_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "run", text="old")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if ".partial-" in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match=r"run cannot be written: No space left"):
        fill(tmp_path / "run", force=True)
    assert (tmp_path / "run" / MANIFEST).read_text() == "old"
    assert listing(tmp_path) == ["run", f"run/{MANIFEST}"]


@pytest.mark.parametrize("force", [False, True])
def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path, force: bool) -> None:
    target = tmp_path / "run"

    def race() -> None:
        with staged(target, force=force):
            target.mkdir()
            (target / "precious.txt").write_text("precious")

    with pytest.raises(OutputError, match="is no run folder" if force else "exists already"):
        race()
    assert listing(tmp_path) == ["run", "run/precious.txt"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    fill(tmp_path / "real", text="old")
    (tmp_path / "link").symlink_to("real")
    fill(tmp_path / "link", force=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / MANIFEST).read_text() == "new"
    assert listing(tmp_path) == ["link", "real", f"real/{MANIFEST}"]
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(OutputError, match="exists already"):
        fill(tmp_path / "dangling")


def test_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "run", text="old")
    monkeypatch.chdir(tmp_path / "run")
    with pytest.raises(OutputError, match="exists already"):
        fill(Path())
    fill(Path(), force=True)
    monkeypatch.chdir(tmp_path)
    assert (tmp_path / "run" / MANIFEST).read_text() == "new"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("file.txt/run", "cannot be written: "),
        ("file.txt/deep/run", "cannot be written: "),
        ("x" * 300, "File name too long"),
        ("nul\0byte", "is no name of a folder"),
    ],
)
def test_places_where_nothing_can_be(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(OutputError, match=message):
        fill(tmp_path / name)
    assert listing(tmp_path) == ["file.txt"]


def test_the_root_is_refused() -> None:
    with pytest.raises(OutputError, match="is no run folder"):
        fill(Path("/"), force=True)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc here")
def test_an_unwritable_place() -> None:
    with pytest.raises(OutputError, match=r"/proc/reaug-run cannot be written: "):
        fill(Path("/proc/reaug-run"))


def test_json_takes_what_json_can_say(tmp_path: Path) -> None:
    value = {"이름": "이순신 😀", "odd name": os.fsdecode(b"\xff.json")}
    write_json(tmp_path / "a.json", value)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert "이순신 😀" in text
    assert json.loads(text) == value


def test_the_log_has_one_size_of_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LOG_BATCH", 4)
    sizes = ([0, 3, 2], [5], [1, 1, 1, 1, 1], [13])
    files = []
    for i, part in enumerate(sizes):
        files.append(tmp_path / f"{i}.arrow")
        with pa.ipc.new_file(str(files[-1]), LOG_SCHEMA) as writer:
            for j, rows in enumerate(part):
                steps = [("0.aeda", "1.aeda")[k % 2] for k in range(rows)]
                ids = [f"{i}-{j}-{k}" for k in range(rows)]
                columns = [steps, ids, *([None] * rows for _ in range(8))]
                arrays = [pa.array(c, f.type) for c, f in zip(columns, LOG_SCHEMA, strict=True)]
                writer.write_batch(pa.record_batch(arrays, schema=LOG_SCHEMA))
    (tmp_path / "log").mkdir()
    write_log(tmp_path / "log", files, [], ["0.aeda", "1.aeda"])
    with pa.ipc.open_file(str(tmp_path / "log" / "changes.arrow")) as reader:
        counts = [reader.get_batch(i).num_rows for i in range(reader.num_record_batches)]
        table = reader.read_all()
    assert counts[:-1] == [4] * (len(counts) - 1)
    assert table.num_rows == sum(map(sum, sizes))
    assert table["step"].to_pylist() == sorted(table["step"].to_pylist())


def test_an_empty_log(tmp_path: Path) -> None:
    write_log(tmp_path, [], [], ["0.aeda"])
    assert read_ipc(tmp_path / "changes.arrow").schema == LOG_SCHEMA
    assert not (tmp_path / "dropped.arrow").exists()


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is no name in UTF-8"):
        check_target(tmp_path / "out\udcff", force=False)
