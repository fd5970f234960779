"""`label/other-set`: rows that the other set labels differently.

The rows of both sets have the same sentence, mentions and order, so two annotators, or two versions
of a set, disagree. This is not a leak between sets. `rule/divergence` finds the conditions under
which whole sets differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

RULE = Rule(
    "label/other-set",
    "review",
    "review",
    "the other set has the row with another label",
    "같은 행이 상대 데이터에는 다른 라벨로 있다",
    needs_labels=True,
    needs_labels_there=True,
)
RULES = (RULE,)

_Place = tuple[str, int, int, int, int]


def check(rows: Rows, gold: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose label no copy of the row in the other set has."""
    other_labels: dict[_Place, Counter[str]] = {}
    for place, label in zip(_places(gold), gold.labels, strict=True):
        if label:
            other_labels.setdefault(place, Counter())[label] += 1
    for row, (place, label) in enumerate(zip(_places(rows), rows.labels, strict=True)):
        others = other_labels.get(place)
        if not label or others is None or label in others:
            continue
        names = sorted(others, key=lambda name: (-others[name], name))
        shown = ", ".join(names)
        yield Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field="label",
            value=label,
            suggestion=names[0] if len(names) == 1 else "",
            en=f"{label!r} here, {shown} in the other set",
            ko=f"여기서는 {label}, 상대 데이터에서는 {shown}",
        )


def _places(rows: Rows) -> Iterator[_Place]:
    """Yield what copies of each row have in common: normal sentence and spans of mentions."""
    batch = rows.normal.batch
    texts = batch.sentence.to_pylist()
    for text, (a, b, c, d) in zip(texts, batch.spans.tolist(), strict=True):
        yield text, a, b, c, d
