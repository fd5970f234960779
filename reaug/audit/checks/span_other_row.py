"""`span/other-row`: another row marks a longer name that the words at this place form.

- Another row of the same sentence marks a longer name at the same place: 레나 볼크 in one row, and
  볼크 in another.
- A row of another sentence marks the longer name, only once in the set (`span/longer-known` has
  names that are marked more often), and the words that it adds are no mention by themselves.

Titles, kin words and bodies of a body (정부, 중앙당) beside a name are no part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.alike import alike, hashes
from reaug.audit.checks import span_head, span_opening
from reaug.audit.checks.span_longer import longer_mentions
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    Mention,
    Span,
    hangul_from,
    is_ending,
    is_letter,
    is_title,
    listed,
    marked_words,
    mentions_of,
    names_title,
    span_fixes,
    stands_free,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, U64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding
from reaug.korean.mecab import last_classes

RULE: Final = Rule(
    "span/other-row",
    "review",
    "patch",
    "another row marks a longer name, which the words beside the mention form here too",
    "다른 행에는 더 긴 이름이 표시되어 있고, 여기서도 개체와 옆의 말이 그 이름을 이룬다",
)
RULES = (RULE,)

_HERE: Final = frozenset(("PER", "ORG", "POH"))
"""Types of names that are compared with the rows of the same sentence. Places stand inside places,
and dates and numbers have rules of their own.
"""
_ELSEWHERE: Final = ("PER", "ORG")
_OTHER: Final = "POH"
_LONGEST: Final = 40
_APART: Final = listed(
    "정부 중앙당 선수 선수단 팬 팬들 소속 출신 공군 해군 육군 씨 고대 중세 근대 현대 구 신 전 현 "
    "아버지 어머니 아들 딸 형 동생 누나 누이 남동생 여동생 아내 부인 남편 장남 차남 손자 손녀"
)
"""Words beside a name that are no part of it."""
_NO_NAME: Final = frozenset("(),·[]{}")
_PLACE: Final = "지명"


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention inside a name that another row marks, with its span."""
    reported: set[tuple[str, int]] = set()
    for some in alike(rows, _sentence_key):
        yield from _findings(some, _in_sentence(some), reported)
    for piece in rows.pieces():
        yield from _findings(piece, _in_set(piece), reported)


def _sentence_key(rows: Rows) -> U64:
    return hashes(rows.batch.sentence)


def _findings(
    rows: Rows, hits: Iterable[tuple[Mention, Span]], reported: set[tuple[str, int]]
) -> Iterator[Finding]:
    """Yield a finding with the longer span for each mention, unless another rule reports it."""
    # `reported` has the role and the position in the whole set of mentions that are reported
    # already; those of the new findings are added.
    known = longer_mentions(rows)
    for mention, span in hits:
        place = mention.role, rows.place(mention.row)
        if (mention.role, mention.row) in known or place in reported or not mention.is_free(span):
            continue
        if _is_reported(mention):
            continue
        reported.add(place)
        name = mention.text[slice(*span)]
        yield Finding(
            rule=RULE.id,
            rows=rows.named([mention.row]),
            field=mention.field,
            value=mention.word,
            suggestion=name,
            fixes=span_fixes(mention, span),
            en=f"{mention.word} is a part of {name}, which another row marks",
            ko=f"{quoted(mention.word, '는')} 다른 행에 표시된 이름 ‘{name}’의 일부이다",
        )


def _is_reported(mention: Mention) -> bool:
    """Return whether a rule that looks at the words beside a mention reports it."""
    # `span/in-compound` reports all mentions that are touched by letters of a longer word.
    text, (start, end) = mention.text, mention.span
    is_touched = (start and is_letter(text[start - 1])) or (
        is_letter(text[end : end + 1]) and not is_ending(hangul_from(text, end))
    )
    whole = span_head.whole(mention), span_opening.whole(mention)
    return bool(is_touched) or any(span not in (None, mention.span) for span in whole)


