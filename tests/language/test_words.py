"""The Korean that reaug says: one word for one thing, and brackets as Korean writes them."""

from __future__ import annotations

import re

import pytest

from source_texts import korean_texts

ROOMS = ("language", "report", "audit", "cleaning", "engine", "recipe", "runs", "shaping")
READS = ("audit/learning/name_meanings.py", "language/korean_about/")
"""What reads the names that users give, and paragraphs with names of the literature."""

OTHERS = {
    "행": "로우",
    "라벨": "레이블",
    "개체": "엔티티|멘션|개체명",
    "유형": "타입",
    "규칙집": "규칙서|규칙책|룰북|규칙 책",
    "레시피": "조리법",
    "단계": "스텝(?= 이름)",
    "실행": "런 폴더|작업 폴더",
    "발견": "지적 사항|이슈",
    "사본": "복사본|복제본|복제를",
    "점검": "감사",
    "게이트": "관문",
    "분포 변화": "드리프트",
    "위치": "오프셋",
    "열": "칼럼|컬럼",
    "폴더": "디렉터리|디렉토리",
    "경계": "임계|문턱",
    "조사": "토씨",
    "검토자": "주석자|라벨러|어노테이터",
    "관계없음": "관계 없음|무관계",
    "학습 데이터": "훈련 데이터",
    "평가 데이터": "시험 데이터|테스트 데이터|테스트 세트",
}
"""By the word that was chosen, those that would say the same; CONTRIBUTING.md has the choice."""


def texts() -> dict[str, str]:
    return {
        text: where
        for text, where in korean_texts().items()
        if where.startswith(ROOMS) and not where.startswith(READS)
    }


@pytest.mark.parametrize("word", OTHERS)
def test_one_word_for_one_thing(word: str) -> None:
    other = re.compile(rf"(?<![가-힣])(?:{OTHERS[word]})")
    assert {text: where for text, where in texts().items() if other.search(text)} == {}


def test_no_space_stands_before_a_bracket() -> None:
    spaced = re.compile(r"[가-힣}] \((?!\?)")
    assert {text: where for text, where in texts().items() if spaced.search(text)} == {}


def test_an_estimate_says_of_how_many() -> None:
    about = [text for text in texts() if re.search(r"약 \{rows\}", text)]
    assert about == ["{of}행 중 약 {rows}행"]
