"""No command writes over what it reads, and what it reads is as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from command import reaug, refused
from reaug.errors import OutputError
from reaug.files.output_paths import check_apart, place_of
from reaug.files.run_files import KIND, MANIFEST
from run_folders import SAMPLE, bytes_of, carry_out, sample_rows, save


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "rows.json").write_text("[]")
    return tmp_path


@pytest.mark.parametrize(
    ("output", "read", "how"),
    [
        ("in/rows.json", "in/rows.json", "is"),
        ("in/../in/rows.json", "in/rows.json", "is"),
        ("in", "in/rows.json", "contains"),
        (".", "in/rows.json", "contains"),
        ("in/out", "in", "is inside"),
        ("in/a/b/c", "in", "is inside"),
        ("in/out", "in:train", "is inside"),
        ("link", "in/rows.json", "contains"),
        ("link/out", "in", "is inside"),
    ],
)
def test_outputs_that_are_refused(folder: Path, output: str, read: str, how: str) -> None:
    (folder / "link").symlink_to("in")
    with pytest.raises(OutputError) as caught:
        check_apart(Path(output), ["none", 3, None, read], "--html")
    message = str(caught.value)
    assert message.startswith(f"--html {output} {how} ")
    assert message.endswith(" an input of this command; choose another --html")
    assert "notes" not in message


@pytest.mark.parametrize(
    ("output", "read"),
    [
        ("out", "in"),
        ("in2", "in"),
        ("in/out.json", "in/rows.json"),
        ("a\0b", "in"),
        ("in", "a\0b"),
        ("in", "~nobody-of-this-name/x"),
        ("in", "x" * 5000),
        ("/dev/null", "/dev/null"),
        ("none", "none"),
        ("in", ""),
    ],
)
def test_outputs_that_are_apart(folder: Path, output: str, read: str) -> None:
    check_apart(Path(output), [read])


def test_the_notes_of_a_run_are_free(folder: Path) -> None:
    run = folder / "run"
    (run / "notes").mkdir(parents=True)
    (run / "notes" / "a.json").touch()
    with pytest.raises(OutputError, match="is inside run"):  # no run wrote that folder
        check_apart(Path("run/notes/out"), ["run"])
    (run / MANIFEST).write_text(json.dumps({"kind": KIND}))
    check_apart(Path("run/notes/out"), ["run"])
    with pytest.raises(OutputError, match=r"is inside run, .* \(except in run/notes/\)"):
        check_apart(Path("run/out"), ["run"])
    for output, read in (
        ("run/notes", "run"),
        ("run/a", "run"),
        ("run/notes/a.json", "run/notes/a.json"),
    ):
        with pytest.raises(OutputError, match="an input of this command"):
            check_apart(Path(output), [read])


@pytest.mark.parametrize(
    "command",
    [
        "drift rows.json rows.json --html @/data/dataset_info.json --force",
        "audit rows.json --html @/manifest.json --force",
        "audit rows.json --csv @/new.csv",
        "export jsonl rows.json -o @/data.jsonl",
        "rules learn rows.json -o @/own.yaml",
        "clean rows.json -o @/log",
    ],
)
def test_nothing_is_written_into_a_run_that_is_not_read(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    other = tmp_path / "other"
    shutil.copytree(project / "run", other)
    before = bytes_of(other)
    monkeypatch.chdir(project)
    refused(reaug(*command.replace("@", str(other)).split()), str(other))
    assert bytes_of(other) == before
    free = command.replace("@", str(other / "notes")).split()
    if command.startswith("audit") and "manifest" in command:
        (other / "notes").mkdir()
        assert reaug(*free).code == 0


def test_place_of_is_the_path_without_the_split() -> None:
    assert place_of(SAMPLE) == place_of(str(SAMPLE)) == SAMPLE
    assert place_of(f"{SAMPLE.parent}:train") == SAMPLE.parent
    assert place_of("klue/re:train") is None
    assert place_of(None) is None


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that commands read."""
    folder = tmp_path_factory.mktemp("made")
    save(sample_rows()[:60], folder / "rows.json")
    carry_out([{"curriculum": {"buckets": 2}}], folder / "run", folder / "rows.json")
    (folder / "own.yaml").write_text("extends: base.yaml\nname: own\n", "utf-8")
    (folder / "base.yaml").write_text("extends: klue-re\nname: base\n", "utf-8")
    first = sample_rows()[0]
    fix = {"id": first["guid"], "field": "label", "old": first["label"], "new": "no_relation"}
    (folder / "fixes.jsonl").write_text(json.dumps(fix) + "\n", "utf-8")
    (folder / "probs.npy").write_bytes(b"")
    (folder / "ids.txt").write_text("x\n", "utf-8")
    (folder / "recipe.yaml").write_text(
        "rules: own.yaml\nsteps: [{augment: {rows: ids.txt, steps: [aeda]}}]\n", "utf-8"
    )
    return folder


COMMANDS = {
    "undo": ("undo run -o @", ["run", "run/x", "run/data/x/y", "."]),
    "run": (
        "run recipe.yaml -i rows.json -o @",
        ["recipe.yaml", "own.yaml", "base.yaml", "ids.txt", "rows.json"],
    ),
    "run of a run": ("run run/recipe.yaml -i rows.json -o @", ["run"]),
    "augment": ("augment run -t aeda -o @", ["run", "run/x"]),
    "clean": ("clean run --patch fixes.jsonl -o @", ["run", "fixes.jsonl"]),
    "curriculum": ("curriculum rows.json --like run -o @", ["run", "run/x", "rows.json"]),
    "curriculum of a run": ("curriculum run --rules own.yaml -o @", ["run", "base.yaml"]),
    "encode": ("encode run --style entity_mask --tokenizer tok -o @", ["run", "tok", "tok/x"]),
    "export": ("export tapt run --without rows.json -o @", ["rows.json"]),
    "audit": ("audit rows.json --against run --csv @", ["rows.json", "run/manifest.json", "run/x"]),
    "audit of books": ("audit rows.json --rules own.yaml --fixes @", ["own.yaml", "base.yaml"]),
    "audit of probabilities": ("audit rows.json --pred-probs probs.npy --html @", ["probs.npy"]),
    "drift": ("drift rows.json run --html @", ["rows.json", "run/x", "run/data/x"]),
    "drift of books": ("drift rows.json run --rules own.yaml --html @", ["base.yaml"]),
    "rules": ("rules learn rows.json --rules own.yaml -o @", ["own.yaml", "base.yaml"]),
}


@pytest.mark.parametrize(
    ("command", "output"),
    [(command, output) for command, outputs in COMMANDS.values() for output in outputs],
)
def test_no_command_writes_over_what_it_reads(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, output: str
) -> None:
    shutil.copytree(project, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / "tok").mkdir()
    if "run/recipe" in command:
        shutil.copy(project / "recipe.yaml", "run/recipe.yaml")
    before = bytes_of(tmp_path / "here")
    words = [output if word == "@" else word for word in command.split()]
    why = refused(reaug(*words, "--force"))
    # A run is a folder, so that the name of a file is refused as such, whatever lies there.
    assert " an input of this command; " in why or " names a file, but a run is a folder; " in why
    assert bytes_of(tmp_path / "here") == before
