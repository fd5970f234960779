"""Bad rows are counted and bounded: none goes without a word, in the data or in a set beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import reaug
from run_folders import listing, row, save

SHOWN = "span/word-mismatch 2, schema/unknown-label 1"


def rows_of(bad: int, good: int) -> list[dict[str, Any]]:
    """The bad rows first: two with a wrong span that nothing can repair, then unknown labels."""
    rows = [row(guid=f"row-{i}") for i in range(bad + good)]
    for i, item in enumerate(rows):
        item["sentence"] += "!" * i
    for i in range(bad):
        if i < 2:
            rows[i]["object_entity"] |= {"word": "노량진"}
        else:
            rows[i]["label"] = "장르:가수"
    return rows


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """Three of seven rows are bad."""
    return save(rows_of(3, 4), tmp_path / "rows.json")


def command(name: str, source: Path, output: Path) -> list[Any]:
    if name in ("run", "preview"):
        recipe = output.parent / "recipe.yaml"
        recipe.write_text("steps: [aeda]\n")
        to = ["-o", output] if name == "run" else []
        return [name, recipe, "-i", source, *to]
    if name == "export":
        return ["export", "jsonl", source, "-o", output]
    more = {
        "augment": ["-t", "aeda"],
        "curriculum": ["--buckets", 2],
        "encode": ["--style", "entity_marker"],
        "clean": [],
    }[name]
    return [name, source, "-o", output, *more]


COMMANDS = ["run", "preview", "augment", "clean", "curriculum", "encode", "export"]


@pytest.mark.parametrize("name", COMMANDS)
def test_more_bad_rows_than_half_stop_a_command(name: str, tmp_path: Path) -> None:
    source = save(rows_of(4, 3), tmp_path / "rows.json")
    words = [*command(name, source, tmp_path / "out"), "--on-bad-row", "drop"]
    result = reaug(*words)
    assert (result.code, result.out) == (2, "")
    assert "4 of 7 rows are bad: schema/unknown-label 2, span/word-mismatch 2" in result.err
    assert "at most 50% may be dropped" in result.err
    assert "--max-bad-share 0.58" in result.err
    assert not (tmp_path / "out").exists()
    again = reaug(*words, "--max-bad-share", 0.58)
    assert again.code == 0


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "preview"])
def test_the_last_line_counts_all_rows_that_were_read(
    name: str, half: Path, tmp_path: Path
) -> None:
    result = reaug(*command(name, half, tmp_path / "out"), "--on-bad-row", "drop")
    assert result.code == 0
    assert f"7 read, 3 dropped as bad ({SHOWN}), 4 " in result.err
    if name != "export":
        assert f"({SHOWN}), 4 in, " in result.err
        assert "4 of 7 rows (klue-json)" in result.err


def test_rows_that_were_repaired_are_not_bad(tmp_path: Path) -> None:
    rows = rows_of(1, 4)
    for record in rows[1:4]:
        record["object_entity"] |= {"start_idx": 4, "end_idx": 6}
    source = save(rows, tmp_path / "rows.json")
    words = command("clean", source, tmp_path / "out")
    assert reaug(*words, "--on-bad-row", "drop").code == 2
    result = reaug(*words, "--on-bad-row", "repair")
    assert result.code == 0
    shown = "5 read, 1 dropped as bad (span/word-mismatch 1), 3 mentions repaired (span/word-mis"
    assert shown in result.err
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["input"]
    assert (counts["rows"], counts["dropped"], counts["repaired"]) == (5, 1, 3)


@pytest.mark.parametrize(("share", "code"), [(0, 2), (0.42, 2), (0.43, 0), (1, 0)])
def test_the_share_of_a_recipe(half: Path, tmp_path: Path, share: float, code: int) -> None:
    recipe = tmp_path / "recipe.yaml"
    text = f"input: {{path: {half}, on_bad_row: drop, max_bad_share: {share}}}\nsteps: [aeda]\n"
    recipe.write_text(text, "utf-8")
    words = ["run", recipe, "-o", tmp_path / "out"]
    assert reaug(*words).code == code
    assert reaug(*words, "--max-bad-share", 0.1, "--force").code == 2
    assert reaug(*words, "--max-bad-share", 0.9, "--force").code == 0


@pytest.mark.parametrize("share", ["-0.1", "1.1", "nan", "x", "inf"])
def test_shares_that_are_none(share: str, half: Path, tmp_path: Path) -> None:
    before = listing(tmp_path)
    words = command("clean", half, tmp_path / "out")
    result = reaug(*words, "--on-bad-row", "drop", "--max-bad-share", share)
    assert result.code == 2
    assert "share" in result.err.splitlines()[-1]
    assert "a bug in reaug" not in result.err
    assert listing(tmp_path) == before


def test_no_row_would_be_left(tmp_path: Path) -> None:
    source = save(rows_of(3, 0), tmp_path / "rows.json")
    words = command("clean", source, tmp_path / "out")
    result = reaug(*words, "--on-bad-row", "drop", "--max-bad-share", 1)
    assert result.code == 2
    assert "No row would be left" in result.err


class TestAnotherSet:
    """Sets that are read beside the data."""

    def other(self, tmp_path: Path, **more: Any) -> Path:
        rows = [row(guid=f"test-{i}", **more) for i in range(3)]
        return save(rows, tmp_path / "test.json")

    def test_a_leak_is_found_in_a_set_that_hides_its_labels(self, tmp_path: Path) -> None:
        source = save([row(guid="a")], tmp_path / "rows.json")
        for hidden in (100, "100", None):
            test = self.other(tmp_path, label=hidden)
            result = reaug("audit", source, "--against", test, "--select", "leak", "--json")
            assert result.code == 0
            assert result.json["counts"]["leak/sentence"]["rows"] == 1
            assert result.json["against"]["unread"] == {}
            complete = reaug("audit", source, "--against", test)
            assert complete.code == 0
            assert "leak/sentence" in complete.out

    def test_rows_that_cannot_be_read_are_counted(self, tmp_path: Path) -> None:
        source = save([row(guid="a")], tmp_path / "rows.json")
        rows = rows_of(2, 1)
        test = save(rows, tmp_path / "test.json")
        result = reaug("audit", source, "--against", test, "--select", "leak")
        assert result.code == 0
        assert "2 of them could not be read (span/word-mismatch 2)" in result.out
        against = reaug("audit", source, "--against", test, "--json").json["against"]
        assert (against["rows"], against["unread"]) == (3, {"span/word-mismatch": 2})
        page = tmp_path / "page.html"
        assert reaug("audit", source, "--against", test, "--html", page, "--lang", "ko").code == 0
        assert "그중 2행은 읽을 수 없어" in page.read_text("utf-8")

    def test_the_sentences_of_rows_that_cannot_be_read_leak(self, tmp_path: Path) -> None:
        source = save([row(guid="a")], tmp_path / "rows.json")
        test = save(rows_of(2, 0), tmp_path / "test.json")
        result = reaug("audit", source, "--against", test, "--select", "leak")
        assert result.code == 0
        assert "2 of them could not be read (span/word-mismatch 2)" in result.out
        assert "sentences compared: 2" in result.out
        assert "Not computed, since no row of the other set could be read" in result.out
        document = reaug("audit", source, "--against", test, "--select", "leak", "--json").json
        assert document["counts"]["leak/sentence"]["rows"] == 1
        assert document["against"]["compared"] == 2

    def test_rows_of_the_set_itself_leak_whatever_is_wrong_with_them(self, tmp_path: Path) -> None:
        source = save(rows_of(2, 0), tmp_path / "rows.json")
        test = save([row(guid="test", label=100)], tmp_path / "test.json")
        result = reaug("audit", source, "--against", test, "--select", "leak/sentence")
        assert result.code == 0
        assert "0 of 2 rows could be read (span/word-mismatch 2)" in result.out
        assert "leak/sentence  error  1 row\n" in result.out
        [finding] = self.findings(source, test, tmp_path)
        assert finding["rows"] == ["row-0"]

    def findings(self, source: Path, test: Path, tmp_path: Path) -> list[Any]:
        file = tmp_path / "findings.jsonl"
        words = ["--select", "leak/sentence", "--findings", file]
        assert reaug("audit", source, "--against", test, *words).code == 0
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    @pytest.mark.parametrize("kind", ["ids", "sentences"])
    def test_nothing_but_sentences_is_needed_to_leak(self, kind: str, tmp_path: Path) -> None:
        source = save([row(guid="a")], tmp_path / "rows.json")
        other = row(guid="t", label=7)
        if kind == "sentences":
            other = {"sentence": other["sentence"]}
        test = save([other], tmp_path / "test.json")
        [finding] = self.findings(source, test, tmp_path)
        assert finding["rows"] == ["a"]
        text = tmp_path / "rows.txt"
        assert reaug("export", "tapt", source, "-o", text, "--without", test).code == 0
        assert text.read_text("utf-8") == ""

    def test_a_set_without_sentences_is_not_compared(self, tmp_path: Path) -> None:
        source = save([row(guid="a")], tmp_path / "rows.json")
        test = save([row(guid="b") | {"sentence": None}], tmp_path / "test.json")
        result = reaug("audit", source, "--against", test, "--select", "leak")
        assert (result.code, result.out) == (2, "")
        assert "test.json: none of its 1 row can be read (schema/missing-field 1)" in result.err
        assert "it cannot be compared" in result.err

    def test_a_set_to_match_is_read_as_the_input_is(self, half: Path, tmp_path: Path) -> None:
        source = save([row(guid=f"{i}") for i in range(4)], tmp_path / "more.json")
        recipe = tmp_path / "recipe.yaml"
        block = f"{{augment: {{steps: [aeda], balance: {{match: {half}}}}}}}"
        for bad, code in (("stop", 2), ("drop", 0)):
            text = f"input: {{path: {source}, on_bad_row: {bad}}}\nsteps: [{block}]\n"
            recipe.write_text(text, "utf-8")
            run = reaug("run", recipe, "-o", tmp_path / "out")
            assert run.code == code
        assert f"rows.json: 7 read, 3 dropped as bad ({SHOWN})" in run.err
        others = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["others"]
        assert [(other["rows"], other["dropped"]) for other in others] == [(7, 3)]


def test_a_column_that_a_format_cannot_hold_stops_before_the_work(tmp_path: Path) -> None:
    rows = [row(guid="a", score=float("nan"))]
    source = tmp_path / "rows.json"
    source.write_text(json.dumps(rows), "utf-8")
    result = reaug("clean", source, "-o", tmp_path / "out", "--format", "jsonl")
    assert (result.code, result.out) == (2, "")
    assert "column 'score' contains NaN in row 0" in result.err
    assert listing(tmp_path) == ["rows.json"]
    assert reaug("clean", source, "-o", tmp_path / "out", "--format", "parquet").code == 0
