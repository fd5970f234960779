"""`type/elsewhere` and `span/other-type`: a name whose every other mention has another type.

If all other rows type 나예진 as a person, an organisation 나예진 is one of two things: it has the
wrong type, or the mention is a part of a longer name. The word behind it shows which of them:

- A particle or the end of a clause: the mention is a whole noun phrase, and its type is doubtful
  (`type/elsewhere`).
- Another noun, if a place is typed as something else: 가온국 as POH in 가온국 내전. The type is
  that of the whole name, of which a part is marked (`span/other-type`).

A person whom a word beside the name shows to be one (밴드 초여름의 보컬 나예진) is not doubted.
Music groups are left to `type/group`, words that touch the mention to `span/in-compound`, and
mentions that the evidence contradicts to `type/inconsistent`, whose check calls this one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    Mention,
    hangul_from,
    is_ending,
    is_letter,
    listed,
    marked_words,
    mentions_of,
    names_title,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.types.persons import is_person_beside
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding, Fix
from reaug.korean.josa import attach

TYPE: Final = Rule(
    "type/elsewhere",
    "review",
    "patch",
    "every other mention of the name has another type",
    "이름이 나오는 다른 곳에서는 모두 유형이 다르다",
    depends_on_book=True,
    needs_labels=True,
)
SPAN: Final = Rule(
    "span/other-type",
    "review",
    "review",
    "a place with another type, before a noun: a part of a longer name, or a wrong type",
    "장소 이름이 다른 유형이고 뒤에 명사가 있다. 더 긴 이름의 일부이거나 유형이 틀렸다",
    depends_on_book=True,
)
_PERSON: Final = "PER"
_BODY: Final = "ORG"
_PLACE: Final = "LOC"
_OTHER: Final = "POH"
_DOUBTED: Final = {
    (_BODY, _PERSON),
    (_PERSON, _BODY),
    (_OTHER, _PERSON),
    (_OTHER, _BODY),
    (_OTHER, _PLACE),
}
"""Pairs of the type of a mention and the type elsewhere. No pair has types that a word may have by
turns (a country is a place and a body).
"""
_FEW: Final = 2
"""The greatest number of mentions with the doubted type."""
_OTHERS: Final = 2
"""The least number of mentions with another type, and their least ratio to the doubted ones."""
_SHARE: Final = 0.8
"""The least share of one type among the other mentions; places and bodies count as one type."""

_PHRASE_ENDS: Final = re.compile(
    r"['\"’”»》>)]?(?:\([^)]*\))?['\"’”]?(?:(?:은|는|이|가|을|를|과|와|의|에게|에게서|에|에서|으로|로|도|만"
    r"|께서|보다|처럼|이나|나|에는|에게는|에서는|과의|와의|이다|이며|이자|라는|이라는)(?![가-힣])"
    r"| (?:등|씨)(?![가-힣])"
    r"|,|\.|·|$)"
)
_NOUN_BEHIND: Final = re.compile(r" (?!등|씨|및|또는|그리고|선수|감독|대표)[가-힣A-Z]")
_MUSIC: Final = re.compile(
    "소속사|멤버|그룹|밴드|보컬|데뷔|싱글|앨범|컴백|유닛|수록|타이틀곡|음반|콘서트|엔터테인먼트|노래"
)
"""Words of sentences about music, in which a name typed as a body is a group."""
_BY_TURNS: Final = re.compile(
    "리그|디비시온|디비전|세리에|사커|콘퍼런스|컨퍼런스|분데스|컵$|교$|개$|유산$"
)
"""Names that are bodies and other names by turns: leagues, creeds, breeds."""
_BARE: Final = re.compile(r"(?<![^\W_])([가-힣]+) $")
_WIDTH: Final = 12


def elsewhere(rows: Rows, reported: Collection[tuple[int, str]]) -> Iterator[Finding]:
    """Yield one finding for each mention that has another type than all other mentions of its word.

    `reported` has the place in the whole set and the role of mentions that are reported already.
    """
    types, parts = _types(rows)
    own_scheme = _is_own_scheme(rows)
    usual = {word: _doubtful(counts, any_pair=own_scheme) for word, counts in types.items()}
    suspects = pa.array([word for word, best in usual.items() if best], pa.string())
    if not len(suspects):
        return
    for piece in rows.pieces():
        yield from _of_piece(piece.judged, reported, usual, types, parts, suspects)


def _of_piece(
    rows: Rows,
    reported: Collection[tuple[int, str]],
    usual: Mapping[str, dict[str, str]],
    types: Mapping[str, Counter[str]],
    parts: set[str],
    suspects: pa.StringArray,
) -> Iterator[Finding]:
    own_scheme = _is_own_scheme(rows)
    for role in ROLES:
        places = rows_where(pc.is_in(rows.words(role), value_set=suspects))
        shown = is_person_beside(rows.batch, role, places).tolist()
        for mention, is_person in zip(mentions_of(rows, role, places.tolist()), shown, strict=True):
            new = usual[mention.word].get(mention.type)
            if new is None or is_person or (rows.place(mention.row), role) in reported:
                continue
            if own_scheme:
                yield _of_type(rows, mention, new, types[mention.word])
            else:
                yield from _findings_about(rows, mention, new, types[mention.word], parts)


def _is_own_scheme(rows: Rows) -> bool:
    """Return whether the rule book has types of its own, which the pairs of types do not cover."""
    return not {one for pair in _DOUBTED for one in pair}.issubset(rows.rules.types)


def _types(rows: Rows) -> tuple[dict[str, Counter[str]], set[str]]:
    """Return the types of words marked with several, with counts, and words of persons' names."""
    marked = marked_words(rows, judged=True)
    number = Counter(word for word, _ in marked)
    types: defaultdict[str, Counter[str]] = defaultdict(Counter)
    parts: set[str] = set()
    for (word, type_), count in marked.items():
        if number[word] > 1:
            types[word][type_] += count
        if type_ == _PERSON and " " in word:
            parts.update(word.split(" "))
    return dict(types), parts


