"""Mentions that are a part of a title in quotation marks."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "span/quoted"


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("[S|PER|나예진]은 《[O|POH|달빛전사] 쿠로》의 주인공이다.", "달빛전사 쿠로"),
        ("[S|PER|나예진]은 《달빛 전사: [O|POH|새벽]》에 나온다.", "달빛 전사: 새벽"),
        ("[S|PER|나예진]은 '[O|POH|달빛] 한마당'에서 노래했다.", "달빛 한마당"),
    ],
)
def test_the_whole_title(marked: str, title: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == title
    assert finding.fixes
    assert title in finding.message("ko")


def test_a_product_that_is_typed_as_a_place() -> None:
    text = "[S|ORG|나래건설]은 ‘[O|LOC|새울] 한밭역’을 짓는다."
    [finding] = findings_of(text, label="org:product", rule=RULE)
    assert finding.suggestion == "새울 한밭역"
    assert not findings_of(text, label="org:place_of_headquarters", rule=RULE)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 《[O|POH|달빛전사]》의 주인공이다.",
        "[S|PER|나예진]은 '[O|POH|달빛전사] 속 아이가 나다.'라고 썼다.",
        "[S|PER|나예진]은 '[O|POH|달빛전사] 쿠로가 좋다'고 말했다.",
        "[S|PER|나예진]은 《[O|PER|한가람] 평전》을 썼다.",
        "[S|PER|나예진]은 《[O|POH|달빛전사] 쿠로를 봤다.",
        "[O|POH|달빛전사]》는 [S|PER|나예진]이 썼다.",
        "《[O|POH|달빛전사] [S|PER|나예진]》",
        "[S|PER|나예진] [O|POH|새벽]",
    ],
)
def test_what_stays(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)
