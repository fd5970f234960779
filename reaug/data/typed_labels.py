"""Convert a column of labels to names, record bad rows, and recognise missing labels."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import rows_where
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column
from reaug.data.typed_columns import BAD, MISSING_FIELD, chunked, is_text, is_whole, text
from reaug.errors import InputError

_NO_IDS = (100, -1)
"""Ids for "no label": 100 in the competition's test file, -1 in data sets on the hub."""
WITHOUT_LABELS: Final = (
    "reaug audit, clean, drift, run, preview, encode, curriculum, convert and export read rows "
    "without labels with --unlabelled"
)
"""Which commands read a test set, for messages."""
_NO_NAMES = frozenset(("", *map(str, _NO_IDS), "nan", "NaN", "null", "NULL", "<NA>", "#N/A", "?"))
"""Texts for "no label": programs write them for a missing value."""


class NamelessLabelsError(InputError):
    """Labels are ids without names."""


def labels(
    values: Column,
    names: list[str] | None,
    faults: Faults,
    *,
    required: bool,
    others_named: bool = False,
) -> pa.ChunkedArray:
    """Return the names of labels, null for a row without a label.

    Parameters
    ----------
    values
        n labels: names, or ids if `names` is given.
    names
        The names of a ClassLabel, by id.
    faults
        Collects the rows whose label is missing or not a name.
    required
        Whether every row must have a label. If not, 100, -1 and blank text (see `hides_labels`)
        mean no label.
    others_named
        Whether labels elsewhere in the source are names; then an id is a fault of its row.

    Raises
    ------
    NamelessLabelsError
        Labels are ids without names, which are meaningless since ids differ between sources.
    """
    if isinstance(values, list):
        if not required:
            values = [None if _is_no_label(value) else value for value in values]
        present = [v for v in values if v is not None and v is not MISSING]
        if present and not others_named and all(map(is_whole, present)):
            raise _nameless(present[0])
    elif pa.types.is_integer(values.type):
        return _labels_of_ids(values, names, faults, required=required)
    elif not required and hides_labels(values, names):
        return chunked(pa.nulls(len(values), pa.string()))
    column = text(values, "label", faults, required=required, empty=False)
    if not required:
        column = pc.if_else(_no_label_text(column), pa.scalar(None, pa.string()), column)
    numbers = rows_where(pc.match_substring_regex(column, r"^\d+$"))
    if len(numbers):
        faults.add(numbers, "label", BAD, lambda i: f"is the number {column[i]}, not a name")
        faults.hint(
            "Labels are identified by name only, since their ids differ between sources: name them "
            f"with --labels FILE. If the number means that there is no label: {WITHOUT_LABELS}."
        )
    return column


def hides_labels(values: Column, names: list[str] | None = None) -> bool:
    """Return whether no row has a label, as in a test set: all are null, blank, 100, -1 or "nan".

    >>> hides_labels(["100", "", None]), hides_labels([100, -1]), hides_labels(["100", "no_label"])
    (True, True, False)
    >>> hides_labels(pa.array([2**53 + 1])), hides_labels(pa.array([100]))
    (False, True)
    """
    if isinstance(values, list):
        return all(map(_is_no_label, values))
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = values.type
    if values.null_count == len(values):
        return True
    if is_text(kind):
        hidden = _no_label_text(values.cast(pa.string()))
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        ids = [number for number in _NO_IDS if number < 0 or not names or number >= len(names)]
        # The cast may round large integers, but never to -1 or 100.
        numbers = values.cast(pa.float64(), safe=False)
        hidden = pc.is_in(numbers, value_set=pa.array(ids, pa.float64()))
        if pa.types.is_floating(kind):
            hidden = pc.or_(hidden, pc.is_nan(values))
    else:
        return False
    return bool(pc.all(pc.fill_null(hidden, fill_value=True)).as_py())


def _is_no_label(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip() in _NO_NAMES
    if isinstance(value, float):
        return value != value or value in _NO_IDS  # NaN is an empty cell in pandas
    return value is None or value is MISSING or (is_whole(value) and value in _NO_IDS)


def _no_label_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(pc.utf8_trim_whitespace(column), value_set=pa.array(sorted(_NO_NAMES)))


def _labels_of_ids(
    ids: pa.ChunkedArray, names: list[str] | None, faults: Faults, *, required: bool
) -> pa.ChunkedArray:
    if names is None:
        if not required:
            none = pc.is_in(ids.cast(pa.int64()), value_set=pa.array(_NO_IDS, pa.int64()))
            ids = pc.if_else(none, pa.scalar(None, ids.type), ids)
        if ids.null_count < len(ids):
            raise _nameless(ids.drop_null()[0].as_py())
        names = []
    known = pc.and_(pc.greater_equal(ids, 0), pc.less(ids, len(names)))
    if required:
        faults.add(rows_where(ids.is_null()), "label", MISSING_FIELD, "is null")
        faults.add(rows_where(pc.equal(ids, -1)), "label", MISSING_FIELD, "is missing (-1)")
    rest = pc.and_(pc.invert(known), pc.not_equal(ids, -1))
    faults.add(
        rows_where(rest),
        "label",
        BAD,
        lambda i: f"{ids[i]} is not an id of the {len(names)} names",
    )
    inside = pc.if_else(known, ids, pa.scalar(None, ids.type))
    return chunked(pc.take(pa.array(names, pa.string()), inside.cast(pa.int64())))


def _nameless(example: Any) -> NamelessLabelsError:
    return NamelessLabelsError(
        f"column 'label' contains ids (such as {example}) without names. Labels are identified by "
        "name only, since their ids differ between sources: name them with --labels FILE, a JSON "
        f"list or an object of ids and names. If the id means that there is no label: "
        f"{WITHOUT_LABELS}"
    )
