"""The drift between two whole data sets from any source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.choices import MAX_BAD_SHARE, OnBadRow
from reaug.core.schema import LABEL, OBJECT_TYPE, SOURCE, SUBJECT_TYPE, extra_columns
from reaug.data import read
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.drift.bands import ALPHA
from reaug.drift.comparison import Drift, compare
from reaug.drift.profile import NO_VALUE
from reaug.drift.set_summary import Look, look_at
from reaug.errors import UsageError

__all__ = ["drift_of_sets", "drift_of_tables"]

_MOST_VALUES = 1000
_FIELDS: Final = {"subject.type": SUBJECT_TYPE, "object.type": OBJECT_TYPE}
"""Fields in the spelling of `--map`, and their columns inside reaug."""


def drift_of_sets(
    before: Any,
    after: Any,
    *,
    labels: Sequence[str] | None = None,
    by: str | None = None,
    how: ReadAs = PLAINLY,
    unlabelled: bool = False,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    notify: Callable[[str], object] | None = None,
    look: Look = look_at,
) -> Drift:
    """Return how the labels, types and lengths of two sets from any source differ.

    If no row of a set has a label, as in a test set, labels are not compared, but all else is.

    Parameters
    ----------
    before, after
        Anything that `reaug.load` reads: paths, hub names, run folders, data in memory.
    labels
        The order in which labels are listed, including those that do not occur.
    by
        A column of `after`; the rows of each value of the column are compared, too.
    how
        Options for reading both sets; a set in KLUE's schema need not have the mapped columns.
    unlabelled
        Whether to ignore all labels.
    on_bad_row, max_bad_share
        See `reaug.data.read`. They apply to both sets.
    notify
        A function that is called with a line for each set from which rows were dropped or repaired.
    look
        A function that summarises the rows of a set, such as that of an engine. The rows of each
        value of `by` are summarised in this process.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> a = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:origin").table)
    >>> drift_of_sets(a, a).label.js
    0.0
    """
    readings = [
        read(
            source,
            require_label="ignore" if unlabelled else "auto",
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
            how=how.beside(),
        )
        for source in (before, after)
    ]
    for reading in readings:
        if notify is not None and (outcome := reading.outcome()):
            notify(f"{reading.origin}: {outcome}")
    tables = [reading.table for reading in readings]
    sides = zip(("before", "after"), readings, strict=True)
    hidden = tuple(side for side, reading in sides if reading.unlabelled)
    drift = drift_of_tables(tables[0], tables[1], labels=labels, unlabelled=hidden, look=look)
    if by is None:
        return drift
    return replace(drift, by=_by(tables[0], tables[1], by, labels, hidden))


def drift_of_tables(
    before: pa.Table,
    after: pa.Table,
    *,
    labels: Sequence[str] | None = None,
    unlabelled: tuple[str, ...] = (),
    look: Look = look_at,
) -> Drift:
    """Return how two tables in reaug's own schema (`core.schema.CORE_SCHEMA`) differ.

    `unlabelled` names the sets without labels; if there are any, labels are not compared.
    """
    one, other = look(before), look(after)
    drift = compare(one.profile, other.profile, labels, (one.coded, other.coded))
    if not unlabelled:
        return drift
    nothing: dict[str, Any] = {"labels": {}, "conditional": {}, "left_out": {}, "grid": {}}
    return replace(drift, unlabelled=unlabelled, **nothing)


def _by(
    before: pa.Table,
    after: pa.Table,
    column: str,
    labels: Sequence[str] | None,
    unlabelled: tuple[str, ...],
) -> dict[str, Any]:
    """Compare the sets for each value of a column of `after`."""
    # If `before` has the column, too, rows of the same value are compared; otherwise the rows of
    # each value are compared with all rows of `before`.
    given, column = column, column if column in after.column_names else _FIELDS.get(column, column)
    if column not in after.column_names:
        shown = [LABEL, SOURCE, *_FIELDS, *extra_columns(after.schema)]
        raise UsageError(f"AFTER has no column {given!r}; it has {', '.join(shown)}")
    same = column in before.column_names
    keys = [_keys(table, column) for table in ((before, after) if same else (after, after))]
    names = sorted(pc.unique(keys[1]).to_pylist())
    if len(names) > _MOST_VALUES:
        raise UsageError(
            f"column {column!r} has {len(names):,} values; --by takes at most {_MOST_VALUES:,}"
        )
    values: dict[str, Any] = {}
    left_out = {}
    for name in names:
        rows = before.filter(pc.equal(keys[0], name)) if same else before
        if rows.num_rows:
            some = after.filter(pc.equal(keys[1], name))
            drift = drift_of_tables(rows, some, labels=labels, unlabelled=unlabelled)
            values[name] = {k: v for k, v in drift.to_json().items() if k not in ("by", "gates")}
        else:
            left_out[name] = "no rows before"
    if same:
        gone = sorted(set(pc.unique(keys[0]).to_pylist()) - set(names))
        left_out |= dict.fromkeys(gone, "no rows after")
    decided = [figures["p_value"] for figures in values.values() if not figures["too_few"]]
    p_value = min(1.0, len(decided) * min(decided, default=1.0))
    return {
        "column": given,
        "against": "same" if same else "all",
        "p_value": p_value,
        "drifted": p_value <= ALPHA if decided else None,
        "values": values,
        "left_out": left_out,
    }


def _keys(table: pa.Table, column: str) -> pa.ChunkedArray:
    kind = table.schema.field(column).type
    if pa.types.is_nested(kind):
        raise UsageError(
            f"column {column!r} is {kind}; --by takes a column of text, numbers or truth values"
        )
    return pc.fill_null(pc.cast(table[column], pa.large_string()), NO_VALUE)
