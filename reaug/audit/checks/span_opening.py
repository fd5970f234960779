"""`span/opening-name`: the mention is a part of the name with which an article opens.

In 미르 카바소 데 린(1971년 3월 2일 ~)은 …, the words before the years of birth and death are one
name. If one of them is a title (마리 로즈 공주), the mention is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import TITLES, Mention, Span, listed, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/opening-name",
    "warning",
    "patch",
    "the name that opens the sentence continues beside the mention",
    "문장 첫머리의 이름이 개체 밖으로 이어진다",
)
RULES = (RULE,)
BY_ROW: Final = True

_LIFE: Final = r"[가-힣] ?\((?:[A-Z][^()]*, |[;:] )?(?:기원전 )?[0-9]{3,4}년"
_OPENING: Final = re.compile(
    r"(?P<name>[가-힣0-9]+(?: [가-힣0-9]+){1,5}) ?\("
    r"(?:[A-Z][^()]*, |[;:] )?(?:기원전 )?[0-9]{3,4}년[^()]*\)[은는이,]"
)
"""A name and the years of a life. Hanja in the bracket do not match, because they follow a title
just as often.
"""

_NO_NAME: Final = TITLES | listed(
    "공주 왕자 공작 후작 백작 자작 남작 대공 여공작 공자 왕 여왕 왕비 대왕 황제 황후 천황 법황 "
    "칸 술탄 샤 경 부인 성인 성녀 복자 교황 추기경 초대 제독 장군 원수 대통령 총리 내각 정부 "
    "왕조 가문 박사 교수 감독 선수 가수 배우 작가 시인 화가 또는 및 겸 전 현 본명 그는 그녀는 "
    "이는 나는 저는 일본 중국 조선 고려 신라 백제 미국 영국 독일 프랑스"
)
_PARTICLES: Final = frozenset("은는의를을에된과와")
_SHORT: Final = 2


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention inside an article's opening name, with its span."""
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is a part of the name {name}",
        f"{quoted(word, '는')} 이름 ‘{name}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose sentence opens with a name and the years of a life."""
    opens = pc.match_substring_regex(rows.batch.sentence, rf"^[가-힣0-9 ]+{_LIFE}")
    return rows_where(opens)


def whole(mention: Mention) -> Span | None:
    """Return the span of the opening name that contains a mention; None if there is none."""
    opening = _OPENING.match(mention.text)
    if opening is None:
        return None
    start, end = opening.span("name")
    if not (start <= mention.span[0] and mention.span[1] <= end):
        return None
    next_to_name = (
        f"{mention.text[start : mention.span[0]]} {mention.text[mention.span[1] : end]}".split()
    )
    touches = any(
        mention.text[at : at + 1] not in ("", " ", "(")
        for at in (mention.span[1], mention.span[0] - 1)
        if at >= 0
    )
    if touches or any(_is_no_name(word) for word in next_to_name):
        return None
    return start, end


def _is_no_name(word: str) -> bool:
    """Return whether a word is no name: a title, or a noun with a particle (but 카를 is a name)."""
    particle = len(word) > _SHORT and word[-1] in _PARTICLES
    return word in _NO_NAME or particle or word.endswith(("공작", "황제", "황후", "씨"))
