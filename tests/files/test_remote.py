"""What lies on an object store is read and written by its URL; here one that is memory."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import reaug as api
from command import reaug
from reaug.data import read
from reaug.errors import InputError, MissingExtraError, OutputError, UsageError
from reaug.files import remote
from reaug.transforms.aeda import AEDA
from run_folders import SAMPLE, SAMPLES, bytes_of, row, sample_rows

ROWS = [row(), row("김구는 해주에서 났다 🚀", ("김구", "PER"), ("해주", "LOC"), guid="둘")]


@pytest.fixture
def store() -> Iterator[Any]:
    """An empty store, which lives in this process."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def put(store: Any, name: str, text: str) -> str:
    store.pipe(f"/{name}", text.encode())
    return f"memory://{name}"


def test_a_file_goes_by_its_url(store: Any) -> None:
    url = put(store, "bucket/행.json", json.dumps(ROWS, ensure_ascii=False))
    reading = read(url)
    assert (reading.origin, reading.table.num_rows) == (url, 2)
    assert api.load(url).to_list() == api.load(ROWS).to_list()


def test_what_is_wrong_in_a_file_is_told_by_its_url(
    store: Any, caplog: pytest.LogCaptureFixture
) -> None:
    url = put(store, "bucket/rows.json", "[{]")
    with pytest.raises(InputError, match=r"^memory://bucket/rows\.json: ") as error:
        read(url)
    assert "reaug-" not in str(error.value)
    bad = {**row(), "subject_entity": {**row()["subject_entity"], "start_idx": 3}}
    url = put(store, "bucket/bad.json", json.dumps([row(), bad, row()], ensure_ascii=False))
    reading = read(url, on_bad_row="drop")
    assert [problem.file for problem in reading.problems] == [url]
    text = "\n".join(["id,sentence,subject_entity,object_entity,label,source", "0,가,,,x,y"])
    url = put(store, "bucket/old.csv", text)
    store.pipe("/bucket/old.csv", text.encode("cp949"))
    with caplog.at_level(logging.WARNING, "reaug.data"), pytest.raises(InputError) as error:
        read(url)
    assert "reaug-" not in caplog.text + str(error.value)


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        ("memory://bucket/none.json", InputError, "none.json: no such file or folder"),
        ("nosuch://bucket/rows.json", UsageError, "unknown storage scheme nosuch://"),
        ("레이s3://b/x", InputError, "no such file or folder"),
    ],
)
def test_urls_of_nothing(store: Any, url: str, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        read(url)


class Locked(MemoryFileSystem):
    """A store that wants to know who asks."""

    protocol = "locked"
    error: Exception = PermissionError("Access Denied")

    def exists(self, path: str, **_: Any) -> bool:
        raise self.error

    info = isdir = exists


class NoCredentialsError(Exception):
    """As botocore has it."""


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Access Denied"),
        NoCredentialsError("Unable to locate\n them"),
        OSError("AWS Error ACCESS_DENIED during HeadObject operation: No response body."),
    ],
)
def test_a_store_that_does_not_let_us_in(
    error: Exception, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Locked, "error", error)
    fsspec.register_implementation("locked", Locked, clobber=True)
    with pytest.raises(InputError, match=r"access denied by the store .* credentials that fsspec"):
        read("locked://bucket/rows.json")
    for source in ("locked://bucket/rows.json", "locked://bucket/rows-*.json"):
        result = reaug("augment", source, "-t", "aeda", "-o", tmp_path / "run")
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert f"{source}: access denied by the store" in result.err
    result = reaug("augment", SAMPLE, "-t", "aeda", "-o", "locked://bucket/run")
    assert (result.code, result.err.count("\n")) == (2, 1)
    monkeypatch.setattr(Locked, "error", OSError("the line is dead"))
    with pytest.raises(InputError, match="cannot be reached: the line is dead"):
        read("locked://bucket/rows.json")


def test_a_store_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(url: str) -> Any:
        raise ImportError("Install adlfs to access abfs")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(MissingExtraError, match=r"abfs:// needs a package: Install adlfs"):
        read("abfs://bucket/rows.json")


def test_arrow_reads_where_fsspec_has_no_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pyarrow import fs

    def missing(url: str) -> Any:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    root = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    monkeypatch.setattr(remote, "_arrow_store", lambda url: (root, url.partition("://")[2]))
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket" / "rows.json").write_text(json.dumps(ROWS, ensure_ascii=False))
    assert read("s3://bucket/rows.json").table.num_rows == 2
    result = reaug("augment", "s3://bucket/rows.json", "-t", "aeda", "-o", "s3://bucket/a/run")
    assert result.code == 0, result.err
    assert (tmp_path / "bucket" / "a" / "run" / "manifest.sha256").is_file()


