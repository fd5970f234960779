"""`text/not-nfc`: characters that are not in Unicode's composed form (NFC).

In a file name from macOS, 한글 is six code points instead of two. Hanja with several readings have
several code points in KS X 1001, which NFC unifies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.audit.hidden_characters import named_all, places, respelled, shown, text_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.character_fixes import NOT_NFC
from reaug.core.findings import Finding

RULE = Rule(
    NOT_NFC,
    "warning",
    "patch",
    "the text is not in NFC: a character is written in parts, or by another code point",
    "글이 NFC가 아니다. 글자가 낱자로 풀렸거나 다른 코드로 적혀 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_PARTS: Final = 4


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row that is not in NFC; it shows the first wrong character."""
    for row, spelling in rows.respellings.items():
        if not spelling.not_nfc:
            continue
        text = rows.texts[row]
        start, end = spelling.not_nfc[0]
        fixes = text_fixes(rows, row, spelling, spelling.not_nfc)
        at = [first for first, _ in spelling.not_nfc]
        value = shown(text, spelling.marked | {*range(start, end)}, start, end)
        parts = named_all(text[start : min(end, start + _PARTS)])
        new = respelled(text, spelling, start) if fixes else ""
        yield Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field="sentence",
            value=value,
            suggestion=new,
            fixes=fixes,
            en=f"{parts} at {places(at)} is not in NFC: {value}"
            + (f"; in NFC: {new}" if new else ""),
            ko=f"{parts}, {places(at, ko=True)}번째 글자가 NFC가 아니다: {value}"
            + (f". NFC: {new}" if new else ""),
        )
