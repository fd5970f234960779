from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from audits import ODD, audit_of, finding, fix, some
from reaug.audit import Audit
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.data.cells import unguarded
from reaug.review.decision_files import decided
from reaug.review.decisions import BadFix, Correction
from reaug.review.sheet import COLUMNS, read
from reaug.review.sheet import write as write_csv


def written(audit: Audit, lang: str = "en") -> str:
    file = io.StringIO(newline="")
    write_csv(audit, lang, file)  # type: ignore[arg-type]
    return file.getvalue()


def lines(audit: Audit, lang: str = "en") -> list[dict[str, str]]:
    text = written(audit, lang)
    assert text.startswith("\ufeff")
    rows = csv.DictReader(io.StringIO(text[1:], newline=""))
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows]


def test_a_line_per_fix_or_row() -> None:
    sheet = lines(some())
    assert [tuple(line[key] for key in ("id", "field", "old", "new")) for line in sheet] == [
        ("row-1", "row", "", ""),
        ("row-2", "row", "", ""),
        ("row-0", "object_entity.end_idx", "8", "9"),
        ("row-0", "object_entity.word", "1545", "1545년"),
        ("row-1", "object_entity.type", "PER", "ORG"),
        ("row-1", "label", "per:employee_of", "per:title"),
        ("row-2", "label", "no_relation", ""),
        ("row-0", "label", "per:date_of_birth", ""),  # what stands in this row, not in the first
    ]
    assert [line["finding"] for line in sheet] == list("11223344")
    assert {line["decision"] for line in sheet} == {""}
    assert tuple(sheet[0]) == COLUMNS


def test_a_line_tells_the_row() -> None:
    line = lines(some())[2]
    assert line["sentence"] == "[S 이순신]은 [O 1545]년에 태어났다."
    assert (line["types"], line["label"]) == ("PER:DAT", "per:date_of_birth")
    assert (line["severity"], line["message"]) == ("error", "a date is cut!")
    assert lines(some(), "ko")[2]["message"] == "날짜가 잘렸다!"


def test_where_the_text_is_edited() -> None:
    audit = audit_of(finding(ODD, "row-0", fixes=[fix("sentence", "은", "는", 3)]))
    assert (lines(audit)[0]["at"], lines(audit)[0]["old"]) == ("3", "은")


def test_what_a_person_may_decide_without_a_suggestion() -> None:
    audit = audit_of(
        finding(ODD, "row-0", field="object_entity", value="?", suggestion="1545년"),
        finding(ODD, "row-0", field="sentence", value="이순신은", suggestion="이순신이"),
        finding(ODD, "row-1", field="sentence", value="의", suggestion="도"),
        finding(ODD, "row-2", field="sentence", value="하", suggestion=""),
        finding(ODD, "row-2", field="subject_entity.type", value="?"),
    )
    fixes = [tuple(line[key] for key in ("field", "at", "old", "new")) for line in lines(audit)]
    assert set(fixes) == {
        ("object_entity.word", "", "1545", "1545년"),
        ("sentence", "3", "은", "이"),
        ("sentence", "4", "의", "도"),
        ("sentence", "", "하", ""),
        ("subject_entity.type", "", "ORG", ""),
    }


def test_no_cell_is_a_formula() -> None:
    evil = '=HYPERLINK("http://x")'
    batch = batch_of(f"{evil}[S|PER|+이순신] [O|LOC|@한양]\t\r\n-1", label="=1")
    audit = audit_of(
        finding(ODD, "row-0", value=evil, en=evil, field="=x", suggestion="\t=2"),
        finding(ODD, "row-0", fixes=[fix("label", "=1", "-1")]),
        batch=batch,
    )
    text = written(audit)
    for row in csv.reader(io.StringIO(text[1:], newline="")):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
            assert not any(letter in cell for letter in "\t\r\n\0")
    sheet = lines(audit)
    assert {line["label"] for line in sheet} == {"=1"}
    assert {line["new"] for line in sheet} == {"-1", "␉=2"}


def test_a_row_that_is_not_there() -> None:
    cut = fix("object_entity.end_idx", 4, 3)
    nothing, suggested = finding(ODD, "row-9", value="x"), finding(ODD, "row-8", fixes=[cut])
    [line] = lines(audit_of(nothing, suggested))  # of row-9 there is nothing to decide
    assert (line["id"], line["sentence"], line["old"]) == ("row-8", "", "4")


def test_mentions_that_overlap_or_stick_out() -> None:
    table = batch_of("[S|PER|이순신]은 [O|LOC|한양]").table
    for name, value in (("object_start", 1), ("object_end", 99)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.array([value], pa.int32()))
    [line] = lines(audit_of(finding(ODD, "row-0"), batch=Batch(table)))
    assert line["sentence"] == "[S 이순신]은 한양"


def test_lines_do_not_depend_on_the_order_of_the_rows() -> None:
    audit = some()
    assert audit.table is not None
    turned = audit.table.take([2, 0, 1])
    assert written(audit) == written(replace(audit, table=turned))


def test_nothing_was_found() -> None:
    assert lines(audit_of()) == []


HEADER = "id,key,field,at,old,new,decision"


@pytest.mark.parametrize("word", ["X!", "글쎄", "maybe", "은이", "hold", "보류"])
def test_a_word_that_is_no_decision_is_not_written_into_the_sentence(word: str) -> None:
    text = f"{HEADER}\nr1,k,sentence,3,는,은,{word}\n"
    (bad,) = read(text, Path("s.csv"))
    assert isinstance(bad, BadFix)
    assert "put it into the column new, and accept" in bad.problem


@pytest.mark.parametrize(
    ("word", "decision"),
    [("o", "accept"), ("승인", "accept"), ("TRUE", "accept"), ("X", "reject"), ("틀림", "reject")],
)
def test_words_of_spreadsheets(word: str, decision: str) -> None:
    (entry,) = read(f"{HEADER}\nr1,k,sentence,3,는,은,{word}\n", Path("s.csv"))
    assert isinstance(entry, Correction)
    assert (entry.decision, entry.new) == (decision, "은")


def test_another_text_for_the_sentence_stands_in_new() -> None:
    (entry,) = read(f"{HEADER}\nr1,k,sentence,3,는,이,accept\n", Path("s.csv"))
    assert isinstance(entry, Correction)
    assert (entry.decision, entry.old, entry.new, entry.at) == ("accept", "는", "이", 3)


def test_numbers_as_pandas_writes_them() -> None:
    lines = ["r1,k,sentence,31.0,는,은,accept", "r2,k,object_entity.end_idx,,8.0,9.0,accept"]
    one, two = read("\n".join([HEADER, *lines, ""]), Path("s.csv"))
    assert isinstance(one, Correction)
    assert isinstance(two, Correction)
    assert (one.at, two.old, two.new) == (31, 8, 9)


def test_how_much_of_a_sheet_is_decided(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text(f"{HEADER}\nr1,k,label,,a,b,\nr2,k,label,,a,b,yes\n", encoding="utf-8-sig")
    assert decided(file) == 1
    file.write_bytes(b"\xff\xfe\x00")
    assert decided(file) == 0
    assert decided(tmp_path / "none.csv") == 0
