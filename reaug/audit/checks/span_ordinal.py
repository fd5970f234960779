"""`span/ordinal`: the number of a ruler follows the mention, as in 빌헬름 2세."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, hangul_from, is_ending, mention_of, span_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/ordinal",
    "warning",
    "patch",
    "the number that belongs to the name comes after the mention: 2세",
    "이름에 딸린 순서(2세 등)가 개체 밖에 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_ORDINAL: Final = re.compile(" ?(?:[1-9]|[12][0-9])세(?!의? (?:나이|때|에|된|였|이었))")
"""A number of a ruler. A higher number, or a number before these words, is an age."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention before a ruler's number, with the span of both."""
    for role in ROLES:
        after = rows.behind(role, 4)
        hangul = pc.match_substring_regex(rows.words(role), "^[^0-9]*[가-힣]$")
        for row in rows_where(pc.and_(hangul, pc.match_substring_regex(after, "^ ?[0-9]"))):
            mention = mention_of(rows, int(row), role)
            number = _ORDINAL.match(mention.text, mention.span[1])
            if number is None:
                continue
            tail = hangul_from(mention.text, number.end())
            if tail and not is_ending(tail):
                continue
            span = mention.span[0], number.end()
            fixes = span_fixes(mention, span)
            name = mention.text[slice(*span)]
            yield Finding(
                rule=RULE.id,
                rows=rows.named([int(row)]),
                field=mention.field,
                value=mention.word,
                suggestion=name if fixes else "",
                fixes=fixes,
                en=f"{mention.word} is a part of the name {name}",
                ko=f"{quoted(mention.word, '는')} 이름 ‘{name}’의 한 부분이다",
            )
