"""A run that was killed goes on from what it finished, and comes to the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment, process, reaug, refused
from reaug.engine import slices, stored_rows
from reaug.engine.checkpoints import finished
from reaug.engine.engines import local
from reaug.engine.stored_rows import Stored
from run_folders import EVERYTHING, bytes_of, listing, sample_rows, save

KILLED = """
import os, signal, sys
from reaug.engine import slices, stored_rows
from reaug.engine.engines import local
from reaug.runs import run

place, number = sys.argv.pop(1), int(sys.argv.pop(1))
stored_rows.BATCH_ROWS, local.MOST = 64, int(os.environ.get("MOST", 1))

def dying(real):
    def works(*args, **more):
        global number
        if place == "before":
            number -= 1
        made = real(*args, **more) if number else os.kill(os.getpid(), signal.SIGKILL)
        if place == "behind":
            number -= 1
        return made if number else os.kill(os.getpid(), signal.SIGKILL)
    return works

name = sys.argv.pop(1)
where = {"seal": slices, "_write_contents": run, "end": run}[name]
setattr(where, name, dying(getattr(where, name)))
from reaug.cli.main import main
main()
"""
"""Kills itself before or behind the n-th call of something."""

STEPS = (
    {"deduplicate": {"keep": "majority"}},
    {"augment": {"balance": {"to": 12}, "steps": ["aeda"]}},
    {"curriculum": {"by": "char", "buckets": 3}},
)
RECIPE = {"steps": list(STEPS), "input": "rows.json", "seed": 7}


def killed(
    folder: Path, place: str, number: int, where: str, *more: str, code: int = -9, most: int = 1
) -> None:
    """A run that is killed there; nothing stands under its name."""
    words = (place, str(number), where, "run", "recipe.yaml", "-o", "out", *more)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *words],
        cwd=folder,
        env=environment(MOST=str(most)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()


@pytest.fixture(scope="module")
def full_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the input, and a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    save(sample_rows(), folder / "rows.json")
    (folder / "recipe.yaml").write_text(json.dumps(RECIPE), "utf-8")
    assert process("run", "recipe.yaml", "-o", "out", cwd=folder).code == 0
    return folder


@pytest.fixture
def place(full_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("rows.json", "recipe.yaml"):
        shutil.copy2(full_run / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 64)
    monkeypatch.setattr(local, "MOST", 1)
    return tmp_path


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first batches of the slices that were worked on."""
    begun: list[int] = []
    real = slices.map_slice

    def counting(function, rows, stem, progress=None):  # type: ignore[no-untyped-def]
        begun.append(rows.first)
        return real(function, rows, stem, progress)

    monkeypatch.setattr(slices, "map_slice", counting)
    return begun


@pytest.mark.parametrize(
    ("at", "number", "where", "pieces"),
    [
        ("before", 1, "seal", 0),
        ("behind", 1, "seal", 1),
        ("behind", 4, "seal", 4),
        ("behind", 13, "seal", 13),
        ("behind", 1, "_write_contents", None),
        ("before", 1, "end", None),
    ],
)
def test_a_killed_run_goes_on_to_the_same_bytes(
    place: Path,
    full_run: Path,
    work: list[int],
    at: str,
    number: int,
    where: str,
    pieces: int | None,
) -> None:
    killed(place, at, number, where)
    assert not (place / "out").exists()
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 0, result.err
    assert bytes_of(place / "out") == bytes_of(full_run / "out")
    assert listing(place / "out") == listing(full_run / "out")
    assert sorted(path.name for path in place.iterdir()) == ["out", "recipe.yaml", "rows.json"]
    assert f"resuming the killed run: {pieces if pieces is not None else ''}" in result.err
    assert (work == []) == (pieces is None)


def test_a_run_may_be_killed_again_and_again(place: Path, full_run: Path) -> None:
    killed(place, "behind", 3, "seal")
    killed(place, "behind", 3, "seal", "--resume")
    killed(place, "behind", 2, "seal", "--resume", "--num-proc", "1")
    assert len([name for name in listing(place) if name.endswith(".piece.json")]) == 8
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert "8 of its pieces are finished" in result.err
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_a_recipe_of_every_kind_of_step_goes_on(place: Path) -> None:
    recipe = RECIPE | {"steps": list(EVERYTHING)}
    (place / "recipe.yaml").write_text(json.dumps(recipe), "utf-8")
    killed(place, "behind", 12, "seal")
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
    shutil.move(place / "out", place / "first")
    assert reaug("run", "recipe.yaml", "-o", "out").code == 0
    assert bytes_of(place / "first") == bytes_of(place / "out")


