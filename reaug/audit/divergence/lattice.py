"""All conditions with at most one feature of the text, and the rows that meet them.

A condition has at most one feature. It may also name the type of the subject, of the object, or of
both, and the order of the mentions. So there are eight forms of a condition with the same feature,
from the most general to the most specific.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.divergence.features import features
from reaug.audit.rows import Rows
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Role
from reaug.core.text import contiguous
from reaug.rulebook.conventions import When
from reaug.rulebook.word_tests import codes

SUBJECT, OBJECT, ORDER = 1, 2, 4
WAYS: Final = tuple(range(8))
"""The forms of a condition, as bits: subject type, object type and order."""

WAYS_WITH_FEATURE: Final = 16
"""The number of forms of a condition, with a feature or without."""


class Meets(NamedTuple):
    """Pairs of conditions and the rows that meet them; `int64[m]` each.

    A condition is given as a number, which `Lattice.condition` explains.
    """

    condition: I64
    row: I64


class Lattice:
    """All conditions that rows of one or several sets meet often enough, and these rows.

    A condition names at most one feature of the text, and any of subject type, object type and
    order of the mentions. Rows without a label are left out.

    Parameters
    ----------
    sets
        The sets. Their rows are numbered one set after the other.
    support
        The least number of rows that must meet a condition in each set.
    """

    def __init__(self, *sets: Rows, support: int) -> None:
        self.sets = sets
        self.support = support
        self.origin = np.repeat(np.arange(len(sets)), [len(rows) for rows in sets])

    @cached_property
    def labels(self) -> list[str]:
        """All labels, sorted."""
        return sorted({label for rows in self.sets for label in rows.labels})

    @cached_property
    def label(self) -> I64:
        """`int64[n]`: the label of each row, as an index into `labels`."""
        place = {label: code for code, label in enumerate(self.labels)}
        codes = [place[label] for rows in self.sets for label in rows.labels]
        return np.array(codes, dtype=np.int64)

    @cached_property
    def labelled(self) -> Bool:
        """`bool[n]`: whether each row has a label."""
        return np.array([bool(x) for rows in self.sets for x in rows.labels], dtype=np.bool_)

    @cached_property
    def sentence(self) -> I64:
        """`int64[n]`: a number for each row, equal for rows of one set with the same sentence."""
        texts = _joined([rows.normal.batch.sentence for rows in self.sets])
        code = contiguous(texts.dictionary_encode().combine_chunks()).indices
        return np.asarray(code, dtype=np.int64) * len(self.sets) + self.origin

    @cached_property
    def _types(self) -> tuple[list[str], I64, I64]:
        """The sorted names of the types, and each mention's type as an index from 1."""
        # 0 stands for a mention without a type.
        columns: dict[Role, pa.ChunkedArray] = {
            role: _joined([rows.types(role) for rows in self.sets])
            for role in ("subject", "object")
        }
        seen = {name for column in columns.values() for name in column.unique().to_pylist()}
        names = sorted(name for name in seen if name)
        subject, object_ = (codes(c.combine_chunks(), names) + 1 for c in columns.values())
        return names, subject, object_

    @cached_property
    def _order(self) -> I64:
        """`int64[n]`: 1 if the subject comes first, otherwise 2."""
        first = [rows.subject_first for rows in self.sets]
        return np.where(np.concatenate(first), 1, 2).astype(np.int64)

    @cached_property
    def stratum(self) -> I64:
        """`int64[n]`: a number for each row, equal for rows with equal types and order."""
        width = len(self._types[0]) + 1
        return (self._types[1] * width + self._types[2]) * 3 + self._order

    @cached_property
    def _features(self) -> tuple[list[str], I64, I64]:
        """The names of frequent features, sorted, and the pairs of row and feature."""
        # Feature 0 means no feature.
        by_set = [features(rows) for rows in self.sets]
        starts = np.cumsum([0, *(len(rows) for rows in self.sets)])[:-1]
        row = np.concatenate([f.row + start for f, start in zip(by_set, starts, strict=True)])
        coded = _joined([f.feature for f in by_set]).combine_chunks()
        coded = contiguous(coded).dictionary_encode()
        code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        names = coded.dictionary.to_pylist()
        keep = self.labelled[row]
        row, code = row[keep], code[keep]
        often = np.ones(len(names), dtype=np.bool_)
        for set_number in range(len(self.sets)):
            often &= (
                np.bincount(code[self.origin[row] == set_number], minlength=len(names))
                >= self.support
            )
        # Numbered by name, so that the order of the rows does not matter.
        frequent = sorted(np.flatnonzero(often).tolist(), key=names.__getitem__)
        place = np.zeros(len(names), dtype=np.int64)
        place[frequent] = np.arange(1, len(frequent) + 1)
        chosen = often[code]
        everywhere = np.flatnonzero(self.labelled)
        row = np.concatenate([everywhere, row[chosen]])
        number = np.concatenate([np.zeros(len(everywhere), np.int64), place[code[chosen]]])
        return ["", *(names[i] for i in frequent)], row, number

    def meets(self, among: Bool | None = None) -> Iterator[Meets]:
        """Yield the conditions with enough rows, and these rows, one form of condition at a time.

        The eight forms differ in which of types and order a condition names. If `among` (`bool[n]`)
        is given, only these rows count.
        """
        _, row, feature = self._features
        if among is not None:
            row, feature = row[among[row]], feature[among[row]]
        for way in WAYS:
            typed = self._has_required_types(way, row)
            row_, condition = row[typed], self._number(way, row[typed], feature[typed])
            distinct, place = np.unique(condition, return_inverse=True)
            often = np.ones(len(distinct), dtype=np.bool_)
            for number in range(len(self.sets)):
                of_set = self.origin[row_] == number
                often &= np.bincount(place[of_set], minlength=len(distinct)) >= self.support
            chosen = often[place]
            yield Meets(condition[chosen], row_[chosen])

    def _has_required_types(self, way: int, row: I64) -> Bool:
        """Return which rows have a type wherever a condition's form names one (`bool[m]`)."""
        _, subject, object_ = self._types
        typed = np.ones(len(row), dtype=np.bool_)
        if way & SUBJECT:
            typed &= subject[row] > 0
        if way & OBJECT:
            typed &= object_[row] > 0
        return typed

    def _number(self, way: int, row: I64, feature: I64) -> I64:
        names, subject, object_ = self._types
        width = len(names) + 1
        number = feature * width + (subject[row] if way & SUBJECT else 0)
        number = number * width + (object_[row] if way & OBJECT else 0)
        return number * 3 + (self._order[row] if way & ORDER else 0)

    def _condition_parts(self, numbers: I64) -> tuple[I64, I64, I64, I64]:
        """Return feature, subject type, object type and order of conditions; 0 for none."""
        width = len(self._types[0]) + 1
        rest, order = np.divmod(numbers, 3)
        rest, object_ = np.divmod(rest, width)
        feature, subject = np.divmod(rest, width)
        return feature, subject, object_, order

    def worded(self, numbers: I64) -> I64:
        """Return 1 for each condition with a feature, 0 for each with types and order alone
        (`int64[m]`).
        """
        return (self._condition_parts(numbers)[0] > 0).astype(np.int64)

    def ways(self, numbers: I64) -> I64:
        """Return the form of each condition, plus 8 if it has a feature (`int64[m]`).

        The form says which of types and order the condition names.
        """
        feature, subject, object_, order = (part > 0 for part in self._condition_parts(numbers))
        return SUBJECT * subject + OBJECT * object_ + ORDER * order + 8 * feature

    def size(self, number: int) -> int:
        """Return the number of parts of a condition."""
        return sum(int(part[0] > 0) for part in self._condition_parts(np.array([number])))

    def condition(self, number: int) -> When:
        """Return the condition with a number."""
        names = self._types[0]
        feature, subject, object_, order = (
            int(p[0]) for p in self._condition_parts(np.array([number]))
        )
        parts: dict[str, str] = {}
        if subject:
            parts["subject_type"] = names[subject - 1]
        if object_:
            parts["object_type"] = names[object_ - 1]
        if order:
            parts["order"] = ("subject-first", "object-first")[order - 1]
        if feature:
            name, _, value = self._features[0][feature].partition("=")
            parts[name] = value
        return When.model_validate(parts)

    def rows_of(self, number: int, among: Bool) -> I64:
        """Return the rows of `among` (`bool[n]`) that meet a condition, ascending."""
        _, row, feature = self._features
        number_of_feature, *parts = self._condition_parts(np.array([number]))
        row = row[feature == number_of_feature]
        met = among[row]
        for part, of_row in zip(parts, (*self._types[1:], self._order), strict=True):
            met &= (of_row[row] == part) | (part == 0)
        return np.sort(row[met])

    def features_of(self, rows: I64) -> tuple[I64, I64]:
        """Return the features of the given rows as pairs (row, feature); `feature_name` names a
        feature.
        """
        _, row, feature = self._features
        chosen = np.zeros(len(self.origin), dtype=np.bool_)
        chosen[rows] = True
        keep = chosen[row] & (feature > 0)
        return row[keep], feature[keep]

    @cached_property
    def partitions(self) -> list[I64]:
        """Several ways to divide all rows into parts; `int64[n]` each, the number of a row's part.

        The first divides them by the types of both mentions and their order. Each of the others
        also divides them by one kind of feature, such as the text between the mentions.
        """
        names, row, feature = self._features
        kind = np.array([name.partition("=")[0] for name in names])
        strata = [self.stratum]
        for kind_name in sorted(set(kind.tolist()) - {"", "between_word"}):
            of_kind = kind[feature] == kind_name
            of_row = np.zeros(len(self.origin), dtype=np.int64)
            of_row[row[of_kind]] = feature[of_kind]
            strata.append(self.stratum * len(names) + of_row)
        return [np.unique(each, return_inverse=True)[1] for each in strata]

    def feature_name(self, feature: int) -> tuple[str, str]:
        """Return a feature as a field of a condition and its value."""
        name, _, value = self._features[0][feature].partition("=")
        return name, value


def _joined(columns: list[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array(
        [contiguous(column).cast(pa.string()) for column in columns], pa.string()
    )
