"""`span/head-alone`: only the last word of a name is marked: [공화국] in 가온 공화국.

The mention is too short if its word is no name by itself, and a name precedes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, Span, is_ending, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/head-alone",
    "review",
    "review",
    "only the last word of a name is marked, and this word is no name by itself",
    "이름의 마지막 말만 표시되어 있다. 그 말만으로는 무엇의 이름인지 알 수 없다",
)
RULES = (RULE,)
BY_ROW: Final = True

_TYPES: Final = ("ORG", "LOC", "POH")
_HEADS: Final = (
    "공화국|왕국|공국|소프트웨어|엔터테인먼트|픽처스|픽쳐스|레코드|스튜디오|진수부|챔피언십|인터내셔널"
    "|코퍼레이션|컴퍼니|주식회사"
)
_MIDDLE: Final = frozenset(
    ("민주", "인민", "연방", "사회주의", "소비에트", "자치", "이슬람", "아랍", "연합")
)
"""Words that may occur between a name and its last word: 가온 사회주의 공화국."""
_NO_NAME: Final = re.compile(
    "(?:[은는을를이가의와과도]|에서|에게|으로|[0-9]+|새|두|한|각|이|그|저|옛|구|전|현|신생|독립|작은|큰|다른|여러|모든|일부"
    "|세계적|최초|최대|최고|위성|괴뢰|해당|같은|소속)$"
)
_WORD: Final = re.compile("([A-Za-z0-9가-힣]+) $")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention that is only the last word of a name, with the span of the
    name.
    """
    return longer_names(RULE, rows, _suspects, whole, _says)


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is only the last word of {name}",
        f"{quoted(word, '는')} 이름 ‘{name}’의 마지막 말일 뿐이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows whose mention is a word that often ends a name, behind another word."""
    types = pc.is_in(rows.types(role), value_set=pa.array(_TYPES))
    alone = pc.match_substring_regex(rows.words(role), f"^(?:{_HEADS})$")
    before = pc.match_substring_regex(rows.before(role, 2), r"[A-Za-z0-9가-힣] $")
    return rows_where(pc.and_(pc.and_(types, alone), before))


def whole(mention: Mention) -> Span | None:
    """Return the span of the name whose last word is the mention; None if no name precedes it."""
    start = mention.span[0]
    while (word := _WORD.search(mention.text, max(start - 40, 0), start)) is not None:
        start = word.start()
        if word[1] not in _MIDDLE:
            particle = any(is_ending(word[1][at:]) for at in range(2, len(word[1])))
            return None if particle or _NO_NAME.search(word[1]) else (start, mention.span[1])
    return None
