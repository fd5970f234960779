"""`span/quoted`: a mention is the first or last word of a title in quotation marks.

An example is 달빛전사 in 《달빛전사 쿠로》: the work or product is called by all words between the
marks. Persons and bodies occur in titles as what they are (《세종 평전》), so only mentions with
the type of works and products are reported, and places as products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, Span, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/quoted",
    "review",
    "patch",
    "a mention is a part of the title between the quotation marks",
    "개체가 따옴표나 꺾쇠표 안에 있는 제목의 한 부분이다",
)
RULES = (RULE,)
BY_ROW: Final = True

_WORK: Final = "POH"
_PLACE: Final = "LOC"
_PRODUCT: Final = "org:product"
_CLOSES: Final = {
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "‘": "’",
    "“": "”",
    "'": "'",
    '"': '"',
}
_OPENS: Final = {close: begin for begin, close in _CLOSES.items() if begin != close}
_LONGEST: Final = 30
_SPEECH: Final = re.compile(r"[.,!?]|[은는이가을를] |[다요까]$")
"""Signs that the words between the marks are speech, or a clause, and no title."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention that is a part of a title, with the span of the title."""
    return longer_names(RULE, rows, _suspects, _whole, _says)


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is a part of the title {name}",
        f"{quoted(word, '는')} 제목 ‘{name}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose mention is a work or product with a quotation mark on one side only."""
    # On the other side is a space, so the title may go on.
    products = pc.and_(
        pc.equal(rows.types(role), _PLACE),
        pa.array([label == _PRODUCT for label in rows.labels], pa.bool_()),
    )
    typed = pc.or_(pc.equal(rows.types(role), _WORK), products)
    opened = pc.is_in(rows.before(role, 1), value_set=pa.array(list(_CLOSES)))
    closed = pc.is_in(rows.behind(role, 1), value_set=pa.array(list(_OPENS)))
    goes_on = pc.and_(opened, pc.equal(rows.behind(role, 1), " "))
    went_on = pc.and_(closed, pc.equal(rows.before(role, 1), " "))
    return rows_where(pc.and_(typed, pc.or_(goes_on, went_on)))


def _whole(mention: Mention) -> Span | None:
    """Return the span of the title in quotation marks; None if the quoted words are no title."""
    text, (start, end) = mention.text, mention.span
    if start and text[start - 1] in _CLOSES and text[end : end + 1] == " ":
        stop = text.find(_CLOSES[text[start - 1]], end)
        span = start, stop
    else:
        begin = text.rfind(_OPENS[text[end]], 0, start)
        span = begin + 1, end
    title = text[slice(*span)]
    is_closed = min(span) > 0 and len(title) <= _LONGEST
    return span if is_closed and not _SPEECH.search(title) and mention.is_free(span) else None
