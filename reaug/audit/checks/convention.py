"""`rule/convention`: a row that breaks a convention of the rule book.

A convention is a condition on types and words whose rows nearly always have one label.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.audit.divergence.condition_rows import Meeting
from reaug.audit.learning.learnt_conventions import SUPPORT, SURE
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.rulebook import Convention

CONVENTION = Rule(
    "rule/convention",
    "review",
    "review",
    "in the rule book, nearly all rows like this one have another label",
    "규칙집이 센 바로는 이런 행에는 거의 모두 다른 라벨이 붙는다",
    depends_on_book=True,
    needs_labels=True,
)
RULES = (CONVENTION,)
BY_ROW: Final = True


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose label breaks a convention of the rule book.

    Of several broken conventions, the finding is about the one with the greatest share.
    """
    rows = rows.judged
    sure = [c for c in rows.rules.conventions if c.share >= SURE and c.support >= SUPPORT]
    if not sure or not len(rows):
        return
    meeting = Meeting(rows)
    against: dict[int, Convention] = {}
    for convention in sorted(sure, key=lambda c: (-c.share, -c.support, c.name)):
        for row in meeting.rows_of(convention.when).tolist():
            if rows.labels[row] not in ("", convention.label):
                against.setdefault(row, convention)
    for row, convention in against.items():
        label, share = rows.labels[row], f"{convention.share:.1%}"
        yield Finding(
            rule=CONVENTION.id,
            rows=(rows.ids[row],),
            field="label",
            value=label,
            suggestion=convention.label,
            score=convention.share,
            en=(
                f"labelled {label}, but where {convention.when.en}, {share} of "
                f"{convention.support} sentences are {convention.label} ({convention.name})"
            ),
            ko=(
                f"라벨이 {label}이지만, 조건({convention.when.ko})에 맞는 문장 "
                f"{convention.support}개 가운데 {share}는 {convention.label}이다"
                f"({convention.name})"
            ),
        )
