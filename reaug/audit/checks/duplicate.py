"""`duplicate/*`: rows with equal sentence and spans, and one label or several."""

from __future__ import annotations

from collections.abc import Iterator

from reaug.audit.findings import Finding, Rule
from reaug.audit.rows import Rows

EXACT = Rule(
    "duplicate/exact",
    "error",
    "clean",
    "the same sentence, mentions and label stand in the set more than once",
    "같은 문장, 같은 개체, 같은 라벨이 두 번 이상 나온다",
)
CONFLICT = Rule(
    "duplicate/conflict",
    "error",
    "clean",
    "the same sentence and mentions have different labels",
    "문장과 개체가 같은데 라벨이 서로 다르다",
)
RULES = (EXACT, CONFLICT)


def check(rows: Rows) -> Iterator[Finding]:
    """One finding per group of rows with equal sentence and spans."""
    for group in rows.groups(rows.batch.sentence, *rows.batch.spans.T):
        labels = [rows.labels[row] for row in group]
        names = sorted(set(labels))
        several = len(names) > 1
        told = " / ".join(names)
        yield Finding(
            rule=(CONFLICT if several else EXACT).id,
            rows=rows.named(group),
            field="label" if several else "row",
            value=told,
            en=f"{len(group)} rows with the same sentence and mentions, labelled {told}",
            ko=f"문장과 개체가 같은 행이 {len(group)}개 있고 라벨은 {told}이다",
        )
