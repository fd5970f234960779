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
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.checks import _type_elsewhere
from reaug.audit.mention_edges import names_title
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
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
    rows = rows.judged
    if not len(rows):
        return
    counts = TypeCounts.of(rows.batch)
    rows.forget()
    state = TypeState.of(counts, rules=rows.rules, threshold=0.95, evidence="full")
    listed: set[tuple[int, str]] = set()
    for role in schema.ROLES:
        for finding, row in _mentions(rows, state, role):
            listed.add((row, role))
            yield finding
    mentions = _Mentions.of(rows)
    if mentions.types:
        for finding, row in _pairs(rows, state, mentions, listed):
            listed.add((row, schema.ROLES[0]))
            yield finding
    yield from _type_elsewhere.elsewhere(rows, listed)
    if mentions.types:
        yield from _words(rows, mentions)


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
        rows, state, doubts, others[_asked(rows, state, doubts, others)]
    ):
        yield finding._replace(rule=UNLIKELY.id, severity=None, fixes=()), row


def _asked(rows: Rows, state: TypeState, doubts: Verdict, at: I64) -> Bool:
    """Return which of k doubtful mentions are reported for review (`bool[k]`).

    A mention is reported only if its row has no relation (patterns and labels check the types of
    other rows), and if its type and the more probable type cannot both be right. `at` has the
    positions of the mentions' rows.
    """
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


class _Mentions(NamedTuple):
    """All mentions of a set, subjects first and then objects; `int64[m]` each.

    row, role : the row and the role (0 subject, 1 object) of the mention.
    word : a number that is equal for equal words.
    answer : a number that is equal for the same label and role.
    type : the index of the type in `types`; -1 for none.
    types : the names of the types.
    """

    row: I64
    role: I64
    word: I64
    answer: I64
    type: I64
    types: list[str]

    @classmethod
    def of(cls, rows: Rows) -> _Mentions:
        n = len(rows)
        words = pa.concat_arrays([normal_words(rows.batch, role) for role in schema.ROLES])
        labels = np.unique(rows.labels, return_inverse=True)[1]
        types = pa.concat_arrays([rows.types(role) for role in schema.ROLES])
        names = sorted({name for name in types.unique().to_pylist() if name is not None})
        code = pc.index_in(types, value_set=pa.array(names, pa.string())).fill_null(-1)
        role = np.repeat(np.arange(2), n)
        return cls(
            row=np.tile(np.arange(n), 2),
            role=role,
            word=words.dictionary_encode().indices.to_numpy().astype(np.int64),
            answer=np.tile(labels, 2) * 2 + role,
            type=code.to_numpy(zero_copy_only=False).astype(np.int64),
            types=names,
        )

    def counts(self, group: I64) -> I64:
        """Return the number of mentions in each group by type (`int64[groups, types]`)."""
        k = len(self.types)
        known = self.type >= 0
        groups = int(group.max()) + 1
        place = group[known] * k + self.type[known]
        return np.bincount(place, minlength=groups * k).astype(np.int64).reshape(groups, k)


def _pairs(
    rows: Rows, state: TypeState, mentions: _Mentions, listed: set[tuple[int, str]]
) -> Iterator[tuple[Finding, int]]:
    """Yield a finding and its row for each subject that mostly has another type elsewhere, which
    its label forbids.
    """
    by_word = mentions.counts(mentions.word)
    subjects = np.flatnonzero((mentions.role == 0) & (mentions.type >= 0))
    count = by_word[mentions.word[subjects]]
    usual = count.argmax(axis=1)
    current_count = count[np.arange(len(subjects)), mentions.type[subjects]]
    usual_count = count.max(axis=1)
    is_unusual = (
        (usual_count >= _OTHERS)
        & (usual_count >= _OTHERS * current_count)
        & (usual != mentions.type[subjects])
    )
    subjects, usual, usual_count = subjects[is_unusual], usual[is_unusual], usual_count[is_unusual]
    new = [mentions.types[type_] for type_ in usual]
    at = mentions.row[subjects]
    labels = rows.batch.label.take(pa.array(at))
    null = pa.nulls(len(at), pa.string())
    broken = rows.rules.violations(labels, pa.array(new, pa.string()), null).to_pylist()
    suggested = state.answers.suggest(rows.batch, at, "subject", new)
    named = is_person_beside(rows.batch, "subject", at)
    words = rows.words("subject").take(pa.array(at)).to_pylist()
    for i, row in enumerate(at.tolist()):
        if not broken[i] or not suggested[i] or named[i] or (row, "subject") in listed:
            continue
        old, label = mentions.types[mentions.type[subjects[i]]], rows.labels[row]
        total = int(by_word[mentions.word[subjects[i]]].sum())
        share = f"{usual_count[i]} of {total}"
        finding = Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field=_field("subject"),
            value=old,
            suggestion=new[i],
            fixes=(Fix(_field("subject"), old, new[i]), Fix("label", label, suggested[i])),
            en=f"{words[i]!r} is {old} under {label}, but {new[i]} in {share} mentions of the set; "
            f"as {new[i]} the label would be {suggested[i]}: judge both together",
            ko=f"'{words[i]}'의 유형이 {label}에서는 {old}인데 전체 {total}개 중 "
            f"{usual_count[i]}개는 {new[i]}이다. {new[i]}라면 라벨은 "
            f"{suggested[i]}일 것이다. 둘을 함께 판단해야 한다",
        )
        yield finding, row


def _words(rows: Rows, mentions: _Mentions) -> Iterator[Finding]:
    """Yield words that have two types under one label and role."""
    group = np.unique(
        np.column_stack([mentions.word, mentions.answer]), axis=0, return_inverse=True
    )[1].reshape(-1)
    by_word = mentions.counts(mentions.word)
    # Of types that are equally frequent under a label, the usual type is the one that the word has
    # more often.
    ranked = mentions.counts(group)[group] * (by_word.sum() + 1) + by_word[mentions.word]
    is_unusual: Bool = (mentions.type >= 0) & (ranked.argmax(axis=1) != mentions.type)
    different = np.bincount(mentions.word[is_unusual], minlength=len(by_word))
    mixed = np.flatnonzero((different >= _DIFFERENT) & (different >= _SHARE * by_word.sum(axis=1)))
    texts = pa.concat_arrays([normal_words(rows.batch, role) for role in schema.ROLES])
    for word in mixed.tolist():
        minority = np.flatnonzero(is_unusual & (mentions.word == word))
        minority = minority[
            np.lexsort([mentions.role[minority], rows.rank[mentions.row[minority]]])
        ]
        at = list(dict.fromkeys(mentions.row[minority].tolist()))
        counted = sorted(zip(-by_word[word], mentions.types, strict=True))
        counts = ", ".join(f"{name} {-n}" for n, name in counted if n)
        text = texts[int(minority[0])].as_py()
        yield Finding(
            rule=RULE.id,
            rows=rows.named(at),
            field=_field(schema.ROLES[int(mentions.role[minority[0]])]),
            value=counts,
            en=f"{text!r} is typed in several ways ({counts}), in {len(at)} rows differently from "
            "most rows of the same label: decide on one type",
            ko=f"'{text}'의 유형이 갈린다({counts}). {len(at)}개 행은 같은 라벨의 다른 행과 "
            "다르다. 한 유형으로 정해야 한다",
        )
