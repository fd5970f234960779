"""Commands over several files, and what is wrong with some of them: a line, exit 2, no output."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from command import reaug, refused
from run_folders import bytes_of, listing, sample_rows

ROWS = sample_rows()[:30]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three shards, and one file of all rows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for number, name in enumerate(("1", "2", "10")):
        lines(ROWS[number * 10 : number * 10 + 10], tmp_path / "data" / f"train-{name}.jsonl")
    lines(ROWS, tmp_path / "all.jsonl")
    return tmp_path


def lines(rows: list[dict[str, Any]], path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def digest(folder: str) -> str:
    manifest: dict[str, Any] = json.loads(Path(folder, "manifest.json").read_text("utf-8"))
    return str(manifest["output"]["digest"])


def test_a_recipe_names_shards_beside_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = {"input": "data/train-*.jsonl", "steps": ["aeda"]}
    (place / "recipe.yaml").write_text(json.dumps(recipe), "utf-8")
    assert reaug("run", "recipe.yaml", "-i", "all.jsonl", "-o", "one").code == 0
    for source in ((), ("-i", "data")):
        assert reaug("run", "recipe.yaml", *source, "-o", "many", "--force").code == 0
        assert digest("many") == digest("one")
        assert bytes_of(place / "many" / "log") == bytes_of(place / "one" / "log")
    (place / "inner").mkdir()
    monkeypatch.chdir(place / "inner")
    assert reaug("run", "../recipe.yaml", "-o", "far").code == 0
    assert digest("far") == digest("../one")


def test_commands_take_a_pattern(place: Path) -> None:
    pattern = "data/train-*.jsonl"
    audits = [reaug("audit", source, "--json").json for source in (pattern, "all.jsonl")]
    assert audits[0]["counts"] == audits[1]["counts"]
    assert reaug("drift", pattern, "all.jsonl", "--json").json["label"]["js"] == 0
    assert reaug("clean", pattern, "-o", "cleaned").code == 0
    assert reaug("convert", pattern, "-o", "rows.json.zst").code == 0
    assert reaug("convert", "rows.json.zst", "-o", "back.jsonl").code == 0
    assert reaug("clean", "back.jsonl", "-o", "again").code == 0
    assert digest("cleaned") == digest("again")
    result = reaug("verify", "cleaned", "--rerun")
    assert result.code == 0, result.err


def test_nothing_that_a_pattern_names_is_written_over(place: Path) -> None:
    result = reaug("convert", "data/*.jsonl", "-o", "data/train-2.jsonl", "--force")
    refused(result, "is an input of this command")


def test_what_a_shell_has_made_of_a_pattern_is_told(place: Path) -> None:
    result = reaug("audit", "data/train-1.jsonl", "data/train-2.jsonl")
    refused(result, "in quotation marks, as 'data/train-*.jsonl'")
    assert "quotation" not in reaug("audit", "all.jsonl", "none.jsonl").err


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def packed(path: Path) -> None:
    path.with_name("train-2.jsonl.gz").write_bytes(gzip.compress(path.read_bytes())[:-9])
    path.unlink()


def emptied(path: Path) -> None:
    path.write_text("", "utf-8")


def other_column(path: Path) -> None:
    lines([{**row, "note": "가"} for row in ROWS[10:20]], path)


def same_id(path: Path) -> None:
    lines([*ROWS[10:19], ROWS[3]], path)


def other_format(path: Path) -> None:
    path.rename(path.with_suffix(".json"))


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (cut, "data/train-2.jsonl: has broken JSON at line 10"),
        (packed, "data/train-2.jsonl.gz: cannot be read"),
        (emptied, "data/train-2.jsonl: has no rows"),
        (other_column, "data/train-1.jsonl: has no column 'note', which data/train-2.jsonl has"),
        (same_id, "data/train-2.jsonl: row 9 (from 0) has the id"),
        (other_format, "contains files in different formats: jsonl (train-1.jsonl) and klue-json"),
    ],
)
@pytest.mark.parametrize("command", ["clean", "convert"])
def test_what_is_no_shard_is_a_line_and_nothing_is_written(
    place: Path, harm: Any, message: str, command: str
) -> None:
    harm(place / "data" / "train-2.jsonl")
    before = listing(place)
    out = "out" if command == "clean" else "out.json"
    refused(reaug(command, "data/train-*", "-o", out), message)
    assert listing(place) == before
    line = reaug(command, "data/train-*", "-o", out, "--lang", "ko").err
    assert message.partition(": ")[2].split(" ")[0] not in line or "data/" in line


def test_a_pattern_that_names_nothing(place: Path) -> None:
    refused(reaug("clean", "data/test-*.jsonl", "-o", "out"), "no file matches")
    assert not (place / "out").exists()


@pytest.fixture
def store() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def test_shards_on_a_store(place: Path, store: Any) -> None:
    for path in (place / "data").iterdir():
        store.pipe(f"/bucket/{path.name}", path.read_bytes())
    for source in ("memory://bucket/train-*.jsonl", "memory://bucket"):
        assert reaug("clean", source, "-o", "far", "--force").code == 0
        assert reaug("clean", "all.jsonl", "-o", "one", "--force").code == 0
        assert digest("far") == digest("one")
    store.pipe("/bucket/train-2.jsonl", b"[")
    result = reaug("clean", "memory://bucket/train-*.jsonl", "-o", "out")
    refused(result, "memory://bucket/train-2.jsonl: has broken JSON at line 1")
    result = reaug("clean", "memory://bucket/test-*.jsonl", "-o", "out")
    refused(result, "memory://bucket/test-*.jsonl: no file matches")
