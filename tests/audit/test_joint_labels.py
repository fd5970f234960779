"""The checks of schema, duplicates, directions, evidence and leaks."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import BOOK, findings_of
from reaug.audit.checks.direction import both_ways, row_pairs
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding, Fix


def test_an_unknown_label_names_the_near_one() -> None:
    (finding,) = findings_of(
        "[S|PER|이산]은 [O|POH|화가]다.", label="per:titel", rule="schema/unknown-label"
    )
    assert finding.rows == ("row-0",)
    right = "[S|PER|이산]은 [O|POH|시인]이다.", "[S|PER|이산]은 [O|POH|배우]다."
    (finding,) = findings_of(
        "[S|PER|이산]은 [O|POH|화가]다.",
        *right,
        label=["per:titel", "per:title", "per:title"],
        rule="schema/unknown-label",
    )
    assert finding.suggestion == "per:title"
    assert not finding.fixes, "what the book does not know, no rule rewrites"


def test_an_unknown_type_is_found_in_either_role() -> None:
    hits = findings_of(
        "[S|PERS|이산]은 [O|JOB|화가]다.", label="per:title", rule="schema/unknown-type"
    )
    assert sorted(finding.field for finding in hits) == [
        "object_entity.type",
        "subject_entity.type",
    ]


def test_a_subject_that_its_label_does_not_allow() -> None:
    marked = "[S|LOC|나래 FC]는 [O|PER|이산]이 이끈다."
    label = "org:top_members/employees"
    (finding,) = findings_of(marked, label=label, rule="schema/subject-type")
    assert (finding.value, finding.field) == ("LOC", "subject_entity.type")
    assert not findings_of(marked.replace("LOC", "ORG"), label=label, rule="schema/subject-type")


def led(*types: str, last: str, label: str) -> list[Finding]:
    """What is said of the last row, whose subject has the types given in other rows."""
    rows = [f"[S|{type_}|푸른고래]는 [O|DAT|{1990 + i}년]에" for i, type_ in enumerate(types)]
    labels = ["no_relation"] * len(rows)
    return findings_of(*rows, last, label=[*labels, label], rule="schema/subject-type")


def test_a_type_is_suggested_where_the_other_mentions_have_the_one_asked_for() -> None:
    last = "[S|PER|푸른고래]에는 [O|PER|이산]이 있다."
    label = "org:top_members/employees"
    (finding,) = led("ORG", "ORG", last=last, label=label)
    assert finding.fixes == (Fix("subject_entity.type", "PER", "ORG"),)
    (finding,) = led("ORG", "PER", "PER", last=last, label=label)
    assert (finding.suggestion, finding.fixes) == ("", ())
    (finding,) = led(last=last, label=label)
    assert finding.fixes == ()


def test_a_label_is_suggested_where_it_has_a_twin_for_the_type() -> None:
    last = "[S|PER|푸른고래]의 그림 [O|POH|달밤]이 팔렸다."
    (finding,) = led("PER", "PER", last=last, label="org:product")
    assert finding.fixes == (Fix("label", "org:product", "per:product"),)
    assert finding.field == "label"
    (finding,) = led("PER", "PER", last=last, label="org:founded_by")
    assert finding.fixes == ()


@pytest.mark.parametrize(
    ("marked", "label", "severity"),
    [
        ("[S|PER|이산]은 [O|NOH|1950년 3월 1일]에 났다.", "per:date_of_birth", "error"),
        ("[S|ORG|나래]의 회원은 [O|DAT|300명]이다.", "no_relation", "error"),
        ("[S|PER|이산]은 [O|NOH|1950]", "no_relation", "warning"),
        ("[S|ORG|나래]는 [O|ORG|2001 FC]에", "org:founded", "warning"),
        ("[S|PER|이산]은 [O|DAT|화가]다.", "per:title", "warning"),
    ],
)
def test_an_unusual_object_type_is_found(marked: str, label: str, severity: str) -> None:
    (finding,) = findings_of(marked, label=label, rule="schema/object-type")
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("[S|PER|이산]은 [O|DAT|1950년 3월 1일]에 났다.", "per:date_of_birth"),
        ("[S|PER|이산]은 [O|POH|畫家]다. 😀", "per:title"),
        ("[S|PER|이산]과 [O|LOC|한밭대학교]", "no_relation"),
    ],
)
def test_a_usual_object_type_is_no_finding(marked: str, label: str) -> None:
    assert findings_of(marked, label=label, rule="schema/object-type") == []


def test_of_a_conflict_the_majority_is_suggested() -> None:
    marked = ["[S|PER|이산]은 [O|LOC|수원]에서 났다."] * 3
    labels = ["per:place_of_birth", "per:origin", "per:place_of_birth"]
    (finding,) = findings_of(*marked, label=labels, rule="duplicate/conflict")
    assert finding.rows[0] == "row-1"
    assert finding.fixes == (Fix("label", "per:origin", "per:place_of_birth"),)
    (finding,) = findings_of(*marked[:2], label=labels[:2], rule="duplicate/conflict")
    assert finding.suggestion == ""


FATHER = "[S|PER|이산]의 아버지는 [O|PER|이강]이다."
SON = "[O|PER|이산]의 아버지는 [S|PER|이강]이다."


def directions(first: str, second: str) -> list[Finding]:
    rows = batch_of(FATHER, SON, label=[first, second])
    findings = audit_table(rows.table, BOOK).findings
    return [finding for finding in findings if finding.rule.startswith("direction/")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("per:parents", "per:children"),
        ("per:spouse", "per:spouse"),
        ("no_relation", "no_relation"),
        ("per:title", "no_relation"),
        ("per:unknown", "per:parents"),
    ],
)
def test_directions_that_agree(first: str, second: str) -> None:
    assert directions(first, second) == []


@pytest.mark.parametrize(
    ("first", "second", "rule", "severity"),
    [
        ("per:parents", "per:parents", "direction/inverse", "error"),
        ("per:parents", "no_relation", "direction/inverse", "error"),
        ("per:spouse", "per:colleagues", "direction/symmetric", "error"),
        ("no_relation", "per:colleagues", "direction/symmetric", "error"),
    ],
)
def test_directions_that_clash(first: str, second: str, rule: str, severity: str) -> None:
    (finding,) = directions(first, second)
    assert (finding.rule, finding.severity) == (rule, severity)
    assert sorted(finding.rows) == ["row-0", "row-1"]


def test_other_rows_tell_which_direction_is_wrong() -> None:
    more = "그는 [S|PER|이산]이 [O|PER|이강]의 아들이라고 했다."
    labels = ["no_relation", "per:children", "per:parents"]
    hits = findings_of(FATHER, SON, more, label=labels, rule="direction/inverse")
    assert [(finding.rows[0], finding.suggestion) for finding in hits] == [("row-0", "per:parents")]


def test_pairs_read_both_ways() -> None:
    rows = Rows(batch_of(FATHER, SON, FATHER, "[S|PER|이산] [O|PER|이강]").table, BOOK)
    assert [group.tolist() for group in both_ways(rows)] == [[0, 1, 2]]
    assert row_pairs(rows) == [(0, 1), (1, 2)]


def test_another_label_for_the_same_evidence_is_found() -> None:
    marked = [
        "[S|PER|이산]의 아내 [O|PER|박별]이 왔다.",
        "오늘 [S|PER|이산]의 아내 [O|PER|박별]을 보았다.",
        "[S|PER|이산]의 아내 [O|PER|박별]",
    ]
    labels = ["per:spouse", "no_relation", "per:spouse"]
    (finding,) = findings_of(*marked, label=labels, rule="label/same-evidence")
    assert (finding.rows[0], finding.suggestion) == ("row-1", "per:spouse")
    assert findings_of(*marked, label="per:spouse", rule="label/same-evidence") == []
    # The order and the text between must be the same.
    other = ["[O|PER|이산]의 아내 [S|PER|박별]", "[S|PER|이산]의 누나 [O|PER|박별]"]
    labels = ["per:spouse", "no_relation", "per:siblings"]
    assert findings_of(marked[0], *other, label=labels, rule="label/same-evidence") == []


@pytest.mark.parametrize(("noun", "number"), [("가수", 1), ("팬", 0), ("휴대전화", 0), ("회사", 0)])
def test_a_noun_beside_a_person_is_a_title_only_where_it_names_one(noun: str, number: int) -> None:
    titles = ("화가", "시인", "배우", "감독", "기자", "의원")
    marked = [f"[S|PER|이산{i}] [O|POH|{titles[i % 6]}]는 왔다." for i in range(25)]
    marked.append(f"[S|PER|박바다] [O|POH|{noun}]는 왔다.")
    labels = ["per:title"] * 25 + ["no_relation"]
    assert len(findings_of(*marked, label=labels, rule="label/outlier")) == number


def test_nouns_that_name_no_title_do_not_hide_an_outlier() -> None:
    titles = ("화가", "시인", "배우", "감독", "기자", "의원")
    marked = [f"[S|PER|이산{i}] [O|POH|{titles[i % 6]}]는 왔다." for i in range(25)]
    marked += [f"[S|PER|이산{i}] [O|POH|팬]은 왔다." for i in range(5)]
    marked.append("[S|PER|박바다] [O|POH|가수]는 왔다.")
    labels = ["per:title"] * 25 + ["no_relation"] * 6
    (finding,) = findings_of(*marked, label=labels, rule="label/outlier")
    assert finding.rows == ("row-30",)
    assert finding.message("en").startswith("25 of 26 rows with types PER POH, a job as the object")
    assert finding.message("ko").startswith("유형이 PER POH이고 객체가 직업 이름이며 사이의 글이")


def test_one_label_among_nineteen_others_is_found() -> None:
    names = "가나다라마바사아자차카타파하거너더러머버"
    marked = [f"[S|PER|박{a}]의 아내 [O|PER|이{a}]" for a in names]
    labels = ["per:spouse"] * 19 + ["no_relation"]
    (finding,) = findings_of(*marked, label=labels, rule="label/outlier")
    assert (finding.rows, finding.suggestion) == (("row-19",), "per:spouse")
    assert findings_of(*marked[6:], label=labels[6:], rule="label/outlier") == []  # too few


@pytest.mark.parametrize(
    "text",
    [
        "(; 1950년 ~)는",
        "(~)은",
        "(: 다른 이름)은",
        "()는",
        "의 노래 〈〉",
        "의 책 《》",
        "의 책 《봄은",
        "(대표 이산은",
        "대표)가",
        "(朴海은 😀",
    ],
)
def test_text_with_marks_left_over_is_found(text: str) -> None:
    hits = findings_of(f"[S|PER|박바다]{text} [O|LOC|수원]에", rule="text/stripped")
    assert len(hits) == 1


@pytest.mark.parametrize(
    "text",
    ["(1950년 ~)는", "(-0.5%)는", " 1) 가) 전)", " :) ^^)", "의 책 《봄》은", "((주)나래)는", "😀"],
)
def test_text_that_is_whole(text: str) -> None:
    assert findings_of(f"[S|PER|박바다]{text} [O|LOC|수원]에", rule="text/stripped") == []


def test_a_particle_is_fixed_in_its_place() -> None:
    (finding,) = findings_of("[O|LOC|수원]에 [S|PER|솔로몬]는 갔다.", rule="text/particle")
    assert finding.fixes == (Fix("sentence", "는", "은", at=7),)


def test_rows_that_another_set_has_are_found() -> None:
    own = batch_of(
        "[S|PER|이산]은  [O|LOC|수원]에서 났다.",
        "[S|PER|이산]은 [O|LOC|수원] 사람이다.",
        "[S|PER|이산]은 [O|LOC|서울] 사람이다.",
        label=["per:place_of_birth", "per:origin", "no_relation"],
    )
    other = batch_of(
        unicodedata.normalize("NFD", "[S|PER|이산]은 [O|LOC|수원]에서 났다. "),
        "수원의 [S|PER|이산]은 [O|LOC|수원]",
        "서울의 [S|PER|이산]은 [O|LOC|서울]",
        label=["per:origin", "per:origin", "no_relation"],
    )
    findings = audit_table(own.table, BOOK, other.table).findings
    leaks = [(f.rule, f.rows[0]) for f in findings if f.rule.startswith("leak/")]
    assert leaks == [("leak/sentence", "row-0"), ("leak/triple", "row-1")]
    assert audit_table(own.table.slice(0, 0), BOOK, other.table).findings == []
    nothing = other.table.slice(0, 0)
    assert not [f for f in audit_table(own.table, BOOK, nothing).findings if "leak" in f.rule]
