"""How far a row's types allow each label: by the rule book, and by the data."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

USUAL: Final = 0.01
"""From this share of a label's objects on, a type does not lower the label's probability."""
LEAST: Final = 0.01
"""The factor for a label whose objects never have the type: a tagger assigned the types."""


def legal(batch: Batch, rules: RuleBook) -> Bool:
    """`bool[n, k]`: the labels that no hard rule forbids for the row's types, in book order."""
    labels, named = rules.labels, list(rules.types)
    types = [*named, None]
    k, t = len(labels), len(types)
    label = pa.array(np.repeat(labels, t * t).tolist(), pa.string())
    subject = pa.array([type_ for type_ in types for _ in types] * k, pa.string())
    object_ = pa.array(types * (t * k), pa.string())
    lawful = pc.equal(rules.violations(label, subject, object_), "")
    table = lawful.to_numpy(zero_copy_only=False).reshape(k, t, t)
    pair = (batch.codes(f"{role}_type", named) for role in schema.ROLES)
    return table[:, *pair].T


def same_labels(lawful: Bool) -> I64:
    """`int64[n]`: a number for each row, the same for rows that may have the same labels.

    >>> same_labels(np.array([[True, False], [True, True], [True, False]])).tolist()
    [0, 1, 0]
    """
    n, k = lawful.shape
    bits = np.zeros((n, max(-(-k // 64), 1) * 64), dtype=np.bool_)
    bits[:, :k] = lawful
    number = np.zeros(n, dtype=np.int64)
    for column in np.packbits(bits, axis=1, bitorder="little").view(np.uint64).T:
        part = np.unique(column, return_inverse=True)[1]
        number = np.unique(number * n + part, return_inverse=True)[1]
    return number


def usual(batch: Batch, rules: RuleBook, lawful: Bool) -> F64:
    """`float64[n, k]`, from `LEAST` to 1: how usual the row's object type is for each label.

    A type's share of a label's objects is the greater of two: the rule book's, and the data's as
    far as it exceeds chance. The latter is the share of the label's rows that have the type, less
    the share of all rows that have it; for a label whose rows were drawn at random it is zero, so
    wrong labels cannot make themselves usual.
    """
    labels, types = rules.labels, list(rules.types)
    label = batch.codes(schema.LABEL, labels)
    type_ = batch.codes("object_type", types)
    judged = (label >= 0) & (type_ >= 0)
    judged[judged] = lawful[judged, label[judged]]
    counts = np.zeros((len(labels), len(types)))
    np.add.at(counts, (label[judged], type_[judged]), 1.0)
    overall = counts.sum(axis=0) / max(counts.sum(), 1.0)
    seen = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0) - overall
    book = np.array(
        [
            [rules.type_shares(name, "object").get(type_name, 0.0) for type_name in types]
            for name in labels
        ]
    )
    share = np.minimum(np.maximum(book, seen) / USUAL, 1.0)
    # A row without a type that the book knows is judged by its text alone.
    table = np.column_stack([np.maximum(share, LEAST), np.ones(len(labels))])
    return table[:, type_].T
