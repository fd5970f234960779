from __future__ import annotations

import pytest

from reaug.korean.doubtful_tails import is_misused_particle, is_particle


@pytest.mark.parametrize(
    ("text", "noun", "strict", "either"),
    [
        ("서울은 크다.", "서울", True, True),
        ("서울대는 크다.", "서울", False, False),
        ("카우라바를 쳤다.", "카우라바", True, True),
        ("동양화가 김산이 왔다.", "동양화", False, True),  # a compound: only the sentence knows
        ("가격은 8000만달러면 싸다.", "8000만달러", True, True),
        ("이론 물리학자 김산", "물리학", False, False),
        ("다니는 삼성은행 앞", "삼성", False, False),
    ],
)
def test_a_tail_is_a_particle_or_may_be_one(
    text: str, noun: str, strict: bool, either: bool
) -> None:
    start = text.index(noun)
    span = (start, start + len(noun))
    assert is_particle(text, span, span[1], also_replaced=False) is strict
    assert is_particle(text, span, span[1]) is either


@pytest.mark.parametrize(
    ("text", "noun", "form", "misused"),
    [
        ("솔로몬가 왔다.", "솔로몬", "가", True),
        ("유명한 소설가 김산", "소설", "가", False),
        ("김산 소설가 왔다.", "김산 소설", "가", False),
        ("나이키이 만든 신발", "나이키", "이", True),
        ("바다과 산", "바다", "과", True),
        ("서울의 사회과 교사", "사회", "과", False),
    ],
)
def test_misused_particles(text: str, noun: str, form: str, misused: bool) -> None:
    start = text.index(noun)
    span = (start, start + len(noun))
    assert is_misused_particle(text, span, span[1], form) is misused


@pytest.mark.parametrize("text", ["", "😀", "A", "3", "国"])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert is_particle(text, (0, len(text)), len(text)) is False
