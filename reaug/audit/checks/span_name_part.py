"""`span/name-part`: the word next to the mention is a part of other names.

Examples are 칠라베르트 in 루이스 칠라베르트, if another row marks 루이스 나니, and 빌바오 in
아틀레틱 빌바오.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

import pyarrow.compute as pc

from reaug.audit.checks.span_longer import longer_mentions
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    Mention,
    Span,
    hangul_from,
    is_ending,
    is_letter,
    marked_words,
    mentions_of,
    names_title,
    span_fixes,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding
from reaug.korean.mecab import last_classes

RULE: Final = Rule(
    "span/name-part",
    "review",
    "patch",
    "the word beside the mention is a part of other names",
    "개체 바로 옆에 다른 이름의 일부로 쓰인 말이 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_PERSON: Final = "PER"
_GROUP: Final = "ORG"
_NAME: Final = "NNP"
_PLACE: Final = "지명"
_WIDTH: Final = 12
_BEFORE: Final = re.compile(r"(?<![^\W_])([가-힣]{2,}) $")
_BEHIND: Final = re.compile(r" ([가-힣]{2,})")
_CLUBS: Final = re.compile(
    r"(?:^|(?<=[^\w·/]))(?:(?:[12]\. )?(?:FC|SC|AC|AS|SS|SV|CD|CA|CFR|SSV|OFK|NK|FK|HNK|KV|RC|RCD"
    r"|UD|SK|BSC|VfB|VfL|TSG|PSV)|레알|아틀레틱|아틀레티코|스포르팅|스포르탁|스파르타크|로코모티프|토르페도|디나모"
    r"|데포르티보|데포르티포|라싱|올랭피크|보루시아|바이어) $"
)
"""The first words of the name of a sports club, before its town."""
_TEAM: Final = re.compile(
    r" ([가-힣]{1,4}(?:이브스|널스|루인스|어츠|레츠|리어츠|러스|컨스|포스|너스|이츠|킹스"
    r"|닉스|벅스|호크스|불스|오스|얼스|로스))"
    r"(?![가-힣]{3})"
)
"""The last word of the name of a team, after its town: 한밭 패트리어츠."""
_TOWN: Final = re.compile("[가-힣]{2,6}")


class Hit(NamedTuple):
    """A mention, the span of the name that may contain it, and the word next to it."""

    mention: Mention
    span: Span
    part: str


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention with a part of a name beside it, with the longer span."""
    parts, full_names = rows.fact(_words_of_names)
    hits = [hit for role in ROLES for hit in _mentions_beside_names(rows, role, parts, full_names)]
    words = sorted({hit.part for hit in hits})
    classes = dict(zip(words, last_classes(words), strict=True))
    for mention, span, part in hits:
        is_name = classes[part].startswith(_NAME) and not classes[part].endswith(_PLACE)
        if not (is_name or _CLUBS.search(f"{part} ") or _TEAM.match(f" {part}")):
            continue
        if not mention.is_free(span):
            continue
        name = mention.text[slice(*span)]
        yield Finding(
            rule=RULE.id,
            rows=rows.named([mention.row]),
            field=mention.field,
            value=mention.word,
            suggestion=name,
            fixes=span_fixes(mention, span),
            en=f"{mention.word} may be a part of {name}: {part} is a part of other names",
            ko=f"{quoted(mention.word, '는')} ‘{name}’의 일부일 수 있다. "
            f"{quoted(part, '는')} 다른 이름에도 쓰인다",
        )


def _words_of_names(rows: Rows) -> tuple[set[str], dict[str, Counter[str]]]:
    """Return the words in persons' names, and the types of texts that are such a word."""
    # The types come with counts; names of teams are counted, too.
    marked = marked_words(rows)
    parts = {
        part
        for word, type_ in marked
        if type_ == _PERSON and " " in word
        for part in word.split(" ")
        if len(part) > 1
    }
    full_names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (word, type_), count in marked.items():
        if word in parts or _TEAM.match(f" {word}"):
            full_names[word][type_] = count
    return parts, full_names


def _mentions_beside_names(
    rows: Rows, role: Role, parts: set[str], full_names: dict[str, Counter[str]]
) -> Iterator[Hit]:
    """Yield the mentions that have a part of a name beside them."""
    known = longer_mentions(rows)
    for mention in mentions_of(rows, role, _suspects(rows, role).tolist()):
        (start, end), text = mention.span, mention.text
        if (role, mention.row) in known:
            continue  # reported by span/longer-known
        if mention.type == _GROUP:
            club = _CLUBS.search(text[max(start - _WIDTH, 0) : start])
            if club is not None and is_letter(text[start : start + 1]):
                part = club[0].strip()
                yield Hit(mention, (start - len(club[0]), end), part)
            team = _TEAM.match(text, end)
            if club is None and team is not None and _TOWN.fullmatch(mention.word):
                tail = hangul_from(text, team.end(1))
                if team[1] not in full_names and (not tail or is_ending(tail)):
                    yield Hit(mention, (start, team.end(1)), team[1])
            continue
        before = _BEFORE.search(text[max(start - _WIDTH, 0) : start])
        if (
            before is not None
            and " " not in mention.word
            and _is_part(before[1], parts, full_names)
        ):
            yield Hit(mention, (start - len(before[0]), end), before[1])
            continue
        next_word = _BEHIND.match(text, end)
        if next_word is None:
            continue
        for length in range(len(next_word[1]), 1, -1):
            part, tail = next_word[1][:length], next_word[1][length:]
            if (not tail or is_ending(tail)) and _is_part(part, parts, full_names):
                if tail or not is_letter(text[next_word.end() : next_word.end() + 1]):
                    yield Hit(mention, (start, end + 1 + length), part)
                break


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows in which a person or organisation has a word beside it."""
    before = pc.match_substring_regex(rows.before(role, 2), r"\pL $")
    word_after = pc.match_substring_regex(rows.behind(role, 3), "^ [가-힣]{2}")
    types = rows.types(role)
    person = pc.and_(pc.equal(types, _PERSON), pc.or_(before, word_after))
    group = pc.and_(pc.equal(types, _GROUP), pc.or_(before, word_after))
    return rows_where(pc.or_(person, group))


def _is_part(word: str, parts: set[str], full_names: dict[str, Counter[str]]) -> bool:
    """Return whether a word is known as a part of persons' names, and as nothing else."""
    if word not in parts or names_title(word):
        return False
    types = full_names.get(word)
    return types is None or (set(types) == {_PERSON} and types.total() == 1)
