"""`label/noise`: labels that are probably wrong, as findings of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.audit.noise.confident_learning import Noise
from reaug.audit.noise.noise_ranking import Ranking
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding, Fix

RULE: Final = Rule(
    "label/noise",
    "review",
    "patch",
    "a model that has not seen the sentence finds the label improbable",
    "그 문장을 보지 않은 모델이 이 라벨일 가능성이 낮다고 본다",
    depends_on_book=True,
    needs_labels=True,
)


def noise_findings(ranking: Ranking) -> Iterator[Finding]:
    """Yield one finding for each row that a ranking lists, the most probably wrong label first.

    Rows whose label breaks a hard rule are left out, because `schema/*` reports them with the
    reason.
    """
    for row in ranking.listed.tolist():
        yield _finding(ranking.rows, ranking.noise, row)


def _finding(rows: Rows, noise: Noise, row: int) -> Finding:
    label, other = rows.labels[row], noise.suggestion[row].as_py()
    names, values = noise.probabilities
    given, better = (values[row, names.index(name)] for name in (label, other))
    score = float(noise.score[row])
    return Finding(
        rule=RULE.id,
        rows=(rows.ids[row],),
        field="label",
        value=label,
        suggestion=other,
        fixes=(Fix("label", label, other),),
        score=score,
        en=f"labelled {label}, which is wrong with probability {score:.2f}: the model gives it "
        f"{given:.3f}, and {other} {better:.2f}",
        ko=f"라벨은 {label}인데 틀렸을 확률이 {score:.2f}이다. 모델이 준 확률은 {given:.3f}이고 "
        f"{other} 쪽이 {better:.2f}이다",
    )
