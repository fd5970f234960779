"""`span/longer-known`: with the words beside it, a mention is one that the data has elsewhere.

한샘 of 한샘 전자, where 한샘 전자 is a mention of the same type in other rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reaug.audit.checks import span_number
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.spans import (
    ROLES,
    TITLES,
    hangul_from,
    is_ending,
    is_letter,
    listed,
    mention_of,
    span_fixes,
)
from reaug.audit.wording import quoted
from reaug.core.findings import Finding
from reaug.korean.josa import attach

LONGER = Rule(
    "span/longer-known",
    "error",
    "patch",
    "with the words beside it the mention is a longer one that other rows mark",
    "개체가 옆의 말까지 합치면 다른 행에서 표시한 더 긴 개체가 된다",
)
RULES = (LONGER,)

_LEAST = 2
_RULE = listed("정부 정권 내각 시대")
"""What bears a person's name and is no person."""
_LONGEST = 40
_Key = tuple[str, str]


class Longer(NamedTuple):
    """A known mention that holds another, where the other begins in it, how often seen."""

    word: str
    at: int
    seen: int


def found(rows: Rows) -> dict[tuple[str, int], Longer]:
    """The longest known mention around each mention that has one, by role and row."""
    inside = _inside(rows)
    hits: dict[tuple[str, int], Longer] = {}
    for role in ROLES:
        words, types = rows.words(role).to_pylist(), rows.types(role).to_pylist()
        number = span_number.suspects(rows, role)
        starts = rows.batch.span(role)[:, 0].tolist()
        others = rows.batch.span("object" if role == "subject" else "subject").tolist()
        for row, (word, type_) in enumerate(zip(words, types, strict=True)):
            if number[row]:
                continue  # said by span/number-unit
            text, other = rows.texts[row], others[row]
            for longer in inside.get((word, type_ or ""), ()):
                start = starts[row] - longer.at
                end = start + len(longer.word)
                apart = end <= other[0] or other[1] <= start
                there = start >= 0 and text.startswith(longer.word, start)
                if apart and there and _stands_free(text, start, end):
                    hits[role, row] = longer
                    break
    return hits


def _inside(rows: Rows) -> dict[_Key, list[Longer]]:
    """For each word and type, the known mentions of the type that hold it, the longest first."""
    seen: Counter[_Key] = Counter()
    for role in ROLES:
        types = [type_ or "" for type_ in rows.types(role).to_pylist()]
        seen.update(zip(rows.words(role).to_pylist(), types, strict=True))
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
                if all(_belongs(more, type_, usual) for more in added if more):
                    inside[part, type_].append(Longer(word, start, count))
    for known in inside.values():
        known.sort(key=lambda longer: (-len(longer.word), -longer.seen, longer.word))
    return inside


def _belongs(added: str, type_: str, usual: dict[str, str]) -> bool:
    """Whether what a longer mention adds is no thing of its own, as a title beside a name is."""
    if added in TITLES or (type_ == "PER" and added in _RULE):
        return False
    return usual.get(added, type_) == type_


def _usual_types(seen: Counter[_Key]) -> dict[str, str]:
    """The type that each word has most often; of equals the first by name."""
    best: dict[str, tuple[int, str]] = {}
    for (word, type_), count in sorted(seen.items()):
        if count > best.get(word, (0, ""))[0]:
            best[word] = count, type_
    return {word: type_ for word, (_, type_) in best.items()}


def _at_edges(word: str, start: int, end: int) -> bool:
    """Whether a part of a mention begins or ends as a word of it does."""
    left = start == 0 or not is_letter(word[start - 1])
    right = end == len(word) or not is_letter(word[end])
    return left or right


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether nothing but a particle touches a span."""
    if start and is_letter(text[start - 1]):
        return False
    tail = hangul_from(text, end)
    return is_ending(tail) if tail else not is_letter(text[end : end + 1])


def check(rows: Rows) -> Iterator[Finding]:
    """One finding per mention, with the span of the longer one."""
    for (role, row), longer in found(rows).items():
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
            en=f"{mention.word} stands in {longer.word}, which is marked {count} times as "
            f"{mention.type}",
            ko=f"{quoted(mention.word, '가')} ‘{longer.word}’ 안에 있는데, 이 말은 "
            f"{attach(mention.type, '로')} {count}번 표시되어 있다",
        )
