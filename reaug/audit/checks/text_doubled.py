"""`text/doubled`: a bracket that appears twice, as in 한서율(韓瑞律)(韓瑞律).

Texts of encyclopedia pages have a note twice if the markup was removed automatically.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding, Fix

RULE: Final = Rule(
    "text/doubled",
    "warning",
    "patch",
    "a bracket is doubled: a sign of automatically extracted text",
    "같은 괄호가 두 번 적혀 있다. 웹 문서에서 문장을 자동으로 추출하다 생긴 흔적이다",
)
RULES = (RULE,)
BY_ROW: Final = True

_LONGEST: Final = 60
_TWICE: Final = re.compile(rf"(\([^()]{{1,{_LONGEST}}}\))\1")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each doubled bracket; the fix removes one of the two."""
    maybe = pc.match_substring(rows.batch.sentence, ")(")
    for row in rows_where(maybe).tolist():
        spans = rows.batch.spans[row].tolist()
        for match in _TWICE.finditer(rows.texts[row]):
            bracket = match[1]
            first = match.start(), match.end(1)
            second = match.end(1), match.end()
            free = next((place for place in (second, first) if _is_free(place, spans)), None)
            fixes = () if free is None else (Fix("sentence", bracket, "", free[0]),)
            yield Finding(
                rule=RULE.id,
                rows=rows.named([row]),
                field="sentence",
                value=match[0],
                suggestion=bracket if fixes else "",
                fixes=fixes,
                en=f"{bracket} appears twice, at {first[0]} and {second[0]}",
                ko=f"{bracket}: {first[0]}번째 글자와 {second[0]}번째 글자에 두 번 적혀 있다",
            )


def _is_free(place: tuple[int, int], spans: list[int]) -> bool:
    """Return whether no mention overlaps a piece of the text."""
    start, end = place
    mentions = (spans[:2], spans[2:])
    return all(stop <= start or end <= begin for begin, stop in mentions)
