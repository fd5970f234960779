"""`type/inconsistent`: types that the rest of the set contradicts, and words with two types.

There are three kinds of findings, and those of `_type_elsewhere` (`type/elsewhere`,
`span/other-type`):

- A mention whose type is contradicted by all evidence. One field is to be changed.
- A subject that is a person under `per:*` and an organisation elsewhere, or the other way round,
  such as a band. Its type and its label are both wrong or both right, so the finding has both
  fields.
- A word that has two types under one label and role (countries, as places and as states). There is
  one finding for the word, because a single row does not show which type is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.audit.checks import _type_elsewhere
from reaug.audit.mention_edges import names_title
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.types.all_mentions import Mentions
from reaug.audit.types.corrections import RULE as ID
from reaug.audit.types.corrections import TypeState, Verdict
from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.mention_keys import normal_words
from reaug.audit.types.persons import is_person_beside
from reaug.core import schema
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Role
from reaug.core.findings import Finding, Fix
from reaug.korean.josa import attach

RULE: Final = Rule(
    ID,
    "review",
    "patch",
    "an entity type does not agree with the other mentions of the word, its form and its label",
    "개체 유형이 같은 단어가 나온 다른 곳, 단어의 형태, 라벨과 맞지 않는다",
    depends_on_book=True,
    weaker_unlabelled=True,
)
UNLIKELY: Final = Rule(
    "type/unlikely",
    "review",
    "review",
    "a mention without a relation looks more like another type",
    "관계가 없는 행의 개체가 다른 유형에 더 가까워 보인다",
    depends_on_book=True,
    needs_labels=True,
)
RULES = (RULE, UNLIKELY, _type_elsewhere.TYPE, _type_elsewhere.SPAN)

OF_A_SAMPLE: Final = "the set has more distinct names than are counted"
"""Why the counts in findings of a very large set are those of a sample."""

_REVIEW: Final = 0.2
"""The least probability with which a mention is listed. Of the mentions with 0.5 and more, 44 of 50
suggested types were right when read, and the written type was wrong in 48; of those below 0.5, 9 of
12 were right, and the written type was wrong in 11.
"""

_SURE: Final = 0.5
"""The least probability with which a listed mention is a warning."""

_DOUBTED: Final = 0.25
"""The share of wrong types that is assumed for `type/unlikely`. Of the mentions that are listed
only because of this share, half were wrong when read by hand.
"""
_INTERCHANGED: Final = frozenset(("LOC", "ORG"))
"""Types that one word may have rightly: a country is a place and an organisation."""
_DATE: Final = "DAT"
_OTHER_NAME: Final = "POH"
_ERA: Final = re.compile(r"(?:시대|시기|시절|전기|중기|후기|초기|말기|초|말|르네상스|강점기|세기)$")
"""The end of the name of a period."""

_OTHERS: Final = 3
"""The least number of mentions of a subject with the other type, and the least ratio of this number
to the mentions with its own type.
"""

_DIFFERENT: Final = 5
"""The least number of mentions of a word whose type differs from the usual type under their label …
"""

_SHARE: Final = 0.2
"""… and the least share of such mentions among all mentions of the word."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each wrong mention, and one for each word that has two types."""
    state = _state(rows)
    if state is None:
        return
    listed: set[tuple[int, str]] = set()
    for piece in rows.pieces():
        for role in schema.ROLES:
            for finding, row in _mentions(piece.judged, state, role):
                listed.add((piece.judged.place(row), role))
                yield finding
    mentions = Mentions.of(rows)
    if mentions.types:
        for finding, place in _unusual_subjects(rows, state, mentions, listed):
            listed.add((place, schema.ROLES[0]))
            yield finding
    yield from _type_elsewhere.elsewhere(rows, listed)
    if mentions.types:
        yield from _words(rows, mentions)


def _state(rows: Rows) -> TypeState | None:
    """Return what the set shows about types; None if the rule book can judge no row."""
    counts: TypeCounts | None = None
    for piece in rows.pieces():
        if len(piece.judged):
            made = TypeCounts.of(piece.judged.batch)
            counts = made if counts is None else counts.merge(made)
    if counts is None:
        return None
    state = TypeState.of(counts, rules=rows.rules, threshold=0.95, evidence="full")
    if state.sampled:
        rows.whole.samples.update(dict.fromkeys((RULE.id, UNLIKELY.id), OF_A_SAMPLE))
    return state


