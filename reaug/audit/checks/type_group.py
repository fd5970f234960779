"""`type/group`: a name has the type of a person, but other sentences of the set call it a group.

그룹 새벽별 and 새벽별의 멤버 in some rows show that 새벽별 is a group in all rows, and so does a
sentence that begins with its definition (새벽별은 … 밴드이다).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, ends_word, is_letter
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding, Fix
from reaug.rulebook.pattern_matches import hits

RULE: Final = Rule(
    "type/group",
    "review",
    "patch",
    "other sentences call the name a group, but it is typed as a person",
    "다른 문장에서는 그룹이라고 부르는 이름이 사람으로 표시되어 있다",
    depends_on_book=True,
)
RULES = (RULE,)
BY_ROW: Final = True

_PERSON: Final = "PER"
_GROUP: Final = "ORG"
_SHORTEST: Final = 2
_WORDS: Final = "그룹|밴드|듀오|트리오|결성|해체|멤버|리더|보컬|래퍼|드러머|베이시스트|기타리스트"
_CALLED: Final = re.compile(
    r"(?<![^\W_])(?<!같은 )(?:(?:[0-9]+인조|인기|남성|여성|혼성|남자|여자|댄스|신인|유닛|프로젝트"
    r"|팝|메탈|힙합|아이돌|보이|걸|록|보컬|듀오) ?){0,4}"
    r"(?:그룹|밴드)(?:인|이었던|이자)? ?['\"‘“〈《]? ?(?=\S)"
)
"""Text before the name of a group. 한빛그룹 is a firm, and 같은 그룹 refers to another group."""
_HAS_MEMBERS: Final = re.compile(
    r"['\"’”〉》]?(?:\([^()]{1,30}\))?의? (?:전 |前 |현 |한국인 |일본인 )?"
    r"(?:멤버|리더|(?:메인|리드) ?보컬|보컬|래퍼|드러머|베이시스트|기타리스트)(?!십)"
    r"|['\"’”〉》]?[을를]? (?:결성|해체|재결성)(?=[의된되하한했])"
)
"""Text after the name of a group."""
_DEFINED: Final = re.compile(
    r"['\"’”〉》]?(?: ?\((?:[^()]|\([^()]*\))*\))?(?:, [^.은는]{0,40})?[은는] [^.]*?"
    r"(?:그룹|밴드|듀오|트리오)(?:이다|이며|이자|이었|였|[,.]|으?로[ ,])"
)
"""Text after the name of a group that begins the sentence: a definition."""
_OPENING: Final = re.compile(r"['\"‘“〈《]?")
_FULL_NAME: Final = re.compile(
    "[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄원천방공현함변염추도석선설길]"
    "[가-힣]{2}"
)
"""The form of most names of Korean persons. A single sentence is not enough for such a name,
because it may mention a person next to a group.
"""
_CERTAIN: Final = 2


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each person whose name other sentences call a group.

    The fix sets the group's type if the label of the row allows the type.
    """
    calls = rows.fact(_group_counts)
    rows = rows.judged
    if not calls or not len(rows):
        return
    typed: dict[Role, list[int]] = {
        role: rows_where(pc.equal(rows.types(role), _PERSON)).tolist() for role in ROLES
    }
    words = {role: rows.words(role).to_pylist() for role in ROLES}
    for role in ROLES:
        marked = [row for row in typed[role] if words[role][row] in calls]
        marked = _without_pattern(rows, role, marked)
        lawful = _lawful(rows, role, marked)
        field = f"{role}_entity.type"
        for row in marked:
            word, count = words[role][row], calls[words[role][row]]
            yield Finding(
                rule=RULE.id,
                rows=rows.named([row]),
                field=field,
                value=_PERSON,
                suggestion=_GROUP,
                fixes=(Fix(field, _PERSON, _GROUP),) if row in lawful else (),
                score=1 - 1 / (1 + count),
                en=f"{word} is {_PERSON}, but {count} sentences call it a group or name members",
                ko=f"{quoted(word, '는')} {_PERSON}인데 {count}개 문장에서 그룹이라고 하거나 "
                "멤버가 있다고 한다",
            )


