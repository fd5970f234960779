"""`label/noise`: labels that are probably wrong, as findings of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from reaug.audit.noise.ranking import Noise, label_noise
from reaug.audit.noise.training import Probabilities
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
)


def noise_findings(
    rows: Rows, probabilities: Probabilities | None = None, *, seed: int = 42
) -> Iterator[Finding]:
    """One finding for each row whose label is probably wrong, the likeliest first.

    Rows whose label breaks a hard rule are left to `schema/*`, which says why.

    Parameters
    ----------
    rows
        The rows of a set.
    probabilities
        Of a model of the user's; without them a linear model is trained.
    seed
        Decides folds and the order of training.
    """
    noise = label_noise(rows.batch, rows.rules, probabilities, seed=seed)
    unlawful = rows.rules.violations(
        rows.batch.label, rows.types("subject"), rows.types("object")
    ).to_numpy(zero_copy_only=False)
    told = np.flatnonzero(noise.flagged & (unlawful == ""))
    for row in told[np.lexsort([rows.rank[told], -noise.score[told]])]:
        yield _finding(rows, noise, int(row))


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
