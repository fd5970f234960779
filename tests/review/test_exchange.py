"""doccano, sheets, samples and several reviewers, out and back; and checks beside the data."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.report.report_files import write_all
from reaug.review.decision_files import read_corrections
from reaug.review.finding_rows import rows_of
from reaug.review.finding_selection import dealt, reviewer_names, sampled, share_of
from reaug.review.formats import review_format, xlsx
from reaug.review.panel import panel
from reaug.review.review_export import Wanted, export
from reaug.review.review_import import Answers, as_lines, read_answers
from reaug.review.sheet import COLUMNS
from review.review_rows import LABELS, STANDING, TEXTS, TYPES, audit, out


def documents() -> list[dict[str, Any]]:
    file = io.StringIO()
    review_format("doccano").write(out(), file)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def back(folder: Path, *lines: Any, name: str = "export.jsonl", **more: Any) -> Answers:
    file = folder / name
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    file.write_text(text, encoding="utf-8")
    return read_answers([file], **more)


def exported(folder: Path, name: str, **wanted: Any) -> list[Path]:
    exported = export(audit(), folder / name, Wanted(**wanted), labels=LABELS, types=TYPES)
    write_all(exported.writers)
    return list(exported.writers)


def filled(path: Path, decide: dict[tuple[str, str], str]) -> Path:
    """A sheet with its column filled in, by row and field, as a person does."""
    if path.suffix == ".xlsx":
        return _filled_workbook(path, decide)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for row in rows:
        row["decision"] = decide.get((row["id"], row["field"]), "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.DictWriter(file, rows[0].keys())
        lines.writeheader()
        lines.writerows(rows)
    return path


def _filled_workbook(path: Path, decide: dict[tuple[str, str], str]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        key = row[names.index("id")].value, row[names.index("field")].value
        row[names.index("decision")].value = decide.get(key)
    book.save(path)
    return path


DECIDED = {
    ("row-0", "object_entity.end_idx"): "수락",
    ("row-1", "sentence"): "reject",
    ("row-2", "label"): "per:date_of_birth",
}


@pytest.mark.parametrize("to", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_comes_back(to: str, tmp_path: Path) -> None:
    [file] = exported(tmp_path, f"sheet.{to}", to=to)
    answers = read_answers([filled(file, DECIDED)], by="가람", table=audit().table)
    assert not answers.problems
    assert [
        (line["rows"], line["field"], line["decision"], line["value"], line["by"])
        for line in answers.lines
    ] == [
        (["row-0"], "object_entity.end_idx", "accept", 11, "가람"),
        (["row-1"], "sentence", "reject", "이", "가람"),
        (["row-2"], "label", "edit", "per:date_of_birth", "가람"),
    ]
    assert answers.lines[0]["reason"] == "span/number-unit"
    assert answers.unanswered == 2
    corrections = read_corrections(file)  # the sheet is a patch as it is
    assert corrections.counts() == {"accepted": 1, "rejected": 1, "edited": 1}


def test_a_workbook_is_plain_text_and_the_same_bytes(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = [
        ["=1+1", "3월 1일", "'80년대'", "가<&>", "한글 ", ""],
        ["'=x", "漢字", "👑", "e\u0301", "1", "x"],
    ]
    data = xlsx.workbook(rows)
    assert data == xlsx.workbook(rows)
    (tmp_path / "a.xlsx").write_bytes(data)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[1]] == [
        "=1+1",
        "3월 1일",
        "''80년대'",
        "가<&>",
        "한글 ",
        None,
    ]
    assert {cell.data_type for cell in sheet[1] if cell.value} == {"s"}
    from reaug.data.cells import unguarded

    text = xlsx.as_csv(tmp_path / "a.xlsx")
    read = [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    assert read == rows


def test_documents_of_doccano() -> None:
    [first, *_] = documents()
    assert first["text"] == "👑 이순신은 1545년에 태어났다."
    spans = [
        first["text"][entity["start_offset"] : entity["end_offset"]] for entity in first["entities"]
    ]
    assert spans == ["이순신", "1545년"]  # code points; the suggestion
    assert [entity["label"] for entity in first["entities"]] == ["PER", "DAT"]
    [relation] = first["relations"]
    assert (relation["from_id"], relation["to_id"], relation["type"]) == (1, 2, "no_relation")
    ids = [entity["id"] for document in documents() for entity in document["entities"]]
    assert len(set(ids)) == len(ids)


def test_doccano_comes_back(tmp_path: Path) -> None:
    first, _, third, fourth = documents()
    first["entities"][1]["end_offset"] -= 1
    first["Comments"] = ["해만 있다"]
    third["relations"][0]["type"] = "per:employee_of"
    answers = back(tmp_path, first, third, fourth, by="나래")
    assert [
        (line["rows"][0], line["field"], line["decision"], line["value"]) for line in answers.lines
    ] == [
        ("row-0", "object_entity.end_idx", "reject", 11),
        ("row-2", "label", "edit", "per:employee_of"),
        ("row-2", "row", "reject", None),
    ]
    assert answers.lines[0]["reason"] == "span/number-unit: 해만 있다"
    assert answers.unanswered == 1
    assert "--unchanged accept" in answers.notes[0]


@pytest.mark.parametrize(
    "comments", [["둘 다 맞다"], [{"id": 1, "comment": "둘 다 맞다"}, {"id": 2}]]
)
def test_comments_of_doccano_are_kept(comments: list[Any], tmp_path: Path) -> None:
    first, second, *_ = documents()
    first["relations"][0]["type"] = LABELS[1]
    answers = back(tmp_path, first | {"Comments": comments}, second | {"Comments": comments})
    assert all(line["reason"].endswith("둘 다 맞다") for line in answers.lines)
    assert [(comment["rows"], comment["reason"]) for comment in answers.comments] == [
        (["row-1"], "둘 다 맞다")
    ]


def test_comments_go_through_and_decide_nothing(tmp_path: Path) -> None:
    decided = {"finding": "f" * 16, "rows": ["row-0"], "field": "label", "decision": "reject"}
    comment = {"finding": "f" * 16, "rows": ["row-0"], "decision": "comment", "reason": "ㅋ 😀 漢"}
    answers = back(tmp_path, comment, decided, comment, by="가람")
    assert [line["decision"] for line in answers.lines] == ["reject"]
    assert answers.comments == (comment | {"by": "가람"},)
    file = tmp_path / "d.jsonl"
    file.write_text("".join(as_lines([*answers.lines, *answers.comments])), encoding="utf-8")
    read = read_corrections(file)
    assert (len(read.rejected), read.entries) == (1, ())
    assert read.notes == ("d.jsonl: comments without a decision: 1",)
    bad = {"rows": ["row-0"], "decision": "comment", "reason": " "}
    assert back(tmp_path, decided, bad).problems[0].message.startswith("is a comment with no")
    file.write_text(json.dumps(comment | {"value": "x"}), encoding="utf-8")
    with pytest.raises(InputError, match="unknown key 'value'"):
        read_corrections(file)


def test_doccano_of_approved_documents(tmp_path: Path) -> None:
    answers = back(tmp_path, *documents(), unchanged="accept")
    decisions = [(line["rows"][0], line["decision"]) for line in answers.lines]
    # Nobody could see the edit of the text of row-1, so nothing is decided of it.
    assert decisions == [
        ("row-0", "accept"),
        ("row-2", "accept"),
        ("row-2", "reject"),
        ("row-3", "reject"),
    ]


def test_doccano_says_what_it_cannot_show(tmp_path: Path) -> None:
    exported = export(audit(), tmp_path / "a.jsonl", Wanted("doccano"), labels=LABELS, types=TYPES)
    assert exported.findings == 3
    assert "1 findings about the text itself" in exported.notes[0]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"entities": []}, "answer/span-gone"),
        ({"relations": []}, "answer/relation-gone"),
        ({"text": "다른 글"}, "answer/text-changed"),
        (
            {"relations": [{"id": 1, "from_id": 9, "to_id": 2, "type": "no_relation"}]},
            "answer/span-gone",
        ),
        ({"entities": [{"id": 1, "label": 3}]}, "answer/bad-span"),
        ({"reaug": None}, "answer/not-ours"),
    ],
)
def test_doccano_told_row_by_row(change: dict[str, Any], rule: str, tmp_path: Path) -> None:
    good, bad = documents()[2], documents()[0] | change
    good["relations"][0]["type"] = STANDING[2]
    answers = back(tmp_path, good, bad)
    assert [(problem.rule, problem.place) for problem in answers.problems] == [(rule, "line 2")]
    assert {line["rows"][0] for line in answers.lines} == {"row-2"}


def test_rows_that_are_gone_or_changed(tmp_path: Path) -> None:
    edited = [documents()[0], documents()[2]]
    table = batch_of(TEXTS[0], label=["per:date_of_birth"]).table  # row-2 is gone
    answers = back(tmp_path, *edited, unchanged="accept", table=table)
    assert {(problem.row, problem.rule) for problem in answers.problems} == {
        ("row-2", "answer/row-gone")
    }
    assert answers.fitting == ("row-0",)
    assert not answers.usable
    changed = batch_of(TEXTS[0].replace("1545]년", "1545년]"), *TEXTS[1:]).table
    answers = back(tmp_path, *edited, unchanged="accept", table=changed)
    assert "end_idx is 11 now, where 10 was decided on" in answers.problems[0].message
    assert answers.fitting == ("row-2",)
    assert {line["rows"][0] for line in answers.lines} == {"row-2"}  # those that still fit
    assert "1 rows still fit: 'row-2'" in str(answers.refused("so"))
    same = back(tmp_path, *edited, unchanged="accept", table=audit().table)
    assert same.usable


def test_files_that_hold_no_answers(tmp_path: Path) -> None:
    for name, text, says in (
        ("a.json", "[1, 2]", "not of Label Studio tasks"),
        ("a.json", "[", "is not JSON"),
        ("a.jsonl", "", "contains no answers"),
        ("a.jsonl", "3", "is not an object"),
        ("a.csv", "x,y\n1,2\n", "is missing the columns"),
        (
            "f.jsonl",
            '{"rule": "a/b", "severity": "error", "rows": ["r"], "message": ""}',
            "nobody has decided",
        ),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=says):
            read_answers([tmp_path / name])


def test_decisions_go_through_as_they_are(tmp_path: Path) -> None:
    line = {"finding": "a1", "rows": ["r1", "r2"], "field": "label", "decision": "reject"}
    answers = back(tmp_path, line | {"by": "가람"}, {"rows": ["r"], "field": "x", "decision": "no"})
    assert [line["rows"] for line in answers.lines] == [["r1"], ["r2"]]
    assert [problem.rule for problem in answers.problems] == ["answer/bad-line"]
    again = tmp_path / "again.jsonl"
    again.write_text("".join(as_lines(answers.lines)), encoding="utf-8")
    assert read_answers([again]).lines == answers.lines


def test_samples_are_drawn_in_total_or_by_group() -> None:
    audited = audit()
    rows = rows_of(audited)
    assert len(sampled(audited, rows, None)) == 4
    assert [finding.rule for finding in sampled(audited, rows, 1, "certainty")] == [
        "duplicate/near"
    ]
    assert len(sampled(audited, rows, 1, "rule")) == 4
    assert {finding.rows[0] for finding in sampled(audited, rows, 1, "label")} >= {"row-1"}
    two = sampled(audited, rows, 2, seed=7)
    assert two == [
        finding for finding in audited.findings if finding in two
    ]  # in the audit's order
    fewer = replace(audited, findings=audited.findings[1:])
    kept = {finding.key for finding in sampled(fewer, rows, 2, seed=7)}
    assert kept >= {finding.key for finding in two} & {finding.key for finding in fewer.findings}
    with pytest.raises(UsageError, match="the size of the sample is missing"):
        sampled(audited, rows, None, "rule")
    with pytest.raises(UsageError, match="must be 1 or more"):
        sampled(audited, rows, 0)


def test_reviewers_share_a_part() -> None:
    rows = [f"r{n}" for n in range(101)]
    parts = dealt(rows, ["a", "b", "c"], 0.2)
    common = parts["a"] & parts["b"] & parts["c"]
    assert len(common) == 21
    assert parts["a"] & parts["b"] == common
    assert set().union(*parts.values()) == set(rows)
    assert {len(part) for part in parts.values()} <= {47, 48}
    assert parts == dealt(rows[::-1], ["a", "b", "c"], 0.2)
    for bad in ("0", "a,a", "", "a/b", ".a"):
        with pytest.raises(UsageError):
            reviewer_names(bad)
    for bad in ("120%", "x", "20%%", "-1"):
        with pytest.raises(UsageError, match=r"give a share, e\.g\. 20% or 0\.2"):
            share_of(bad)


def test_a_file_for_each_reviewer(tmp_path: Path) -> None:
    files = exported(tmp_path, "t.json", to="label-studio", reviewers=("가람", "나래"), overlap=0.5)
    assert [file.name for file in files] == ["t-가람.json", "t-나래.json", "t.xml"]
    asked = [
        {task["data"]["reaug"]["row"]: task["data"]["reaug"]["reviewer"] for task in tasks}
        for tasks in (json.loads(file.read_text("utf-8")) for file in files[:2])
    ]
    assert set(asked[0].values()) == {"가람"}
    assert len(asked[0].keys() & asked[1].keys()) == 2
    assert asked[0].keys() | asked[1].keys() == {f"row-{n}" for n in range(4)}
    sheets = exported(tmp_path, "s.csv", to="csv", reviewers=("가람", "나래"), overlap=1.0)
    lines = list(csv.DictReader(io.StringIO(sheets[0].read_text("utf-8-sig"), newline="")))
    assert tuple(lines[0]) == (*COLUMNS, "by", "data", "seen")
    assert {line["by"] for line in lines} == {"가람"}


def test_several_reviewers_become_one(tmp_path: Path) -> None:
    names = ("가람", "나래", "다솜")
    files = exported(tmp_path, "s.csv", to="csv", reviewers=names, overlap=1.0)
    filled(files[0], DECIDED)
    filled(files[1], DECIDED | {("row-2", "label"): "reject"})
    filled(files[2], {("row-0", "object_entity.end_idx"): "no", ("row-1", "sentence"): "no"})
    answers = read_answers(files)
    people = panel(answers.lines, answers.findings)
    assert people.raters == names
    assert [unit.row for unit in people.differing] == ["row-0", "row-2"]
    assert set(people.by_rule()) == {"span/number-unit", "text/particle", "label/outlier"}
    settled = people.settled("majority")
    assert {(line["rows"][0], line["decision"], line["by"]) for line in settled.lines} == {
        ("row-0", "accept", "가람, 나래"),
        ("row-1", "reject", "가람, 나래, 다솜"),
    }
    assert [unit.row for unit in settled.open] == ["row-2"]
    judge = people.settled("나래")
    assert ("row-2", "reject") in {(line["rows"][0], line["decision"]) for line in judge.lines}
    with pytest.raises(UsageError, match="majority, or someone who has answered: 가람, 나래, 다솜"):
        people.settled("라라")
    again = export(
        audit(),
        tmp_path / "open.csv",
        Wanted("csv", only=frozenset(unit.finding or "" for unit in settled.open)),
    )
    assert (again.findings, again.rows) == (1, 1)


@pytest.mark.parametrize(
    ("wanted", "name", "says"),
    [
        ({"to": "csv", "by": "rule"}, "a.csv", "give --sample N"),
        ({"to": "csv", "sample": 0}, "a.csv", "1 or more"),
        ({"to": "csv", "overlap": 0.2}, "a.csv", "--reviewers 2"),
        ({"to": "csv"}, "a.xlsx", "name a file in .csv"),
        ({"to": "doccano"}, "a.json", "name a file in .jsonl"),
        ({"to": "csv", "only": frozenset()}, "a.csv", "there are no findings to export"),
    ],
)
def test_wrong_use(wanted: dict[str, Any], name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        export(audit(), tmp_path / name, Wanted(**wanted))
