"""Decisions of people about rows, and a check whether proposed changes would overrule them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, U8, Bool
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import CONTEXT, MARK, OBJECT, SUBJECT, Edits
from reaug.core.spans import KEEP
from reaug.core.text import slices_of

PROTECTED: Final = "decision/protected"
"""The reason for refusing a change that would overrule a person's decision."""


class Part(IntFlag):
    """A flag for each part of a row that a person can decide.

    SUBJECT and OBJECT mean the span and the word of the mention.
    """

    LABEL = 1
    SUBJECT_TYPE = 2
    OBJECT_TYPE = 4
    SUBJECT = 8
    OBJECT = 16
    SENTENCE = 32
    ROW = 64


_FIELDS: Final = {
    schema.LABEL: Part.LABEL,
    schema.SUBJECT_TYPE: Part.SUBJECT_TYPE,
    schema.OBJECT_TYPE: Part.OBJECT_TYPE,
}
_SWAPPED: Final = Part.SUBJECT_TYPE | Part.OBJECT_TYPE | Part.SUBJECT | Part.OBJECT
_EDITED: Final = {
    CONTEXT: Part.SENTENCE,
    SUBJECT: Part.SENTENCE | Part.SUBJECT,
    OBJECT: Part.SENTENCE | Part.OBJECT,
    MARK: Part.SENTENCE | Part.SUBJECT | Part.OBJECT,
}


@dataclass(frozen=True, eq=False)
class Decided:
    """People's decisions about rows.

    ids : `StringArray[k]`, row ids in ascending order.
    parts : `uint8[k]`, the decided parts of each row, as flags of `Part`.
    """

    ids: pa.StringArray = field(default_factory=lambda: pa.array([], pa.string()))
    parts: U8 = field(default_factory=lambda: np.zeros(0, np.uint8))

    @classmethod
    def of(cls, parts: Mapping[str, int]) -> Decided:
        """Return decisions from a mapping of row ids to their decided parts (flags of `Part`).

        >>> Decided.of({"b": Part.ROW, "a": Part.LABEL}).ids.to_pylist()
        ['a', 'b']
        """
        ids = sorted(parts)
        return cls(
            pa.array(ids, pa.string()), np.array([parts[row_id] for row_id in ids], np.uint8)
        )

    def __len__(self) -> int:
        return len(self.parts)

    def joined(self, other: Decided) -> Decided:
        """Return the union of two sets of decisions."""
        if not len(other) or not len(self):
            return other if len(other) else self
        both = dict(zip(self.ids.to_pylist(), self.parts.tolist(), strict=True))
        for row_id, parts in zip(other.ids.to_pylist(), other.parts.tolist(), strict=True):
            both[row_id] = both.get(row_id, 0) | parts
        return Decided.of(both)

    def of_rows(self, ids: pa.StringArray) -> U8:
        """Return the decided parts of rows (`uint8[n]`, flags); the ids must be distinct."""
        result = np.zeros(len(ids), dtype=np.uint8)
        # The lookup table is built from the rows, which are fewer. A table of all decisions, built
        # again for each batch, would take quadratic time.
        place = pc.index_in(self.ids, value_set=ids)
        known = pc.is_valid(place).to_numpy(zero_copy_only=False)
        result[place.drop_null().to_numpy(zero_copy_only=False)] = self.parts[known]
        return result


NOTHING: Final = Decided()
"""No decisions."""


def overruling(batch: Batch, changes: Changes, decided: Decided) -> Bool:
    """Return the rows whose proposed changes would overrule a decision of a person (`bool[n]`).

    Proposing the present value is no change. The text around a decided mention may change: the
    mention moves with its word.

    >>> from reaug.core.examples import batch_of
    >>> text = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."
    >>> batch = batch_of(text, text)
    >>> changes = Changes(fields={"label": pa.array(["per:title", "per:title"])})
    >>> overruling(batch, changes, Decided.of({"row-1": Part.LABEL})).tolist()
    [False, True]
    """
    n = len(batch)
    parts = decided.of_rows(batch.ids) if len(decided) else np.zeros(n, np.uint8)
    changed = np.zeros(n, dtype=np.uint8)
    if not parts.any():
        return changed.astype(np.bool_)
    for name, values in changes.fields.items():
        same = pc.equal(values, batch.column(name)).fill_null(fill_value=False)
        differs = pc.and_(pc.is_valid(values), pc.invert(same))
        changed[differs.to_numpy(zero_copy_only=False)] |= _FIELDS[name].value
    if changes.spans is not None:
        moved = (changes.spans != KEEP) & (changes.spans != batch.spans)
        changed[moved[:, :2].any(axis=1)] |= Part.SUBJECT.value
        changed[moved[:, 2:].any(axis=1)] |= Part.OBJECT.value
    if changes.swap_roles is not None:
        changed[changes.swap_roles] |= _SWAPPED.value
    for role, needed in _EDITED.items():
        changed[_edited(batch, changes.edits, role, (parts & needed.value) > 0)] |= needed.value
    if changes.drop is not None:
        changed[changes.drop] = Part.ROW.value
    return (changed & parts) > 0


def _edited(batch: Batch, edits: Edits, role: int, rows: Bool) -> I64:
    """Return the rows, as positions in the batch, whose text changes by an edit of this role."""
    # Only `rows` (`bool[n]`) are considered. An edit out of range counts as a change; one whose
    # text equals the present text does not. A row with several such edits is repeated.
    own_edits = np.flatnonzero((edits.role == role) & rows[edits.row])
    row, start, end = edits.row[own_edits], edits.start[own_edits], edits.end[own_edits]
    inside = (start >= 0) & (start <= end) & (end <= batch.codepoints.lengths[row])
    old = slices_of(batch.codepoints, row[inside], start[inside], end[inside])
    same = pc.equal(old, edits.text.take(pa.array(own_edits[inside])))
    changes = np.ones(len(own_edits), dtype=np.bool_)
    changes[inside] = ~same.to_numpy(zero_copy_only=False)
    return row[changes]
