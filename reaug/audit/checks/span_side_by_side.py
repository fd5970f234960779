"""`span/side-by-side`: two mentions without anything between them are one name.

In [나래학원][푸른교육]은, the body is called 나래학원푸른교육, and neither half is its name. The
same holds with 립 between them: [가람시]립[도서관].
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
from reaug.audit.mention_edges import ROLES, mention_of
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/side-by-side",
    "review",
    "review",
    "subject and object stand in one word: together they are one name",
    "주체와 객체가 한 낱말 안에 붙어 있다. 둘이 합쳐 한 이름이다",
)
RULES = (RULE,)
BY_ROW: Final = True

_BODY: Final = "ORG"
_PLACE: Final = "org:place_of_headquarters"
_OTHER_NAME: Final = "org:alternate_names"
"""Under these labels, two names may stand in one word: a place and its body, a name and its
abbreviation.
"""
_FOUNDED: Final = "립"
"""Behind a place, "founded by it", which joins the place to the name of a body."""
_BRANCH: Final = re.compile("(?:지부|지회|지점|지사|본부|분회|지국|사업부|출장소)$")
"""The end of the name of a branch, which is a body of its own: [나래학회][한밭지부]."""
_PARTY: Final = "당"
"""The end of the names of parties, which lists without commas put side by side."""
_SYLLABLE: Final = 3
"""The number of code points of a syllable in NFD."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention of rows whose two mentions are halves of one name."""
    for row in _touching(rows):
        subject, other = (mention_of(rows, row, role) for role in ROLES)
        first, second = sorted((subject.span, other.span))
        text = subject.text
        between = unicodedata.normalize("NFC", text[first[1] : second[0]])
        if between not in ("", _FOUNDED):
            continue
        if not between and rows.labels[row] in (_PLACE, _OTHER_NAME):
            continue
        one, two = (unicodedata.normalize("NFC", text[slice(*span)]) for span in (first, second))
        if _BRANCH.search(two) or (one.endswith(_PARTY) and two.endswith(_PARTY)):
            continue
        name = text[first[0] : second[1]]
        for mention in (subject, other):
            yield Finding(
                rule=RULE.id,
                rows=rows.named([row]),
                field=mention.field,
                value=mention.word,
                en=f"{mention.word} is a half of the name {name}, in which both mentions stand",
                ko=f"{quoted(mention.word, '는')} 두 개체가 이루는 이름 ‘{name}’의 한 부분이다",
            )


def _touching(rows: Rows) -> list[int]:
    """Return the rows with two bodies in Hangul and at most one syllable between them."""
    a, b, c, d = rows.batch.spans.astype(np.int64).T
    gap = np.maximum(c - b, a - d)
    near = np.flatnonzero((gap >= 0) & (gap <= _SYLLABLE))
    if not len(near):
        return []
    place = pa.array(near, pa.int64())
    fits = np.ones(len(near), dtype=np.bool_)
    for role in ROLES:
        body = pc.equal(rows.types(role).take(place), _BODY)
        hangul = pc.match_substring_regex(rows.words(role).take(place), r"^[\p{Hangul} ]+$")
        fits &= np.array(pc.and_(body, hangul).to_pylist(), dtype=np.bool_)
    return near[fits].tolist()
