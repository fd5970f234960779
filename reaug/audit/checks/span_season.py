"""`span/season`: a season of two years is cut, such as 2003 in 2003-04 or 2004 in 2003~2004.

So is a span of years whose 년 stands only behind the last one: 2015 in 2015~2017년.
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
    "span/season",
    "review",
    "patch",
    "a season of two years is cut: 2003 of 2003-04",
    "두 해에 걸친 시즌이 잘려 있다(2003-04에서 2003)",
)
RULES = (RULE,)
BY_ROW: Final = True

_YEAR: Final = "(?:1[89]|20)[0-9]{2}"
_MARK: Final = "(?:[-/–]| ?[~∼～] ?)"
_AFTER: Final = re.compile(f"{_MARK}([0-9]{{4}}|[0-9]{{2}})(?![0-9])")
_BEFORE: Final = re.compile(f"(?<![0-9])({_YEAR}){_MARK}$")
_NAMED: Final = f"(?:년|{unicodedata.normalize('NFD', '년')})"
_UNTIL: Final = re.compile(f"[-–~∼～]({_YEAR}){_NAMED}(?![생\u1109])")
"""The last year of a span, with the 년 that the first year lacks."""
_WIDTH: Final = 8
_DIGITS: Final = 4
_BESIDE: Final = 4
"""The number of code points beside a mention in which another year must begin or end."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention that is half of a season, with the span of both years."""
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, season: str) -> tuple[str, str]:
    return (
        f"{word} is a part of the season {season}",
        f"{quoted(word, '는')} 시즌 ‘{season}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose mention is a year with a hyphen, slash or ~ beside it."""
    words = rows.words(role)
    first = pc.match_substring_regex(words, f"^{_YEAR}$")
    second = pc.match_substring_regex(words, "^[0-9]{2}(?:[0-9]{2})?$")
    after, before = rows.behind(role, _BESIDE), rows.before(role, _BESIDE)
    ends = pc.and_(first, pc.match_substring_regex(after, f"^{_MARK}[0-9]"))
    begins = pc.and_(second, pc.match_substring_regex(before, f"[0-9]{_MARK}$"))
    return rows_where(pc.or_(ends, begins))


def whole(mention: Mention) -> Span | None:
    """Return the span of the season of which a mention is one year; None if it is a date."""
    text, (start, end) = mention.text, mention.span
    after, until = _AFTER.match(text, end), _UNTIL.match(text, end)
    if until is not None and len(mention.word) == _DIGITS and until[1] > mention.word:
        span = start, until.end()
    elif after is not None and _follows(mention.word, after[1]):
        span = start, after.end()
    else:
        before = _BEFORE.search(text[max(start - _WIDTH, 0) : start])
        if before is None or not _follows(before[1], mention.word):
            return None
        span = start - len(before[0]), end
    marks = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
    return None if marks[1] in ("-", "/", ".") or marks[0] in ("-", "/", ".") else span


def _follows(year: str, other: str) -> bool:
    """Return whether `other` (two or four digits) is the year after `year`."""
    following = int(year) + 1
    return other in (f"{following}", f"{following % 100:02}")
