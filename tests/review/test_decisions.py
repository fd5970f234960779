"""Corrections: both formats say the same, and what cannot be meant is refused with its line."""

from __future__ import annotations

import csv
import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.errors import InputError
from reaug.review.decision_files import read_corrections
from reaug.review.decisions import Correction, Corrections

LABEL = {"id": "r1", "field": "label", "old": "per:title", "new": "per:employee_of"}
HEADER = ["id", "field", "old", "new", "at", "reason", "decision"]


def lines(folder: Path, *values: Any) -> Path:
    file = folder / "fixes.jsonl"
    text = "\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    file.write_text(text, encoding="utf-8")
    return file


def table(folder: Path, *rows: dict[str, Any], header: list[str] = HEADER) -> Path:
    file = folder / "fixes.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_lines_of_json(tmp_path: Path) -> None:
    border = {"id": "r1", "field": "object_entity.end_idx", "old": 8, "new": 9, "reason": "년"}
    text = {"id": "가-2", "field": "sentence", "old": "는", "new": "은", "at": 3}
    corrections = read_corrections(lines(tmp_path, LABEL, border, text))
    assert corrections.entries == (
        Correction("r1", "label", "per:title", "per:employee_of", "", None, 1),
        Correction("r1", "object_entity.end_idx", 8, 9, "년", None, 2),
        Correction("가-2", "sentence", "는", "은", "", 3, 3),
    )
    assert [len(entries) for entries in corrections.by_row.values()] == [2, 1]


@pytest.mark.parametrize("decision", ["accept", "Accept", " yes ", "1", "수락", "예"])
def test_a_csv_says_the_same(decision: str, tmp_path: Path) -> None:
    border = {"id": "r1", "field": "object_entity.end_idx", "old": "8", "new": "9"}
    file = table(tmp_path, LABEL | {"decision": decision}, border | {"decision": decision})
    same = lines(tmp_path, LABEL, border | {"old": 8, "new": 9})
    assert read_corrections(file).digest == read_corrections(same).digest


@pytest.mark.parametrize("decision", ["", "reject", "no", "0", "거절", "  "])
def test_what_is_rejected_is_left_out(decision: str, tmp_path: Path) -> None:
    assert read_corrections(table(tmp_path, LABEL | {"decision": decision})).entries == ()


@pytest.mark.parametrize(
    "value",
    ["per:title", "大韓", "👩‍👧", unicodedata.normalize("NFD", "삼성"), "가", "LG 2", "=1+1", "'"],
)
def test_any_other_decision_is_the_value(value: str, tmp_path: Path) -> None:
    written = f"'{value}" if value[0] in "='" else value  # as a spreadsheet is to be kept from it
    entry = {**LABEL, "field": "object_entity.word", "decision": written}
    assert read_corrections(table(tmp_path, entry)).entries[0].new == value


def test_a_guard_against_formulas_is_taken_off(tmp_path: Path) -> None:
    entry = {"id": "'=cmd", "field": "subject_entity.word", "old": "'+82", "new": "'@이름"}
    correction = read_corrections(table(tmp_path, entry | {"decision": "accept"})).entries[0]
    assert (correction.id, correction.old, correction.new) == ("=cmd", "+82", "@이름")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([1], "is not an object"),
        ({"id": "r1", "field": "label", "new": "x"}, "is missing 'old'"),
        (LABEL | {"id": 7}, "the id must be a row id as text, not 7"),
        (LABEL | {"field": "lable"}, "unknown field 'lable'; known fields are label"),
        (LABEL | {"extra": 1}, "has an unknown key 'extra'"),
        (LABEL | {"new": None}, "new of label must be text, not None"),
        (LABEL | {"new": ""}, "the new value of label is empty"),
        (LABEL | {"at": 3}, "only an edit of the sentence has a place in 'at'"),
        (LABEL | {"reason": 3}, "the reason must be text"),
        (LABEL | {"field": "sentence"}, "only an edit of the sentence has a place in 'at'"),
        (LABEL | {"field": "sentence", "at": -1}, "at must be an offset of the sentence"),
        (LABEL | {"field": "sentence", "at": True}, "at must be an offset of the sentence"),
        (LABEL | {"field": "subject_entity.end_idx"}, "must be a whole number, not 'per:title'"),
        (LABEL | {"field": "row", "new": "keep"}, "write new: 'drop', not 'keep'"),
    ],
)
def test_a_line_that_cannot_be_meant(line: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"fixes\.jsonl: line 2: ") as caught:
        read_corrections(lines(tmp_path, LABEL, line))
    assert message in str(caught.value)


