"""`span/in-compound`: a mention is followed or preceded by letters that are no particle, title or
suffix.

나래 in 나래초등학교 is a part of a longer name, not an entity by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow.compute as pc

from reaug.audit.checks import span_longer, span_number
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    Mention,
    Span,
    hangul_from,
    is_ending,
    is_hangul,
    is_letter,
    is_title,
    listed,
    mentions_of,
    span_fixes,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.batch import Role
from reaug.core.findings import Finding, Severity
from reaug.korean.doubtful_tails import is_particle
from reaug.korean.particles import FAMILIES, INVARIANT, STARTS, agrees
from reaug.korean.phrases import is_particle_at
from reaug.korean.sounds import final_sound

COMPOUND = Rule(
    "span/in-compound",
    "warning",
    "review",
    "the mention is a part of a longer word",
    "개체가 더 긴 단어의 일부이다",
)
RULES = (COMPOUND,)
BY_ROW: Final = True

_NOT_JUDGED: Final[Severity] = "review"
"""Armies and counties (가온국군): no blind reader has judged these yet."""
_SUFFIXES: Final = listed(
    "들 씨 님 양 군 옹 측 계 등 등등 간 내 중 전 후 당시 이후 이전 이래 여사 여 같은 때 식 "
    "판 발 형 급 생 쪽 편 외 별 앞 뒤 속 출신 소속 산하 아 야 인 사 팀 적 하 행 권 향 역 설 "
    "시절 시대 사이 부부 가족 일가 남매 형제 선발 흉내 성향 계열 매장 공천 홈페이지 직속 "
    "대통령직속 멤버 팬 최초 최고 특유 관련 주최 주관 주도 대상 중심 기준 방식 지배 독립"
)
"""Words that follow a whole name without a space and are not a part of it."""
_QUOTED: Final = ("입니다", "이라고", "라고", "인데", "이에요", "예요", "이랍니다")
"""The copula at the end of quoted speech, whatever follows it: 박바다입니다라고."""
_REGIMES: Final = ("정부", "정권", "내각", "행정부")
"""Nouns after the name of a person, such as government, that are not a part of the name."""
_SECOND: Final = listed(
    "업체 기업 업종 산업 사업 업계 기술 생산 판매 사고 사건 가수 협주곡 연주 연주회 콩쿠르 곡 경주 "
    "경기 정책 시장 제품 상품 서비스 문화 프로그램 방송 출연 활동 공연 콘서트 팬들"
)
"""Common nouns that are written after another one without a space: 자동차업체."""
_STARTS: Final = (*STARTS, *listed("의 에 도 만 부 까 보 처 인 일 임 하 이"))
_HEAD: Final = "장"
_ARMY: Final = "군"
_COUNTY_HEAD: Final = re.compile(r"수(?:[는가를와의도]|에게|에서)?")
_LED: Final = frozenset(("ORG", "LOC"))
"""Types of bodies that have a head: in 나래연구원장, the mention 나래연구원 is whole, and 장 is a
title.
"""
_BEFORE: Final = listed(
    "故 고 전 현 구 前 現 舊 친 반 범 비 탈 주 駐 소속 출신 현역 당시 신임 전임 일명 속칭 이른바"
)
"""Words that precede a whole name without a space: 故박바다, 친나루당, 소속나루당."""
_FULL_NAME: Final = re.compile(
    r"[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함]"
    r"[가-힣]{2}"
)
"""The name of a Korean person; two such names without anything between them are two names."""
_CASE: Final = re.compile(r".(?:에서는|에서|에는|에게|까지|부터|으로|[은는을를이가와과의])$")
"""Particles that end the previous word if the space is missing: 회의에서[박바다]."""


@lru_cache(maxsize=1 << 14)
def _is_apart(tail: str) -> bool:
    """Return whether the letters after a mention (in NFC) do not belong to a longer word."""
    # They do not if they are a particle, or a suffix or title, which a particle may follow.
    if is_ending(tail):
        return True
    parts = ((tail[:k], tail[k:]) for k in range(1, len(tail) + 1))
    return any(
        (stem in _SUFFIXES or is_title(stem)) and (not rest or rest in _MORE or is_ending(rest))
        for stem, rest in parts
    )


_MORE: Final = listed("측 들 님 등 씨 측은 측이 들은 들이 들의 들을")


def _part_of(mention: Mention) -> Span | None:
    """Return the span of the longer word that contains a mention; None if the mention is whole."""
    text, (start, end) = mention.text, mention.span
    right = _end_of_word(mention)
    left = start
    if start != mention.other[1]:
        while left and is_letter(text[left - 1]) and left != mention.other[1]:
            left -= 1
        before = text[left:start]
        if _stands_apart(mention, left, before):
            left = start
    return None if (left, right) == (start, end) else (left, right)


def _stands_apart(mention: Mention, left: int, before: str) -> bool:
    """Return whether the letters right before a mention are another word without a space."""
    if before in _BEFORE or (before.isdigit() and not mention.word[:1].isdigit()):
        return True
    if mention.type == "PER" and (is_title(before) or _are_two_names(before, mention.word)):
        return True
    case = _CASE.search(before)
    return case is not None and is_particle_at(mention.text, left + case.start() + 1)


def _are_two_names(one: str, other: str) -> bool:
    return all(map(_FULL_NAME.fullmatch, (one, other)))


def _end_of_word(mention: Mention) -> int:
    """Return where the longer word ends; the end of the mention if it is whole on the right."""
    text, end = mention.text, mention.span[1]
    if end == mention.other[0] or not is_letter(text[end : end + 1]):
        return end
    stop = end
    while stop < len(text) and is_letter(text[stop]) and stop != mention.other[0]:
        stop += 1
    if stop == mention.other[0]:
        return end  # two names in one word, whose border is unknown
    tail = hangul_from(text, end)
    if not tail:
        # A mention may end before a digit (NK in NK2), or before Latin letters or hanja, which are
        # a gloss without brackets.
        same = is_hangul(text[end - 1]) == is_hangul(text[end])
        if not same or text[end - 1].isdigit() != text[end].isdigit():
            return end
        # In [NARA]LAB의 the longer word ends before the particle.
        run = end
        while run < stop and not is_hangul(text[run]):
            run += 1
        text_after = unicodedata.normalize("NFC", hangul_from(text, run))
        return run if not text_after or _is_apart(text_after) else stop
    plain = unicodedata.normalize("NFC", tail)
    if _is_army(mention, plain):
        return end + 1
    if text[end - 1].isdigit() or _is_apart(plain) or plain.startswith(_QUOTED):
        return end
    if mention.type == "PER" and (
        plain.startswith(_REGIMES) or _are_two_names(mention.word, plain[:3])
    ):
        return end
    if mention.word.endswith("군") and mention.type in _LED and _COUNTY_HEAD.fullmatch(plain):
        return end
    if mention.type != "ORG" and any(
        plain.startswith(word) and (plain == word or is_ending(plain[len(word) :]))
        for word in _SECOND
    ):
        return end
    if mention.type in _LED and plain[0] == _HEAD and (len(plain) == 1 or is_ending(plain[1:])):
        return end
    if plain.startswith(_STARTS) and is_particle(text, mention.span, end):
        return end
    return end + _stem_length(text, end, tail) if end + len(tail) == stop else stop


def _is_army(mention: Mention, tail: str) -> bool:
    """Return whether 군 after a mention is no part of a longer word."""
    # 군 is the army of a country or body (가온국군은), or makes a place a county (가람군의).
    return mention.type in _LED and tail[0] == _ARMY and (len(tail) == 1 or is_ending(tail[1:]))


def _stem_length(text: str, begin: int, tail: str) -> int:
    """Return the length of a tail without particle, copula or 들 (초등학교에서: 4)."""
    plain = unicodedata.normalize("NFC", tail)
    if len(plain) != len(tail):
        return len(tail)
    for length in range(1, len(tail)):
        particle = tail[length:]
        known = particle in FAMILIES or particle in INVARIANT or particle in _PLURAL
        if not known:
            continue
        fits = particle not in FAMILIES or agrees(particle, final_sound(tail[:length]))
        if (particle in _PLAIN or particle in _FITTING or particle in _PLURAL) and fits:
            return length
        if fits and is_particle_at(text, begin + length):
            return length
    return len(tail)


_FITTING: Final = listed("은 는 을 를 과 와 으로 로 으로부터")
_PLAIN: Final = listed("의 에 에서 에는 에서는 에서도 에게 에도 까지 부터 에서의")
"""Particles that are cut off the end of a longer word if they fit; all other particles are cut off
only if mecab agrees.
"""
_PLURAL: Final = listed("들 들이 들은 들의 들을 들에게 들과 들도 들로")


def _rows_with_touching_letters(rows: Rows, role: Role) -> list[int]:
    """Return the rows whose mention has letters right beside it that may be a part of its word."""
    # Letters before the mention always count; letters after it only if they do not begin with a
    # short particle or suffix.
    before = pc.match_substring_regex(rows.before(role, 1), r"^[\p{L}\p{N}]")
    text_after = rows.behind(role, _SHORT + 1)
    letter_after = pc.match_substring_regex(text_after, r"^[\p{L}\p{N}]")
    coded = text_after.dictionary_encode()
    plain = np.array([_is_plain(text) for text in coded.dictionary.to_pylist()], dtype=np.bool_)
    apart = plain[coded.indices.to_numpy()]
    left, right = (mask.to_numpy(zero_copy_only=False) for mask in (before, letter_after))
    spans = rows.batch.span(role)
    return np.flatnonzero((left | (right & ~apart)) & (spans[:, 0] < spans[:, 1])).tolist()


_SHORT: Final = 12
_TAIL: Final = re.compile(f"([가-힣]{{1,{_SHORT}}})(?:[^가-힣\u1100-\u11ff]|$)")


def _is_plain(text_after: str) -> bool:
    """Return whether the text after a mention begins with a short particle or suffix."""
    tail = _TAIL.match(text_after)
    return tail is not None and tail[1][0] != _ARMY and _is_apart(tail[1])


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention inside a longer word that no other span rule reports."""
    longer = span_longer.longer_mentions(rows)
    for role in ROLES:
        number = span_number.suspects(rows, role)
        touched = [
            row
            for row in _rows_with_touching_letters(rows, role)
            if not number[row] and (role, row) not in longer
        ]
        for mention in mentions_of(rows, role, touched):
            span = _part_of(mention)
            if span is None:
                continue
            fixes = span_fixes(mention, span)
            full_name = mention.text[slice(*span)]
            army = full_name == mention.word + _ARMY and mention.type in _LED
            yield Finding(
                rule=COMPOUND.id,
                severity=_NOT_JUDGED if army else None,
                rows=rows.named([mention.row]),
                field=mention.field,
                value=mention.word,
                suggestion=full_name if fixes else "",
                fixes=fixes,
                en=f"{mention.word} is a part of the word {full_name}",
                ko=f"{quoted(mention.word, '는')} ‘{full_name}’의 한 부분이다",
            )
