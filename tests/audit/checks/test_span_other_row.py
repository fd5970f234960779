"""Mentions inside a longer name that another row marks."""

from __future__ import annotations

import pytest

from audit.rows import findings_of
from reaug.core.findings import Fix

RULE = "span/other-row"


def test_another_row_of_the_sentence_marks_more() -> None:
    whole = "그날 [S|PER|베나르 칠라베]는 [O|LOC|한밭]에 왔다."
    cut = "그날 베나르 [S|PER|칠라베]는 [O|LOC|한밭]에 왔다."
    [finding] = findings_of(whole, cut, rule=RULE)
    assert finding.value == "칠라베"
    assert (finding.suggestion, finding.field) == ("베나르 칠라베", "subject_entity")
    assert finding.fixes == (Fix("subject_entity.start_idx", 7, 3),)
    assert "베나르 칠라베" in finding.message("ko")


@pytest.mark.parametrize(
    ("whole", "cut", "name"),
    [
        (
            "[S|ORG|가온 순록단]은 [O|LOC|한밭]에 있다.",
            "어제 [S|ORG|가온] 순록단이 [O|LOC|서울]에서 이겼다.",
            "가온 순록단",
        ),
        (
            "[S|PER|베나르 칠라베]는 [O|LOC|한밭]에 있다.",
            "어제 베나르 [S|PER|칠라베]가 [O|LOC|서울]에 왔다.",
            "베나르 칠라베",
        ),
    ],
)
def test_a_row_of_another_sentence_marks_more(whole: str, cut: str, name: str) -> None:
    known = cut.replace("어제", "오늘").replace(" 순록단이", "이").replace("베나르 ", "")
    [finding] = findings_of(whole, cut, known, rule=RULE)
    assert finding.suggestion == name
    assert not findings_of(cut, known, rule=RULE)


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        # a title, kin, a body of a body: words of their own
        (
            "[S|PER|한가람 총리]는 [O|LOC|한밭]에 왔다.",
            "[S|PER|한가람] 총리는 [O|LOC|한밭]에 왔다.",
        ),
        (
            "[S|PER|아들 한가람]은 [O|LOC|한밭]에 왔다.",
            "아들 [S|PER|한가람]은 [O|LOC|한밭]에 왔다.",
        ),
        ("[S|ORG|가온 정부]는 [O|LOC|한밭]에 있다.", "[S|ORG|가온] 정부는 [O|LOC|한밭]에 있다."),
        # another type, or a place in a place
        (
            "[S|POH|가온 전쟁]은 [O|LOC|한밭]에서 났다.",
            "[S|ORG|가온] 전쟁은 [O|LOC|한밭]에서 났다.",
        ),
        (
            "[S|PER|나예진]은 [O|LOC|가온 한밭]에 왔다.",
            "[S|PER|나예진]은 가온 [O|LOC|한밭]에 왔다.",
        ),
        # the other mention is in it
        (
            "[S|ORG|가온 순록단]은 [O|LOC|한밭]에 있다.",
            "[S|ORG|가온] [O|ORG|순록단]은 한밭에 있다.",
        ),
        # the words before it name the place
        (
            "[S|ORG|서울 순록단]은 [O|LOC|한밭]에 있다.",
            "어제 서울 [S|ORG|순록단]이 [O|LOC|가온]에서 이겼다.",
        ),
        # another word begins like it
        (
            "[S|ORG|가온 순록]은 [O|LOC|한밭]에 있다.",
            "어제 [S|ORG|가온] 순록단이 [O|LOC|서울]에서 이겼다.",
        ),
        ("[S|PER|🎈] [O|LOC|서울]", "[S|PER|漢]은 [O|LOC|서울]에 왔다."),
    ],
)
def test_what_stays(whole: str, cut: str) -> None:
    assert not findings_of(whole, cut, rule=RULE)


def test_letters_that_touch_are_left_to_another_rule() -> None:
    rows = (
        "[S|ORG|나래대학교]는 [O|LOC|한밭]에 있다.",
        "[S|ORG|나래]대학교는 [O|LOC|한밭]에 있다.",
    )
    assert not findings_of(*rows, rule=RULE)
    assert findings_of(*rows, rule="span/in-compound")
