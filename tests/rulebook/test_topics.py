"""What sentences are about, beside the patterns of the book, one by one."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from reaug.rulebook import load
from reaug.rulebook.word_tests import any_of

TEXTS = [
    "1936년 베를린 올림픽에서 마라톤을 뛰었다.",
    "조선 후기의 화가는 19세기에 그림을 남겼다.",
    "세종 25년에 나온 글이다.",
    "명나라와 일본 사이를 오가던 상인",
    "2019년 서울의 병원에서 의사로 일했다.",
    "K리그 2부와 리그 A를 거친 골키퍼",
    "아이치현 출신의 가수가 첫 앨범을 냈다.",
    "경남 진주의 성당에서 주교가 미사를 드렸다.",
    "큰경남은 낱말이 아니다.",
    "고구려와 백제, 신라",
    "6.25 때의 장군은 읍에 살았다.",
    "온라인 게임",
    "나는 길을 걸었다.",
    "",
]


def test_the_topics_are_those_that_the_patterns_find() -> None:
    book = load("klue-re")
    texts = pa.array(TEXTS)
    bits = book.topics(texts).tolist()
    assert any(bits)
    for bit, topic in enumerate(book.donors.topics):
        pattern = any_of(topic.pattern, topic.endings) or "^a$b"
        if topic.lexicon is not None:
            words = "|".join(book.lexicons[topic.lexicon]).replace(".", r"\.")
            pattern = rf"(?:^|[^\p{{Hangul}}])(?:{words})|(?:{pattern})"
        matches = pc.match_substring_regex(texts, pattern).to_pylist()
        assert [value >> bit & 1 == 1 for value in bits] == matches, topic.name