def test_two_wishes_for_one_field(tmp_path: Path) -> None:
    message = "label of row 'r1' is set to 'no_relation' here, but line 1 says 'per:employee_of'"
    with pytest.raises(InputError, match=message):
        read_corrections(lines(tmp_path, LABEL, LABEL | {"new": "no_relation"}))
    assert len(read_corrections(lines(tmp_path, LABEL, LABEL)).entries) == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("fixes.jsonl", '{"id": ', "line 1: is not JSON"),
        ("fixes.jsonl", "[" * 100_000, "line 1: is not JSON"),
        ("fixes.csv", "id,field\nr1,label\n", "is missing the columns old, new, decision"),
        ("fixes.csv", "id,field,old,new,decision\nr1,label\n", "line 2: has a different number"),
        ("fixes.csv", 'id,field,old,new,decision\n"r1,label\n', "line 2: has broken CSV"),
    ],
)
def test_a_broken_file(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_corrections(tmp_path / name)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_corrections(tmp_path / "none.jsonl")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_may_part_its_fields_otherwise(tmp_path: Path, mark: str) -> None:
    file = table(tmp_path, LABEL | {"decision": "accept"})
    file.write_text(file.read_text(encoding="utf-8-sig").replace(",", mark), encoding="utf-8")
    assert [entry.new for entry in read_corrections(file).entries] == ["per:employee_of"]


def test_there_is_nothing_to_accept(tmp_path: Path) -> None:
    file = table(tmp_path, LABEL | {"new": "", "decision": "accept"})
    with pytest.raises(InputError, match="line 2: there is no suggestion to accept"):
        read_corrections(file)


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    fix = LABEL | {"field": "object_entity.end_idx", "old": 3, "new": "9" * 5000}
    with pytest.raises(InputError) as caught:
        read_corrections(lines(tmp_path, fix))
    assert len(str(caught.value)) < 500


def _labels(n: int) -> Corrections:
    accepted = [Correction(f"r{i}", "label", "a", "b", "", None, i) for i in range(n)]
    turned_down = Correction("no", "label", None, None, "", None, n, "reject")
    return Corrections.of(("x.jsonl",), [*accepted, turned_down])


@pytest.mark.parametrize("n", [0, 1, 3, 50])  # fewer decisions than rows, and more
def test_the_rows_of_a_batch_that_are_decided(n: int) -> None:
    ids = [f"r{i}" for i in range(4, -1, -1)] + ["no", "other"]
    some = pa.array(ids, pa.string())
    corrections = _labels(n)
    wanted = [at for at, row_id in enumerate(ids) if row_id in {f"r{i}" for i in range(n)}]
    assert corrections.written_among(some).tolist() == wanted
    assert corrections.decided_among(some).tolist() == [*wanted, 5]
    assert corrections.decided_among(some.slice(0, 0)).tolist() == []


def test_a_batch_costs_in_its_own_size() -> None:
    ids = pa.array([f"r{i}" for i in range(100)], pa.string())

    def seconds(corrections: Corrections) -> float:
        times = []
        for _ in range(8):  # the first makes what is made once
            begun = time.perf_counter()
            corrections.written_among(ids)
            corrections.decided_among(ids)
            times.append(time.perf_counter() - begun)
        return min(times)

    # A table of the 100,000, made per batch, takes some hundred times as long.
    assert seconds(_labels(100_000)) < 20 * seconds(_labels(200))