def _without_pattern(rows: Rows, role: Role, marked: list[int]) -> list[int]:
    """Return the rows of `marked` that no pattern of the book reports with the type of a group."""
    some = rows.some(np.array(marked, dtype=np.int64))
    reported: set[int] = set()
    for pattern in rows.rules.patterns:
        wanted = pattern.suggest
        if wanted is None or _GROUP not in (wanted.mention_type, getattr(wanted, f"{role}_type")):
            continue
        for hit in hits(pattern, some.columns, rows.rules.lexicons):
            if hit.role in (None, role):
                reported.update(hit.rows.tolist())
    return [row for place, row in enumerate(marked) if place not in reported]


def _lawful(rows: Rows, role: Role, marked: list[int]) -> set[int]:
    """Return those rows of `marked` whose label allows the type of a group."""
    place = pa.array(marked, pa.int64())
    types = {role: rows.types(role).take(place) for role in ROLES}
    types[role] = pa.array([_GROUP] * len(marked), pa.string())
    broken = rows.rules.violations(rows.batch.label.take(place), *(types[role] for role in ROLES))
    return {row for row, rule in zip(marked, broken.to_pylist(), strict=True) if not rule}


def _group_counts(rows: Rows) -> dict[str, int]:
    """Return how many sentences call a name a group; without names with too few of them."""
    texts = [pa.array([], pa.string())]
    persons = [pa.array([], pa.string())]
    for piece in rows.pieces():
        judged = piece.judged
        sentences = judged.batch.sentence
        texts.append(sentences.filter(pc.match_substring_regex(sentences, _WORDS)))
        persons += [judged.words(role).filter(_is_person(judged, role)) for role in ROLES]
    first, last = _by_ends(pc.unique(pa.chunked_array(persons)).to_pylist())
    calls: Counter[str] = Counter()
    for text in pc.unique(pa.chunked_array(texts)).to_pylist():
        calls.update(_named_behind(text, first) | _named_before(text, last))
        if defined := _defined(text, first):
            calls[defined] += _CERTAIN
    return {
        name: count
        for name, count in calls.items()
        if count >= _CERTAIN or not _FULL_NAME.fullmatch(name)
    }


def _is_person(rows: Rows, role: Role) -> pa.BooleanArray:
    return pc.fill_null(pc.equal(rows.types(role), _PERSON), fill_value=False)


def _by_ends(names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the names by their first two and by their last two letters, longest first."""
    first, last = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) >= _SHORTEST:
            first[name[:_SHORTEST]].append(name)
            last[name[-_SHORTEST:]].append(name)
    return first, last


def _named_behind(text: str, first: dict[str, list[str]]) -> set[str]:
    """Return the names in a sentence that follow a word for a group."""
    seen = set()
    for match in _CALLED.finditer(text):
        start = match.end()
        for name in first.get(text[start : start + _SHORTEST], ()):
            if text.startswith(name, start) and ends_word(text, start + len(name)):
                seen.add(name)
                break
    return seen


def _named_before(text: str, last: dict[str, list[str]]) -> set[str]:
    """Return the names in a sentence that precede a word for a member of a group."""
    seen = set()
    for match in _HAS_MEMBERS.finditer(text):
        end = match.start()
        for name in last.get(text[max(end - _SHORTEST, 0) : end], ()):
            start = end - len(name)
            if text.startswith(name, max(start, 0)) and not is_letter(text[start - 1 : start]):
                seen.add(name)
                break
    return seen


def _defined(text: str, first: dict[str, list[str]]) -> str | None:
    """Return the name that the beginning of a sentence defines as a group; None if none."""
    match = _OPENING.match(text)
    start = 0 if match is None else match.end()
    for name in first.get(text[start : start + _SHORTEST], ()):
        if text.startswith(name, start) and _DEFINED.match(text, start + len(name)):
            return name
    return None
