"""`span/date-part`: the mention is a part of a longer date, such as 1986년 of 1986년 1월 30일.

The label of the row is about the whole date. A model that sees only the mention learns the year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, Span, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/date-part",
    "warning",
    "patch",
    "the date continues beside the mention: month, day or year",
    "날짜가 개체 밖으로 이어진다: 월이나 일, 연도가 개체 옆에 있다",
)
RULES = (RULE,)
BY_ROW: Final = True


def _unit(word: str) -> str:
    """Return a pattern that matches a unit in NFC and in NFD."""
    return f"(?:{word}|{unicodedata.normalize('NFD', word)})"


_YEAR, _MONTH, _DAY = (_unit(word) for word in ("년", "월", "일"))
_NUMBER: Final = "[0-9]{1,2}"
_ENDS: Final = f"[0-9](?:{_YEAR}|{_MONTH})$"
_BEGINS: Final = f"^{_NUMBER}(?:{_MONTH}|{_DAY})"
_AFTER_YEAR: Final = re.compile(f" ?{_NUMBER}{_MONTH}(?: ?{_NUMBER}{_DAY})?")
_AFTER_MONTH: Final = re.compile(f" ?{_NUMBER}{_DAY}")
_BEFORE_MONTH: Final = re.compile(f"[0-9]{{1,4}}{_YEAR} ?$")
_BEFORE_DAY: Final = re.compile(f"(?:[0-9]{{1,4}}{_YEAR} ?)?{_NUMBER}{_MONTH} ?$")
_IS_YEAR: Final = re.compile(f"[0-9]{_YEAR}$")
_IS_MONTH: Final = re.compile(f"^{_NUMBER}{_MONTH}")
_WIDTH: Final = 16
"""The greatest length of the rest of a date before a mention, in code points of NFD."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention that is a part of a date, with the span of the whole
    date.
    """
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, date: str) -> tuple[str, str]:
    return (
        f"{word} is a part of the date {date}",
        f"{quoted(word, '는')} 날짜 ‘{date}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose mention may be a part of a date, by its ends and the text beside it."""
    words = rows.words(role)
    ends = pc.and_(
        pc.match_substring_regex(words, _ENDS),
        pc.match_substring_regex(rows.behind(role, 3), "^ ?[0-9]"),
    )
    begins = pc.and_(
        pc.match_substring_regex(words, _BEGINS),
        pc.match_substring_regex(rows.before(role, 4), f"(?:{_YEAR}|{_MONTH}) ?$"),
    )
    return rows_where(pc.or_(ends, begins))


def whole(mention: Mention) -> Span:
    """Return the span of the date that contains a mention; the mention's own span if it is the
    whole date.
    """
    text, (start, end) = mention.text, mention.span
    word, before = mention.word, text[max(start - _WIDTH, 0) : start]
    left = (_BEFORE_MONTH if _IS_MONTH.search(word) else _BEFORE_DAY).search(before)
    right = (_AFTER_YEAR if _IS_YEAR.search(word) else _AFTER_MONTH).match(text, end)
    if left and word[0].isdigit() and re.search(_BEGINS, word):
        start -= len(before) - left.start()
    if right and re.search(_ENDS, word):
        end = right.end()
    return start, end
