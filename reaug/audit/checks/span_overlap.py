"""`span/overlap`: the two mentions of a row share code points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.korean.josa import attach

OVERLAP = Rule(
    "span/overlap",
    "error",
    "review",
    "subject and object overlap",
    "주체와 객체의 자리가 겹친다",
)
RULES = (OVERLAP,)
BY_ROW: Final = True


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose mentions overlap or are the same."""
    a, b, c, d = rows.batch.spans.T
    for row in np.flatnonzero((a < d) & (c < b)).tolist():
        subject, object_ = rows.batch.spans[row].reshape(2, 2).tolist()
        text = rows.texts[row]
        one, two = text[slice(*subject)], text[slice(*object_)]
        places = [f"{start}..{end - 1}" for start, end in (subject, object_)]
        first = attach(f"주체 ‘{one}’({places[0]})", "와")
        yield Finding(
            rule=OVERLAP.id,
            rows=rows.named([row]),
            field="row",
            value=f"{one} / {two}",
            en=f"the subject {one} ({places[0]}) and the object {two} ({places[1]}) overlap",
            ko=f"{first} 객체 ‘{two}’({places[1]})의 자리가 겹친다",
        )
