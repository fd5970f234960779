from __future__ import annotations

import os
from pathlib import Path

import pytest

from places import WHOLE, fill, text_of, write_run
from reaug.errors import OutputError
from reaug.files import atomic
from reaug.files.run_files import KIND, MANIFEST, SEAL, TIMING
from reaug.runs import place
from reaug.runs.place import check_target, reserved, staged
from run_folders import listing


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
        with pytest.raises(OutputError, match="already exists"):
            check_target(target, force=False)
    for target in (other, file):
        with pytest.raises(OutputError, match="is not a run folder"):
            fill(target, force=True)
    fill(run, force=True)
    fill(empty, force=True)
    assert text_of(run) == text_of(empty) == "new"
    assert (other / "precious.txt").read_text() == file.read_text() == "precious"
    assert len(listing(tmp_path)) == 2 * len(WHOLE) + 3


def test_an_error_under_force_leaves_the_old_run(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")

    def break_off() -> None:
        with staged(tmp_path / "run", force=True):
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert text_of(tmp_path / "run") == "old"
    assert listing(tmp_path) == WHOLE


def test_the_old_run_returns_where_the_new_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "run", text="old")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if ".partial-" in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match=r"run cannot be written: No space left"):
        fill(tmp_path / "run", force=True)
    assert text_of(tmp_path / "run") == "old"
    assert listing(tmp_path) == WHOLE


@pytest.mark.parametrize("force", [False, True])
def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path, force: bool) -> None:
    target = tmp_path / "run"

    def race() -> None:
        with staged(target, force=force):
            target.mkdir()
            (target / "precious.txt").write_text("precious")

    with pytest.raises(OutputError, match="is not a run folder" if force else "already exists"):
        race()
    assert listing(tmp_path) == ["run", "run/precious.txt"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    fill(tmp_path / "real", text="old")
    (tmp_path / "link").symlink_to("real")
    fill(tmp_path / "link", force=True)
    assert (tmp_path / "link").is_symlink()
    assert text_of(tmp_path / "real") == "new"
    assert listing(tmp_path) == ["link", *(name.replace("run", "real", 1) for name in WHOLE)]
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(OutputError, match="already exists"):
        fill(tmp_path / "dangling")


def test_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "run", text="old")
    monkeypatch.chdir(tmp_path / "run")
    with pytest.raises(OutputError, match="already exists"):
        fill(Path())
    fill(Path(), force=True)
    monkeypatch.chdir(tmp_path)
    assert text_of(tmp_path / "run") == "new"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("file.txt/run", "cannot be written: "),
        ("file.txt/deep/run", "cannot be written: "),
        ("x" * 300, "File name too long"),
        ("nul\0byte", "is not a folder name"),
    ],
)
def test_places_where_nothing_can_be(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(OutputError, match=message):
        fill(tmp_path / name)
    assert listing(tmp_path) == ["file.txt"]


def test_the_root_is_refused() -> None:
    with pytest.raises(OutputError, match="is not a run folder"):
        fill(Path("/"), force=True)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc here")
def test_an_unwritable_place() -> None:
    with pytest.raises(OutputError, match=r"/proc/reaug-run cannot be written: "):
        fill(Path("/proc/reaug-run"))


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not a UTF-8 name"):
        check_target(tmp_path / "out\udcff", force=False)


@pytest.mark.parametrize(
    "manifest",
    ['{"name": "app", "start_url": "/"}', "[]", "no JSON", '{"kind": 1}', "[" * 9999, "\xff"],
)
def test_force_leaves_the_folder_of_another_program(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, encoding="latin-1")
    (tmp_path / "thesis.txt").write_text("여러 해의 일")
    with pytest.raises(
        OutputError, match=r"is not a run folder \(its manifest.json is not that of"
    ):
        fill(tmp_path, force=True)
    assert listing(tmp_path) == [MANIFEST, "thesis.txt"]


@pytest.mark.parametrize("name", ["notes.txt", "data/notes.txt", "한글.txt", "deep/er/x", "notes"])
def test_force_leaves_what_the_run_did_not_write(tmp_path: Path, name: str) -> None:
    fill(tmp_path / "run")
    file = tmp_path / "run" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    with pytest.raises(OutputError, match=rf"contains {name}, which the run did not write"):
        fill(tmp_path / "run", force=True)
    assert file.read_text() == "mine"
    assert text_of(tmp_path / "run") == "new"


def test_strangers_are_named_up_to_five(tmp_path: Path) -> None:
    fill(tmp_path / "run")
    for i in range(7):
        (tmp_path / "run" / f"{i}.txt").touch()
    with pytest.raises(OutputError, match=r"contains 0.txt, .*, 4.txt and 2 more, which"):
        check_target(tmp_path / "run", force=True)


def test_a_link_is_a_stranger_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "precious").touch()
    for name in ("link", "notes"):
        fill(tmp_path / name)
        (tmp_path / name / name).symlink_to(tmp_path / "theirs")
        with pytest.raises(OutputError, match=f"contains {name}, which the run did not write"):
            fill(tmp_path / name, force=True)
    assert (tmp_path / "theirs" / "precious").exists()


