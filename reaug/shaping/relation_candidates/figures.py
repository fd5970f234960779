"""Measure how much candidates narrow the choice of labels, and how much they can cost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, Bool
from reaug.core.step import Measures
from reaug.shaping.relation_candidates.table import NO_HEAD, CandidateTable, pairs_of

_MOST_NAMED = 5


def outside(codes: I64, masks: Bool) -> Bool:
    """Return the rows whose label is not a candidate (`bool[n]`)."""
    return (codes >= 0) & ~masks[np.arange(len(codes)), codes]


def measures_of(rows: pa.Table, table: CandidateTable, head: I64, masks: Bool) -> Measures:
    """Measure n rows with their heads (`int64[n]`) and candidates (`bool[n, labels]`)."""
    codes = table.codes(rows)
    labelled = codes >= 0
    excluded = outside(codes, masks)
    count = masks.sum(axis=1)
    lone = head == NO_HEAD
    per_head = table.masks[: len(table.heads)].sum(axis=1)
    figures: dict[str, Any] = {
        "rows": len(head),
        "candidates_per_head": _mean(per_head),
        "candidates_per_row": _mean(count),
        "rows_with_one_candidate": int((count == 1).sum()),
        "rows_without_head": int(lone.sum()),
        "labels_excluded": int(excluded.sum()),
        **_bounds(codes[labelled], excluded[labelled], table),
    }
    return Measures(figures, tuple(_warnings(rows, lone, excluded)))


def _mean(values: I64) -> float | None:
    return round(float(values.mean()), 2) if len(values) else None


def _bounds(codes: I64, excluded: Bool, table: CandidateTable) -> dict[str, float]:
    """The scores of a perfect model on the labelled rows, which are upper bounds.

    Micro-F1 is over all labels but the negative one, as usual for the task. If the right label is
    excluded, the model predicts the negative label, which only lowers recall.
    """
    if not len(codes):
        return {}
    lost = int(excluded.sum())
    bounds = {"accuracy_at_most": round(1 - lost / len(codes), 4)}
    if table.negative is not None and table.negative in table.labels:
        negative = table.labels.index(table.negative)
        related = int((codes != negative).sum())
        if related:
            right = related - int((excluded & (codes != negative)).sum())
            bounds["micro_f1_at_most"] = round(2 * right / (right + related), 4)
    return bounds


def _warnings(rows: pa.Table, lone: Bool, excluded: Bool) -> list[str]:
    warnings = []
    if lost := int(excluded.sum()):
        warnings.append(
            f"the label of {_rows(lost)} is not a candidate: a mask makes the loss of such a row "
            "infinite, so drop it from a training set with drop_excluded"
        )
    if lone.any():
        warnings.append(
            f"{_rows(int(lone.sum()))} without a head for the type pair ({_named(rows, lone)}): "
            "the head is -1, and the candidates are what the rule book lets the pair have"
        )
    return warnings


def _rows(n: int) -> str:
    return f"{n:,} row{'s' * (n != 1)}"


def _named(rows: pa.Table, lone: Bool) -> str:
    """The type pairs of the given rows with their counts, most frequent first."""
    pairs = Counter(pairs_of(rows).filter(pa.array(lone)).to_pylist())
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0] or ""))
    named_pairs = [f"{pair or 'a type is missing'} {n:,}" for pair, n in ranked[:_MOST_NAMED]]
    more = [f"{len(ranked) - _MOST_NAMED} pairs more"] if len(ranked) > _MOST_NAMED else []
    return ", ".join(named_pairs + more)
