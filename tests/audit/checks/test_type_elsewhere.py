"""Names whose every other mention has another type."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.rows import findings_of
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.rulebook import load

TYPE, SPAN = "type/elsewhere", "span/other-type"
PERSON = tuple(f"[S|PER|가온새]는 [O|LOC|{town}]에 왔다." for town in ("서울", "부산", "수원"))
BODY = tuple(f"[S|ORG|나래 클럽]은 [O|LOC|{town}]에 왔다." for town in ("서울", "부산", "수원"))
STATE = tuple(f"[S|LOC|마루국]은 [O|LOC|{town}]에 왔다." for town in ("서울", "부산", "수원"))


def test_a_person_as_a_body() -> None:
    [finding] = findings_of("[S|PER|나예진]은 [O|ORG|가온새]를 만났다.", *PERSON, rule=TYPE)
    assert (finding.field, finding.value, finding.suggestion) == (
        "object_entity.type",
        "ORG",
        "PER",
    )
    assert "3 of 3 other mentions" in finding.en
    assert "3개 중 3개는 PER이다" in finding.ko
    assert [(fix.field, fix.new) for fix in finding.fixes] == [("object_entity.type", "PER")]


def test_no_fix_that_breaks_the_label() -> None:
    labels = ["per:origin", *["no_relation"] * len(BODY)]
    [finding] = findings_of(
        "[S|PER|나래 클럽]은 [O|LOC|한밭] 출신이다.", *BODY, label=labels, rule=TYPE
    )
    assert (finding.field, finding.suggestion, finding.fixes) == ("subject_entity.type", "ORG", ())


@pytest.mark.parametrize("noun", ["내전", "그랑프리", "One", "중앙 시장"])
def test_a_state_with_a_noun_behind_it(noun: str) -> None:
    [finding] = findings_of(f"[S|PER|나예진]은 [O|POH|마루국] {noun} 때 왔다.", *STATE, rule=SPAN)
    assert (finding.field, finding.value, finding.suggestion) == ("object_entity", "마루국", "")
    assert "‘마루국’은 여기서 POH인데" in finding.ko


@pytest.mark.parametrize(
    ("marked", "others"),
    [
        ("[S|PER|나예진]은 [O|ORG|가온새]재단에서 일했다.", PERSON),  # a part of a word
        ("[S|PER|나예진]은 [O|ORG|가온새] 재단에서 일했다.", PERSON),
        ("[S|PER|나예진]은 그룹 [O|ORG|가온새]를 만났다.", PERSON),  # a group of that name
        ("[S|PER|나예진]은 [O|ORG|마루국]에 왔다.", STATE),  # a country is both
        ("[S|PER|나예진]은 [O|POH|마루국]에 왔다.", STATE),
        ("[S|PER|나예진]은 [O|POH|나래 클럽] 대회에 왔다.", BODY),  # a body, and no place
        ("[S|PER|나예진]은 [O|POH|마루국] 등에 왔다.", STATE),
        ("[S|PER|나예진]은 [O|POH|마루국]인이다.", STATE),
        ("[S|PER|안나 폰 나래 클럽] [O|LOC|한밭]", BODY),
        ("[S|PER|나예진]은 [O|ORG|가온새]를 만났다.", PERSON[:1]),  # one other mention
    ],
)
def test_no_finding_where_the_type_may_be_right(marked: str, others: tuple[str, ...]) -> None:
    assert not findings_of(marked, *others, rule=TYPE)
    assert not findings_of(marked, *others, rule=SPAN)


def test_a_part_of_a_persons_name() -> None:
    full_name = "[S|PER|안나 폰]은 [O|LOC|서울]에 왔다."
    marked = "안나 [S|PER|나래 클럽]은 [O|LOC|한밭]에 왔다."
    assert not findings_of(marked, full_name, *BODY, rule=TYPE)
    assert findings_of(marked.removeprefix("안나 "), full_name, *BODY, rule=TYPE)


def test_titles_and_leagues_are_not_asked() -> None:
    league = tuple(
        f"[S|ORG|마루 리그]는 [O|LOC|{town}]에 왔다." for town in ("서울", "부산", "수원")
    )
    assert not findings_of("[S|PER|나예진]은 [O|POH|마루 리그] 우승을 했다.", *league, rule=SPAN)
    office = tuple(
        f"[S|ORG|교육부 장관]은 [O|LOC|{town}]에 왔다." for town in ("서울", "부산", "수원")
    )
    assert not findings_of("[S|PER|나예진]은 [O|POH|교육부 장관]과 만났다.", *office, rule=TYPE)


def test_types_of_another_scheme(tmp_path: Path) -> None:
    """In a book of one's own, all other mentions must have one type."""
    own = tmp_path / "own.yaml"
    own.write_text(
        "name: own\nversion: '1'\ndescription: {en: Own., ko: 자체.}\n"
        "types:\n  DISH: {en: dish, ko: 음식}\n  AREA: {en: area, ko: 지역}\n"
        "relations:\n  near:\n    definition: {en: Near., ko: 가깝다.}\n"
        "    subject_types: [DISH, AREA]\n    object_types: [DISH, AREA]\n",
        encoding="utf-8",
    )
    marked = [f"[S|DISH|가온죽]은 [O|AREA|{town}]에 있다." for town in ("서울", "부산", "수원")]
    wrong = "[S|AREA|가온죽]은 [O|AREA|한밭] 맛집이다."
    audit = audit_table(batch_of(wrong, *marked, label="near").table, load(own))
    [finding] = [finding for finding in audit.findings if finding.rule == TYPE]
    assert (finding.field, finding.value, finding.suggestion) == (
        "subject_entity.type",
        "AREA",
        "DISH",
    )
    fewer = audit_table(batch_of(wrong, *marked[:2], label="near").table, load(own))
    assert not [finding for finding in fewer.findings if finding.rule == TYPE]