def _doubtful(counts: Mapping[str, int], *, any_pair: bool = False) -> dict[str, str]:
    """Return, for one word, the doubtful types among those it is marked with, and the usual type.

    `counts` has the number of mentions by type. The result has a doubtful type as the key, and as
    the value the type that nearly all other mentions have. Only pairs of types in `_DOUBTED` are
    considered. With `any_pair`, for other schemes of types, every pair is: all other mentions, more
    than two, must then have the same type.

    >>> _doubtful({"PER": 6, "ORG": 1})
    {'ORG': 'PER'}
    >>> _doubtful({"PER": 1, "ORG": 1}), _doubtful({"LOC": 9, "ORG": 1})
    ({}, {})
    >>> _doubtful({"DISH": 6, "AREA": 1}, any_pair=True)
    {'AREA': 'DISH'}
    """
    best_types: dict[str, str] = {}
    for own, count in counts.items():
        others = {type_: number for type_, number in counts.items() if type_ != own}
        total = sum(others.values())
        if count > _FEW or total < _OTHERS * max(count, 1):
            continue
        best = max(sorted(others), key=others.__getitem__)
        if any_pair:
            if others[best] == total > _OTHERS:
                best_types[own] = best
            continue
        alike = (_PLACE, _BODY) if best in (_PLACE, _BODY) else (best,)
        if (own, best) in _DOUBTED and sum(
            others.get(type_, 0) for type_ in alike
        ) >= _SHARE * total:
            best_types[own] = best
    return best_types


def _findings_about(
    rows: Rows, mention: Mention, new: str, counts: Counter[str], parts: set[str]
) -> Iterator[Finding]:
    """Yield a finding about a mention whose word usually has the type `new`, if context allows."""
    text, (start, end) = mention.text, mention.span
    label = rows.labels[mention.row]
    ends = _PHRASE_ENDS.match(text, end) is not None
    if mention.type == _OTHER and (names_title(mention.word) or _BY_TURNS.search(mention.word)):
        return
    if is_letter(text[start - 1 : start]) and start:
        return  # a part of a longer word
    if new == _PERSON or mention.type == _PERSON:
        if not ends or _is_part(text[max(start - _WIDTH, 0) : start], parts):
            return
        if mention.type == _BODY and (label != rows.rules.negative or _MUSIC.search(text)):
            return
        yield _of_type(rows, mention, new, counts)
    elif not ends and counts[_PLACE] and _NOUN_BEHIND.match(text, end):
        yield _of_span(rows, mention, new, counts)


def _is_part(before: str, parts: set[str]) -> bool:
    """Return whether the word right before a mention is a part of persons' names."""
    match = _BARE.search(before)
    if match is None:
        return False
    word = match[1]
    tail = hangul_from(word, 1)
    return word in parts or (len(word) < 3 and not is_ending(tail) and word in _PREPOSITIONS)


_PREPOSITIONS: Final = listed("폰 판 반 디 드 데 다 라 르 빈 이븐 알 엘 오브")
"""Little words inside foreign names: 나래 폰 가온."""


def _shares(mention: Mention, new: str, counts: Counter[str]) -> tuple[int, int]:
    others = counts.total() - counts[mention.type]
    return counts[new], others


def _of_type(rows: Rows, mention: Mention, new: str, counts: Counter[str]) -> Finding:
    field = f"{mention.field}.type"
    same, others = _shares(mention, new, counts)
    return Finding(
        rule=TYPE.id,
        rows=rows.named([mention.row]),
        field=field,
        value=mention.type,
        suggestion=new,
        fixes=(Fix(field, mention.type, new),) if _is_lawful(rows, mention, new) else (),
        score=1 - 1 / (1 + same),
        en=f"{mention.word!r} is {mention.type}, but {new} in {same} of {others} other mentions",
        ko=f"‘{mention.word}’의 유형이 {mention.type}인데 다른 곳에 나온 {others}개 중 {same}개는 "
        f"{attach(new, '이다')}",
    )


def _of_span(rows: Rows, mention: Mention, new: str, counts: Counter[str]) -> Finding:
    same, others = _shares(mention, new, counts)
    return Finding(
        rule=SPAN.id,
        rows=rows.named([mention.row]),
        field=mention.field,
        value=mention.word,
        score=1 - 1 / (1 + same),
        en=f"{mention.word!r} is {mention.type} here, but {new} in {same} of {others} other "
        "mentions: a longer name is meant, or the type is wrong",
        ko=f"{quoted(mention.word, '는')} 여기서 {mention.type}인데 다른 곳에 나온 {others}개 중 "
        f"{same}개는 {attach(new, '이다')}. 더 긴 이름이거나 유형이 틀렸다",
    )


def _is_lawful(rows: Rows, mention: Mention, new: str) -> bool:
    """Return whether the label of the row allows the type `new` for the mention."""
    at = pa.array([mention.row])
    types = {role: rows.types(role).take(at) for role in ROLES}
    types[mention.role] = pa.array([new], pa.string())
    broken = rows.rules.violations(rows.batch.label.take(at), *(types[role] for role in ROLES))
    return not broken[0].as_py()
