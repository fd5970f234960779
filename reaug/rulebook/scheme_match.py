"""Detect whether a data set follows a rule book or another scheme with its own labels and types."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import Ints
from reaug.core.text import contiguous
from reaug.rulebook.book import RuleBook

MOSTLY: Final = 0.5
"""A set is foreign if more than this share of its rows has a label or type that is not in the book,
or if more than this share of its rows with a relation has an unknown label. Rows with the negative
label do not count for the second share, because many schemes have the same negative label.
"""


def is_foreign(
    book: RuleBook,
    label: pa.Array,
    subject_type: pa.Array,
    object_type: pa.Array,
    counts: Ints | None = None,
) -> bool:
    """Return whether most labels or types of a data set are not in the book.

    In such a set, even a label or type with a name from the book may mean something else.

    Parameters
    ----------
    label, subject_type, object_type
        Columns of n texts; a null does not count as unknown.
    counts
        `int64[n]`: the number of rows that each entry stands for; one by default.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> label = pa.array(["no_relation", "treats", "treats"])
    >>> person, place = pa.array(["PER"] * 3), pa.array(["LOC"] * 3)
    >>> is_foreign(load("klue-re"), label, person, place)
    True
    """
    label = contiguous(label)
    weight = np.ones(len(label), dtype=np.int64) if counts is None else counts
    known = book.knows(label, subject_type, object_type)
    if weight[~known].sum() > MOSTLY * weight.sum():
        return True
    related = pc.fill_null(pc.not_equal(label, book.negative or ""), False)  # noqa: FBT003
    rows = np.asarray(related.to_numpy(zero_copy_only=False), dtype=np.bool_)
    none = pa.nulls(len(label), pa.string())
    is_unknown = rows & ~book.knows(label, none, none)
    return bool(weight[is_unknown].sum() > MOSTLY * weight[rows].sum())
