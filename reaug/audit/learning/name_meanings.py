"""What names of labels and types show: the negative label, inverses, and types in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reaug.audit.learning.reversals import Question

_NEGATIVE: Final = tuple(
    frozenset(names.split())
    for names in (
        "norelation norel nonerelation nonrelation notrelated unrelated negative "
        "관계없음 관계없다 관계아님 무관계 무관함 무관 비관계",
        "na none null nil 없음 해당없음",
        "o other others 기타",
    )
)
"""Names of the negative label, as `_words` spells them, the most certain first."""

_OPPOSITE: Final = (
    ("parent", "child"),
    ("parents", "children"),
    ("father", "son"),
    ("mother", "daughter"),
    ("husband", "wife"),
    ("employer", "employee"),
    ("teacher", "student"),
    ("doctor", "patient"),
    ("buyer", "seller"),
    ("cause", "effect"),
    ("before", "after"),
    ("predecessor", "successor"),
    ("whole", "part"),
    ("super", "sub"),
    ("hypernym", "hyponym"),
    ("부모", "자녀"),
    ("부모", "자식"),
    ("남편", "아내"),
    ("스승", "제자"),
    ("고용주", "직원"),
    ("의사", "환자"),
    ("원인", "결과"),
    ("상위", "하위"),
    ("전체", "부분"),
    ("선임", "후임"),
    ("구매", "판매"),
)
_SAME_NAMES: Final = (
    "spouse spouses married sibling siblings colleague colleagues friend friends partner partners "
    "alias synonym same equal equivalent neighbor rival competitor "
    "배우자 부부 형제 자매 남매 동료 친구 동의어 이명 별칭 경쟁 협력 제휴 동명 이웃"
)
_SAME: Final = frozenset(_SAME_NAMES.split())
_PARTS: Final = re.compile(r"[^0-9a-z가-힣]+")

_TYPES: Final = {
    ("per", "person", "ps", "people", "인물", "사람"): ("person", "사람"),
    ("org", "organization", "organisation", "og", "기관", "단체"): ("organisation", "기관"),
    ("loc", "location", "lc", "place", "gpe", "장소", "지역"): ("place", "장소"),
    ("dat", "date", "dt", "날짜"): ("date", "날짜"),
    ("tim", "time", "ti", "시간"): ("time", "시간"),
    ("noh", "num", "number", "qt", "quantity", "수량"): ("number", "수"),
    ("evt", "event", "ev", "사건", "행사"): ("event", "사건"),
    ("prod", "product", "pd", "제품"): ("product", "제품"),
    ("poh",): ("other proper noun", "그 밖의 고유명사"),
    ("misc",): ("miscellaneous", "기타"),
    ("work", "wok", "작품"): ("work", "작품"),
    ("disease", "illness", "질병", "질환"): ("disease", "질병"),
    ("symptom", "증상"): ("symptom", "증상"),
    ("drug", "medicine", "약물", "의약품"): ("drug", "의약품"),
    ("job", "title", "직책", "직업"): ("job", "직책"),
}


def negative_of(labels: Iterable[str]) -> str | None:
    """Return the label whose name means "no relation"; None if there is none.

    >>> negative_of(["Cause-Effect", "Other"]), negative_of(["관계 없음", "기타"]), negative_of("x")
    ('Other', '관계 없음', None)
    """
    names = sorted(labels)
    for known in _NEGATIVE:
        for name in names:
            if "".join(_words(name)) in known:
                return name
    return None


def type_names(code: str) -> tuple[str, str]:
    """Return the English and the Korean name of a type.

    Codes in common use have names in a table; other codes are their own names.

    The Korean name of a Korean code is the code itself: 지역 does not become 장소.

    >>> type_names("PERSON"), type_names("의료기관"), type_names("SIDE_EFFECT")
    (('person', '사람'), ('의료기관', '의료기관'), ('side effect', 'SIDE_EFFECT'))
    >>> type_names("LOC"), type_names("지역")
    (('place', '장소'), ('place', '지역'))
    """
    plain = "".join(_words(code))
    is_korean = re.search(r"[가-힣]", code) is not None
    for codes, (en, ko) in _TYPES.items():
        if plain in codes:
            return en, code if is_korean else ko
    if is_korean:
        return code, code
    return " ".join(_words(code)) or code, code


def named_reverses(labels: Iterable[str]) -> list[Question]:
    """Return the labels that may be symmetric, or inverses of each other, by their names.

    >>> [(q.label, q.other) for q in named_reverses(["per:parents", "per:children", "동료"])]
    [('per:parents', 'per:children'), ('per:children', 'per:parents'), ('동료', '동료')]
    """
    names = list(labels)
    words = {name: _words(name) for name in names}
    questions = []
    for name in names:
        if _is_same(words[name]):
            questions.append(Question(name, name))
            continue
        questions += [
            Question(name, other)
            for other in names
            if other != name and _are_opposites(words[name], words[other])
        ][:1]
    return questions


def _words(name: str) -> list[str]:
    return [word for word in _PARTS.split(name.casefold()) if word]


def _is_same(words: list[str]) -> bool:
    half = len(words) // 2
    twice = len(words) > 1 and len(words) % 2 == 0 and words[:half] == words[half:]
    return twice or (bool(words) and words[-1] in _SAME)


def _are_opposites(one: list[str], other: list[str]) -> bool:
    """Return whether two names differ only by a pair of opposites, or are A-B and B-A."""
    if len(one) != len(other):
        return False
    if len(one) == 2 and one == other[::-1]:
        return True
    pairs = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(pairs) == 1 and (pairs[0] in _OPPOSITE or pairs[0][::-1] in _OPPOSITE)
