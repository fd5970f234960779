"""`label/other-place`: the marked title belongs to another person; the subject's title is
elsewhere.

- “[기자] 나래와 [박바다] 기자” says that 박바다 is a 기자, but by the second 기자, which is not
  marked.
- In “[박바다]는 [시인] 한가람을 존경한다”, another name follows the title.
- In “[시인]들은 한가람과 친한 [박바다]를 찾았다”, the title is that of others.
- In “[박바다]는 [국회의원] 선거에서 졌다”, it is a part of the name of an event or a body.

A model that is trained on the marked mentions learns from text that does not express the relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    Mention,
    hangul_from,
    is_ending,
    marked_words,
    mentions_of,
    names_title,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding, Fix
from reaug.korean.mecab import last_classes

RULE: Final = Rule(
    "label/other-place",
    "review",
    "review",
    "the marked title belongs to another person, not to the subject",
    "표시한 직함은 주체가 아니라 다른 사람의 것이다",
    needs_labels=True,
)
RULES = (RULE,)
BY_ROW: Final = True

_TITLE: Final = "per:title"
_BESIDE: Final = 2
"""The greatest number of code points between a title and its person: a blank, a bracket or a comma.
"""
_BECOMES: Final = re.compile("으?로(?![가-힣])")
"""The particle after a title that the subject gets; such a title is always the subject's own:
아나운서로 입사했다.
"""
_NEXT: Final = re.compile(
    r"(?:인|이던|였던|이었던)? ['‘\"“]?([가-힣]{2,})((?: [가-힣]{2,}){0,2})(?: ?\(([^()]*)\))?"
)
"""The name behind a title (기자인 박바다), the words after it, and what follows in brackets."""
_LIST: Final = re.compile(
    r" ['‘\"“]?[가-힣]+(?: [가-힣]+){0,3}(?:\([^()]*\))?['’\"”]?(?:, |,|·|과 |와 | 및 )"
    r"(?:['‘\"“]?[가-힣]+(?: [가-힣]+){0,3}(?:\([^()]*\))?['’\"”]?(?:, |,|·|과 |와 | 및 ))*['‘\"“]?"
)
"""Names between a title and the subject, all of which the title may belong to."""
_SAME_PERSON: Final = re.compile("필명|본명|예명|가명|별명|옛 이름|개명")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose marked title belongs to another person."""
    negative = rows.rules.negative
    names = rows.fact(_names)
    for mention in _far_titles(rows):
        title, person = mention.word, mention.text[slice(*mention.other)]
        owner = _owner(mention, names)
        if owner is not None:
            en = f"the marked {title} belongs to {owner}, not to {person}"
            ko = f"표시한 {quoted(title, '는')} {person}의 것이 아니라 {owner}의 것이다"
        elif _is_anothers(mention):
            en = f"the marked {title} is not the {title} beside {person}"
            ko = f"{person} 옆의 {quoted(title, '는')} 표시한 곳이 아니라 다른 곳에 있다"
        elif _is_of_others(mention):
            en = f"the marked {title} is said of several others, not of {person}"
            ko = f"표시한 {quoted(title, '는')} {person}의 것이 아니라 다른 여럿의 것이다"
        elif _is_in_name(mention):
            en = (
                f"the marked {title} is a part of the name of a body or event, not {person}'s title"
            )
            ko = f"{quoted(title, '는')} 단체나 행사 이름의 한 부분이고 {person}의 직함이 아니다"
        else:
            continue
        yield Finding(
            rule=RULE.id,
            rows=rows.named([mention.row]),
            field="label",
            value=_TITLE,
            suggestion=negative or "",
            fixes=() if negative is None else (Fix("label", _TITLE, negative),),
            en=en,
            ko=ko,
        )


def _far_titles(rows: Rows) -> Iterator[Mention]:
    """Yield the marked titles that are not beside their person."""
    labelled = np.array([label == _TITLE for label in rows.labels], dtype=np.bool_)
    spans = rows.batch.spans.astype(np.int64)
    gap = np.maximum(spans[:, 2] - spans[:, 1], spans[:, 0] - spans[:, 3])
    return mentions_of(rows, "object", np.flatnonzero(labelled & (gap > _BESIDE)).tolist())


_SEVERAL: Final = re.compile("들(?:은|이|의|을|에게|과|도) ")
_AMONG: Final = re.compile("등|중|가운데|비롯|포함|참여|입에서|말|같|모두|특히|마다")
"""Words by which the subject may be one of those whom a title in the plural names."""
_APART: Final = 15
"""The least number of code points between a title in the plural and a subject that is none of them.
"""
_IN_NAME: Final = re.compile(
    " ?(?:(?:보궐)?선거(?![가-힣]*구)|협회|협의회|노동조합|연맹|학회|총연합회?"
    "|상(?:을|은|이| \\(|,)|의 (?:거리|날)(?![가-힣]))"
)
"""The rest of the name of a body, event or place that begins with a title."""
_ELECTED: Final = re.compile("당선|선출|재선|승리|이겨|이겼|누르고|꺾")
"""Words of an election that gave the subject the title."""


