"""`type/place`: a name is typed as a person, but is a place, or a team that a place is a part of.

The dictionary of the morphological analyser knows the last word of the name as a place, as in
“[라인펠트]를 중심으로”. Names that are often marked as persons, names with the form of a Korean
person's, and names beside a word that shows a person are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, Mention, marked_words, mentions_of
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.types.persons import is_person_beside
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding
from reaug.korean.mecab import last_classes

RULE: Final = Rule(
    "type/place",
    "review",
    "review",
    "a name typed as a person is known as a place",
    "사람으로 표시한 이름이 지명으로 알려져 있다",
    depends_on_book=True,
)
RULES = (RULE,)
BY_ROW: Final = True

_PERSON: Final = "PER"
_FEW: Final = 2
"""The greatest number of mentions as a person; a name with more is a person's, too."""
_PLACE: Final = "지명"
_NAME: Final = "인명"
_FORM: Final = re.compile("[가-힣]{2,8}(?: [가-힣]{2,12})?")
_KOREAN: Final = re.compile(
    "[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설길]"
    "[가-힣]{1,2}"
)
"""The form of most names of Korean persons."""
_NAME_BEFORE: Final = re.compile(r"(?<![^\W_])[가-힣] $")
"""A single letter before a name, as of a first name: 기 나르."""
_NAME_BEHIND: Final = re.compile(r" (?:[가-힣]{2,}(?: ?\(|[은는이가을를의]? ?\([A-Z])|[A-Z][a-z])")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each person whose name is known as a place."""
    places = pa.array(sorted(rows.fact(_places)), pa.string())
    rows = rows.judged
    for role in ROLES if len(places) else ():
        typed = pc.equal(rows.types(role), _PERSON)
        at = rows_where(pc.and_(typed, pc.is_in(rows.words(role), value_set=places)))
        shown = is_person_beside(rows.batch, role, at).tolist()
        for mention, is_person in zip(mentions_of(rows, role, at.tolist()), shown, strict=True):
            if is_person or _is_part(mention):
                continue
            yield Finding(
                rule=RULE.id,
                rows=rows.named([mention.row]),
                field=f"{mention.field}.type",
                value=_PERSON,
                en=f"{mention.word} is {_PERSON}, but the dictionary knows it as a place",
                ko=f"{quoted(mention.word, '는')} {_PERSON}인데 사전에는 지명으로 나온다",
            )


def _places(rows: Rows) -> set[str]:
    """Return those names of persons in the whole set that the dictionary knows as places."""
    persons = [
        word
        for (word, type_), count in marked_words(rows, judged=True).items()
        if type_ == _PERSON and count <= _FEW and _FORM.fullmatch(word)
        if not _KOREAN.fullmatch(word)
    ]
    classes = zip(persons, last_classes(persons), strict=True)
    places = [word for word, known in classes if known.endswith(_PLACE)]
    firsts = last_classes([word.partition(" ")[0] for word in places])
    return {
        word
        for word, first in zip(places, firsts, strict=True)
        if " " not in word or not first.endswith(_NAME)
    }


def _is_part(mention: Mention) -> bool:
    """Return whether a mention may be a part of a person's name."""
    text, (start, end) = mention.text, mention.span
    before = _NAME_BEFORE.search(text[max(start - 3, 0) : start])
    return before is not None or _NAME_BEHIND.match(text, end) is not None
