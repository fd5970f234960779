"""What made readers of swapped sentences stop, and what wrongly kept rows from being swapped."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reaug.rulebook.name_rules import topic_masks
from reaug.transforms.entity_swap.made_names import made_names
from swaps import RULES, reason


def why(marked: str, label: str = "per:title", sides: str = "subject") -> str | None:
    """Return why a name that could be made is not put here."""
    return reason(marked, label=label, rules=RULES, sides=sides)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("캐나다의 [S|PER|제임스 하우드]는 [O|ORG|새벽회]의 회원이다.", None),
        ("[S|PER|제임스 하우드]는 [O|ORG|새벽회]의 회원이다.", "swap/another-world"),
        ("[S|PER|제임스 하우드]는 일본 [O|ORG|새벽회]의 회원이다.", "swap/another-world"),
        ("호주의 [S|PER|제임스 하우드]는 [O|ORG|새벽회]의 회원이다.", None),
        ("러시아의 [S|PER|이반 솔로프스키]는 [O|ORG|새벽회]의 회원이다.", None),
        ("폴란드의 [S|PER|이반 솔로프스키]는 [O|ORG|새벽회]의 회원이다.", "swap/another-world"),
    ],
)
def test_a_foreign_name_needs_its_country_in_the_sentence(
    marked: str, expected: str | None
) -> None:
    assert why(marked, "per:employee_of") == expected


def test_a_foreign_name_stays_beside_another_country() -> None:
    marked = "영국에서 만난 [S|PER|제임스 하우드]는 {} 사람이다."
    own, other = marked.format("[O|LOC|영국]"), marked.format("[O|LOC|스웨덴]")
    assert why(own.replace("영국에서", "런던에서"), "per:origin") is None
    assert why(other, "per:origin") == "swap/another-world"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("[S|PER|송하람]은 [O|POH|교사]로 일하며 송 시장을 도왔다.", "swap/part-recurs"),
        ("[S|PER|송하람]은 [O|POH|교사]로 일하며 송 전 의원을 도왔다.", "swap/part-recurs"),
        ("[S|PER|송하람]은 [O|POH|교사]로 일하며 김 시장을 도왔다.", None),
        ("[S|PER|송하람]은 [O|POH|교사]로 일하며 방송 기자를 도왔다.", None),
    ],
)
def test_a_surname_with_a_title_is_a_part_of_the_name(sentence: str, expected: str | None) -> None:
    assert why(sentence) == expected


def test_only_the_chair_of_a_known_company_is_known() -> None:
    marked = "[S|ORG|{}]({} [O|PER|김들판])는 새 라면을 냈다."
    label = "org:top_members/employees"

    def of(body: str, title: str) -> str | None:
        return why(marked.format(body, title), label, "object")

    assert [of("오뚜기", title) for title in ("대표이사", "사장", "회장")] == [
        None,
        None,
        "swap/known",
    ]
    assert of("더불어민주당", "대표") == "swap/known"


def test_a_name_of_the_other_sex_stays_where_all_are_of_one() -> None:
    assert why("[O|POH|외야수] [S|PER|박말숙]은 안타를 쳤다.") == "swap/kin"
    assert why("[O|POH|교사] [S|PER|박말숙]은 안타를 쳤다.") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "[S|PER|김들판]은 극 중 [O|POH|교사] 역을 맡았다.",
        "[O|POH|기타리스트] [S|PER|김들판]은 새 멤버이다.",
        "2020년 국회의장에는 [O|POH|교사]였던 [S|PER|김들판]이 뽑혔다.",
        "[S|PER|김들판]은 최초의 여성 [O|POH|교사]이다.",
        "[S|PER|김들판] 새벽그룹 회장은 [O|POH|교사]였다.",
    ],
)
def test_who_is_known_by_a_role_a_band_or_an_office_stays(sentence: str) -> None:
    assert why(sentence) == "swap/known"


@pytest.mark.parametrize(
    "sentence",
    [
        "전라남도교육청은 학교구성원을 만났다.",
        "중앙부처와 전주지사, 제주교도소가 함께했다.",
        "그밖에도 이지현 아나운서가 우리나라를 알렸다.",
        "21세기를 고려한 고려대 임시회에서 일제 정비를 밝혔다.",
        "미사일과 모스크바, '빛'이란 뜻을 다룬 아프리카TV",
    ],
)
def test_words_within_words_are_no_topics(sentence: str) -> None:
    bits = int(RULES.topics(pa.array([sentence]))[0])
    topics, masks = RULES.donors.topics, topic_masks(RULES.donors.topics)
    usual = sum(masks.usual)
    axes = {"era", "religion"} if "모스크바" in sentence else {"era", "culture", "religion"}
    wrong = [
        topic.name
        for bit, topic in enumerate(topics)
        if topic.axis in axes and bits >> bit & 1 and not usual >> bit & 1
    ]
    assert not wrong


@pytest.mark.parametrize(
    "sentence",
    [
        "[S|ORG|새벽여대](총장 [O|PER|김들판])가 문을 열었다.",
        "청소년과 월출산에 간 [S|ORG|영암군](군수 [O|PER|김들판])은 쉬었다.",
    ],
)
def test_words_within_words_show_no_sex(sentence: str) -> None:
    assert why(sentence, "org:top_members/employees", "object") is None


def test_made_names_do_not_read_as_other_words() -> None:
    names = set(made_names(RULES, pa.array([], pa.string()))["word"].to_pylist())
    assert not names & {"노인숙", "조종석", "전원진", "고기웅", "신인철", "정치범"}
    assert {"김재인", "박윤섭"} <= names
    plain = RULES.donors.model_copy(update={"made_unless": None})
    rules = RULES.model_copy(update={"donors": plain})
    assert "노인숙" in made_names(rules, pa.array([], pa.string()))["word"].to_pylist()


def test_who_knows_an_athlete_knows_the_school() -> None:
    marked = "[S|PER|김들판]은 [O|ORG|새벽고등학교]를 졸업하고 {}."
    assert why(marked.format("고향에서 산다"), "per:schools_attended") is None
    assert why(marked.format("야구 투수가 되었다"), "per:schools_attended") == "swap/another-world"