def _is_in_name(mention: Mention) -> bool:
    """Return whether a title begins the name of a body, event or place."""
    match = _IN_NAME.match(mention.text, mention.span[1])
    return match is not None and ("선거" not in match[0] or not _ELECTED.search(mention.text))


def _is_of_others(mention: Mention) -> bool:
    """Return whether a title in the plural stands well before the subject."""
    text, end, first = mention.text, mention.span[1], mention.other[0]
    if first - end < _APART or not _SEVERAL.match(text, end) or _SAME_PERSON.search(text):
        return False
    return _AMONG.search(text, end, first) is None


def _names(rows: Rows) -> set[str]:
    """Return the words beside a set's titles that are a person's name, or begin one."""
    # A word that the set marks must be marked only as a person, or as the first word of one. Any
    # other word must be a personal name in mecab's dictionary; if it has the form of a full Korean
    # name, any proper noun suffices.
    beside: set[str] = set()
    for piece in rows.pieces():
        for mention in _far_titles(piece):
            beside |= {_word_before(mention), _word_behind(mention)[0]}
    types: dict[str, set[str]] = {}
    for (word, type_), _ in marked_words(rows).items():
        first, _, rest = word.partition(" ")
        for name in {word, first} if type_ == _PERSON and rest else {word}:
            if name in beside:
                types.setdefault(name, set()).add(type_)
    unknown = sorted(beside - types.keys() - {""})
    classes = last_classes(unknown)
    named = {word for word, types_of_word in types.items() if types_of_word == {_PERSON}}
    return named | {
        word
        for word, class_ in zip(unknown, classes, strict=True)
        if class_.endswith(_NAME) or (class_.startswith(_PROPER) and _FULL_NAME.fullmatch(word))
    }


_PERSON: Final = "PER"
_NAME: Final = "인명"
_PROPER: Final = "NNP"
_FULL_NAME: Final = re.compile(
    "[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도석선설길]"
    "[가-힣]{2}"
)
"""The form of most names of Korean persons."""
_BEFORE: Final = re.compile(r"(?<![^\W_])([가-힣]{2,4})(?:\([^()]{1,12}\))? $")
_NAMES: Final = re.compile(
    r"(?:\([^()]*\))?(?:, ?|·|-|과 |와 | 및 )(?:[가-힣 ]+(?:\([^()]*\))?(?:, ?|·|-|과 |와 | 및 )?)*"
)
"""Names between the subject and a title that may belong to all of them."""
_LONGEST: Final = 24


def _word_before(mention: Mention) -> str:
    """Return the word right before a title; "" if there is none."""
    start = mention.span[0]
    match = _BEFORE.search(mention.text[max(start - _LONGEST, 0) : start])
    return "" if match is None or not names_title(mention.word) else match[1]


def _word_behind(mention: Mention) -> tuple[str, re.Match[str] | None]:
    """Return the word behind a title without its particle; "" if there is none."""
    match = _NEXT.match(mention.text, mention.span[1])
    if match is None or not names_title(mention.word):
        return "", None
    word = match[1]
    cut = next((k for k in range(2, len(word)) if is_ending(word[k:])), len(word))
    return word[:cut], match


def _owner(mention: Mention, names: set[str]) -> str | None:
    """Return the personal name beside a title; None if there is none or it is the subject's own."""
    text, (start, end), (first, last) = mention.text, mention.span, mention.other
    if _SAME_PERSON.search(text):
        return None
    person = text[first:last]
    before = _word_before(mention)
    if before in names and _FULL_NAME.fullmatch(before) and before not in person:
        is_listed = last <= start and _NAMES.fullmatch(text, last, start - len(before) - 1)
        if not is_listed and not 0 <= first - end <= _BESIDE:
            return before
    name, match = _word_behind(mention)
    if match is None or name not in names:
        return None
    behind = match[0]
    if name in person or person in behind:
        return None  # the subject itself
    if any(part in behind for part in person.split(" ") if len(part) > 1):
        return None  # … by a part of the name
    if end <= first and (first - end <= _BESIDE or _LIST.fullmatch(text, end, first)):
        return None
    if text[first - 1 : first] == "(" and text.rfind(")", 0, first) < end <= first:
        return None  # another name of the owner, in brackets
    return name


def _is_anothers(mention: Mention) -> bool:
    """Return whether the title beside the person is not marked, but the same word elsewhere is."""
    # The result is False if the person's name also stands beside the marked title.
    text, (start, end) = mention.text, mention.span
    word, person = mention.word, text[slice(*mention.other)]
    if not word or not person or _BECOMES.match(text, end):
        return False
    if text[:start].rstrip(" (").endswith(person) or text[end:].lstrip(" (").startswith(person):
        return False  # the person's name occurs again, beside the marked title
    first, last = mention.other
    before = text[:first].removesuffix(" ")
    if before.endswith(word) and len(before) != end:
        return True
    behind = last + (text[last : last + 1] in (" ", "("))
    if behind == start or not text.startswith(word, behind):
        return False
    stop = behind + len(word)
    tail = hangul_from(text, stop)
    return not tail or is_ending(tail)
