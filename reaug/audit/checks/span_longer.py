"""`span/longer-known`: the mention and the words beside it form a mention that other rows mark.

An example is 한샘 in 한샘 전자, if 한샘 전자 is a mention of the same type in other rows, or in the
set of `--against`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.checks import span_number
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    TITLES,
    Span,
    is_letter,
    is_title,
    listed,
    marked_words,
    mention_of,
    span_fixes,
    stands_free,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.draws import text_keys
from reaug.core.findings import Finding, Severity
from reaug.korean.josa import attach
from reaug.korean.phrases import is_noun_phrase

LONGER = Rule(
    "span/longer-known",
    "error",
    "patch",
    "the mention and the words beside it form a longer mention, which other rows mark",
    "개체가 옆의 말까지 합치면 다른 행에서 표시한 더 긴 개체가 된다",
)
RULES = (LONGER,)
BY_ROW: Final = True

_LEAST: Final = 2
_RULE: Final = listed("정부 정권 내각 시대")
"""Nouns after the name of a person, such as government, that make a name of another entity."""
_GENERIC: Final = listed("공화국 왕국 제국 연방 합중국 대학교 대학 공항 역 섬 산 강 구 시 군 도")
"""Words that do not name a place by themselves, such as 공화국 in 남아프리카 공화국."""
_HEADS: Final = listed("정부 임시정부 국민 사람 시민 팬 당국")
"""Words that follow the name of a state: the mention may also mean its government."""
_HEAD_OFFICE: Final = "장"
"""The suffix of the head of a body or town: 나루연구원장, 나루시장."""
_JOINTS: Final = re.compile(r"[·・,/&+]|(?:와|과|및) ")
"""Characters and particles that join the names of two persons (나래·누리)."""
_JOBS: Final = re.compile(
    r"(?:가수|배우|선수|감독|코치|아티스트|미드필더|수비수|공격수|골키퍼|투수|포수|타자|작가|기자|교수|학자"
    r"|제조업체|업체|회사|기업|사업|산업|분야|협회장|대회|경기|출신|국가대표|멤버|담당|전문가)$"
)
"""Common nouns that follow another noun: 트로트 가수, 자동차 업체."""
_FULL_NAME: Final = re.compile(r"[가-힣]{2,4}$")
_LONGEST: Final = 40
_APART: Final = "\0"
_Key = tuple[str, str]


class Longer(NamedTuple):
    """A known mention that contains another mention.

    word, at : the longer mention, and the position of the shorter mention in it.
    seen : the number of times that the longer mention is marked.
    """

    word: str
    at: int
    seen: int


_LONGER: Final[WeakKeyDictionary[Rows, dict[tuple[str, int], Longer]]] = WeakKeyDictionary()
"""Cached results, which `span/in-compound` uses, too; kept as long as the rows."""


def longer_mentions(rows: Rows) -> dict[tuple[str, int], Longer]:
    """Return the longest known mention around each mention, by role and row of the shorter one."""
    if rows not in _LONGER:
        _LONGER[rows] = _search(rows)
    return _LONGER[rows]


def _search(rows: Rows) -> dict[tuple[str, int], Longer]:
    inside = rows.fact(_inside)
    short = pa.array(sorted({word for word, _ in inside}), pa.string())
    hits: dict[tuple[str, int], Longer] = {}
    for role in ROLES:
        number = span_number.suspects(rows, role)  # reported by span/number-unit
        known = pc.is_in(rows.words(role), value_set=short).to_numpy(zero_copy_only=False)
        some = np.flatnonzero(known & ~number)
        words, types = (
            column.take(pa.array(some)).to_pylist()
            for column in (rows.words(role), rows.types(role))
        )
        starts = rows.batch.span(role)[:, 0].tolist()
        others = rows.batch.span("object" if role == "subject" else "subject").tolist()
        for row, word, type_ in zip(some.tolist(), words, types, strict=True):
            text, other = rows.texts[row], others[row]
            for longer in inside.get((word, type_ or ""), ()):
                start = starts[row] - longer.at
                end = start + len(longer.word)
                is_outside = end <= other[0] or other[1] <= start
                is_match = start >= 0 and text.startswith(longer.word, start)
                if (
                    is_outside
                    and is_match
                    and stands_free(text, start, end)
                    and _is_phrase(text, (start, end), starts[row], len(word))
                ):
                    hits[role, row] = longer
                    break
    return hits


def _inside(rows: Rows) -> dict[_Key, list[Longer]]:
    """Return, for each word and type, the known mentions of the type that contain the word."""
    # The longest mention comes first.
    seen = marked_words(rows)
    usual = _usual_types(seen)
    inside: defaultdict[_Key, list[Longer]] = defaultdict(list)
    for (word, type_), count in seen.items():
        if count < _LEAST or len(word) > _LONGEST:
            continue
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                part = word[start:end]
                if part == word or (part, type_) not in seen or not _at_edges(word, start, end):
                    continue
                added = word[:start].strip(), word[end:].strip()
                places = [more for more in added if (more, "LOC") in seen]
                if _is_one_name(part, added, type_, usual) and not (
                    places and type_ == "LOC" and part not in _GENERIC
                ):
                    inside[part, type_].append(Longer(word, start, count))
    for known in inside.values():
        known.sort(key=lambda longer: (-len(longer.word), -longer.seen, longer.word))
    return inside


def _sentences(rows: Rows) -> Counter[_Key]:
    """Return the number of sentences in which each longer mention is marked with its type."""
    inside = rows.fact(_inside)
    longer = sorted({(one.word, type_) for (_, type_), known in inside.items() for one in known})
    keys = pa.array([f"{word}{_APART}{type_}" for word, type_ in longer], pa.string())
    words = pc.unique(pa.array([word for word, _ in longer], pa.string()))
    places = [np.zeros((0, 2), dtype=np.uint64)]
    for one in (rows, rows.others):
        for piece in () if one is None else one.pieces():
            for role in ROLES:
                maybe = rows_where(pc.is_in(piece.words(role), value_set=words))
                some = pa.array(maybe)
                types = pc.fill_null(piece.types(role).take(some), "")
                columns = piece.words(role).take(some), types
                key = pc.index_in(pc.binary_join_element_wise(*columns, _APART), value_set=keys)
                known = pc.is_valid(key).to_numpy(zero_copy_only=False)
                texts = piece.batch.sentence.take(pa.array(maybe[known]))
                numbers = key.drop_null().to_numpy(zero_copy_only=False).astype(np.uint64)
                places.append(np.column_stack([numbers, text_keys(texts)]))
    distinct = np.unique(np.concatenate(places), axis=0)[:, 0].astype(np.int64)
    counts = np.bincount(distinct, minlength=len(longer)).tolist()
    return Counter(dict(zip(longer, counts, strict=True)))


def _is_one_name(part: str, added: tuple[str, str], type_: str, usual: dict[str, str]) -> bool:
    """Return whether a mention and the words that a longer mention adds form one name."""
    # They do not if the added words are another entity: a title beside a name, a place beside a
    # place, the second of two persons.
    before, after = added
    if not all(_belongs(more, type_, usual) for more in added if more):
        return False
    if type_ == "PER":
        pen_name = (
            bool(before) and len(part) == 3 and len(before) == 2 and bool(_FULL_NAME.match(part))
        )
        titled = bool(after) and is_title(part)
        return not (pen_name or titled or any(map(_JOINTS.search, added)))
    if type_ == "LOC" and part not in _GENERIC:
        return not any(" " in more or _TOWN.fullmatch(more) for more in added if more)
    return True


_TOWN: Final = re.compile(r"[가-힣]{1,4}[시군구읍면동리도주현]")


def _belongs(added: str, type_: str, usual: dict[str, str]) -> bool:
    """Return whether the added words are a part of the name, not another entity such as a title."""
    if type_ != "POH" and (is_title(added) or (type_ in _LED and added == _HEAD_OFFICE)):
        return False
    if added in TITLES or (type_ == "PER" and (added in _RULE or added.endswith(_OFFICES))):
        return False
    return usual.get(added, type_) == type_


_OFFICES: Final = ("시장", "이사", "대사", "주교", "의사")
"""Titles beside a person's name; other words may end in these letters, too."""
_LED: Final = frozenset(("ORG", "LOC"))