def test_what_another_number_of_processes_finished_is_taken(place: Path, full_run: Path) -> None:
    killed(place, "behind", 5, "seal")
    killed(place, "behind", 1000, "seal", "--resume", "--num-proc", "2", code=0)
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_a_piece_that_the_disk_has_lost_is_made_again(
    place: Path, full_run: Path, work: list[int]
) -> None:
    killed(place, "behind", 6, "seal")
    [first, second, *_] = sorted(place.glob(".out.partial-*/work/segment-0/*.rows.arrow"))
    first.write_bytes(first.read_bytes()[:-9])
    second.write_bytes(b"")
    seal = sorted(place.glob(".out.partial-*/work/segment-0/*.piece.json"))[2]
    seal.write_text('{"of": ["../../x", 0', "ascii")
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
    assert work[:3] == [0, 1, 2]
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_what_was_made_of_a_piece_that_is_lost_goes_with_it(place: Path, full_run: Path) -> None:
    killed(place, "behind", 5, "seal", most=2)
    assert len(list(place.glob(".out.partial-*/work/segment-1/*.piece.json"))) == 2
    [lost] = place.glob(".out.partial-*/work/segment-0/00002.rows.arrow")
    lost.unlink()  # of two batches, which come back in two files
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_what_a_dying_worker_still_writes_goes_nowhere(place: Path, full_run: Path) -> None:
    killed(place, "behind", 2, "seal")
    [first, *_] = sorted(place.glob(".out.partial-*/work/segment-0/*.rows.arrow"))
    begun = first.with_name("00003.rows.arrow")
    with begun.open("wb") as worker:
        assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
        assert os.fstat(worker.fileno()).st_size == 0
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_a_note_that_cannot_be_read_is_told(place: Path) -> None:
    killed(place, "behind", 2, "seal")
    [left] = place.glob(".out.partial-*")
    (left / "work" / "begun.json").write_text("{", "utf-8")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert "the record of its start cannot be read" in result.err


def lying(place: Path) -> list[str]:
    return [name for name in listing(place) if name != ".out.lock"]  # of who has died


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 8}, "in the recipe seed was 7, and is 8"),
        (
            {"steps": ["aeda", *STEPS[1:]]},
            'in the recipe steps.0 was {"deduplicate": {"keep": "majority"}}, and is "aeda"',
        ),
    ],
)
def test_another_recipe_is_refused_in_a_line_and_nothing_is_lost(
    place: Path, change: dict[str, object], message: str
) -> None:
    killed(place, "behind", 2, "seal")
    before = lying(place)
    (place / "recipe.yaml").write_text(json.dumps(RECIPE | change), "utf-8")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert message in result.err.splitlines()[-1]
    assert result.err.splitlines()[-1].startswith("error: out: the killed run cannot be resumed")
    assert lying(place) == before


