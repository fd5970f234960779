from __future__ import annotations

import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import reaug
from known_runs import forged
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST, NOTES, SEAL, TIMING
from reaug.runs.history import cache, run_list
from reaug.runs.history.run_list import list_runs, short_names


def names(place: Path) -> list[str]:
    return [run.record.name for run in list_runs([place])]


def test_what_is_told_of_a_run(tmp_path: Path) -> None:
    folder = forged(tmp_path / "첫째 실행", recipe_file={"name": "mine.yaml", "text": "steps: []"})
    [run] = list_runs([tmp_path])
    data = run.to_json()
    assert data["folder"] == str(folder)
    assert data["name"] == "첫째 실행"
    assert (data["digest"], data["input_digest"]) == ("out", "raw")
    assert (data["seed"], data["rows"], data["recipe"]) == (1, 9, "mine.yaml")
    assert (data["started"], data["seconds"]) == ("2026-03-01T10:00:00+00:00", 2.0)
    assert data["labels"] == {"no_relation": [5, 4]}
    assert data["js"] == 0.25
    assert data["sealed"] is True
    assert (data["tags"], data["scores"], data["verdicts"]) == ({}, {}, [])
    json.dumps(list_runs([tmp_path]).to_json())


def test_what_a_run_did_otherwise_than_the_one_before(tmp_path: Path) -> None:
    forged(tmp_path / "a", steps=({"aeda": {"ratio": 0.3}},), at="2026-01-01T00:00:00+00:00")
    forged(tmp_path / "b", steps=({"aeda": {"ratio": 0.5}},), seed=2, output="x")
    forged(tmp_path / "c", "elsewhere", "y", at="2026-05-01T00:00:00+00:00")
    a, b, c = list_runs([tmp_path])
    assert (a.before, a.changed) == (None, ())
    assert b.before == a.folder
    assert b.changed == ("aeda.ratio 0.3→0.5", "seed 1→2")
    assert (c.before, c.changed) == (None, ())


def test_folders_that_are_no_runs_are_passed_over(tmp_path: Path) -> None:
    forged(tmp_path / "deep" / "er" / "run")
    forged(tmp_path / ".run.partial-00000000")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / MANIFEST).write_text('{"name": "app"}')
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / MANIFEST).write_text("{")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    runs = list_runs([tmp_path])
    assert [run.record.name for run in runs] == ["run"]
    assert runs.refused == ()
    for wrong in (tmp_path / "file", tmp_path / "none"):
        with pytest.raises(InputError, match="name folders that contain runs"):
            list_runs([wrong])


