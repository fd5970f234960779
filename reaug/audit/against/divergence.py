"""`rule/divergence`: a condition whose rows have other labels than in the other set."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reaug.audit.divergence.results import Divergence
from reaug.audit.divergence.search import divergences
from reaug.audit.extra_tables import DIVERGENCE as ID
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

DIVERGENCE = Rule(
    ID,
    "review",
    "review",
    "rows that meet a condition are labelled differently in the other set",
    "같은 조건에 맞는 행의 라벨이 다른 자료와 다르게 붙어 있다",
    needs_labels=True,
    needs_labels_there=True,
)
RULES = (DIVERGENCE,)


def check(rows: Rows, gold: Rows) -> Iterator[Finding]:
    """Yield one finding for each divergence between two sets, with the rows that show it."""
    for divergence in divergences(rows, gold):
        yield Finding(
            rule=DIVERGENCE.id,
            rows=divergence.rows,
            field="label",
            value=divergence.after,
            # There is no suggestion, because the condition describes most of these rows, not each
            # row.
            score=-math.log10(divergence.p_value),
            en=_en(divergence),
            ko=_ko(divergence),
        )


def _en(divergence: Divergence) -> str:
    new, gold = divergence.new, divergence.gold
    where = "the mix of labels" if divergence.is_mix else "where"
    return (
        f"{where} {divergence.condition.en}: "
        f"{divergence.after} in {_share(new.after, new.support)} here, "
        f"in {_share(gold.after, gold.support)} there; "
        f"{divergence.before} in {_share(new.before, new.support)} here, "
        f"in {_share(gold.before, gold.support)} there "
        f"(corrected p = {divergence.p_value:.2g})"
    )


def _ko(divergence: Divergence) -> str:
    new, gold = divergence.new, divergence.gold
    where = "라벨 구성, 조건" if divergence.is_mix else "조건"
    return (
        f"{where}({divergence.condition.ko})에서 "
        f"{divergence.after}: 여기 {_share(new.after, new.support)}, "
        f"비교 자료 {_share(gold.after, gold.support)}; "
        f"{divergence.before}: 여기 {_share(new.before, new.support)}, "
        f"비교 자료 {_share(gold.before, gold.support)}"
        f"(보정한 p = {divergence.p_value:.2g})"
    )


def _share(part: int, total: int) -> str:
    return f"{part / total:.1%} ({part}/{total})"
