"""`duplicate/*`: rows with the same sentence and mentions, with one label or with several labels.

Rows are compared in normal form (`core.normal_form`), so rows that look the same are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reaug.audit.alike import alike, hashes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import U64
from reaug.core.findings import Finding, Fix

EXACT = Rule(
    "duplicate/exact",
    "error",
    "clean",
    "the same sentence, mentions and label occur more than once",
    "같은 문장, 같은 개체, 같은 라벨이 두 번 이상 나온다",
)
CONFLICT = Rule(
    "duplicate/conflict",
    "error",
    "clean",
    "the same sentence and mentions have different labels",
    "문장과 개체가 같은데 라벨이 서로 다르다",
    needs_labels=True,
)
RULES = (EXACT, CONFLICT)


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each group of rows with the same sentence and mentions."""
    for some in alike(rows, _key):
        yield from _within(some)


def _key(rows: Rows) -> U64:
    return hashes(rows.normal.batch.sentence, *rows.normal.batch.spans.T)


def _within(rows: Rows) -> Iterator[Finding]:
    """Yield the findings about equal rows; `rows` has all rows that are equal to one of them."""
    same = rows.normal.batch
    for group in rows.groups(same.sentence, *same.spans.T):
        labels = [rows.labels[row] for row in group]
        names = sorted(set(labels))
        several = len(names) > 1
        label_list = " / ".join(names)
        ranked = Counter(labels).most_common()
        clear = several and ranked[0][1] > ranked[1][1]
        top = ranked[0][0] if clear else ""
        # The row to change comes first, because fixes are for the first row.
        order = sorted(group.tolist(), key=lambda row: (rows.labels[row] == top, rows.rank[row]))
        wrong = rows.labels[order[0]]
        ways = len({(rows.texts[row], *rows.batch.spans[row].tolist()) for row in order})
        yield Finding(
            rule=(CONFLICT if several else EXACT).id,
            rows=rows.named(order),
            field="label" if several else "row",
            value=label_list,
            suggestion=top,
            fixes=(Fix("label", wrong, top),) if clear else (),
            en=f"{len(group)} rows with the same sentence and mentions, labelled {label_list}"
            + (f"; they look equal but are spelled in {ways} ways" if ways > 1 else ""),
            ko=f"문장과 개체가 같은 행이 {len(group)}개 있고 라벨은 {label_list}이다"
            + (f". 눈에만 같고 표기는 {ways}가지이다" if ways > 1 else ""),
        )
