"""`span/head-noun`: the noun that completes the name follows right after the mention.

Examples are 토론토 in 토론토 대학교에서 and UEFA in UEFA 챔피언스리그, where the sentence is about
the longer name. Generic nouns do not count: a mention may end before the noun in 두산 구단, 한샘
그룹, 서울시 정부.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    TITLES,
    Mention,
    Span,
    is_ending,
    is_letter,
    listed,
    longer_names,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/head-noun",
    "warning",
    "review",
    "the noun that belongs to the name comes right after the mention",
    "이름에 딸린 말(대학교, 공화국 등)이 개체 바로 뒤에 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_HEADS: Final = listed(
    "대학교 대학 고등학교 중학교 초등학교 챔피언스리그 유로파리그 컵 왕국 공화국 왕조 제국 "
    "정교회 교회 대교구 총대주교청 공산당 노동당 민주당 인민당 사회당 자유당 보수당 "
    "엔터테인먼트 코리아 코퍼레이션 홀딩스 인터내셔널 스튜디오 스튜디오스 레코드 레코즈 픽처스 "
    "항공 은행 박물관 미술관 도서관 병원 재단 교향악단 필하모닉 오케스트라 발레단 교육청 "
    "교육지원청 경찰청 검찰청 지방법원 고등법원 상공회의소 체육회 생활체육회 교통국 FC SC CF "
    "AC"
)
_NUMBERED: Final = listed("FC SC CF AC 컵")
"""Nouns that may also begin the next name. If a name follows such a noun, there is no finding."""
_FORMS: Final = re.compile(r" ([가-힣]+|[A-Z]{2})")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention that lacks the noun after it, with the span of both."""
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is a part of {name}",
        f"{quoted(word, '는')} ‘{name}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose mention ends in a letter, with a noun of `_HEADS` as the next word."""
    heads = "|".join(sorted(_HEADS))
    head_after = pc.match_substring_regex(rows.behind(role, 12), f"^ (?:{heads})")
    return rows_where(pc.and_(head_after, pc.match_substring_regex(rows.words(role), r"\pL$")))


def whole(mention: Mention) -> Span | None:
    """Return the span of the mention and the noun after it; None if they are not one name."""
    text, (start, end) = mention.text, mention.span
    match = _FORMS.match(text, end)
    if match is None or mention.word in TITLES:
        return None
    word = match[1]
    for length in range(len(word), 0, -1):
        head, tail = word[:length], word[length:]
        if head in _HEADS and (not tail or is_ending(tail)):
            stop = end + 1 + length
            if head in _NUMBERED and not tail and _name_follows(text, stop):
                return None
            return start, stop
    return None


def _name_follows(text: str, stop: int) -> bool:
    """Return whether a name or number follows after a space: 나래 behind 스페인 FC."""
    return text[stop : stop + 1] == " " and is_letter(text[stop + 1 : stop + 2])
