"""What a sentence says of the time and the people of what happened: `entity_swap` leaves those."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.rulebook import RuleBook
from reaug.rulebook.name_rules import Events
from reaug.transforms.entity_swap.events import dated, peopled, recent_deaths
from reaug.transforms.entity_swap.mentions import both_mentions
from reaug.transforms.entity_swap.values import year_of
from swaps import RULES, reason, several

EVENTS = RULES.donors.events
ONE_ROW = np.ones(1, dtype=np.bool_)
FOUNDED = several("[S|ORG|{}]는 [O|DAT|1953년]에 섰다.", "한들의원", "솔빛의원", "나래의원")
FOUNDED += several("[S|ORG|새벽의원]은 [O|DAT|{}]에 섰다.", "1951년", "1954년", "1955년", "1956년")
DIED = several(
    "[S|PER|박들판](1931년 ~ [O|DAT|{}])은 농부이다.", "2003년", "2005년", "2006년", "2007년"
)


def why(marked: str, *others: str, label: str = "org:founded") -> str | None:
    return reason(marked, *others, label=label, rules=RULES, sides="object")


@pytest.mark.parametrize(
    ("sentence", "is_dated"),
    [
        ("한밭 전투에서 싸운 사람들이 [S|ORG|들풀회]를 [O|DAT|1953년]에 세웠다.", True),
        ("[S|ORG|들풀회]는 유엔의 기구로 [O|DAT|1953년]에 섰다.", True),
        ("임시 의정원은 [O|DAT|1933년]에 [S|ORG|들풀회]를 세웠다.", True),
        ("제3대 대통령 때인 [O|DAT|1953년]에 [S|ORG|들풀회]가 섰다.", True),
        ("왕비는 [O|DAT|1853년]에 [S|ORG|들풀회]를 세웠다.", True),
        ("[S|ORG|들풀회]는 [O|DAT|1920년]에 열어 올해로 백 돌이다.", True),
        ("[S|ORG|들풀회]는 [O|DAT|1984년]부터 지난 37년 동안 책을 냈다.", True),
        ("[S|ORG|들풀회]는 고종 34년인 [O|DAT|1897년]에 섰다.", True),
        ("[S|ORG|들풀회]는 쇼와 9년([O|DAT|1934년])에 섰다.", True),
        ("[S|ORG|들풀회]는 을미년인 [O|DAT|1955년]에 섰다.", True),
        ("[S|ORG|들풀단]은 [O|DAT|1996년 10월]에 선 프로게임단이다.", True),
        ("블록체인 회사 [S|ORG|들풀회]는 [O|DAT|2001년]에 섰다.", True),
        ("[S|ORG|들풀회]는 [O|DAT|1953년]에 한밭에서 섰다.", False),
        ("[S|ORG|들풀회]는 대통령의 축하를 받으며 [O|DAT|1953년]에 섰다.", False),
    ],
)
def test_a_date_of_what_happened_in_a_known_year(sentence: str, is_dated: bool) -> None:
    assert dated(both_mentions(batch_of(sentence))[1], ONE_ROW, EVENTS).tolist() == [is_dated]
    assert why(sentence, *FOUNDED) == ("swap/known" if is_dated else None)


def test_only_dates_are_of_a_year() -> None:
    subject = both_mentions(batch_of("혁명 뒤의 [S|ORG|들풀회] [O|DAT|1953년]"))[0]
    assert dated(subject, ONE_ROW, EVENTS).tolist() == [False]


@pytest.mark.parametrize(
    ("sentence", "is_peopled"),
    [
        ("항쟁에 앞장선 [S|PER|김노을]은 [O|ORG|들풀회]의 학생이다.", True),
        ("[S|PER|김노을]은 총리로 뽑힌 [O|ORG|들풀회] 사람이다.", True),
        ("[O|ORG|들풀회]의 [S|PER|김노을]은 '김-김포'로 불렸다.", True),
        ("[O|ORG|들풀회]의 [S|PER|김노을]은 '한국-영국' 모임에 갔다.", False),
        ("[S|PER|김노을]은 제4대 국방부 장관으로 [O|ORG|들풀회]에서 왔다.", True),
        ("[S|PER|김노을]은 김풀이라는 이름으로 [O|ORG|들풀회]에 왔다.", True),
        ("[S|PER|김노을]은 장관 앞에서 [O|ORG|들풀회]를 알렸다.", False),
    ],
)
def test_a_person_of_what_readers_know_the_people_of(sentence: str, is_peopled: bool) -> None:
    views = both_mentions(batch_of(sentence))
    assert [peopled(view, ONE_ROW, EVENTS).tolist() for view in views] == [[is_peopled], [False]]


def test_a_date_beside_a_known_name_anywhere_stays() -> None:
    assert why("[S|ORG|들풀회]는 [O|DAT|1953년]에 이황과 함께 섰다.", *FOUNDED) is None
    assert (
        why("[S|ORG|들풀회]는 세종대왕의 뜻을 이어 [O|DAT|1953년]에 섰다.", *FOUNDED)
        == "swap/known"
    )
    assert why("[S|ORG|동아일보]는 [O|DAT|1953년]에 섰다.", *FOUNDED) == "swap/known"


@pytest.mark.parametrize(
    ("marked", "reason_of"),
    [
        ("[S|PER|김노을](1931년 ~ [O|DAT|2004년])은 가수이다.", "swap/known"),
        ("가수 [S|PER|김노을]은 [O|DAT|2004년]에 세상을 떠났다.", "swap/known"),
        ("[S|PER|김노을](1931년 ~ [O|DAT|2004년])은 목수이다.", None),
        ("[S|PER|김노을](1911년 ~ [O|DAT|1954년])은 가수이다.", None),
    ],
)
def test_a_death_that_readers_may_remember(marked: str, reason_of: str | None) -> None:
    years = DIED + several(
        "[S|PER|박들판](1921년 ~ [O|DAT|{}])은 농부이다.", "1953년", "1955년", "1956년", "1957년"
    )
    assert why(marked, *years, label="per:date_of_death") == reason_of


def test_deaths_of_rows_without_a_year() -> None:
    batch = batch_of("[S|PER|김노을]은 [O|DAT|3월 1일]에 별세했다.")
    assert recent_deaths(both_mentions(batch)[1], np.array([0]), EVENTS).tolist() == [False]
    assert (year_of("2004.3.1"), year_of("봄"), year_of("14세기")) == (2004, 0, 1301)


def with_events(events: Events) -> RuleBook:
    """Return the shipped book with other events."""
    return RULES.model_copy(update={"donors": RULES.donors.model_copy(update={"events": events})})


def test_a_book_without_events_leaves_no_date_or_person_for_them() -> None:
    sentence = "한밭 전투에서 싸운 [S|PER|김노을]은 총리로 뽑힌 해인 [O|DAT|2004년]에 별세했다."
    views = both_mentions(batch_of(sentence))
    assert not any(
        check(view, ONE_ROW, Events()).any() for check in (dated, peopled) for view in views
    )
    assert recent_deaths(views[1], np.array([0]), Events()).tolist() == [False]


def test_a_book_has_events_of_its_own() -> None:
    sentence = "[S|ORG|들풀회]는 첫 꽃놀이 때인 [O|DAT|1953년]에 섰다."
    own = with_events(Events(dated=("새벽 축제", "꽃놀이")))
    for rules, expected in ((RULES, None), (own, "swap/known")):
        actual = reason(
            sentence, *FOUNDED, label="org:founded", rules=rules, sides="object", names="data"
        )
        assert actual == expected


def test_a_known_name_is_known_in_any_spelling() -> None:
    assert why("[S|ORG|도쿄대학]은 [O|DAT|1953년]에 섰다.", *FOUNDED) == "swap/known"


def test_a_person_beside_a_known_one_stays() -> None:
    marked = "[S|PER|김노을]은 [O|PER|세종대왕]의 이웃이다."
    others = several("[S|PER|{}]은 [O|PER|최호수]의 이웃이다.", "박들판", "이샘물", "정하람")
    actual = reason(marked, *others, label="per:colleagues", rules=RULES, sides="subject")
    assert actual == "swap/known"


def test_the_made_names_are_of_their_language_and_sex() -> None:
    """A made name that the book takes for another language's is drawn for the wrong people."""
    for rule in RULES.donors.made:
        if rule.type != "PER":
            continue
        first, second = (RULES.lexicons[name] for name in (rule.first, rule.second))
        names = pa.array([f"{one}{rule.between}{two}" for one in first for two in second])
        assert set(RULES.languages(names).to_pylist()) == {rule.first.split("-")[1]}, rule.first
        parts = f"{rule.first} {rule.second}"
        other = {"man": "women", "woman": "men"}
        wrong = {sex for sex in RULES.sexes(names).to_pylist() if sex and f"-{other[sex]}" in parts}
        assert not wrong, parts
