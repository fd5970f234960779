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
        "[S|PER|박]",
    ],
)
def test_what_stays(marked: str) -> None:
    if "[O|" not in marked:
        marked += "[O|POH|장]"
    assert not findings_of(marked, label=TITLE, rule=RULE)


def test_other_labels_are_not_judged() -> None:
    text = "이날 [O|POH|아나운서] 한별과 [S|PER|박바다] 아나운서가 사회를 보았다."
    assert not findings_of(text, label="no_relation", rule=RULE)
