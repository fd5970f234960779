"""What is told of a type that looks wrong: which evidence spoke, how strongly, and for what."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from reaug.audit.types.judging import TypeState, Verdict
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.core.changes import FINDINGS_SCHEMA

RULE: Final = "type/inconsistent"

KINDS: Final = {
    "label": ("label",),
    "words": ("words", "same"),
    "book": ("book",),
    "form": ("shape", "ending", "beginning", "semantic"),
    "context": ("before", "behind", "label_behind", "label_other", "label_ending"),
}
"""Names of the evidence in a reason."""

_SPEAKS: Final = 1.0
"""From how many nats on a kind of evidence is named in a reason."""

_TOLD: Final = 0.1
"""From how many nats on, for or against, a kind of evidence is told in a message."""

_LONGEST_WORD: Final = 40
"""Code points of a word that a message shows."""


def strengths(verdict: Verdict, rows: I64) -> F64:
    """`float64[rows, kinds]`: by how many nats each kind prefers the best type to the written."""
    mentions, best = verdict.mentions.take(rows), verdict.best[rows]
    at = np.arange(len(best))
    weighed = mentions.weighed
    found = np.zeros((len(best), len(KINDS)))
    for i, names in enumerate(KINDS.values()):
        said = np.zeros(mentions.legal.shape)
        for name in names:
            said += weighed.get(name, 0.0)
        # A type that the rule book lacks has no evidence: compared with the average type.
        against = np.where(mentions.written < 0, said.mean(axis=1), said[at, mentions.written])
        found[:, i] = said[at, best] - against
    return found


def kinds_that_speak(verdict: Verdict, rows: I64) -> I64:
    """`int64[rows]`: which kinds of evidence prefer the best type, a bit for each of `KINDS`."""
    bits = np.int64(1) << np.arange(len(KINDS), dtype=np.int64)
    return ((strengths(verdict, rows) >= _SPEAKS) * bits).sum(axis=1)


def reasons_of(speaks: I64, changed: Bool) -> pa.StringArray:
    """The reason of each change: `type/` and the kinds of evidence that speak for it."""
    names = [
        "type/" + ("+".join(name for i, name in enumerate(KINDS) if bits >> i & 1) or "all")
        for bits in range(2 ** len(KINDS))
    ]
    return pa.array(names, pa.string()).take(pa.array(speaks, mask=~changed))


def findings_of(
    batch: Batch, verdict: Verdict, state: TypeState, rows: I64, apply: Bool
) -> pa.Table:
    """One finding per mention, in the order of the rows.

    Where the best type breaks the label, the finding has two fields, `subject_type,label`, each
    with its value and suggestion, for one alone would be wrong.
    """
    index = pa.array(rows)
    field = f"{verdict.role}_type"
    values = batch.column(field).take(index).to_pylist()
    best = state.names(verdict.best[rows]).to_pylist()
    labels = batch.label.take(index).to_pylist()
    others = verdict.mentions.others[rows].astype(np.int64)
    agreeing = others[np.arange(len(rows)), verdict.best[rows]].tolist()
    broken = np.flatnonzero(~verdict.legal[rows])
    suggested = [""] * len(rows)
    for i, label in zip(
        broken.tolist(),
        state.answers.suggest(batch, rows[broken], verdict.role, [best[i] for i in broken]),
        strict=True,
    ):
        suggested[i] = label
    words = batch.words(verdict.role).take(index).to_pylist()
    told = _told(verdict, rows)
    messages, fields, suggestions = [], [field] * len(rows), list(best)
    for i, (word, value, type_) in enumerate(zip(words, values, best, strict=True)):
        text = f"{_message(word, value, type_, agreeing[i], int(others[i].sum()))} ({told[i]})"
        if not verdict.legal[rows[i]]:
            text += f"; but {type_} breaks the label {labels[i]}: judge both"
            if suggested[i]:
                text += f", {type_} and {suggested[i]} would agree"
                fields[i], values[i] = f"{field},label", f"{value},{labels[i]}"
                suggestions[i] = f"{type_},{suggested[i]}"
        messages.append(text)
    n = len(rows)
    columns = {
        "rule": pa.repeat(pa.scalar(RULE), n),
        "severity": pa.repeat(pa.scalar("review"), n),
        "row_id": batch.ids.take(index),
        "field": pa.array(fields, pa.string()),
        "value": pa.array(values, pa.string()),
        "suggestion": pa.array(suggestions, pa.string()),
        "score": pa.array(verdict.score[rows]),
        "applied": pa.array(apply[rows]),
        "message": pa.array(messages, pa.string()),
    }
    return pa.table(columns, schema=FINDINGS_SCHEMA)


def _told(verdict: Verdict, rows: I64) -> list[str]:
    """How strongly each kind of evidence spoke, the strongest first."""
    told = []
    for said in strengths(verdict, rows).round(1).tolist():
        spoke = [(nats, kind) for kind, nats in zip(KINDS, said, strict=True) if abs(nats) >= _TOLD]
        spoke.sort(key=lambda one: (-one[0], one[1]))
        told.append(", ".join(f"{kind} {nats:+.1f}" for nats, kind in spoke) or "no evidence alone")
    return told


def _message(word: str, value: str, best: str, agreeing: int, others: int) -> str:
    word = word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] + "…"
    if agreeing:
        return f"{word!r} is {value} here, {best} in {agreeing} of {others} other mentions"
    return f"{word!r} is {value} here, but what stands around it and its form say {best}"
