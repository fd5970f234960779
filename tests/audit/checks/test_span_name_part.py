"""Mentions beside a word that other names have as a part."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "span/name-part"
OTHER = "[S|PER|루이스 나니]는 [O|LOC|서울]에 왔다."


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("그날 루이스 [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다.", "루이스 칠라베르트"),
        ("그날 [S|PER|페데리코] 루이스가 [O|LOC|서울]에 왔다.", "페데리코 루이스"),
    ],
)
def test_a_part_that_another_name_has(marked: str, name: str) -> None:
    [finding] = findings_of(OTHER, marked, rule=RULE)
    assert finding.suggestion == name
    assert len(finding.fixes) == 1
    assert "루이스" in finding.message("ko")
    assert not findings_of(marked, rule=RULE)  # nobody else is called so


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("어제 FC [S|ORG|한밭]이 [O|LOC|서울]에서 이겼다.", "FC 한밭"),
        ("어제 1. FC [S|ORG|한밭]이 [O|LOC|서울]에서 이겼다.", "1. FC 한밭"),
        ("아틀레틱 [S|ORG|한밭]과 [O|LOC|서울]에서 만났다.", "아틀레틱 한밭"),
    ],
)
def test_the_name_of_a_club_begins_before_its_town(marked: str, name: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == name


@pytest.mark.parametrize(
    "marked",
    [
        "그날 루이스와 [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다.",
        "그날 루이스, [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다.",
        "그날 산루이스 [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다.",
        "그날 루이스 [S|PER|호세 칠라베르트]는 [O|LOC|서울]에 왔다.",
        "그날 루이스 [S|LOC|칠라베르트]는 [O|LOC|서울]이 아니다.",
        "그날 [S|PER|칠라베르트] 루이스A는 [O|LOC|서울]에 왔다.",
        "그날 [S|PER|칠라베르트] [O|PER|루이스]와 왔다.",
        "어제 KFC [S|ORG|한밭]점이 [O|LOC|서울]에 섰다.",
        "[S|PER|🎈] [O|LOC|서울]",
        "[S|PER|漢]은 [O|LOC|서울]에 왔다.",
    ],
)
def test_no_finding_where_the_mention_is_whole(marked: str) -> None:
    assert not findings_of(OTHER, marked, rule=RULE)


def test_a_word_that_is_a_name_of_its_own_is_no_part() -> None:
    marked = "그날 루이스 [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다."
    assert not findings_of(OTHER, marked, "[S|ORG|루이스]는 [O|LOC|서울]에 있다.", rule=RULE)


def test_decomposed_text_says_nothing() -> None:
    rows = (OTHER, "그날 루이스 [S|PER|칠라베르트]는 [O|LOC|서울]에 왔다.")
    assert not findings_of(*(unicodedata.normalize("NFD", row) for row in rows), rule=RULE)


def test_the_name_of_a_team_goes_on_behind_its_town() -> None:
    [finding] = findings_of("어제 [S|ORG|한밭] 패트리어츠가 [O|LOC|서울]에서 이겼다.", rule=RULE)
    assert finding.suggestion == "한밭 패트리어츠"
    assert not findings_of("어제 [S|ORG|한밭] 뉴스가 [O|LOC|서울]에서 나왔다.", rule=RULE)
    assert not findings_of("어제 [S|LOC|한밭] 패트리어츠가 [O|LOC|서울]에서 이겼다.", rule=RULE)
