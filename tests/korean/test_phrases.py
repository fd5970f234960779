"""Noun phrases, by what stands in them."""

from __future__ import annotations

import unicodedata

import pytest

from reaug.korean.phrases import is_noun_phrase


@pytest.mark.parametrize(
    ("text", "part", "noun"),
    [
        ("새마을 금고는 문을 닫았다.", "새마을 금고", True),
        ("희망의 새벽당은 이겼다.", "희망의 새벽당", True),
        ("단테 가브리엘 나루티는 화가다.", "단테 가브리엘 나루티", True),
        ("경기도가 밝혔다.", "경기도", True),
        ("NARA LAB은 컸다.", "NARA LAB", True),
        ("大韓 商社가 섰다.", "大韓 商社", True),
        ("소속팀 발렌시아가 이겼다.", "발렌시아가", False),
        ("나루 전자를 장악하여 이겼다.", "나루 전자를 장악하여", False),
        ("나루 전자를 장악하여 이겼다.", "나루 전자를", False),
        ("나루 연구소가 세운 가온 학교는", "나루 연구소가 세운 가온 학교", False),
        ("가온 대표이자 작가는", "가온 대표이자", False),
        ("나루컵에서 이겼다.", "나루컵에서", False),
        ("가", "가", True),
        ("😀 나루", "😀 나루", True),
    ],
)
def test_what_is_a_noun_phrase(text: str, part: str, noun: bool) -> None:
    start = text.index(part)
    assert is_noun_phrase(text, start, start + len(part)) == noun


def test_nothing_is_a_phrase_without_a_verb() -> None:
    assert is_noun_phrase("", 0, 0)
    text = unicodedata.normalize("NFD", "나루")
    assert is_noun_phrase(text, 0, len(text))
