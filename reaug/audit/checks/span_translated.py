"""`span/translated`: a bracket with a foreign name shows that a body is called by more words.

In “[사보르카] 중앙은행(Central Bank of Savorka)” and “[사보르카] 방송(SBC)”, the brackets stand for
all words before them, so that the mention alone is a part of the name. It must be able to be a word
of the foreign name (or a letter of the abbreviation), and the last word before the bracket must be
one in which names of bodies and places end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.checks.span_gloss import may_begin
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, Span, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/translated",
    "review",
    "review",
    "the name in brackets stands for more words than the mention",
    "괄호 속의 이름은 개체보다 더 많은 말을 옮긴 것이다",
)
RULES = (RULE,)
BY_ROW: Final = True

_TYPES: Final = ("ORG", "LOC")
_HEADS: Final = (
    "방송|방송국|은행|연구소|연구원|위원회|대학|대학교|음악원|미술원|학교|학원|서킷|조직|부대|협회|연맹|연합|연합회|동맹"
    "|공사|공단|재단|박물관|미술관|도서관|병원|센터|학회|정당|전선|의회|국회|회사|공사|항공|신문|통신|사령부"
    "|본부|지부|정부|왕국|공국|공화국|제국|타피아국|후국|기금|기구|공항|궁전|성당|대성당|교회|극장|경기장|스타디움|그룹"
    "|시스템|시스템즈|테크놀로지|테크놀로지스|인더스트리|리그|오케스트라|교향악단|합창단|발레단|철도|거래소|법원|경찰청"
)
_MORE: Final = re.compile(rf"(?: [가-힣A-Z]+){{0,2}} [가-힣]*(?:{_HEADS})(?= ?\()")
_CASE: Final = re.compile(
    "(?:[은는을를의]|에서|으로|에게|인|이자|과|와|[가-힣]장이|[가-힣]가)(?: |$)"
)
_GLOSS: Final = re.compile(r" ?\(([A-Z][A-Za-zÀ-ÖØ-öø-ÿ&.,'’\- ]*)[);,]")
_ACRONYM: Final = re.compile("[A-Z]{3,8}")
_WORD: Final = re.compile("[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ]+")
_COUNTRY: Final = ("대한민국", "한국")
"""Words before the names of public bodies that are not a part of them."""
_FAR: Final = 36


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention that is a part of the name whose translation follows."""
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is a part of {name}, the name that the brackets translate",
        f"{quoted(word, '는')} 괄호가 옮긴 이름 ‘{name}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows with a body or a place before words and a bracket with Latin letters."""
    types = pc.is_in(rows.types(role), value_set=pa.array(_TYPES))
    after = pc.match_substring_regex(
        rows.behind(role, _FAR), rf"^(?: [가-힣A-Z]+){{0,2}} [가-힣]*(?:{_HEADS}) ?\([A-Z]"
    )
    return rows_where(pc.and_(types, after))


def whole(mention: Mention) -> Span | None:
    """Return the span from a mention to the bracket that translates it; None if it is whole."""
    text, (start, end) = mention.text, mention.span
    more = _MORE.match(text, end)
    gloss = _GLOSS.match(text, more.end()) if more else None
    if more is None or gloss is None or mention.word in _COUNTRY or _CASE.search(more[0]):
        return None
    word, names = mention.word, gloss[1].strip()
    if _ACRONYM.fullmatch(names):
        fits = any(may_begin(word, letter) for letter in names)
    else:
        found = _WORD.findall(names)
        fits = len(found) > 1 and any(may_begin(word, name) for name in found)
    span = start, more.end()
    return span if fits and mention.is_free(span) else None
