"""`label/otherwise`: the other set has the same sentence and pair, with another label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

RULE = Rule(
    "label/otherwise",
    "review",
    "review",
    "the same sentence and pair has another label in the other set",
    "같은 문장과 개체 쌍의 라벨이 상대 데이터에서는 다르다",
)
RULES = (RULE,)


def check(rows: Rows, gold: Rows) -> Iterator[Finding]:
    """One finding per row none of whose counterparts has its label.

    Which of the two is right nobody can say from here: of two annotators `reaug agree` says more.
    """
    theirs: dict[tuple[object, ...], dict[str, str]] = {}
    for key, label, name in sorted(_keys(gold), key=lambda one: one[2]):
        theirs.setdefault(key, {}).setdefault(label, name)
    for key, label, name in _keys(rows):
        others = theirs.get(key)
        if others is None or label in others:
            continue
        first, where = min(others.items(), key=lambda one: one[1])
        said = ", ".join(sorted(others))
        yield Finding(
            rule=RULE.id,
            rows=(name,),
            field="label",
            value=label,
            suggestion=first if len(others) == 1 else "",
            en=f"{label} here, but {said} in the other set, where it is row {where}",
            ko=f"여기서는 {label}인데 상대 데이터의 {where} 행에서는 {said}이다",
        )


def _keys(rows: Rows) -> Iterator[tuple[tuple[object, ...], str, str]]:
    """Sentence and spans in normal form, label and id of each row with a label."""
    normal = rows.normal.batch
    labelled = pc.is_valid(rows.batch.label).to_numpy(zero_copy_only=False)
    places = np.flatnonzero(labelled)
    spans = normal.spans[places].tolist()
    sentences = normal.sentence.take(pa.array(places)).to_pylist()
    labels = rows.batch.label.take(pa.array(places)).to_pylist()
    names = rows.named(places)
    for sentence, span, label, name in zip(sentences, spans, labels, names, strict=True):
        yield (sentence, *span), label, name
