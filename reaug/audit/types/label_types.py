"""Evidence for types from the labels of a rule book: their usual types, and the types they allow.

The evidence from the rows themselves is in `counts`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import F64, Bool
from reaug.rulebook import RuleBook


def from_labels(rules: RuleBook) -> tuple[F64, F64, Bool, Bool, Bool]:
    """Return `base`, `by_label`, `legal`, `seen` and `typical` of `TypeEvidence`."""
    types, labels = list(rules.types), rules.labels
    base = np.zeros((2, len(types)))
    by_label = np.zeros((2, len(labels) + 1, len(types)))
    legal, seen = np.ones(by_label.shape, dtype=np.bool_), np.ones(by_label.shape, dtype=np.bool_)
    typical = np.zeros(by_label.shape, dtype=np.bool_)
    for r, role in enumerate(schema.ROLES):
        counts = np.array([_type_counts(rules, label, role, types) for label in labels])
        usual = normed(counts.sum(axis=0) + 1)
        shares = normed(normed(counts) + 0.02 * usual + 0.001)
        base[r] = np.log(usual)
        by_label[r, :-1] = np.log(shares / usual)
        legal[r, :-1] = _legal(rules, labels, types, role)
        seen[r, :-1] = counts > 0
        typical[r, :-1] = normed(counts) >= rules.typical_share
    return base, by_label, legal, seen, typical


def _type_counts(rules: RuleBook, label: str, role: str, types: list[str]) -> list[int]:
    relation = rules.relation(label)
    counts = relation.subject_types if role == "subject" else relation.object_types
    return [counts.get(type_, 0) for type_ in types]


def _legal(rules: RuleBook, labels: list[str], types: list[str], role: str) -> Bool:
    label = pa.array(np.repeat(labels, len(types)), pa.string())
    type_ = pa.array(types * len(labels), pa.string())
    null = pa.nulls(len(type_), pa.string())
    pair = (type_, null) if role == "subject" else (null, type_)
    broken = rules.violations(label, *pair)
    return pc.equal(broken, "").to_numpy(zero_copy_only=False).reshape(len(labels), len(types))


def normed(values: F64) -> F64:
    """Return values divided by their sum along the last axis."""
    return values / values.sum(axis=-1, keepdims=True)
