"""Measure how far a row's types allow each label, by the rule book and by the data."""

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
"""The least share of a label's objects with which a type does not lower its probability."""
LEAST: Final = 0.01
"""The factor for a label whose objects never have the type. It is above 0, because the types of a
tagger may be wrong.
"""


def legal(batch: Batch, rules: RuleBook) -> Bool:
    """Return the labels that no hard rule forbids for the types of each row (`bool[n, k]`).

    Labels are in the order of the book.
    """
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
    """Return a number for each row; equal for rows that may have the same labels (`int64[n]`).

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
    """Return how usual each row's object type is for each label, up to 1 (`float64[n, k]`).

    The least value is `LEAST`.

    The value follows from the share of the type among the label's objects: the greater of the share
    in the rule book and the share in the data above chance. The share above chance is the type's
    share among the label's rows minus its share among all rows. It is zero for a label that was
    assigned at random, so wrong labels cannot make a type usual.
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
    # If a row has no type of the book, only its text counts.
    table = np.column_stack([np.maximum(share, LEAST), np.ones(len(labels))])
    return table[:, type_].T
