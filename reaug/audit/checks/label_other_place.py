"""`label/other-place`: the marked title belongs to another person; the subject's title is
elsewhere.

“[기자] 나래와 [박바다] 기자” says that 박바다 is a 기자, but by the second 기자, which is not
marked. A model that is trained on the marked mentions learns from text that does not express the
relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, hangul_from, is_ending, mentions_of
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding, Fix

RULE: Final = Rule(
    "label/other-place",
    "review",
    "review",
    "the marked title belongs to another person; the subject's title is elsewhere in the sentence",
    "표시한 직함은 다른 사람의 것이고, 주체의 직함은 문장의 다른 곳에 있다",
    needs_labels=True,
)
RULES = (RULE,)

_TITLE: Final = "per:title"
_BESIDE: Final = 2
"""The greatest number of code points between a title and its person: a blank, a bracket or a comma.
"""
_BECOMES: Final = re.compile("으?로(?![가-힣])")
"""The particle after a title that the subject gets; such a title is always the subject's own:
아나운서로 입사했다.
"""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose marked title belongs to another person."""
    negative = rows.rules.negative
    labelled = np.array([label == _TITLE for label in rows.labels], dtype=np.bool_)
    spans = rows.batch.spans.astype(np.int64)
    gap = np.maximum(spans[:, 2] - spans[:, 1], spans[:, 0] - spans[:, 3])
    far = labelled & (gap > _BESIDE)
    for mention in mentions_of(rows, "object", np.flatnonzero(far).tolist()):
        if not _is_anothers(mention):
            continue
        person = mention.text[slice(*mention.other)]
        yield Finding(
            rule=RULE.id,
            rows=rows.named([mention.row]),
            field="label",
            value=_TITLE,
            suggestion=negative or "",
            fixes=() if negative is None else (Fix("label", _TITLE, negative),),
            en=f"the marked {mention.word} is not the {mention.word} beside {person}",
            ko=f"{person} 옆의 {quoted(mention.word, '는')} 표시한 곳이 아니라 다른 곳에 있다",
        )


def _is_anothers(mention: Mention) -> bool:
    """Return whether the title occurs right beside the person, but is marked at another place.

    If the person's name occurs again beside the marked title, the result is False.
    """
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
