"""`text/markup`: markup of the web page that a sentence is from, as in `[[나래|나래전자]]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding

RULE: Final = Rule(
    "text/markup",
    "review",
    "review",
    "marks of the page that the sentence was taken from are left in it",
    "문장을 가져온 쪽의 표시가 남아 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_MARKS: Final = r"\[\[|\]\]|\{\{|\}\}|^[:;,)\]}”’」』》〉] ?[^)(\s]"
"""Links and templates of a wiki, and marks with which no sentence begins, except smileys."""
_SHOWN: Final = re.compile(f"(?:{_MARKS})")
_AROUND: Final = 10


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each row with markup, with the text around the first mark."""
    for row in rows_where(pc.match_substring_regex(rows.batch.sentence, _MARKS)).tolist():
        text = rows.texts[row]
        match = _SHOWN.search(text)
        place = match.start() if match else 0
        shown = text[max(place - _AROUND, 0) : place + _AROUND + 2].strip()
        yield Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field="sentence",
            value=shown,
            en=f"a mark of markup at {place}: … {shown} …",
            ko=f"{place}번째 글자에 마크업 표시가 있다: … {shown} …",
        )
