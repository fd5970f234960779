"""Findings about types that are probably wrong: the evidence, its strength, and the likeliest
type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.audit.types.corrections import RULE, TypeState, Verdict
from reaug.audit.types.evidence import Mentions
from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.core.fields import type_field
from reaug.core.findings import Finding, Fix

KINDS: Final = {
    "label": ("label",),
    "words": ("words", "same"),
    "book": ("book",),
    "form": ("shape", "ending", "beginning", "semantic"),
    "context": ("before", "behind", "label_behind", "label_other", "label_ending"),
}
"""The kinds of evidence by their name in a reason, each with its features."""

_SPEAKS: Final = 1.0
"""The least strength, in nats, with which a reason names a kind of evidence."""

_TOLD: Final = 0.1
"""The least strength, in nats for or against, with which a message names a kind of evidence."""

_LONGEST_WORD: Final = 40
"""The greatest number of code points of a word that a message shows."""


def strengths(mentions: Mentions, best: I64) -> F64:
    """Return how strongly each kind of evidence favours `best` over the type in the data.

    The result is `float64[rows, kinds]`, in nats (differences of log probability).
    """
    at = np.arange(len(best))
    weighed = mentions.weighed
    nats = np.zeros((len(best), len(KINDS)))
    for i, names in enumerate(KINDS.values()):
        evidence = np.zeros(mentions.legal.shape)
        for name in names:
            evidence += weighed.get(name, 0.0)
        # There is no evidence for a type that is not in the rule book: compare with the average
        # type.
        against = np.where(
            mentions.written < 0, evidence.mean(axis=1), evidence[at, mentions.written]
        )
        nats[:, i] = evidence[at, best] - against
    return nats


def kinds_that_speak(mentions: Mentions, best: I64) -> I64:
    """Return which kinds of evidence favour the best type, as bits (`int64[rows]`).

    The bits are in the order of `KINDS`, the lowest bit first.
    """
    bits = np.int64(1) << np.arange(len(KINDS), dtype=np.int64)
    return ((strengths(mentions, best) >= _SPEAKS) * bits).sum(axis=1)


def reasons_of(speaks: I64, changed: Bool) -> pa.StringArray:
    """Return the reason of each change: `type/` and the kinds of evidence in favour of it."""
    names = [
        "type/" + ("+".join(name for i, name in enumerate(KINDS) if bits >> i & 1) or "all")
        for bits in range(2 ** len(KINDS))
    ]
    return pa.array(names, pa.string()).take(pa.array(speaks, mask=~changed))


def findings_of(
    batch: Batch, verdict: Verdict, state: TypeState, rows: I64, apply: Bool
) -> Iterator[Finding]:
    """Yield one finding per mention, in the order of the rows.

    If the best type breaks a rule of the label, the fixes change both type and label, since either
    change alone would be wrong.
    """
    index = pa.array(rows)
    field = type_field(verdict.role)
    ids = batch.ids.take(index).to_pylist()
    values = batch.column(f"{verdict.role}_type").take(index).to_pylist()
    best = state.names(verdict.best[rows]).to_pylist()
    labels = batch.label.take(index).to_pylist()
    mentions = state.mentions(verdict, rows)
    others = mentions.others.astype(np.int64)
    agreeing = others[np.arange(len(rows)), verdict.best[rows]].tolist()
    broken = np.flatnonzero(~verdict.legal[rows])
    suggested = state.answers.suggest(
        batch, rows[broken], verdict.role, [best[i] for i in broken.tolist()]
    )
    label_for = dict(zip(broken.tolist(), suggested, strict=True))
    words = batch.words(verdict.role).take(index).to_pylist()
    evidence = _evidence_lines(mentions, verdict.best[rows])
    for i, (word, old, new) in enumerate(zip(words, values, best, strict=True)):
        text = f"{_message(word, old, new, agreeing[i], int(others[i].sum()))} ({evidence[i]})"
        fixes = [Fix(field, old or "", new)]
        if i in label_for:
            text += f"; but {new} breaks the label {labels[i]}: judge both"
            if label_for[i]:
                text += f", {new} and {label_for[i]} would agree"
                fixes.append(Fix(schema.LABEL, labels[i] or "", label_for[i]))
        yield Finding(
            rule=RULE,
            rows=(ids[i],),
            field=field,
            value=old or "",
            suggestion=new,
            fixes=tuple(fixes),
            score=float(verdict.score[rows[i]]),
            severity="review",
            applied=bool(apply[rows[i]]),
            en=text,
        )


def _evidence_lines(mentions: Mentions, best: I64) -> list[str]:
    """Return for each mention how strong each kind of evidence is, as text, the strongest first."""
    lines = []
    for by_kind in strengths(mentions, best).round(1).tolist():
        spoke = [
            (nats, kind) for kind, nats in zip(KINDS, by_kind, strict=True) if abs(nats) >= _TOLD
        ]
        spoke.sort(key=lambda pair: (-pair[0], pair[1]))
        lines.append(
            ", ".join(f"{kind} {nats:+.1f}" for nats, kind in spoke) or "no evidence alone"
        )
    return lines


def _message(word: str, value: str, best: str, agreeing: int, others: int) -> str:
    word = word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] + "…"
    if agreeing:
        return f"{word!r} is {value} here, {best} in {agreeing} of {others} other mentions"
    return f"{word!r} is {value} here, but its context and form suggest {best}"