def test_a_run_from_a_store_to_a_store(store: Any, tmp_path: Path) -> None:
    url = put(store, "bucket/rows.json", SAMPLE.read_text("utf-8"))
    recipe = SAMPLES / "quickstart.yaml"
    result = reaug("run", recipe, "-i", url, "-o", tmp_path / "run", "--json")
    remote = reaug("run", recipe, "-i", url, "-o", "memory://bucket/runs/one", "--json")
    assert (result.code, remote.code) == (0, 0), remote.err
    assert remote.json["folder"] == "memory://bucket/runs/one"
    files = bytes_of(tmp_path / "run")
    put_there = {name.removeprefix("/bucket/runs/one/") for name in store.find("/bucket/runs/one")}
    assert put_there == {*files, "timing.json"}
    for name, data in files.items():
        assert store.cat(f"/bucket/runs/one/{name}") == data, name
    # What was put there is read again as any run.
    drift = reaug("drift", url, "memory://bucket/runs/one", "--json")
    assert drift.json["rows"]["after"] == result.json["output"]["rows"]


def test_what_is_there_is_not_written_over(store: Any) -> None:
    out = "memory://bucket/run"
    words = ["augment", SAMPLE, "-t", "aeda", "-o", out]
    assert reaug(*words).code == 0
    again = reaug(*words)
    assert again.code == 2
    assert f"{out} already exists; choose another --output or add --force" in again.err
    put(store, "bucket/run/old.txt", "a file of before")
    assert reaug(*words, "--force").code == 0
    assert not store.exists("/bucket/run/old.txt")
    put(store, "bucket/mine/notes.txt", "mine")
    other = reaug(*words[:-1], "memory://bucket/mine", "--force")
    assert other.code == 2
    assert store.cat("/bucket/mine/notes.txt") == b"mine"
    within = reaug("augment", out, "-t", "aeda", "-o", f"{out}/again")
    assert (within.code, "which is read" in within.err) == (2, True)


def test_a_run_that_fails_puts_nothing(store: Any) -> None:
    url = put(store, "bucket/rows.json", "[]")
    assert reaug("augment", url, "-t", "aeda", "-o", "memory://bucket/run").code == 2
    assert not store.exists("/bucket/run")


def test_the_seal_is_put_last(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_file = type(store).put_file
    names: list[str] = []

    def break_off(self: Any, local: str, remote: str, **more: Any) -> None:
        names.append(remote)
        if remote.endswith("manifest.json"):
            raise OSError("the line is dead")
        put_file(self, local, remote, **more)

    monkeypatch.setattr(type(store), "put_file", break_off)
    with pytest.raises(OutputError, match="cannot be reached: the line is dead"):
        api.run(_recipe(), source=SAMPLE, output="memory://bucket/run")
    assert names[-1].endswith("manifest.json")
    assert not store.exists("/bucket/run/manifest.json")


def _recipe() -> Any:
    from reaug.recipe.model import make_recipe

    return make_recipe(["aeda"])


def test_from_python(store: Any) -> None:
    encoded = api.encode(sample_rows(), "entity_mask", output="memory://bucket/encoded")
    assert encoded.to_list() == api.encode(sample_rows(), "entity_mask").to_list()
    done = api.run(_recipe(), source=SAMPLE, output="memory://bucket/run", report=None)
    assert done.folder == "memory://bucket/run"
    url = put(store, "bucket/rows.json", SAMPLE.read_text("utf-8"))
    assert len(api.augment(url, [AEDA()])) == len(api.augment(sample_rows(), [AEDA()]))
    assert remote.is_remote(url)


@pytest.mark.parametrize(
    ("url", "folder", "names"),
    [
        ("s3://b/x/t-?.jsonl", "s3://b/x", "t-?.jsonl"),
        ("s3://b/t-*.jsonl", "s3://b", "t-*.jsonl"),
        ("s3://b/x[12]/**/t-?.zst", "s3://b", "x[12]/**/t-?.zst"),
        ("s3://b/x/rows.jsonl", "s3://b/x/rows.jsonl", ""),
        ("s3://b/x?region=eu-1&scheme=http", "s3://b/x?region=eu-1&scheme=http", ""),
        ("s3://b*", "s3://b*", ""),
    ],
)
def test_a_pattern_is_no_parameter_of_a_store(url: str, folder: str, names: str) -> None:
    assert remote.before_pattern(url) == (folder, names)