def _field(role: str) -> str:
    return f"{role}_entity.type"


def _mentions(rows: Rows, state: TypeState, role: Role) -> Iterator[tuple[Finding, int]]:
    """Yield a finding and its row for each mention whose type the evidence contradicts."""
    verdict = state.judge(rows.batch, role)
    sure = (verdict.score >= _REVIEW) & verdict.legal
    yield from _described(rows, state, verdict, np.flatnonzero(sure))
    doubts = state.doubt(rows.batch, verdict, _DOUBTED)
    others = np.flatnonzero((doubts.score > 0) & doubts.legal & ~sure)
    for finding, row in _described(
        rows, state, doubts, others[_is_for_review(rows, state, doubts, others)]
    ):
        yield finding._replace(rule=UNLIKELY.id, severity=None, fixes=()), row


def _is_for_review(rows: Rows, state: TypeState, doubts: Verdict, at: I64) -> Bool:
    """Return which of k doubtful mentions a person should review (`bool[k]`)."""
    # These are mentions of rows without a relation (the types of other rows are checked by patterns
    # and labels), whose type and more probable type exclude each other. `at` has the positions of
    # the mentions' rows.
    place = pa.array(at)
    columns = (
        [rows.labels[row] == rows.rules.negative for row in at.tolist()],
        rows.words(doubts.role).take(place).to_pylist(),
        rows.types(doubts.role).take(place).to_pylist(),
        state.names(doubts.best[at]).to_pylist(),
    )
    return np.array(
        [
            unrelated
            and {was, new} != _INTERCHANGED
            and not (was == _DATE and _ERA.search(word))
            and not (was == _OTHER_NAME and names_title(word))
            for unrelated, word, was, new in zip(*columns, strict=True)
        ],
        dtype=np.bool_,
    )


def _described(
    rows: Rows, state: TypeState, verdict: Verdict, doubtful: I64
) -> Iterator[tuple[Finding, int]]:
    """Yield a finding and its row for each mention of the rows `doubtful` (`int64[k]`)."""
    role = verdict.role
    best = state.names(verdict.best[doubtful]).to_pylist()
    old = rows.types(role).take(pa.array(doubtful)).to_pylist()
    words = rows.words(role).take(pa.array(doubtful)).to_pylist()
    counted = state.mentions(verdict, doubtful).others.astype(np.int64)
    for row, word, was, new, others in zip(
        doubtful.tolist(), words, old, best, counted, strict=True
    ):
        same, every = int(others[verdict.best[row]]), int(others.sum())
        score = float(verdict.score[row])
        # If only the label suggests another type, the label may be wrong.
        written = int(verdict.weighed.written[row])
        was_legal = written < 0 or bool(verdict.weighed.legal[row, written])
        agreed = 2 * same >= every if every else was_legal
        en = f"{word!r} is {was}, but {new} in {same} of {every} other mentions"
        share = f"{every}개는 모두" if same == every else f"{every}개 중 {same}개는"
        ko = f"‘{word}’의 유형이 {was}인데 다른 곳에 나온 {share} {attach(new, '이다')}"
        if not same:
            en = f"{word!r} is {was}, but its form and context suggest {new}"
            ko = f"‘{word}’의 유형이 {was}인데 형태와 앞뒤 글은 {attach(new, '를')} 가리킨다"
        finding = Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field=_field(role),
            value=was,
            suggestion=new,
            fixes=(Fix(_field(role), was, new),),
            score=score,
            severity="warning" if score >= _SURE and agreed else None,
            en=en,
            ko=ko,
        )
        yield finding, row