def _severity(part: str, longer: Longer, type_: str, sentences: int) -> Severity | None:
    """Return the severity of a finding about a longer mention; None for that of the rule."""
    # It is lower if few sentences mark the longer mention, or if it may be a name with a title.
    added = longer.word[longer.at + len(part) :]
    second = added.startswith(" ") and (added.strip() in _HEADS or _JOBS.search(added) is not None)
    before = longer.word[: longer.at]
    if second or (type_ == "POH" and before.endswith(" ") and _JOBS.search(part)):
        return "review"
    return "warning" if sentences < _LEAST else None


def _usual_types(seen: Counter[_Key]) -> dict[str, str]:
    """Return the most frequent type of each word; of equally frequent types, the first by name."""
    best: dict[str, tuple[int, str]] = {}
    for (word, type_), count in sorted(seen.items()):
        if count > best.get(word, (0, ""))[0]:
            best[word] = count, type_
    return {word: type_ for word, (_, type_) in best.items()}


def _at_edges(word: str, start: int, end: int) -> bool:
    """Return whether a part of a mention begins where a word begins, or ends where a word ends."""
    left = start == 0 or not is_letter(word[start - 1])
    right = end == len(word) or not is_letter(word[end])
    return left or right


def _is_phrase(text: str, span: Span, start: int, length: int) -> bool:
    """Return whether the words that a longer span adds to a mention contain only nouns."""
    # Particles, verbs and endings show that the longer span is no name. An ending of the mention
    # itself does not count, such as 리가 in 라리가.
    before = span[0] == start or is_noun_phrase(text, span[0], start, goes_on=True)
    return before and (span[1] == start + length or is_noun_phrase(text, start, span[1]))


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention inside a known longer mention, with the longer span."""
    hits = longer_mentions(rows)
    if not hits:
        return
    sentences = rows.fact(_sentences)
    for (role, row), longer in hits.items():
        mention = mention_of(rows, row, "subject" if role == "subject" else "object")
        start = mention.span[0] - longer.at
        count = longer.seen
        yield Finding(
            rule=LONGER.id,
            rows=rows.named([row]),
            field=mention.field,
            value=mention.word,
            suggestion=longer.word,
            fixes=span_fixes(mention, (start, start + len(longer.word))),
            score=float(1 - 1 / (1 + np.log1p(count))),
            severity=_severity(
                mention.word, longer, mention.type, sentences[longer.word, mention.type]
            ),
            en=f"{mention.word} is a part of {longer.word}, which is marked {count} times as "
            f"{mention.type}",
            ko=f"{quoted(mention.word, '가')} ‘{longer.word}’ 안에 있는데, 이 말은 "
            f"{attach(mention.type, '로')} {count}번 표시되어 있다",
        )
