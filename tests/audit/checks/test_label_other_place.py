"""Titles that are marked at another person's place."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "label/other-place"
TITLE = "per:title"


@pytest.mark.parametrize(
    "marked",
    [
        "이날 나래방송 [O|POH|아나운서] 한별과 [S|PER|박바다] 아나운서가 사회를 보았다.",
        "투수 [S|PER|박바다]와 구원 [O|POH|투수] 이솔이 팀을 옮겼다.",
        "젊은 [O|POH|변호사]들이 모였고, [S|PER|박바다] 변호사의 제안으로 모임이 생겼다.",
        "[S|PER|박바다](비례대표), 이솔([O|POH|비례대표])이 당선되었다.",
        "그는 [O|POH|기업인] 이솔의 처남이며 기업인 [S|PER|박바다]의 외숙부이다.",
        "[O|POH|시인]들은 한밭에 모여 며칠 전에 상을 받은 [S|PER|박바다]를 기다렸다.",
        "[S|PER|박바다]는 2008년 [O|POH|국회의원] 선거에서 졌다.",
        "[S|PER|박바다]는 한밭 [O|POH|축구선수]협회의 상을 받았다.",
    ],
)
def test_the_persons_own_title_is_not_marked(marked: str) -> None:
    [finding] = findings_of(marked, label=TITLE, rule=RULE)
    assert finding.field == "label"
    assert finding.suggestion == "no_relation"
    assert "박바다" in finding.message("ko")


@pytest.mark.parametrize(
    "marked",
    [
        "[O|POH|아나운서] [S|PER|박바다]가 사회를 보았다.",
        "[S|PER|박바다]([O|POH|비례대표]), 이솔(비례대표)이 당선되었다.",
        "[S|PER|박바다] 아나운서는 2010년 공채 29기 [O|POH|아나운서]로 입사했다.",  # his own
        "[S|PER|박바다]는 나래방송의 [O|POH|아나운서]이다.",
        "[O|POH|기자] 박바다와 기자 [S|PER|박바다]는 다른 사람이다.",
        "[S|PER|박바다] 기자단은 이솔 [O|POH|기자]를 뽑았다.",
        "한밭에 모인 많은 [O|POH|시인]들 가운데 상을 받은 사람은 [S|PER|박바다]였다.",
        "이름난 [O|POH|시인]들이 등불 축제에 참여했으며, 이솔, [S|PER|박바다]가 왔다.",
        "[S|PER|박바다]는 2008년 [O|POH|국회의원] 선거에서 당선되었다.",
        "[S|PER|박]",
    ],
)
def test_no_finding_for_rows_that_look_alike_but_are_right(marked: str) -> None:
    if "[O|" not in marked:
        marked += "[O|POH|장]"
    assert not findings_of(marked, label=TITLE, rule=RULE)


def test_other_labels_are_not_judged() -> None:
    text = "이날 [O|POH|아나운서] 한별과 [S|PER|박바다] 아나운서가 사회를 보았다."
    assert not findings_of(text, label="no_relation", rule=RULE)


def test_another_name_stands_behind_the_title() -> None:
    text = "[S|PER|박바다]는 뒤에 [O|POH|시인] 윤동주를 만나 시를 썼다."
    [finding] = findings_of(text, label=TITLE, rule=RULE)
    assert finding.suggestion == "no_relation"
    assert "윤동주" in finding.message("ko")
    assert "윤동주" in finding.message("en")


def test_another_name_stands_before_the_title() -> None:
    text = "이날 김동주 [O|POH|소설가]의 글과 [S|PER|박바다] 시인의 시를 읽었다."
    [finding] = findings_of(text, label=TITLE, rule=RULE)
    assert "김동주" in finding.message("ko")


@pytest.mark.parametrize(
    "marked",
    [
        "이날 [S|PER|박바다], 김동주 [O|POH|의원]이 왔다.",
        "이날 [S|PER|박바다](가온당)·김동주 [O|POH|의원]이 왔다.",
        "이날 김동주 [O|POH|시인] [S|PER|박바다]가 왔다.",
        "이날 [S|PER|김동주]와 함께 김동주 [O|POH|시인]을 보았다.",
        "[S|PER|윤동주]는 뒤에 [O|POH|시인] 윤동주로 불렸다.",  # the subject
        "이날 [O|POH|시인] 윤동주, [S|PER|박바다]가 시를 읽었다.",  # a list of poets
        "이날 [O|POH|시인] 윤동주와 [S|PER|박바다]가 시를 읽었다.",
        "이날 [O|POH|시인] 윤동주([S|PER|박바다])가 시를 읽었다.",
        "[S|PER|박바다]는 [O|POH|시인] 윤동주의 본명이다.",
        "[S|PER|박바다]는 [O|POH|시인] 시절을 그리워했다.",
        "[S|PER|박바다]는 [O|POH|봄밤] 윤동주를 읽었다.",
    ],
)
def test_no_other_name(marked: str) -> None:
    assert not findings_of(marked, label=TITLE, rule=RULE)
