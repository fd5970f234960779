"""One row in several spellings, through the command line: audit, clean, --against, export, undo."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

import reaug as python
from command import reaug
from reaug.data import FILES, FORMATS, content_digest, read
from run_folders import row

SENTENCE = "이순신은 한산도에서 이겼다."


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def spelled(
    name: str, sentence: str, subject: str, object_: str, label: str = "no_relation"
) -> Any:
    return row(sentence, (subject, "PER"), (object_, "LOC"), label, guid=name)


FIVE = [
    spelled("nfd", nfd(SENTENCE), nfd("이순신"), nfd("한산도")),
    spelled("zero-width", SENTENCE.replace("순", "순\u200b"), "이순\u200b신", "한산도"),
    spelled("no-break", SENTENCE.replace(" ", "\u00a0"), "이순신", "한산도"),
    spelled("trailing", f"{SENTENCE} ", "이순신", "한산도"),
    spelled("plain", SENTENCE, "이순신", "한산도"),
]
OTHERS = [
    spelled(
        "all",
        "\ufeff윤\u200b봉길\u200d은\u00a0예산 에서 \x07" + nfd("태어났다.") + "\n",
        "윤\u200b봉길",
        "\u00a0예산 ",
    ),
    spelled("fine", "윤봉길은 예산에서 👨\u200d👩\u200d👧 살았다.", "윤봉길", "예산"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return written(tmp_path / "data.json", FIVE + OTHERS)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_an_audit_has_one_group_of_five(data: Path, tmp_path: Path) -> None:
    reaug("audit", data, "--select", "duplicate", "--findings", tmp_path / "found.jsonl")
    [group] = lines(tmp_path / "found.jsonl")
    assert sorted(group["rows"]) == sorted(row["guid"] for row in FIVE)
    assert group["rule"] == "duplicate/exact"
    assert "spelled in 5 ways" in group["message"]


def test_a_conflict_of_spellings_is_one(tmp_path: Path) -> None:
    rows = [{**row, "label": f"per:{name}"} for row, name in zip(FIVE, "ab", strict=False)]
    labels = ["per:origin", "per:place_of_residence"]
    data = written(
        tmp_path / "two.json", [r | {"label": n} for r, n in zip(rows, labels, strict=True)]
    )
    result = reaug("audit", data, "--json")
    assert result.json["counts"]["duplicate/conflict"]["rows"] == 2
    assert result.json["counts"]["label/same-evidence"]["rows"] == 0


def test_clean_keeps_the_plain_one(data: Path, tmp_path: Path) -> None:
    result = reaug("clean", data, "-o", tmp_path / "run")
    assert result.code == 0
    assert "normalise_text" in result.err
    assert read(tmp_path / "run").table["guid"].to_pylist() == ["plain", "all", "fine"]
    reaug("undo", tmp_path / "run", "-o", tmp_path / "back")
    assert content_digest(read(tmp_path / "back").table) == content_digest(read(data).table)


@pytest.mark.parametrize("other", [row["guid"] for row in FIVE])
def test_each_is_a_leak_of_each(data: Path, tmp_path: Path, other: str) -> None:
    gold = written(tmp_path / "gold.json", [row for row in FIVE if row["guid"] == other])
    result = reaug("audit", data, "--against", gold, "--json")
    assert result.json["counts"]["leak/sentence"]["rows"] == 5
    file = tmp_path / "a.txt"
    export = reaug("export", "tapt", data, "-o", file, "--without", gold)
    assert export.code == 0
    text = file.read_text(encoding="utf-8")
    assert "한산도" not in unicodedata.normalize("NFC", text)


def test_fixes_of_a_row_go_together_and_leave_nothing(data: Path, tmp_path: Path) -> None:
    fixes, run = tmp_path / "fixes.jsonl", tmp_path / "run"
    result = reaug("audit", data, "--select", "text", "--fixes", fixes, "--json")
    counts = {name: count["rows"] for name, count in result.json["counts"].items()}
    assert counts["text/invisible"] == 3
    assert (counts["text/not-nfc"], counts["text/edge-space"]) == (2, 2)
    assert reaug("clean", data, "-o", run, "--patch", fixes).code == 0
    rows = {row["guid"]: row for row in python.load(run)}
    assert rows["all"]["sentence"] == "윤봉길은 예산 에서 태어났다."
    assert rows["all"]["subject_entity"]["word"] == "윤봉길"
    assert rows["all"]["object_entity"]["word"] == "예산"
    again = reaug("audit", run, "--select", "text", "--json")
    assert [count["findings"] for count in again.json["counts"].values() if count["findings"]] == []
    reaug("undo", run, "-o", tmp_path / "back")
    assert content_digest(read(tmp_path / "back").table) == content_digest(read(data).table)


def test_a_filled_in_table_does_the_same(data: Path, tmp_path: Path) -> None:
    table, run = tmp_path / "review.csv", tmp_path / "run"
    reaug("audit", data, "--select", "text", "--csv", table)
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    # A control character is a symbol in the table: what holds one cannot be decided there.
    kept = [f"{line}accept" for line in rows[1:] if '"all"' not in line and "all," not in line]
    table.write_text("\ufeff" + "\r\n".join([rows[0], *kept]) + "\r\n", encoding="utf-8")
    result = reaug("clean", data, "-o", run, "--patch", table)
    assert result.code == 0, result.err
    assert read(run).table["sentence"].to_pylist()[0] == SENTENCE


def test_normalise_text_unifies_all_spellings_in_one_run(data: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("steps: [normalise_text, deduplicate]\n", encoding="utf-8")
    result = reaug("run", recipe, "--input", data, "-o", tmp_path / "run", "--json")
    assert result.code == 0, result.err
    sentences = read(tmp_path / "run").table["sentence"].to_pylist()
    assert sentences == [SENTENCE, "윤봉길은 예산 에서 태어났다.", OTHERS[1]["sentence"]]
    again = reaug("audit", tmp_path / "run", "--select", "text,duplicate", "--json")
    assert not any(count["findings"] for count in again.json["counts"].values())


@pytest.mark.parametrize("fmt", FILES)
def test_no_reader_or_writer_respells_a_row(data: Path, tmp_path: Path, fmt: str) -> None:
    exported, again = tmp_path / f"there{FORMATS[fmt].suffix}", tmp_path / "again.json"
    assert reaug("export", fmt, data, "-o", exported).code == 0
    result = reaug("export", "klue-json", exported, "-o", again)
    assert result.code == 0, result.err
    names = ("sentence", "subject_start", "subject_end", "object_start", "object_end")
    first, last = read(data).table, read(again).table
    for name in names:
        assert last[name].to_pylist() == first[name].to_pylist(), name
