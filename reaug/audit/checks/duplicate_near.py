"""`duplicate/near`: a row whose sentence is an edited version of another row's sentence.

Words were inserted, deleted, moved or replaced. In a finding's `rows`, the copy, which should be
dropped, comes first. The second row is the one that looks like the original; `audit.near.families`
says how it is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

NEAR = Rule(
    "duplicate/near",
    "review",
    "review",
    "the sentence is an edit of another in the set, with the same mentions or a name replaced",
    "다른 행의 문장을 조금 고친 것이다. 개체는 같거나 하나만 바뀌었다",
)
RULES = (NEAR,)


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose sentence is an edit of another row's sentence."""
    from reaug.audit.near.copies import copies_within
    from reaug.audit.near.messages import message

    for some, copy in copies_within(rows):
        original = some.ids[copy.original]
        yield Finding(
            rule=NEAR.id,
            rows=some.named([copy.row, copy.original]),
            field="sentence",
            value=copy.edit.message(),
            score=copy.closeness,
            en=message(copy, f"a copy of {original}", "en"),
            ko=message(copy, f"{original}의 사본", "ko"),
        )
