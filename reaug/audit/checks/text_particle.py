"""`text/particle`: a particle that disagrees with its word; `audit.text_particle` finds it."""

from __future__ import annotations

from collections.abc import Iterator

from reaug.audit.findings import Finding, Fix, Rule
from reaug.audit.rows import Rows
from reaug.audit.text_particle import RULE, text_particle
from reaug.audit.wording import quoted

PARTICLE = Rule(
    RULE,
    "error",
    "patch",
    "a particle does not fit the word before it: a mark of machine-made text",
    "조사가 앞말과 맞지 않는다. 기계가 만들거나 바꾼 글의 표시다",
    precision=1.0,
    judged=100,
)
RULES = (PARTICLE,)


def check(rows: Rows) -> Iterator[Finding]:
    """One finding per particle."""
    place = {name: row for row, name in enumerate(rows.ids)}
    for found in text_particle(rows.batch).to_pylist():
        start = int(rows.batch.span(found["field"])[place[found["row_id"]], 0])
        yield Finding(
            rule=RULE,
            rows=(found["row_id"],),
            field="sentence",
            value=found["value"],
            suggestion=found["suggestion"],
            fixes=(_fix(start, found["value"], found["suggestion"]),),
            en=f"{found['value']}: the particle does not fit; {found['suggestion']} does",
            ko=f"{found['value']}: 조사가 앞말과 맞지 않는다. "
            f"{quoted(found['suggestion'], '로')} 고쳐야 한다",
        )


def _fix(start: int, old: str, new: str) -> Fix:
    """The edit of the particle; both texts begin with the mention, which stays as it is."""
    shorter = min(len(old), len(new))
    same = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return Fix("sentence", old[same:], new[same:], at=start + same)
