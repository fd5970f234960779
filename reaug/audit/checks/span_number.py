"""`span/number-unit`: a date or number that is cut off from its unit or from some of its digits.

Elsewhere the data mark years as 1987년, so `1987` before 년 is wrong. In KLUE-RE nearly all such
rows have the label no_relation, so a model learns the cut instead of the relation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, Mention, Span, listed, mention_of, span_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import Bool, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

NUMBER_UNIT = Rule(
    "span/number-unit",
    "error",
    "patch",
    "a date or number is cut from its unit (년, 월, 일, 세기) or from its digits",
    "날짜나 수에서 단위(년, 월, 일, 세기)나 숫자가 잘렸다",
)
RULES = (NUMBER_UNIT,)
BY_ROW: Final = True

_NUMBERS: Final = ("DAT", "NOH")


def _any(*words: str) -> str:
    """Return a pattern that matches the words in NFC and in NFD."""
    forms = [unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")]
    return "(?:" + "|".join(dict.fromkeys(forms)) + ")"


# 월드컵, 일본 and similar words begin like a unit, but are no units.
_WORDS: Final = sorted(listed("월드 월간 월요 월남 일본 일반 일부 일간 일대 일제 일요 일보"))
_NO_UNIT: Final = rf"(?!{_any(*_WORDS)})"
_YEAR, _MONTH, _DAY, _CENTURY = (_any(unit) for unit in ("년", "월", "일", "세기"))
_DATE: Final = rf"(?: ?[0-9]{{1,2}}{_DAY})?"
_UNIT: Final = re.compile(rf" ?{_NO_UNIT}(?:{_YEAR}|{_MONTH}|{_DAY}|{_CENTURY})")
_REST: Final = re.compile(
    rf"[0-9]*(?: ?{_NO_UNIT}(?:{_YEAR}{_any('대')}?(?: ?[0-9]{{1,2}}{_MONTH}{_DATE})?"
    rf"|{_MONTH}{_DATE}|{_DAY}|{_CENTURY}))?"
)
"""The rest of a date or number after a digit."""


_NUMERIC: Final = re.compile(r"(?:약 ?|제 ?|기원전 |서기 |음력 ?)?[0-9]")
"""The beginning of a date or number."""
_BY_FORM: Final = rf"^(?:{_NUMERIC.pattern})(?:[0-9 ,.]|{_YEAR}|{_MONTH})*$"
"""A date or number, in a scheme whose types do not tell which mentions are dates."""


def suspects(rows: Rows, role: Role) -> Bool:
    """Return the rows whose subject or object is cut off from a unit or a digit (`bool[n]`)."""
    words, before, after = rows.words(role), rows.before(role, 1), rows.behind(role, 6)
    last = pc.match_substring_regex(words, "[0-9]$")
    cut_digit = pc.or_(
        pc.and_(last, pc.match_substring_regex(after, "^[0-9]")),
        pc.and_(
            pc.match_substring_regex(words, "^[0-9]"), pc.match_substring_regex(before, "^[0-9]$")
        ),
    )
    types = rows.types(role)
    typed = pc.is_in(types, value_set=pa.array(_NUMBERS))
    if any(name in rows.rules.types for name in _NUMBERS):
        own = pc.invert(pc.is_in(types, value_set=pa.array(list(rows.rules.types), pa.string())))
    else:
        own = pa.array(np.ones(len(rows), dtype=np.bool_))
    typed = pc.or_(typed, pc.and_(own, pc.match_substring_regex(words, _BY_FORM)))
    maybe = pc.and_(
        pc.and_(typed, last), pc.match_substring_regex(after, "^ ?[년월일세녀워이ᄂᄋᄉ]")
    )
    mask = np.asarray(cut_digit.to_numpy(zero_copy_only=False), dtype=np.bool_)
    for row in rows_where(maybe).tolist():
        mask[row] |= _UNIT.match(after[row].as_py()) is not None
    return mask


def whole(mention: Mention) -> Span:
    """Return the span of the whole date or number of which a mention is a part."""
    text, (start, end) = mention.text, mention.span
    if text[start].isdigit():
        while start and text[start - 1] in "0123456789":
            start -= 1
    if text[end - 1].isdigit():
        rest = _REST.match(text, end)
        end = rest.end() if rest else end
    return start, end


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each cut mention, with the span of the whole date or number."""
    for role in ROLES:
        for row in np.flatnonzero(suspects(rows, role)).tolist():
            mention = mention_of(rows, row, role)
            span = whole(mention)
            # 리그 1 in 챔피언스리그 16강 is cut, too, but the right span is unclear.
            fixes = span_fixes(mention, span) if _NUMERIC.match(mention.word) else ()
            better = mention.text[slice(*span)]
            yield Finding(
                rule=NUMBER_UNIT.id,
                rows=rows.named([row]),
                field=mention.field,
                value=mention.word,
                suggestion=better if fixes else "",
                fixes=fixes,
                en=f"{mention.word} is cut off from {better}",
                ko=f"{quoted(mention.word, '는')} ‘{better}’에서 잘려 나온 것이다",
            )
