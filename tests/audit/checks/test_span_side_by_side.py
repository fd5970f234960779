"""Two mentions that are halves of one name."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "span/side-by-side"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[S|ORG|나래학원][O|ORG|푸른교육]은 설명회를 연다.", "나래학원푸른교육"),
        ("(재)[O|ORG|가람전자][S|ORG|한별]재단이 상을 준다.", "가람전자한별"),
        ("[O|ORG|가람시]립[S|ORG|솔밭도서관]에 갔다.", "가람시립솔밭도서관"),
    ],
)
def test_both_halves_are_named(marked: str, name: str) -> None:
    for text in (marked, unicodedata.normalize("NFD", marked)):
        findings = findings_of(text, label="org:members", rule=RULE)
        assert sorted(finding.field for finding in findings) == ["object_entity", "subject_entity"]
        for finding in findings:
            assert not finding.fixes
            assert name in unicodedata.normalize("NFC", finding.message("ko"))


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("[O|ORG|가람시][S|ORG|중앙도서관]에 갔다.", "org:place_of_headquarters"),
        ("[O|ORG|푸른하키리그][S|ORG|푸하리]에 나간다.", "org:alternate_names"),
        ("[S|ORG|GS38][O|ORG|편의점]에서 판다.", "org:members"),  # a shop and its kind
        ("[S|ORG|나래학회][O|ORG|한밭지부]는 모임을 연다.", "org:members"),
        ("새벽당[S|ORG|나래당][O|ORG|푸른당]의 의원이 모였다.", "no_relation"),
        ("[S|ORG|나래학원] [O|ORG|푸른교육]은 설명회를 연다.", "org:members"),
        ("[S|ORG|나래학원]의[O|ORG|푸른교육]은 설명회를 연다.", "org:members"),
        ("[S|ORG|나래당][O|PER|박바다]가 왔다.", "org:top_members/employees"),
        ("[S|ORG|漢][O|ORG|🎈]", "no_relation"),
    ],
)
def test_two_names_in_one_word(marked: str, label: str) -> None:
    assert not findings_of(marked, label=label, rule=RULE)


def test_a_place_that_founded_the_body() -> None:
    text = "[O|ORG|가람시]립[S|ORG|솔밭도서관]에 갔다."
    assert len(findings_of(text, label="org:place_of_headquarters", rule=RULE)) == 2
