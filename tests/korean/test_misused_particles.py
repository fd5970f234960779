from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.errors import UsageError
from reaug.korean.josa import correct
from reaug.korean.misused_particles import misused


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("바다을 그리고 산를 그렸다.", "바다를 그리고 산을 그렸다."),
        ("학교으로 가서 책를 읽었다.", "학교로 가서 책을 읽었다."),
        ("서울으로 갔다.", "서울로 갔다."),
        ("회사은 크고 정부은 작다.", "회사는 크고 정부는 작다."),
        ("연구팀는 그 결과을 밝혔다.", "연구팀은 그 결과를 밝혔다."),
        ("사람들가 모였다.", "사람들이 모였다."),
        ("선생님가 왔다.", "선생님이 왔다."),
        ("학생가 친구와 왔다.", "학생이 친구와 왔다."),
        ("국회의원와 만났다.", "국회의원과 만났다."),
        ("그는 학생였다.", "그는 학생이었다."),
        ("병원라는 곳", "병원이라는 곳"),
        ("의장로부터 받았다.", "의장으로부터 받았다."),
        ("그 방법로 풀었다.", "그 방법으로 풀었다."),
        # behind quotes, brackets, tags, Latin letters and numbers
        ("‘바다’을 그렸다.", "‘바다’를 그렸다."),
        ("《무정》를 읽었다.", "《무정》을 읽었다."),
        ("소설 <무정>를 읽었다.", "소설 <무정>을 읽었다."),
        ("【바다】은 넓다.", "【바다】는 넓다."),
        ("<b>바다</b>을 봤다.", "<b>바다</b>를 봤다."),
        ("LG은 컸다.", "LG는 컸다."),
        ("GS는 KBS을 봤다.", "GS는 KBS를 봤다."),
        ("나루연맹(NRN)는 컸다.", "나루연맹(NRN)은 컸다."),
        ("70%을 넘었다.", "70%를 넘었다."),
        ("[[바다]]을 봤다.", "[[바다]]를 봤다."),
    ],
)
def test_wrong_particles_are_put_right(wrong: str, right: str) -> None:
    assert correct(wrong) == right
    assert correct(right) == right


@pytest.mark.parametrize(
    "text",
    [
        "가을 노을 아래 마을을 지나 바다를 보는 사람은 있는 힘을 다했다.",
        "소설가와 작가, 국가와 대학가, 종로3가와 전문가가 모였다.",
        "하은은 예은과 주시은 아나운서를 만났다. 장예은 선수가 왔다.",
        "세종로 47, 대학로 공연, 태봉로 사거리, 을지로에서",
        "상하이 갔다. 두바이 왔다. 하와이 있다. 어린이 왔다. 차이 있다.",
        "사과 배, 치과 갔다. 영화과 학생, 사회과 부도, 제2과, 자동차과 졸업",
        "서초을 후보와 강서을 의원, 북구을, 정일영 연수을 지역위원장",
        "말라는 말에 놀라는 기색, 모자라는 돈, 울라고 했다. 만들라고 했다.",
        "도와 주다. 기와 지붕. 서로, 바로, 따로, 새로, 홀로, 스스로 했다.",
        "A형은 3가 5로 2를 1을 K9은 K9는 R은 R는 2/3를 더했다. 1500 m와 20㎞는",
        "박민수은(는) 왔다. 박지훈을/를 보았다. 박민수(이)가 왔다.",
        "나루연맹(NRA)는 컸다. 김산(1950년 ~ 1999년)은 화가이다.",
        "{{0}}은 [MASK]는 #태그은 @이름를 http://a.kr/은 ○○는",
        "이광수<작가>는 왔다. 값 > 바다>을 A<B와 C>는 5 < 6 > 을",
        "바로 그 책, “가라”라고 했다. ‘좋다’는 말",
        "",
        "을",
        "😀을 を를 漢은",
        unicodedata.normalize("NFD", "바다을 봤다."),
    ],
)
def test_what_may_be_right_stays(text: str) -> None:
    assert correct(text) == text


def test_columns_nulls_and_places() -> None:
    misuses = misused(pa.array(["바다을 봤다.", None, "", "LG은 학교으로"]))
    places = [
        (misuse.row, misuse.start, misuse.begin, misuse.end, misuse.right) for misuse in misuses
    ]
    assert places == [(0, 0, 2, 3, "를"), (3, 0, 2, 3, "는"), (3, 4, 6, 8, "로")]
    chunked = pa.chunked_array([["바다을"], ["책를"]])
    assert [misuse.right for misuse in misused(chunked)] == ["를", "을"]


def test_a_long_text_takes_no_longer_a_sentence() -> None:
    sentence = "바다을 보고 ‘나무’을 그린 뒤 학교으로 갔다. "
    assert correct(sentence * 60) == "바다를 보고 ‘나무’를 그린 뒤 학교로 갔다. " * 60
    assert correct("가" * 9_000 + "를 " + "을를" * 9_000)


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UsageError, match="surrogate"):
        correct("바다을 \ud800")


PIECES = st.sampled_from(
    ["바다", "을", "는", "LG", "3", "(", ")", "’", "<b>", "]]", " ", "漢", "\0"]
)


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=12))
def test_any_text_is_corrected_once(pieces: list[str]) -> None:
    text = "".join(pieces)
    once = correct(text)
    assert correct(once) == once
    assert len(once) - len(text) in range(-len(text), len(text) + 1)