def test_another_input_rule_book_or_version_is_refused(
    place: Path, full_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(place, "behind", 2, "seal")
    save(sample_rows()[:-1], place / "rows.json")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert "the input gives other rows" in result.err
    shutil.copy2(full_run / "rows.json", place / "rows.json")
    (place / "own.yaml").write_text("extends: klue-re\nname: own\n", "utf-8")
    (place / "recipe.yaml").write_text(json.dumps(RECIPE | {"rules": "own.yaml"}), "utf-8")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert 'in the recipe rules was "klue-re", and is "own.yaml"; the rule book own' in result.err
    shutil.copy2(full_run / "recipe.yaml", place / "recipe.yaml")
    with monkeypatch.context() as other:
        other.setattr("reaug.runs.resume.versions", lambda: {"reaug": "9"})
        result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert 'and is "9"' in result.err
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_gates_and_the_name_of_the_input_may_be_others(place: Path, full_run: Path) -> None:
    killed(place, "behind", 2, "seal")
    (place / "rows.json").rename(place / "moved.json")
    gated = ("--fail-on", "refused > 100000")
    result = reaug("run", "recipe.yaml", "-i", "moved.json", "-o", "out", "--resume", *gated)
    assert result.code == 0, result.err
    assert bytes_of(place / "out" / "data") == bytes_of(full_run / "out" / "data")


def test_without_resume_the_run_begins_anew_and_says_what_would_have_been(
    place: Path, full_run: Path, work: list[int]
) -> None:
    killed(place, "behind", 5, "seal")
    result = reaug("run", "recipe.yaml", "-o", "out")
    assert result.code == 0
    assert "(--resume would have continued it)" in result.err
    assert work[0] == 0
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_nothing_to_go_on_with_is_told(place: Path, full_run: Path) -> None:
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 0
    assert (
        "note: there is no killed run of out to resume; starting from the beginning" in result.err
    )
    assert bytes_of(place / "out") == bytes_of(full_run / "out")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    refused(result, "out already exists")


def test_what_an_error_ends_is_gone_on_with_where_that_was_asked_for(
    place: Path, full_run: Path, monkeypatch: pytest.MonkeyPatch, work: list[int]
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    for words, left in ((), 0), (("--resume",), 1):
        with monkeypatch.context() as other:
            other.setattr("reaug.runs.run._write_contents", full)
            result = reaug("run", "recipe.yaml", "-o", "out", *words)
        assert result.code == 2
        assert result.err.splitlines()[-1].startswith("error: out cannot be written: No space left")
        assert ("what was finished is kept" in result.err) == bool(left)
        assert len(list(place.glob(".out.*"))) == left
    work.clear()
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0
    assert work == []
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_a_killed_run_is_told_with_the_command_that_goes_on(place: Path) -> None:
    killed(place, "behind", 2, "seal")
    result = reaug("runs")
    assert "out was killed while it was being written; resume it: " in result.err
    assert result.err.splitlines()[0].endswith("run recipe.yaml -o out --resume")
    [left] = place.glob(".out.partial-*")
    (left / "work" / "begun.json").write_text("{", "utf-8")
    assert "killed" not in reaug("runs").err


def test_an_older_run_stays_until_the_new_one_is_whole(place: Path, full_run: Path) -> None:
    assert reaug("curriculum", "rows.json", "-o", "out").code == 0
    old = bytes_of(place / "out")
    killed(place, "behind", 5, "seal", "--force")
    assert bytes_of(place / "out") == old
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume", "--force").code == 0
    assert bytes_of(place / "out") == bytes_of(full_run / "out")


def test_a_patch_that_has_changed_is_refused(place: Path) -> None:
    first = sample_rows()[0]
    for name, new in (("one.jsonl", "no_relation"), ("other.jsonl", "per:title")):
        line = {"id": first["guid"], "field": "label", "old": first["label"], "new": new}
        (place / name).write_text(json.dumps(line) + "\n", "utf-8")
    shutil.copy2(place / "one.jsonl", place / "patch.jsonl")
    recipe = RECIPE | {"steps": [{"patch": {"path": "patch.jsonl"}}, *STEPS]}
    (place / "recipe.yaml").write_text(json.dumps(recipe), "utf-8")
    killed(place, "behind", 2, "seal")
    shutil.copy2(place / "other.jsonl", place / "patch.jsonl")
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    assert result.code == 2
    assert "patch.jsonl has changed" in result.err
    shutil.copy2(place / "one.jsonl", place / "patch.jsonl")
    assert reaug("run", "recipe.yaml", "-o", "out", "--resume").code == 0


def test_what_cannot_be_gone_on_with_is_refused(place: Path) -> None:
    result = reaug("run", "recipe.yaml", "--dry-run", "--resume")
    refused(result, "--dry-run writes none")
    result = reaug("run", "recipe.yaml", "-o", "s3://bucket/out", "--resume")
    refused(result, "on an object store")


def test_where_nothing_can_be_locked_nothing_is_gone_on_with(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(place, "behind", 2, "seal")
    monkeypatch.setattr("reaug.files.locks.try_lock", lambda _: None)
    monkeypatch.setattr("reaug.files.atomic.try_lock", lambda _: None)
    result = reaug("run", "recipe.yaml", "-o", "out", "--resume")
    refused(result, "this file system has no locks")


def test_pieces_with_findings_and_odd_text_come_back(tmp_path: Path) -> None:
    """Everything that a part holds is there again, lone surrogates in reasons and all."""
    from collections import Counter

    from reaug.core.examples import batch_of
    from reaug.core.findings import Finding, Fix
    from reaug.drift import Profile
    from reaug.engine.checkpoints import seal
    from reaug.engine.slice_result import Part
    from reaug.engine.stored_rows import Slice, store

    table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table
    folder = tmp_path / "segment-0"
    folder.mkdir()
    rows = store(table, tmp_path / "input.arrow")
    kept = store(table, folder / "00000.rows.arrow")
    finding = Finding(
        "rule/x", ("a", "b"), "label", "\ud800", "why", "왜", "", (Fix("label", "a", 1, 3),), 0.1
    )
    part = Part(
        rows=kept,
        entries=3,
        findings=[finding._replace(fact=True, severity="review")],
        counts=Counter({("", "in", "", ""): 1, ("0.aeda", "skipped", "왜", ""): 2}),
        columns={"0.aeda": ("one", "other")},
        profile=Profile.of(table),
    )
    seal(part, Slice(rows.files[0], 0, 1), folder / "00000")
    [piece] = finished(rows, folder)
    assert piece.part == part
    assert finished(Stored((tmp_path / "other.arrow",), table.schema, 1), folder) == []
