from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from command import environment, process, reaug, refused
from reaug.data import EXPORTS, FILES, FORMATS, content_digest, read
from run_folders import SAMPLE, listing, row, save


@pytest.fixture(scope="module")
def digest() -> str:
    return content_digest(read(SAMPLE).table)


@pytest.mark.parametrize("fmt", FILES)
def test_rows_in_every_format(fmt: str, digest: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows{FORMATS[fmt].suffix}"
    result = reaug("export", fmt, SAMPLE, "-o", path)
    assert (result.code, result.out) == (0, "")
    assert result.err == f"267 rows as {fmt} → {path}\n"
    assert listing(tmp_path) == [path.name]
    assert content_digest(read(path).table) == digest


def test_tacred_there_and_back_is_the_same(tmp_path: Path, digest: str) -> None:
    exported, back = tmp_path / "a.tacred.json", tmp_path / "b.json"
    assert reaug("export", "tacred", SAMPLE, "-o", exported).code == 0
    assert reaug("export", "klue-json", exported, "-o", back).code == 0
    assert content_digest(read(back).table) == digest
    result = reaug("audit", exported, "--json")
    assert (result.code, result.json["rows"]) == (0, 267)


def test_json_has_the_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    result = reaug("export", "tacred", SAMPLE, "-o", path, "--json")
    assert (result.code, result.err) == (0, "")
    assert result.json == {
        "format": "tacred",
        "output": str(path),
        "input": {"path": str(SAMPLE), "format": "klue-json"},
        "rows": {
            "read": 267,
            "dropped": 0,
            "dropped_by_rule": {},
            "repaired_by_rule": {},
            "kept": 267,
        },
        "problems": [],
    }


def test_packed_rows_are_read_back(tmp_path: Path, digest: str) -> None:
    for fmt, name in (("tacred", "a.json.gz"), ("jsonl", "a.jsonl.gz")):
        assert reaug("export", fmt, SAMPLE, "-o", tmp_path / name).code == 0
        assert content_digest(read(tmp_path / name).table) == digest


def test_the_format_of_a_run(tmp_path: Path) -> None:
    words = ["-t", "aeda", "--format", "tacred", "--json"]
    result = reaug("augment", SAMPLE, "-o", tmp_path / "run", *words)
    assert result.code == 0
    table = read(tmp_path / "run" / "data.tacred.json").table
    assert content_digest(table) == result.json["output"]["digest"]


def test_the_help_names_every_format() -> None:
    help_text = " ".join(reaug("export", "--help", COLUMNS="300").out.split())
    assert all(name in help_text for name in EXPORTS)
    help_text = " ".join(reaug("augment", "--help", COLUMNS="300").out.split())
    assert all(name in help_text for name in FILES)


class TestText:
    def test_sentences_without_those_of_a_test_set(self, tmp_path: Path) -> None:
        source = save([row(), row(guid="b"), row("이순신은  한산도에", guid="c")], tmp_path / "a")
        nfd = unicodedata.normalize("NFD", row()["sentence"])
        # A test set of a competition: labels are hidden, and mentions are of no interest.
        test = save([{"sentence": f" {nfd}\n", "label": 100}], tmp_path / "test.json")
        path = tmp_path / "a.txt"
        result = reaug("export", "tapt", source, "-o", path, "--without", test)
        assert (result.code, result.out) == (0, "")
        note, *lines = result.err.splitlines()
        assert "not every row has a unique id (1 blank, 0 repeated)" in note
        assert lines == [
            f"3 rows, 2 distinct sentences, 1 line → {path}",
            f"left out: 1 that are among the 1 of {test}",
        ]
        assert path.read_text(encoding="utf-8") == "이순신은  한산도에\n"

    def test_several_sets(self, tmp_path: Path) -> None:
        source = save([row(guid="a"), row("이순신 한산도", guid="b")], tmp_path / "a")
        words = ["--without", source, "--without", SAMPLE, "--json"]
        result = reaug("export", "tapt", source, "-o", tmp_path / "a.txt", *words)
        assert (result.code, result.err) == (0, "")
        assert result.json["sentences"]["lines"] == 0
        assert result.json["sentences"]["without"] == [
            {"name": str(source), "sentences": 2, "left_out": 2},
            {"name": str(SAMPLE), "sentences": 188, "left_out": 0},
        ]
        assert (tmp_path / "a.txt").read_bytes() == b""

    def test_rows_without_labels(self, tmp_path: Path) -> None:
        source = save([row(label=100), row("이순신 한산도", label="새 라벨")], tmp_path / "a.json")
        assert reaug("export", "tapt", source, "-o", tmp_path / "a.txt").code == 0
        assert len((tmp_path / "a.txt").read_text(encoding="utf-8").splitlines()) == 2

    def test_packed_text_has_all_sentences(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt.gz"
        assert reaug("export", "tapt", SAMPLE, "-o", path).code == 0
        assert len(gzip.decompress(path.read_bytes()).decode().splitlines()) == 188

    def test_a_sample_at_hand(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        result = reaug("export", "tapt", SAMPLE, "-o", path, "--json")
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(set(lines)) == result.json["sentences"]["lines"] == 188
        assert set(lines) <= set(read(SAMPLE).table["sentence"].to_pylist())


class TestBadRows:
    def source(self, tmp_path: Path) -> Path:
        bad = row("이순신이 한산도로 갔다.", guid="b")
        bad["object_entity"] |= {"start_idx": 6, "end_idx": 8}
        worse = row(guid="c") | {"sentence": None}
        return save([row(guid="a"), bad, worse], tmp_path / "rows.json")

    @pytest.mark.parametrize("fmt", ["tacred", "tapt"])
    def test_bad_rows_stop(self, fmt: str, tmp_path: Path) -> None:
        source = self.source(tmp_path)
        result = reaug("export", fmt, source, "-o", tmp_path / "out")
        assert (result.code, result.out) == (2, "")
        assert "rows.json: 2 of 3 rows are bad" in result.err
        assert listing(tmp_path) == ["rows.json"]

    @pytest.mark.parametrize(("action", "kept"), [("drop", 1), ("repair", 2)])
    def test_drop_or_repair(self, action: str, kept: int, tmp_path: Path) -> None:
        source, path = self.source(tmp_path), tmp_path / "out"
        words = ["-o", path, "--on-bad-row", action, "--max-bad-share", 0.7]
        result = reaug("export", "tacred", source, *words)
        assert result.code == 0
        first, *rest = result.err.splitlines()
        dropped = f"3 read, {3 - kept} dropped as bad (schema/missing-field 1"
        assert first.startswith(dropped)
        assert first.endswith(f", {kept} row{'s' * (kept > 1)} as tacred → {path}")
        assert ("1 mention repaired (span/word-mismatch 1)" in first) == (action == "repair")
        assert "  row 2, sentence: is null" in rest
        assert any(line.startswith("  row 1, object_entity: '한산도' expected") for line in rest)
        assert len(json.loads(path.read_text(encoding="utf-8"))) == kept
        result = reaug("export", "tapt", source, *words, "--force", "--json")
        counts = result.json["rows"]
        assert (counts["read"], counts["dropped"], counts["kept"]) == (3, 3 - kept, kept)
        assert sum(counts["dropped_by_rule"].values()) == 3 - kept
        assert sum(counts["repaired_by_rule"].values()) == (1 if action == "repair" else 0)
        assert [problem["row"] for problem in result.json["problems"]] == [1, 2]
        assert result.json["sentences"]["lines"] == kept

    def test_many_bad_rows_are_counted_and_not_listed(self, tmp_path: Path) -> None:
        rows = [row(guid=str(i)) | {"sentence": 3} for i in range(9)]
        source = save([*rows, row(guid="good")], tmp_path / "rows.json")
        words = ["-o", tmp_path / "a", "--on-bad-row", "drop", "--max-bad-share", 0.9]
        result = reaug("export", "jsonl", source, *words)
        assert result.err.splitlines()[-1] == "  and 4 more; --json lists them all"

    def test_text_that_acts_on_a_terminal(self, tmp_path: Path) -> None:
        bad = row(guid="b") | {"label": "\x1b[31m[bold]"}
        source = save([row(guid="a"), bad], tmp_path / "rows.json")
        result = reaug("export", "jsonl", source, "-o", tmp_path / "a", "--on-bad-row", "drop")
        assert result.code == 0
        assert "\x1b" not in result.err
        assert "[bold]" in result.err


WRONG: dict[str, tuple[list[Any], str]] = {
    "no format": (["xml", SAMPLE, "-o", "a"], "unknown format 'xml'"),
    "a slip": (["tacerd", SAMPLE, "-o", "a"], "did you mean 'tacred'? There are: comp"),
    "a folder of datasets": (["disk", SAMPLE, "-o", "a"], "unknown format 'disk'"),
    "no output": (["tapt", SAMPLE], "Missing option '--output'"),
    "an empty output": (["tapt", SAMPLE, "-o", ""], "--output"),
    "a folder": (["tapt", SAMPLE, "-o", "."], "--output"),
    "no such folder": (["tapt", SAMPLE, "-o", "no/a"], "does not exist; create it first"),
    "a long name": (["tapt", SAMPLE, "-o", "x" * 300], "File name too long"),
    "no data": (["tapt", "none.json", "-o", "a"], "none.json: no such file"),
    "no rule book": (["tacred", SAMPLE, "-o", "a", "--rules", "x"], "no rule book named 'x'"),
    "without for rows": (
        ["tacred", SAMPLE, "-o", "a", "--without", SAMPLE],
        "--without works only with tapt, not with tacred",
    ),
    "no such set": (["tapt", SAMPLE, "-o", "a", "--without", "no.json"], "no.json: no such file"),
    "one good, one broken": (
        ["tapt", SAMPLE, "-o", "a", "--without", SAMPLE, "--without", "cut.json"],
        "cut.json: has broken JSON at line 1",
    ),
    "a set with a row that has no sentence": (
        ["tapt", SAMPLE, "-o", "a", "--without", "holes.json", "--on-bad-row", "drop"],
        "holes.json: 1 of 2 rows has no readable sentence; row 1 (from 0), sentence: is",
    ),
    "parquet packed twice": (["parquet", SAMPLE, "-o", "a.gz"], "leave out the .gz"),
    "the input": (
        ["tapt", "holes.json", "-o", "holes.json", "--force"],
        "an input of this command",
    ),
    "the set": (
        ["tapt", SAMPLE, "-o", "holes.json", "--force", "--without", "holes.json"],
        "an input of this command",
    ),
    "an output that is there": (["tapt", SAMPLE, "-o", "cut.json"], "already exists"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cut.json").write_text('[{"sentence": "가"', encoding="utf-8")
    save([row(), {"label": "x"}], tmp_path / "holes.json")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    words, part = WRONG[name]
    refused(reaug("export", *words), part)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_force_writes_through_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_text("old")
    link.symlink_to("a.txt")
    assert reaug("export", "tapt", SAMPLE, "-o", link, "--force").code == 0
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") != "old"
    assert listing(tmp_path) == ["a.txt", "link.txt"]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
@pytest.mark.parametrize("fmt", ["tapt", "tacred", "parquet"])
def test_to_a_pipe(fmt: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reaug", "export", fmt, SAMPLE, "-o", "/dev/stdout"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        check=True,
    )
    path = tmp_path / "rows"
    assert reaug("export", fmt, SAMPLE, "-o", path).code == 0
    assert done.stdout == path.read_bytes()
    assert listing(tmp_path) == ["rows"]


def test_an_export_to_the_null_device_leaves_it_a_device(tmp_path: Path) -> None:
    assert process("export", "jsonl", SAMPLE, "-o", os.devnull, cwd=tmp_path).code == 0
    assert Path(os.devnull).is_char_device()
