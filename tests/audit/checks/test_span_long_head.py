"""Names that a compound behind them belongs to."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "span/long-head"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[S|PER|나예진]은 [O|ORG|한밭] 예술대학에서 가르쳤다.", "한밭 예술대학"),
        ("[S|PER|나예진]은 [O|ORG|가온국] 연합노동당의 간부였다.", "가온국 연합노동당"),
        ("[S|PER|나예진]이 2010년 [O|POH|WSKF] 월드컵에 나갔다.", "WSKF 월드컵"),
        ("[S|PER|나예진]은 [O|ORG|WSKF] 여자 한밭컵에 나갔다.", "WSKF 여자 한밭컵"),
        ("[S|PER|나예진]은 [O|POH|WSKF] 세계 선수권 대회에서 이겼다.", "WSKF 세계 선수권 대회"),
        ("[S|ORG|가온국] 정부군이 [O|LOC|한밭]에서 이겼다.", "가온국 정부군"),
        (
            "[S|ORG|가온국] 사회주의 인민 공화국은 [O|LOC|한밭]을 쳤다.",
            "가온국 사회주의 인민 공화국",
        ),
        ("[S|LOC|가온국] 민주 공화국은 [O|LOC|한밭]을 쳤다.", "가온국 민주 공화국"),
        ("[S|ORG|한밭] 시립 교향악단은 [O|LOC|서울]에 왔다.", "한밭 시립 교향악단"),
        (
            "[S|PER|나예진]은 [O|ORG|가온국] 여자 축구 국가대표팀의 감독이다.",
            "가온국 여자 축구 국가대표팀",
        ),
        ("[S|ORG|가온국] 민족주의 형제단은 [O|LOC|한밭]에 있다.", "가온국 민족주의 형제단"),
        ("[S|PER|나예진]은 [O|ORG|한밭] 교육 방송국에서 일했다.", "한밭 교육 방송국"),
        ("[S|ORG|누리2] 주식회사(사장 [O|PER|나예진])가 섰다.", "누리2 주식회사"),
        ("[S|PER|나예진]은 [O|POH|가온국] 독립 전쟁에 나갔다.", "가온국 독립 전쟁"),
        ("[S|PER|나예진]은 [O|POH|바이올린] 협주곡을 지었다.", "바이올린 협주곡"),
    ],
)
def test_a_compound_that_belongs_to_the_name(marked: str, name: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == name
    [end] = finding.fixes
    assert end.field.endswith("end_idx")
    assert name in finding.message("ko")


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 [O|ORG|새벽당] 정책위원회에서 일했다.",  # a body of a body
        "[S|PER|나예진]은 [O|LOC|한밭] 예술대학에서 가르쳤다.",  # the place of it
        "[S|PER|나예진]은 [O|ORG|가온국] 예술가들과 만났다.",
        "[S|PER|나예진]은 [O|LOC|가온국] 국가대표팀에서 뛰었다.",  # the country of it
        "[S|PER|나예진]은 [O|ORG|가온국] 국가대표로 뛰었다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 사회주의 이론을 폈다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 제2여단에서 싸웠다.",
        "[S|PER|나예진]은 [O|ORG|가온국]의 예술대학에서 배웠다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 예술대학교수와 만났다.",
        "[S|PER|나예진]은 [O|POH|감독] 협회에 갔다.",
        "[S|PER|나예진]은 [O|POH|감독] 시상식에 갔다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 독립 전쟁에 나갔다.",  # the country that wages it
        "[S|PER|나예진]은 [O|POH|가온국] 전쟁터에 나갔다.",
        "[S|PER|나예진]은 [O|ORG|한밭] 여자 나래컵에 나갔다.",  # no abbreviation
        "[S|PER|나예진]은 [O|ORG|WSKF] 소속으로 나래컵에 나갔다.",
        "[S|PER|나예진]은 [O|ORG|WSKF] 나래컵대회장에 갔다.",
        "[S|PER|나예진]은 [O|ORG|가온국]",
        "[S|PER|나예진]은 [O|ORG|🎈] 예술대학에서 배웠다.",
        "[O|ORG|가온국] [S|ORG|예술대학]은 크다.",  # the other mention
        unicodedata.normalize("NFD", "[S|PER|나]는 [O|ORG|가온국] 예술대학에 갔다."),
    ],
)
def test_no_finding_where_the_mention_is_whole(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)


def test_a_compound_that_is_a_name_by_itself() -> None:
    marked = "[S|PER|나예진]은 [O|ORG|한밭] 예술대학에서 가르쳤다."
    assert not findings_of(marked, "[S|ORG|예술대학]은 [O|LOC|서울]에 있다.", rule=RULE)
    assert findings_of(marked, "[S|ORG|예술대]는 [O|LOC|서울]에 있다.", rule=RULE)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[S|PER|나예진]은 [O|ORG|가온국] 축구 협회와 다퉜다.", "가온국 축구 협회"),
        ("[S|PER|나예진]은 [O|ORG|한밭] 미술 학교(HAS)를 나왔다.", "한밭 미술 학교"),
    ],
)
def test_two_words_that_belong_to_the_name(marked: str, name: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == name


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 [O|ORG|가온국] 당시 협회와 다퉜다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 축구의 협회와 다퉜다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 감독 협회와 다퉜다.",
        "[S|PER|나예진]은 [O|LOC|가온국] 축구 협회와 다퉜다.",
        "[S|PER|나예진]은 [O|ORG|가온국] 축구 협회장과 다퉜다.",
    ],
)
def test_two_words_that_do_not(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)


def test_a_team_of_a_country_that_is_meant() -> None:
    marked = "[S|PER|나예진]은 [O|ORG|가온국] 국가대표팀의 골키퍼이다."
    assert findings_of(marked, label="per:employee_of", rule=RULE)
    assert not findings_of(marked, label="per:origin", rule=RULE)


def test_a_common_word_that_some_row_marks() -> None:
    marked = "[S|PER|나예진]은 [O|ORG|한밭] 교육 대학교에서 배웠다."
    assert findings_of(marked, "[S|ORG|대학교]는 [O|LOC|서울]에 있다.", rule=RULE)
