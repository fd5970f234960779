"""`leak/near`: a row whose sentence is an edited version of a sentence in the other set.

Rows with exactly the same sentence are reported by `leak/sentence` alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

NEAR = Rule(
    "leak/near",
    "review",
    "review",
    "the sentence is an edit of one in the other set",
    "상대 데이터의 문장을 조금 고친 것이다",
)
RULES = (NEAR,)


def check(rows: Rows, gold: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose sentence is an edit of a sentence in the other set."""
    from reaug.audit.near.copies import copies_across
    from reaug.audit.near.messages import message

    for copy in copies_across(rows, gold):
        original = gold.ids[copy.original]
        yield Finding(
            rule=NEAR.id,
            rows=rows.named([copy.row]),
            field="sentence",
            value=copy.edit.message(),
            score=copy.closeness,
            en=message(copy, f"an edit of {original} of the other set", "en"),
            ko=message(copy, f"상대 데이터의 {original}에서 고친 문장", "ko"),
        )
