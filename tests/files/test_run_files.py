from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reaug.errors import InputError, UsageError
from reaug.files.run_files import (
    KIND,
    MANIFEST,
    SEAL,
    changed_since,
    check_unchanged,
    digests,
    recorded,
    seal,
    strangers,
)
from reaug.korean.tokenizer import load_tokenizer
from run_folders import sealed_again


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    for name in ("data/a.arrow", "log/b", "한글 😀", "notes/mine"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    (folder / MANIFEST).write_text(json.dumps({"kind": KIND, "files": digests(folder)}), "utf-8")
    seal(folder)
    return folder


def test_what_a_run_wrote(run: Path) -> None:
    assert list(recorded(run) or {}) == ["data/a.arrow", "log/b", "한글 😀"]
    assert (changed_since(run), strangers(run)) == ([], [])
    check_unchanged(run)
    check_unchanged(run / "nowhere")


@pytest.mark.parametrize("name", ["data/a.arrow", "한글 😀"])
def test_a_file_that_was_changed(run: Path, name: str) -> None:
    (run / name).write_text("other", "utf-8")
    with pytest.raises(InputError, match=f"run: {name} was changed after the run; reaug verify "):
        check_unchanged(run / name)
    with pytest.raises(InputError, match=f"run: {name} was changed"):
        check_unchanged(run)
    check_unchanged(run / "log")
    check_unchanged(run / "notes" / "mine")
    (run / name).unlink()
    with pytest.raises(InputError, match=f"{name} is missing"):
        check_unchanged(run)


def test_without_its_seal_nothing_vouches_for_a_manifest(run: Path) -> None:
    (run / SEAL).unlink()
    with pytest.raises(InputError, match=r"run: manifest\.sha256 is missing; reaug verify "):
        check_unchanged(run / "data" / "a.arrow")


@pytest.mark.parametrize("name", ["data/a.arrow", MANIFEST, SEAL])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(run: Path, name: str) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    assert changed_since(run) or recorded(run) is None


def test_only_what_is_read_is_looked_at(run: Path) -> None:
    (run / "log-of-mine").write_text("mine")
    (run / "log" / "b").write_text("other")
    check_unchanged(run / "data")
    check_unchanged(run / "log-of-mine")
    with pytest.raises(InputError, match="log/b was changed"):
        check_unchanged(run / "log")


@pytest.mark.parametrize("text", ["", "{}", "[]", "no JSON", "[" * 9999, '{"kind": "reaug-run"}'])
def test_a_manifest_that_was_changed(run: Path, text: str) -> None:
    (run / MANIFEST).write_text(text)
    with pytest.raises(InputError, match=r"run: manifest.json was changed after the run"):
        check_unchanged(run / "data")


def test_a_tokenizer_of_a_run(run: Path) -> None:
    (run / "tokenizer").mkdir()
    (run / "tokenizer" / "tokenizer.json").write_text("{}")
    sealed_again(run)
    with pytest.raises(UsageError, match="no tokenizer can be loaded"):
        load_tokenizer(str(run / "tokenizer"))
    (run / "tokenizer" / "tokenizer.json").write_text("{ }")
    with pytest.raises(InputError, match=r"tokenizer/tokenizer.json was changed after the run"):
        load_tokenizer(str(run / "tokenizer"))


def test_a_list_of_files_that_leads_elsewhere(run: Path) -> None:
    (run / SEAL).unlink()
    for files in ({"../../etc/passwd": "a"}, {"/etc/passwd": "a"}, {"": "a"}, {"a": 1}, ["a"]):
        (run / MANIFEST).write_text(json.dumps({"kind": KIND, "files": files}))
        with pytest.raises(InputError, match="its list of files cannot be read"):
            check_unchanged(run)


def test_a_folder_that_is_no_run_says_nothing(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"name": "app"}')
    (tmp_path / "rows.json").write_text("[]")
    check_unchanged(tmp_path / "rows.json")
    assert recorded(tmp_path) is None
