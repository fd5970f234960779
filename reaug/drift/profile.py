"""Counts of a data set, from which two sets are compared.

A profile is small: it grows with the number of labels, type pairs and distinct lengths, not with
the number of rows. Profiles merge in any order, so a run can count batch by batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.grouping import grouped
from reaug.core.schema import LABEL, OBJECT_TYPE, SENTENCE, SUBJECT_TYPE
from reaug.data.row_batches import passed
from reaug.errors import InputError

__all__ = ["NO_VALUE", "Profile", "text_column"]

NO_VALUE: Final = "(none)"
"""The name under which rows with a null label or type are counted."""

_BATCH: Final = 16_384

K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Profile:
    """Counts of one data set. All mappings are sorted by key and have only counts above 0.

    Attributes
    ----------
    rows : int
        The number of rows.
    labels : dict of str to int
        The number of rows of each label; a null label counts as `NO_VALUE`.
    type_pairs : dict of str to int
        The number of rows of each pair of entity types, named `SUBJECT:OBJECT`.
    lengths : dict of int to int
        The number of rows of each length of the sentence, in Unicode code points.

    Examples
    --------
    >>> table = pa.table({
    ...     "sentence": ["세종은 조선의 왕이다.", "KT는 서울에 있다."],
    ...     "subject_type": ["PER", "ORG"],
    ...     "object_type": ["POH", "LOC"],
    ...     "label": ["per:title", "org:place_of_headquarters"],
    ... })
    >>> profile = Profile.of(table)
    >>> profile.type_pairs, profile.lengths
    ({'ORG:LOC': 1, 'PER:POH': 1}, {11: 1, 12: 1})
    >>> profile.merge(profile).rows
    4
    """

    rows: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    type_pairs: dict[str, int] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: pa.Table | pa.RecordBatch) -> Profile:
        """Return the counts of a table or batch with the columns label, both types and sentence.

        Raises
        ------
        InputError
            A column is missing or is not text, or a sentence is null.
        """
        if isinstance(rows, pa.Table) and rows.num_rows > _BATCH:
            names = (SENTENCE, SUBJECT_TYPE, OBJECT_TYPE, LABEL)
            counted = rows.select([name for name in rows.column_names if name in names])
            return reduce(cls.merge, map(cls.of, passed(counted, _BATCH)))
        subject, object_ = text_column(rows, SUBJECT_TYPE), text_column(rows, OBJECT_TYPE)
        sentences = text_column(rows, SENTENCE)
        if sentences.null_count:
            raise InputError(f"column {SENTENCE!r}: {sentences.null_count} rows have no text")
        return cls(
            rows=rows.num_rows,
            labels=_value_counts(pc.fill_null(text_column(rows, LABEL), NO_VALUE)),
            type_pairs=_pair_counts(subject, object_),
            lengths=_value_counts(pc.utf8_length(sentences)),
        )

    def merge(self, other: Profile) -> Profile:
        """Return the sum of two profiles; the order does not matter, and `Profile()` is neutral."""
        return Profile(
            rows=self.rows + other.rows,
            labels=_added(self.labels, other.labels),
            type_pairs=_added(self.type_pairs, other.type_pairs),
            lengths=_added(self.lengths, other.lengths),
        )


def text_column(rows: pa.Table | pa.RecordBatch, name: str) -> pa.ChunkedArray:
    """Return a column as text, whatever its Arrow type (dictionary, large_string)."""
    if name not in rows.schema.names:
        raise InputError(f"column {name!r} is absent; there are: {', '.join(rows.schema.names)}")
    column = rows.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (_is_text(kind) or pa.types.is_null(kind)):
        raise InputError(f"column {name!r} is {column.type}; it must be text (names, not ids)")
    # It is large_string, because a chunk of string has at most 2 GiB, and a longer one would be an
    # error.
    return pc.cast(column, pa.large_string())


def _is_text(kind: pa.DataType) -> bool:
    checks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(check(kind) for check in checks)


def _value_counts(column: pa.ChunkedArray) -> dict[Any, int]:
    values, counts = pc.value_counts(column).flatten()
    return dict(sorted(zip(values.to_pylist(), counts.to_pylist(), strict=True)))


def _pair_counts(subject: pa.ChunkedArray, object_: pa.ChunkedArray) -> dict[str, int]:
    """Return the number of rows of each pair of types, by its name `SUBJECT:OBJECT`."""
    # Names are joined after counting, because few pairs are distinct.
    table = pa.table({"subject": subject, "object": object_})
    pairs = grouped(table, ["subject", "object"], "rows").to_pydict()
    counts: dict[str, int] = {}
    for first, second, count in zip(*pairs.values(), strict=True):
        name = ":".join(NO_VALUE if side is None else side for side in (first, second))
        counts[name] = counts.get(name, 0) + count  # two pairs may have the same name
    return dict(sorted(counts.items()))


def _added(a: Mapping[K, int], b: Mapping[K, int]) -> dict[K, int]:
    return {key: a.get(key, 0) + b.get(key, 0) for key in sorted(a.keys() | b.keys())}