def _in_sentence(rows: Rows) -> Iterator[tuple[Mention, Span]]:
    """Yield mentions inside a longer one of the same sentence and type, with the longest span."""
    codes = rows.batch.sentence.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    several: I64 = np.flatnonzero(np.bincount(codes, minlength=1)[codes] > 1)
    if not len(several):
        return
    at = pa.array(several)
    marked: defaultdict[tuple[int, str], list[tuple[int, int, int, Role]]] = defaultdict(list)
    for role in ROLES:
        types = rows.types(role).take(at).to_pylist()
        spans = rows.batch.span(role)[several].tolist()
        columns = several.tolist(), codes[several].tolist(), types, spans
        for row, code, type_, (start, end) in zip(*columns, strict=True):
            if type_ in _HERE:
                marked[code, type_].append((start, -end, row, role))
    for places in marked.values():
        places.sort()
        for i, (start, stop, row, role) in enumerate(places):
            # Only a mention that begins here or before and ends here or behind is longer.
            around = {
                (begin, -last)
                for begin, last, _, _ in places[:i]
                if last <= stop and (begin, last) != (start, stop)
            }
            if around:
                [mention] = mentions_of(rows, role, [row])
                free = [s for s in around if mention.is_free(s) and _is_one_name(mention, s)]
                if free:
                    yield mention, min(free, key=lambda span: (span[0] - span[1], span[0]))


def _in_set(rows: Rows) -> Iterator[tuple[Mention, Span]]:
    """Yield mentions inside a name of several words that is marked once, in another sentence."""
    inside, texts = rows.fact(_names_marked_once)
    parts = pa.array(sorted({part for part, _ in inside}), pa.string())
    if not len(parts):
        return
    for role in ROLES:
        typed = pc.is_in(rows.types(role), value_set=pa.array(_ELSEWHERE))
        known = pc.and_(typed, pc.is_in(rows.words(role), value_set=parts))
        for mention in mentions_of(rows, role, rows_where(known).tolist()):
            spans = [
                (mention.span[0] - offset, mention.span[0] - offset + len(name))
                for name, offset in inside.get((mention.word, mention.type), ())
                if mention.text.startswith(name, max(mention.span[0] - offset, 0))
                and hash(mention.text) != texts[name, mention.type]
            ]
            for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
                is_free = span[0] >= 0 and stands_free(mention.text, *span)
                if is_free and _is_one_name(mention, span):
                    if not _is_in_place(mention, span):
                        yield mention, span
                    break


def _names_marked_once(
    rows: Rows,
) -> tuple[dict[tuple[str, str], list[tuple[str, int]]], dict[tuple[str, str], int]]:
    """Return names of several words that the set marks once, and where each name is marked."""
    # The first result has, by part of a name and type, the names with this part and the place of
    # the part in each; only parts that are marked themselves are listed. The second result has the
    # hash of the sentence with each name.
    counts = marked_words(rows)
    words = {word for word, _ in counts}
    inside: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    names = []
    for (name, type_), count in counts.items():
        if count > 1 or type_ not in _ELSEWHERE or " " not in name or len(name) > _LONGEST:
            continue
        borders = [0, *(i + 1 for i, mark in enumerate(name) if mark == " "), len(name) + 1]
        for i, start in enumerate(borders[:-1]):
            for stop in borders[i + 1 :]:
                part = name[start : stop - 1]
                added = name[:start].strip(), name[stop:].strip()
                if part == name or (part, type_) not in counts or not words.isdisjoint(added):
                    continue
                inside[part, type_].append((name, start))
                names.append(name)
    texts: dict[tuple[str, str], int] = {}
    wanted = pa.array(sorted(set(names)), pa.string())
    for one in (rows, rows.others):
        for piece in one.pieces() if one is not None and len(wanted) else ():
            for role in ROLES:
                at = rows_where(pc.is_in(piece.words(role), value_set=wanted)).tolist()
                for mention in mentions_of(piece, role, at):
                    texts[mention.word, mention.type] = hash(mention.text)
    return dict(inside), texts


def _is_one_name(mention: Mention, span: Span) -> bool:
    """Return whether the words that a longer span adds to a mention are a part of the name."""
    text, (start, end) = mention.text, mention.span
    before, after = text[span[0] : start].strip(), text[end : span[1]].strip()
    if any(word and (is_title(word) or word in _APART) for word in (before, after)):
        return False
    if mention.type != _OTHER and after and names_title(after):
        return False
    return _NO_NAME.isdisjoint(before + after)


def _is_in_place(mention: Mention, span: Span) -> bool:
    """Return whether a longer span adds nothing but the place to which a body or person belongs."""
    before = mention.text[span[0] : mention.span[0]].strip()
    return bool(before) and last_classes([before])[0].endswith(_PLACE)
