"""Small things that a first user stumbled over: text to stdout, labels of an own book, why nothing
was made, test sets with types of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotated import as_doccano, as_klue
from command import reaug, refused
from own_sets import HOSPITAL, klue_rows, set_of
from reaug.runs.shipped import sample_data
from run_folders import row, save


class TestFindingsOnStdout:
    def test_the_lines_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "findings.jsonl"
        assert reaug("audit", sample_data(), "--findings", file).code == 0
        result = reaug("audit", sample_data(), "--findings", "-")
        assert result.code == 0
        assert result.out == file.read_text(encoding="utf-8")
        assert "What each rule found" in result.err

    @pytest.mark.parametrize("more", [("--json",), ("--csv", "-")])
    def test_one_thing_goes_there(self, more: tuple[str, ...]) -> None:
        result = reaug("audit", sample_data(), "--findings", "-", *more)
        refused(result, "cannot both go to stdout")

    def test_gates_fail_all_the_same(self) -> None:
        result = reaug("audit", sample_data(), "--findings", "-", "--fail-on", "errors >= 0")
        assert result.code == 1
        assert all(json.loads(line)["rule"] for line in result.out.splitlines())


def test_a_label_of_an_own_book(tmp_path: Path) -> None:
    data = save(klue_rows(set_of(HOSPITAL)), tmp_path / "set.json")
    assert reaug("init", data, "-o", tmp_path / "mine").code == 0
    book = tmp_path / "mine" / "rules.yaml"
    result = reaug("show", "치료", "--rules", book)
    assert result.code == 0
    assert "subject types  약" in result.out
    assert reaug("show", "schema/unknown-label", "--rules", book).code == 0
    refused(reaug("show", "치료"), "--rules FILE.yaml")
    refused(reaug("show", "치로", "--rules", book), f"unknown label or rule of {book} '치로'; did")


@pytest.mark.parametrize("negatives", ["all", "legal", "2"])
def test_why_there_are_no_negatives(negatives: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    result = reaug("convert", as_klue(tmp_path), "-o", rows, "--negatives", negatives)
    assert result.code == 0
    assert f"--negatives {negatives} changes nothing: klue-json has one pair of" in result.err
    result = reaug("convert", as_doccano(tmp_path), "-o", rows, "--force", "--negatives", negatives)
    assert result.code == 0
    assert "adds no rows: no document has a pair of mentions without" in result.err


def test_legal_pairs_that_are_not_there(tmp_path: Path) -> None:
    line = {
        "id": 1,
        "text": "가온전자는 노을폰을 냈다. 작년이다.",
        "entities": [
            {"id": 1, "label": "회사", "start_offset": 0, "end_offset": 4},
            {"id": 2, "label": "제품", "start_offset": 6, "end_offset": 9},
            {"id": 3, "label": "날짜", "start_offset": 15, "end_offset": 17},
        ],
        "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "출시"}],
    }
    data = tmp_path / "doccano.jsonl"
    data.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    result = reaug("convert", data, "-o", tmp_path / "rows.json", "--negatives", "legal")
    assert result.code == 0
    assert "adds no rows: none of the 4 pairs of mentions" in result.err
    assert "--negatives all takes them" in result.err


def test_a_test_set_of_another_scheme_is_shown_its_labelled_set(tmp_path: Path) -> None:
    rows = [row | {"label": "100"} for row in klue_rows(set_of(HOSPITAL))]
    data = save(rows, tmp_path / "test.json")
    result = reaug("audit", data)
    assert "reaug init LABELLED_DATA -o own" in result.out
    assert "No row has a label" in result.out.splitlines()[0]
    for words in (
        ("encode", data, "-o", tmp_path / "out", "--style", "entity_marker", "--unlabelled"),
        ("clean", data, "-o", tmp_path / "out", "--unlabelled"),
    ):
        error = refused_lines(*words)
        assert "reaug init LABELLED_DATA -o own" in error
        assert "learn" not in error


def refused_lines(*words: object) -> str:
    result = reaug(*words)
    assert result.code == 2
    return result.err


def test_the_way_out_carries_how_the_rows_are_read(tmp_path: Path) -> None:
    rows = [row | {"뜻": row.pop("label")} for row in klue_rows(set_of(HOSPITAL))]
    data = save(rows, tmp_path / "set.json")
    error = refused_lines("augment", data, "-o", tmp_path / "o", "-t", "aeda", "--map", "label=뜻")
    assert "--map 'label=뜻' -o own" in error


def test_a_run_knows_its_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(klue_rows(set_of(HOSPITAL)), Path("set.json"))
    assert reaug("init", "set.json", "-o", "mine").code == 0
    words = ("-t", "aeda", "--rules", "mine/rules.yaml")
    assert reaug("augment", "set.json", "-o", "one", *words).code == 0
    Path("mine/rules.yaml").unlink()
    for command in (
        ("audit", "one"),
        ("drift", "set.json", "one"),
        ("encode", "one", "-o", "two", "--style", "entity_marker"),
        ("augment", "one", "-o", "three", "-t", "aeda"),
        ("export", "klue-json", "one", "-o", "rows.json"),
        ("audit", "three"),
        ("verify", "three"),
    ):
        result = reaug(*command)
        assert result.code == 0, (command, result)
        assert "not klue-re data" not in result.out
    import reaug as package

    assert package.audit("one").book == "rules"
    assert "치료" in package.load("one").features["label"].names
    assert reaug("audit", "one", "--rules", "klue-re").out.startswith("This is not klue-re data")
    Path("one/rules.yaml").write_text("name: other\n", encoding="utf-8")
    refused(reaug("audit", "one"), "is not the rule book that the run used")


def test_python_audits_with_a_map() -> None:
    import reaug as package

    rows = [row() | {"뜻": "per:origin", "label2": "x"} for _ in range(2)]
    for record in rows:
        del record["label"]
    audit = package.audit(rows, map={"label": "뜻"})
    assert audit.rows == 2
    assert not audit.unlabelled
