"""`reaug rules learn`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from command import reaug, refused
from reaug.rulebook import load
from reaug.runs.shipped import sample_data
from run_folders import SAMPLE

DATA = sample_data()


def test_learn_from_the_sample_data(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = reaug("rules", "learn", DATA, "-o", path)
    assert result.code == 0, result
    assert result.out == ""
    assert "267 rows" in result.err
    book = load(path)
    assert book.name == "mine"
    assert book.labels == load("klue-re").labels
    result = reaug("rules", "learn", DATA, "-o", path, "--force", "--json", "--name", "other")
    assert result.json["conventions"] == len(book.conventions)
    assert result.json["rows"] == 267
    assert load(path).name == "other"


def test_a_book_of_ones_own_is_written_whole(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    assert reaug("rules", "learn", DATA, "-o", one).code == 0
    assert "\nextends: klue-re\n" in one.read_text(encoding="utf-8")
    assert reaug("rules", "learn", DATA, "-o", two, "--rules", one, "--name", "one").code == 0
    assert "extends" not in two.read_text(encoding="utf-8")
    assert load(two).relations == load(one).relations
    assert load(two).conventions == load(one).conventions


def test_the_order_of_the_rows_does_not_show(tmp_path: Path) -> None:
    rows = json.loads(Path(DATA).read_text(encoding="utf-8"))
    mixed = tmp_path / "mixed.json"
    mixed.write_text(json.dumps(rows[::-1], ensure_ascii=False), encoding="utf-8")
    for source, name in ((DATA, "one.yaml"), (mixed, "two.yaml")):
        assert reaug("rules", "learn", source, "-o", tmp_path / name, "--name", "x").code == 0
    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "two.yaml").read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.json", "-o", "new.yaml"), "nowhere.json"),
        ((DATA, "-o", "new.txt"), "must end in .yaml"),
        ((DATA, "-o", "no/new.yaml"), "does not exist"),
        ((DATA, "-o", "old.yaml"), "--force"),
        ((DATA, "-o", "new.yaml", "--rules", "klue"), "no rule book named 'klue'"),
        ((DATA, "-o", "new.yaml", "--name", "a b"), "cannot be named 'a b'"),
        (("empty.json", "-o", "new.yaml"), "empty.json"),
        (("unknown.json", "-o", "new.yaml", "--extends"), "learn a complete book with --new"),
        (("hidden.json", "-o", "new.yaml"), "hidden.json: no row has a label, so no rules"),
        (("hidden.csv", "-o", "new.yaml"), "learn them from the labelled set that it belongs to"),
        (("without.json", "-o", "new.yaml"), "has no column 'label' (columns: guid, "),
        ((DATA,), "Missing option"),
    ],
)
def test_wrong_use_writes_nothing(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text("old", encoding="utf-8")
    Path("empty.json").write_text("[]", encoding="utf-8")
    row = json.loads(Path(DATA).read_text(encoding="utf-8"))[0] | {"label": "my:own"}
    Path("unknown.json").write_text(json.dumps([row]), encoding="utf-8")
    Path("hidden.json").write_text(json.dumps([row | {"label": -1}]), encoding="utf-8")
    with Path("hidden.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row | {"label": 100})
    del row["label"]
    Path("without.json").write_text(json.dumps([row]), encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert says in refused(reaug("rules", "learn", *words))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert Path("old.yaml").read_text(encoding="utf-8") == "old"


def test_check_says_what_a_book_says_of_data(tmp_path: Path) -> None:
    rows = json.loads(Path(DATA).read_text(encoding="utf-8"))
    rows[0]["label"], rows[1]["subject_entity"]["type"] = "per:boss", "FIRM"
    data = tmp_path / "data.json"
    data.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    result = reaug("rules", "check", "klue-re", data)
    assert result.code == 0, result
    assert "labels missing from the book: per:boss 1" in result.out
    assert "types missing from the book: FIRM 1" in result.out
    document = reaug("rules", "check", "klue-re", data, "--json").json
    assert (document["unknown_labels"], document["unknown_types"]) == ({"per:boss": 1}, {"FIRM": 1})
    assert (
        sum(relation["rows"] for relation in document["relations"].values()) == document["rows"] - 1
    )
    assert all(
        relation["rows"]
        >= relation["illegal"] + relation["typical"] + relation["rare"] + relation["unseen"]
        for relation in document["relations"].values()
    )
    assert set(document["patterns"]) == {pattern.rule for pattern in load("klue-re").patterns}
    assert "no rule book named" in refused(reaug("rules", "check", "klue", data))


def test_a_check_speaks_korean() -> None:
    output = reaug("rules", "check", "klue-re", SAMPLE, "--lang", "ko").out
    assert f"{SAMPLE}  267행, 규칙집 klue-re" in output
    assert "흔한 객체 유형" in output
    assert "걸린 행" in output


def test_names_that_a_line_has_no_room_for_are_counted_in_korean(tmp_path: Path) -> None:
    rows = json.loads(Path(DATA).read_text(encoding="utf-8"))[:50]
    for number, row in enumerate(rows):
        row["label"] = f"갈래 {number}"
    data = tmp_path / "data.json"
    data.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    words = ("rules", "check", "klue-re", data)
    result = reaug(*words, "--lang", "ko")
    assert result.code == 0, result
    assert " 1 외 10개\n" in result.out
    assert " more" not in result.out
    assert " 1 and 10 more\n" in reaug(*words).out