@pytest.mark.parametrize("name", ["data/rows.arrow", MANIFEST])
def test_force_leaves_a_run_that_was_changed(tmp_path: Path, name: str) -> None:
    fill(tmp_path / "run")
    file = tmp_path / "run" / name
    file.write_text(file.read_text() + " ")
    with pytest.raises(
        OutputError, match=f"{name} was changed after the run, so --force does not replace"
    ):
        fill(tmp_path / "run", force=True)


def test_a_manifest_without_a_list_of_files_is_none_to_go_by(tmp_path: Path) -> None:
    for files in ("{}x", '{"../x": "a"}', '{"/x": "a"}', '{"x": 1}', "[]", "null"):
        (tmp_path / MANIFEST).write_text(f'{{"kind": "{KIND}", "files": {files}}}')
        with pytest.raises(OutputError, match="force does not replace it"):
            check_target(tmp_path, force=True)


def test_what_is_missing_is_no_loss_and_caches_of_datasets_go(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    (tmp_path / "run" / "data" / "cache-0a1b2c.arrow").touch()
    (tmp_path / "run" / "data" / "rows.arrow").unlink()
    (tmp_path / "run" / TIMING).write_text("{}")
    fill(tmp_path / "run", force=True)
    assert listing(tmp_path) == WHOLE


def test_without_its_seal_a_run_counts_as_changed(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    (tmp_path / "run" / SEAL).unlink()
    with pytest.raises(OutputError, match=r"manifest\.sha256 is missing, so --force does not"):
        fill(tmp_path / "run", force=True)
    assert text_of(tmp_path / "run") == "old"


def test_notes_that_cannot_be_kept_are_told_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    (tmp_path / "run" / "notes").mkdir()
    os.mkfifo(tmp_path / "run" / "notes" / "pipe")
    with (
        pytest.raises(OutputError, match="pipe is not a file, so it cannot be kept"),
        reserved(tmp_path / "run", force=True),
    ):
        raise AssertionError


def test_notes_are_kept(tmp_path: Path) -> None:
    fill(tmp_path / "run", text="old")
    notes = tmp_path / "run" / "notes"
    (notes / "deep").mkdir(parents=True)
    (notes / "deep" / "태그.json").write_text("tags")
    os.utime(notes / "deep" / "태그.json", (1, 1))
    (notes / "link").symlink_to("deep")
    with staged(tmp_path / "run", force=True) as stage:
        write_run(stage, "new")
    assert text_of(tmp_path / "run") == "new"
    assert (notes / "deep" / "태그.json").read_text() == "tags"
    assert (notes / "deep" / "태그.json").stat().st_mtime == 1
    assert (notes / "link").is_symlink()
    assert len(listing(tmp_path)) == len(WHOLE) + 4


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files to write between the last check of a folder and its swap."""
    files: list[Path] = []
    swap = atomic.exchange

    def exchange(one: Path, other: Path) -> bool:
        for file in files:
            file.parent.mkdir(exist_ok=True)
            file.write_text("late")
        files.clear()
        return swap(one, other)

    monkeypatch.setattr(atomic, "exchange", exchange)
    return files


def test_what_is_written_at_the_last_moment(tmp_path: Path, late: list[Path]) -> None:
    run = tmp_path / "run"
    fill(run, text="old")
    late.append(run / "notes" / "a.txt")
    fill(run, force=True)
    assert (text_of(run), (run / "notes" / "a.txt").read_text()) == ("new", "late")
    late.append(run / "b.txt")
    with pytest.raises(OutputError, match=r"contains b.txt, which the run did not write"):
        fill(run, force=True, text="newer")
    assert (text_of(run), (run / "b.txt").read_text()) == ("new", "late")
    assert len(listing(tmp_path)) == len(WHOLE) + 3


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_others_that_appears_at_the_last_moment_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    run = tmp_path / "run"
    check = place.check_target

    def checked(folder: Path, *, force: bool) -> None:
        check(folder, force=force)
        if any(path.name.startswith(".run.partial-") for path in tmp_path.iterdir()):
            run.mkdir()
            (run / TIMING).write_text("theirs")

    monkeypatch.setattr(place, "check_target", checked)
    with pytest.raises(OutputError, match="run "):
        fill(run, force=force)
    assert (run / TIMING).read_text() == "theirs"
    assert listing(tmp_path) == ["run", f"run/{TIMING}"]