def test_a_run_that_is_named_itself_and_one_that_is_named_twice(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    assert len(list_runs([run])) == 1
    assert len(list_runs([run, tmp_path, run])) == 1


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_links_in_circles_and_to_runs(tmp_path: Path) -> None:
    forged(tmp_path / "runs" / "one")
    (tmp_path / "runs" / "loop").symlink_to(tmp_path / "runs")
    (tmp_path / "runs" / "self").symlink_to(tmp_path / "runs" / "self")
    (tmp_path / "runs" / "gone").symlink_to(tmp_path / "nothing")
    (tmp_path / "runs" / "again").symlink_to(tmp_path / "runs" / "one")
    forged(tmp_path / "elsewhere" / "two")
    (tmp_path / "runs" / "linked").symlink_to(tmp_path / "elsewhere" / "two")
    runs = list_runs([tmp_path / "runs"])
    assert len(runs) == 2
    assert {run.record.digest for run in runs} == {"out"}


EDITS = {
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "of another kind": '{"kind": "other"}',
    "empty": "",
    "wrong kinds": json.dumps(
        {
            "kind": "reaug-run",
            "recipe": {"seed": "x", "steps": {"a": 1}},
            "input": [],
            "output": {"digest": 7, "rows": True},
            "recipe_file": "name",
            "gates": [3, {"passed": False}],
            "rules": None,
        }
    ),
    "strange texts": json.dumps(
        {
            "kind": "reaug-run",
            "recipe": {"seed": 10**400, "steps": ["\ud800", {"a": 1, "b": 2}, {}, 7]},
            "input": {"source": "\x1b[31m\u202e", "path": "\0", "digest": "\ud800"},
            "output": {"digest": "<script>", "rows": -1},
        }
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_manifest_that_was_edited_by_hand(tmp_path: Path, edit: str) -> None:
    forged(tmp_path / "good", output="g")
    bad = forged(tmp_path / "bad")
    (bad / MANIFEST).write_text(EDITS[edit], "utf-8")
    for _ in range(2):  # the second time from the cache
        runs = list_runs([tmp_path])
        json.dumps(runs.to_json())
        repr(runs), runs._repr_html_()
        unsealed = [run.record.name for run in runs if not run.record.sealed]
        assert unsealed == ["bad"] or [run.folder for run in runs.refused] == [str(bad)]
        assert "good" in names(tmp_path)


def test_a_run_without_its_other_files(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    (run / TIMING).write_text("[]")
    (run / "drift.json").unlink()
    (run / SEAL).unlink()
    [listed] = list_runs([tmp_path])
    assert (listed.record.started, listed.record.labels, listed.record.sealed) == (None, {}, False)


def test_pipes_and_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = forged(tmp_path / "run")
    (run / TIMING).unlink()
    os.mkfifo(run / TIMING)  # would wait for ever
    other = forged(tmp_path / "other")
    (other / MANIFEST).unlink()
    os.mkfifo(other / MANIFEST)
    runs = list_runs([tmp_path])
    assert [run.record.name for run in runs] == ["run"]
    [refused] = runs.refused
    assert "not a file" in refused.why
    shutil.rmtree(other)
    real = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    (tmp_path / "locked").mkdir()
    monkeypatch.setattr(os, "scandir", closed)
    assert "Permission denied" in list_runs([tmp_path]).refused[0].why


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_run_without_read_rights(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    (run / MANIFEST).chmod(0)
    assert "Permission denied" in list_runs([tmp_path]).refused[0].why


def test_a_run_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    forged(tmp_path / "run", output="x")
    assert list_runs([tmp_path])[0].record.digest == "x"
    forged(tmp_path / "run", output="y")
    assert list_runs([tmp_path])[0].record.digest == "y"


def test_nothing_is_read_again_that_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged(tmp_path / "run", path="data.json")
    before = list_runs([tmp_path]).to_json()

    def never(folder: Path) -> None:
        raise AssertionError(folder)

    monkeypatch.setattr(run_list, "read_record", never)
    assert list_runs([tmp_path]).to_json() == before
    (tmp_path / "run" / NOTES).mkdir()
    (tmp_path / "run" / NOTES / "tags.json").write_text('{"f1": "72.4"}')
    assert list_runs([tmp_path])[0].notes.scores == {"f1": 72.4}  # notes are never kept


@pytest.mark.parametrize("how", ["damaged", "a folder", "of another", "off", "read-only"])
def test_a_cache_that_cannot_be_used_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    forged(tmp_path / "runs" / "run")
    expected = list_runs([tmp_path / "runs"]).to_json()
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))
    file = cache.place()
    assert file is not None
    file.parent.mkdir()
    if how == "damaged":
        file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    elif how == "a folder":
        file.mkdir()
    elif how == "of another":
        file.write_text("not a database at all, and long enough to be looked at" * 20)
    elif how == "off":
        monkeypatch.setenv("REAUG_CACHE", "")
    else:
        monkeypatch.setenv("REAUG_CACHE", "/proc/none")
    for _ in range(3):
        assert list_runs([tmp_path / "runs"]).to_json() == expected
    if how in ("damaged", "of another"):
        with cache.opened() as kept:
            assert kept.records([os.path.realpath(tmp_path / "runs" / "run")])


def test_several_who_list_at_once_with_a_new_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(40):
        forged(tmp_path / "runs" / f"{i:02}", f"{i}", f"{i + 1}")
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))
    with ThreadPoolExecutor(6) as pool:
        lists = [*pool.map(lambda _: list_runs([tmp_path / "runs"]).to_json(), range(12))]
    assert all(other == lists[0] for other in lists)
    assert len(lists[0]["runs"]) == 40


def test_ten_thousand_folders(tmp_path: Path) -> None:
    for i in range(10_000):
        (tmp_path / f"{i % 100:02}" / f"{i:05}").mkdir(parents=True)
    forged(tmp_path / "50" / "run")
    begun = time.process_time()
    assert len(list_runs([tmp_path])) == 1
    assert time.process_time() - begun < 5


def test_two_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    assert short_names(["a/run", "b/run", "c/other"]) == {
        "a/run": "a/run",
        "b/run": "b/run",
        "c/other": "other",
    }


def test_from_python(tmp_path: Path) -> None:
    forged(tmp_path / "one", output="x", at="2026-01-01T00:00:00+00:00")
    forged(tmp_path / "two", "x", "y")
    runs = reaug.runs(tmp_path)
    assert repr(runs) == "<2 runs>"
    assert [run.record.name for run in runs.lineage(str(tmp_path / "two"))] == ["one", "two"]
    assert list(runs.to_pandas()["digest"]) == ["x", "y"]
    assert "<td>one</td>" in runs._repr_html_()