def _unusual_subjects(
    rows: Rows, state: TypeState, mentions: Mentions, listed: set[tuple[int, str]]
) -> Iterator[tuple[Finding, int]]:
    """Yield a finding and the place of its row for each subject with an unusual type."""
    # The type that is usual for the word must be one that the label of the row forbids.
    by_word = mentions.counts(mentions.word, mentions.words)
    subjects = np.flatnonzero((mentions.role == 0) & (mentions.type >= 0))
    word, type_ = mentions.word[subjects], mentions.type[subjects]
    usual, usual_count = by_word.argmax(axis=1)[word], by_word.max(axis=1)[word]
    is_unusual = (
        (usual_count >= _OTHERS)
        & (usual_count >= _OTHERS * by_word[word, type_])
        & (usual != type_)
    )
    subjects, usual, usual_count = subjects[is_unusual], usual[is_unusual], usual_count[is_unusual]
    places = mentions.row[subjects].astype(np.int64)
    for begin in range(0, len(places), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        some = rows.some(places[part])
        new = [mentions.types[type_] for type_ in usual[part]]
        old = [mentions.types[type_] for type_ in mentions.type[subjects[part]]]
        total = by_word[mentions.word[subjects[part]]].sum(axis=1)
        at = np.arange(len(some))
        labels, null = some.batch.label, pa.nulls(len(some), pa.string())
        broken = rows.rules.violations(labels, pa.array(new, pa.string()), null).to_pylist()
        suggested = state.answers.suggest(some.batch, at, "subject", new)
        named = is_person_beside(some.batch, "subject", at)
        words = some.words("subject").to_pylist()
        for i, place in enumerate(places[part].tolist()):
            if not broken[i] or not suggested[i] or named[i] or (place, "subject") in listed:
                continue
            label, times = some.labels[i], int(usual_count[begin + i])
            share = f"{times} of {total[i]}"
            finding = Finding(
                rule=RULE.id,
                rows=some.named([i]),
                field=_field("subject"),
                value=old[i],
                suggestion=new[i],
                fixes=(Fix(_field("subject"), old[i], new[i]), Fix("label", label, suggested[i])),
                en=f"{words[i]!r} is {old[i]} under {label}, but {new[i]} in {share} mentions of "
                f"the set; as {new[i]} the label would be {suggested[i]}: judge both together",
                ko=f"'{words[i]}'의 유형이 {label}에서는 {old[i]}인데 전체 {total[i]}개 중 "
                f"{times}개는 {new[i]}이다. {new[i]}라면 라벨은 "
                f"{suggested[i]}일 것이다. 둘을 함께 판단해야 한다",
            )
            yield finding, place


_AT_ONCE: Final = 1 << 14
"""Number of rows that are looked at together."""


def _words(rows: Rows, mentions: Mentions) -> Iterator[Finding]:
    """Yield words that have two types under one label and role."""
    by_word = mentions.counts(mentions.word, mentions.words)
    is_unusual: Bool = mentions.are_unusual(by_word)
    different = np.bincount(mentions.word[is_unusual], minlength=len(by_word))
    mixed = (different >= _DIFFERENT) & (different >= _SHARE * by_word.sum(axis=1))
    minority = np.flatnonzero(is_unusual & mixed[mentions.word])
    minority = minority[np.argsort(mentions.word[minority], kind="stable")]
    words = np.flatnonzero(mixed)
    ends = np.cumsum(different[words])
    parts = np.flatnonzero(np.diff(ends // _AT_ONCE, append=-1))  # the last word of each part
    first = 0
    for last in parts.tolist():
        some = words[first : last + 1]
        part = minority[int(ends[first] - different[words[first]]) : int(ends[last])]
        yield from _mixed(rows, mentions, by_word, some, part)
        first = last + 1


def _mixed(
    rows: Rows, mentions: Mentions, by_word: I64, words: I64, minority: I64
) -> Iterator[Finding]:
    """Yield a finding for each of `words`, which have several types, about its unusual mentions."""
    # `minority` are the indices of all unusual mentions of these words.
    places, row = np.unique(mentions.row[minority].astype(np.int64), return_inverse=True)
    some = rows.some(places)
    row, role, of_word = row.reshape(-1), mentions.role[minority], mentions.word[minority]
    order = np.lexsort([role, some.rank[row], of_word])
    row, role, of_word = row[order], role[order], of_word[order]
    starts = np.searchsorted(of_word, words)
    for word, own in zip(words.tolist(), np.split(np.arange(len(row)), starts[1:]), strict=True):
        at = list(dict.fromkeys(row[own].tolist()))
        counted = sorted(zip(-by_word[word], mentions.types, strict=True))
        counts = ", ".join(f"{name} {-n}" for n, name in counted if n)
        first = schema.ROLES[int(role[own[0]])]
        text = normal_words(some.batch, first)[at[0]].as_py()
        yield Finding(
            rule=RULE.id,
            rows=some.named(at),
            field=_field(first),
            value=counts,
            en=f"{text!r} is typed in several ways ({counts}), in {len(at)} rows differently from "
            "most rows of the same label: decide on one type",
            ko=f"'{text}'의 유형이 갈린다({counts}). {len(at)}개 행은 같은 라벨의 다른 행과 "
            "다르다. 한 유형으로 정해야 한다",
        )
