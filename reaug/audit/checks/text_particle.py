"""`text/particle`: a particle that disagrees with its word; `audit.text_particle` finds it."""

from __future__ import annotations

from collections.abc import Iterator

from reaug.audit.findings import Finding, Rule
from reaug.audit.rows import Rows
from reaug.audit.text_particle import RULE, text_particle

PARTICLE = Rule(
    RULE,
    "warning",
    "review",
    "a particle does not fit the word before it: a mark of machine-made text",
    "조사가 앞말과 맞지 않는다. 기계가 만들거나 바꾼 글의 표시다",
)
RULES = (PARTICLE,)


def check(rows: Rows) -> Iterator[Finding]:
    """One finding per particle."""
    for found in text_particle(rows.batch).to_pylist():
        yield Finding(
            rule=RULE,
            rows=(found["row_id"],),
            field="sentence",
            value=found["value"],
            suggestion=found["suggestion"],
            en=f"{found['value']}: the particle does not fit; {found['suggestion']} does",
            ko=f"{found['value']}: 조사가 맞지 않는다. {found['suggestion']}이(가) 맞다",
        )
