"""Places that are typed as persons."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "type/place"


def test_a_place_that_the_dictionary_knows() -> None:
    [finding] = findings_of(
        "[S|PER|바르셀로나]를 중심으로 [O|LOC|한밭] 사람들이 모였다.", rule=RULE
    )
    assert (finding.field, finding.value) == ("subject_entity.type", "PER")
    assert not finding.suggestion
    assert "바르셀로나" in finding.message("ko")


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]을 중심으로 [O|LOC|한밭] 사람들이 모였다.",
        "[S|LOC|바르셀로나]를 중심으로 [O|LOC|한밭] 사람들이 모였다.",
        "가수 [S|PER|바르셀로나]를 중심으로 [O|LOC|한밭] 사람들이 모였다.",
        "[S|PER|바르셀로나] 씨는 [O|LOC|한밭]에 산다.",
        "기 [S|PER|바르셀로나]는 [O|LOC|한밭]에 산다.",
        "[S|PER|바르셀로나] 칠라베(Chilabe)는 [O|LOC|한밭]에 산다.",
        "[S|PER|A]는 [O|LOC|🎈]",
    ],
)
def test_what_stays(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)


def test_a_name_of_many_persons() -> None:
    rows = [f"{day} [S|PER|바르셀로나]는 [O|LOC|한밭]에 왔다." for day in ("어제", "오늘", "그날")]
    assert not findings_of(*rows, rule=RULE)
    assert len(findings_of(*rows[:2], rule=RULE)) == 2
