"""The kernel: apply proposed changes to a batch of rows, and move the spans of the mentions.

No other code edits sentences or moves spans.

The buffer of the old sentences is cut at the start and end of every edit. One Arrow `take` puts the
unchanged pieces and the new texts in order, which gives the buffer of the new sentences. A span is
shifted by the change in length of the edits before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I32, I64, Bool, rows_where
from reaug.core.batch import Batch, Role
from reaug.core.changes import Changes
from reaug.core.edits import Edits, Refusals, normalise
from reaug.core.log import EDIT_FIELDS, LOG_SCHEMA, Log, drops, entries, ordered
from reaug.core.spans import new_spans, unlawful, with_spans
from reaug.core.text import codepoints, slices_of, strings_from

HardRules = Callable[[pa.StringArray, pa.StringArray, pa.StringArray], pa.StringArray]
"""A function of the labels, subject types and object types of n rows, which returns the id of the
hard rule that each row breaks; "" if the row breaks none.
"""


class Applied(NamedTuple):
    """The result of `apply`: the changed batch, the log, and the refused rows."""

    batch: Batch
    log: Log
    refusals: Refusals


def apply(
    batch: Batch, changes: Changes, *, step: str = "", rules: HardRules | None = None
) -> Applied:
    """Apply proposed changes to a batch, and return the new batch, the log and the refused rows.

    Parameters
    ----------
    batch
        n rows.
    changes
        The proposed changes for the n rows. A row whose changes break a law of edits (see
        `core.edits`) is left unchanged and listed among the refusals.
    step
        The path of the step in the recipe, for the log.
    rules
        The rule book's hard rules (those that no row may break) about a single row. A change is
        refused if the row obeyed a rule before and would break it afterwards.

    Raises
    ------
    UsageError
        The changes do not fit the batch, such as an array of another length.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.", label="no_relation")
    >>> edits = Edits.of([0], [0], [3], ["세종"], role=1)
    >>> after, log, refusals = apply(batch, Changes(edits), step="0.demo")
    >>> after.row(0).sentence, after.row(0).object
    ('세종은 한산도에서 이겼다.', (4, 7))
    """
    changes.check(batch, step)
    n = len(batch)
    drop = np.zeros(n, dtype=np.bool_) if changes.drop is None else changes.drop
    refused = np.zeros(n, dtype=np.bool_)
    base, no_spans = _respanned(batch, changes, drop)
    refused[no_spans.row] = True
    kept_edits = changes.edits.take(~(drop | refused)[changes.edits.row])
    edits, no_edits = normalise(base, kept_edits)
    refused[no_edits.row] = True
    refusals = Refusals.concat([no_spans, no_edits])
    # A new value that equals the present one is no change.
    fields = {}
    for name, values in changes.fields.items():
        same = pc.equal(values, batch.column(name)).fill_null(fill_value=False)
        fields[name] = pc.if_else(same, pa.scalar(None, pa.string()), values)
    changes = _without(replace(changes, fields=fields), refused | drop)
    if rules is not None:
        broken = _broken(batch, changes, rules)
        refusals = Refusals.concat([refusals, broken])
        refused[broken.row] = True
        edits = edits.take(~refused[edits.row])
        changes = _without(changes, refused)
    changes = replace(changes, edits=edits, drop=drop & ~refused)
    if base is not batch:
        stay = (refused | drop)[:, None]
        base = with_spans(batch, np.where(stay, batch.spans, base.spans))
    after = _assemble(base, _changed(base, changes), changes)
    return Applied(after, _log(batch, base, changes, step), refusals)


def _respanned(batch: Batch, changes: Changes, drop: Bool) -> tuple[Batch, Refusals]:
    """Return the batch with its valid new spans, and the rows whose new spans are invalid."""
    # Rows of `drop` (`bool[n]`) keep their spans.
    if changes.spans is None:
        return batch, Refusals.none()
    spans = np.where(drop[:, None], batch.spans, new_spans(batch, changes.spans))
    refusals = unlawful(batch, spans)
    spans[refusals.row] = batch.spans[refusals.row]
    return with_spans(batch, spans), refusals


def _changed(batch: Batch, changes: Changes) -> dict[str, pa.Array]:
    """Return the new values of all core columns that change, by column name."""
    columns = _values(batch, changes)
    if changes.edits.size:
        columns[schema.SENTENCE] = _rewrite(batch, changes.edits)
        spans = _move(batch, changes.edits)
        for i, name in enumerate(schema.SPANS):
            columns[name] = pa.array(spans[:, i], pa.int32())
    if changes.swap_roles is not None and changes.swap_roles.any():
        _swap(batch, columns, changes.swap_roles)
    return columns


def _without(changes: Changes, rows: Bool) -> Changes:
    """Return the changes without the values, role swaps and columns of some rows (`bool[n]`)."""
    # The edits of these rows stay; the caller removes them.
    if not rows.any():
        return changes
    others = pa.array(np.arange(len(rows)), mask=rows)
    return replace(
        changes,
        fields={name: values.take(others) for name, values in changes.fields.items()},
        swap_roles=None if changes.swap_roles is None else changes.swap_roles & ~rows,
        columns=None if changes.columns is None else changes.columns.take(others),
    )


def _values(batch: Batch, changes: Changes) -> dict[str, pa.Array]:
    """Return the new columns of the fields that change, by column name."""
    return {
        name: pc.coalesce(values, batch.column(name)) for name, values in changes.fields.items()
    }


def _broken(batch: Batch, changes: Changes, rules: HardRules) -> Refusals:
    """Return the rows that obey all hard rules now and would break one after the change."""
    touched = np.zeros(len(batch), dtype=np.bool_)
    for values in changes.fields.values():
        touched |= pc.is_valid(values).to_numpy(zero_copy_only=False)
    if changes.swap_roles is not None:
        touched |= changes.swap_roles
    rows = np.flatnonzero(touched)
    if not len(rows):
        return Refusals.none()
    columns = _values(batch, changes)
    if changes.swap_roles is not None:
        _swap(batch, columns, changes.swap_roles)
    names = (schema.LABEL, schema.SUBJECT_TYPE, schema.OBJECT_TYPE)
    index = pa.array(rows)
    before = rules(*(batch.column(name).take(index) for name in names))
    after = rules(*(columns.get(name, batch.column(name)).take(index) for name in names))
    breaks = pc.and_(pc.equal(before, ""), pc.not_equal(after, ""))
    mask = breaks.to_numpy(zero_copy_only=False)
    return Refusals(rows[mask], after.filter(breaks))


def _swap(batch: Batch, columns: dict[str, pa.Array], rows: Bool) -> None:
    """Swap types and spans of subject and object in `columns`, for the given rows (`bool[n]`)."""
    mask = pa.array(rows)
    for left, right in (
        (schema.SUBJECT_TYPE, schema.OBJECT_TYPE),
        (schema.SPANS[0], schema.SPANS[2]),
        (schema.SPANS[1], schema.SPANS[3]),
    ):
        a, b = (columns.get(name, batch.column(name)) for name in (left, right))
        columns[left], columns[right] = pc.if_else(mask, b, a), pc.if_else(mask, a, b)


def _rewrite(batch: Batch, edits: Edits) -> pa.StringArray:
    """Return the sentences after the edits."""
    # A sentence with k edits is made of 2k + 1 pieces: old text, new text, old text, …, old text.
    points = batch.codepoints
    n, m = len(batch), edits.size
    base = points.first[edits.row]
    per_row = np.bincount(edits.row, minlength=n)
    first_piece = np.concatenate([[0], np.cumsum(2 * per_row + 1)])
    # Edit number i of the batch, in row r, has the pieces 2i + r (kept before it) and 2i + r + 1.
    unchanged_pieces = 2 * np.arange(m) + edits.row
    offsets = np.empty(2 * m + n + 1, dtype=np.int64)
    offsets[first_piece] = points.byte[points.first]
    offsets[unchanged_pieces + 1] = points.byte[base + edits.start]
    offsets[unchanged_pieces + 2] = points.byte[base + edits.end]
    order = np.arange(2 * m + n)
    order[unchanged_pieces + 1] = 2 * m + n + np.arange(m)
    pieces = pa.concat_arrays([strings_from(offsets, points.buffer), edits.text])
    _, piece_offsets, data = pieces.take(pa.array(order)).buffers()
    ends = np.frombuffer(piece_offsets, dtype=np.int32)[first_piece]
    return strings_from(ends, data if data is not None else pa.py_buffer(b""))


def _move(batch: Batch, edits: Edits) -> I32:
    """Return the spans of the mentions after the edits (`int32[n, 4]`)."""
    # A start is shifted by every edit that ends at or before it, an end by every edit that begins
    # before it. So text inserted at the edge of a mention stays outside the mention.
    growth = codepoints(edits.text).lengths - (edits.end - edits.start)
    total = np.concatenate([[0], np.cumsum(growth)])
    row = np.arange(len(batch)) << 32
    before_row = total[np.searchsorted(edits.row, np.arange(len(batch)), side="left")]
    by_start = (edits.row << 32) + edits.start
    by_end = (edits.row << 32) + edits.end
    spans = batch.spans.astype(np.int64)
    moved = spans.copy()
    for column in (0, 2):
        done = np.searchsorted(by_end, row + spans[:, column], side="right")
        moved[:, column] += total[done] - before_row
    for column in (1, 3):
        first_edit = np.searchsorted(by_start, row + spans[:, column], side="left")
        moved[:, column] += total[first_edit] - before_row
    return moved.astype(np.int32)


def _assemble(batch: Batch, columns: dict[str, pa.Array], changes: Changes) -> Batch:
    table = batch.table
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), table.field(name), values)
    if changes.columns is not None:
        for name in changes.columns.column_names:
            table = table.append_column(changes.columns.field(name), changes.columns[name])
    if changes.drop is not None and changes.drop.any():
        table = table.filter(pa.array(~changes.drop))
    return Batch(table)


def _log(batch: Batch, base: Batch, changes: Changes, step: str) -> Log:
    """Return the log of the applied changes."""
    # `batch` has the rows before the step; `base` has the same sentences with the new spans.
    parts, rows = [], []
    for role in schema.ROLES if base is not batch else ():
        part, row = _of_spans(batch, base, changes, step, role)
        parts.append(part)
        rows.append(row)
    edits = changes.edits
    if edits.size:
        old = slices_of(batch.codepoints, edits.row, edits.start, edits.end)
        names = pa.array(EDIT_FIELDS, pa.string())
        parts.append(
            entries(
                edits.size,
                step,
                "edit",
                row_id=batch.ids.take(pa.array(edits.row)),
                field=names.take(pa.array(edits.role)),
                start=pa.array(edits.start),
                end=pa.array(edits.end),
                old=old,
                new=edits.text,
                **_why(changes, edits.row),
            )
        )
        rows.append(edits.row)
    for name in (name for name in schema.FIELDS if name in changes.fields):
        values = changes.fields[name]
        row = rows_where(pc.is_valid(values))
        index = pa.array(row)
        old, new = batch.column(name).take(index), values.take(index)
        ids = batch.ids.take(index)
        why = _why(changes, row)
        parts.append(
            entries(len(row), step, "field", row_id=ids, field=name, old=old, new=new, **why)
        )
        rows.append(row)
    if changes.swap_roles is not None:
        row = np.flatnonzero(changes.swap_roles)
        ids = batch.ids.take(pa.array(row))
        parts.append(entries(len(row), step, "swap_roles", row_id=ids, **_why(changes, row)))
        rows.append(row)
    table = pa.concat_tables(parts) if parts else LOG_SCHEMA.empty_table()
    if len(parts) > 1:
        table = ordered(table, np.concatenate(rows))
    elif parts:
        table = ordered(table, rows[0])
    added = () if changes.columns is None else tuple(changes.columns.column_names)
    drop = np.flatnonzero(changes.drop) if changes.drop is not None else np.zeros(0, np.int64)
    return Log(table, drops(batch, drop, step, changes.reason), added, step)


def _of_spans(
    batch: Batch, base: Batch, changes: Changes, step: str, role: Role
) -> tuple[pa.Table, I64]:
    """Return the log entries for new spans of one mention (`role`), and the row of each entry."""
    old, new = batch.span(role), base.span(role)
    row = np.flatnonzero((old != new).any(axis=1))
    columns = {
        "row_id": batch.ids.take(pa.array(row)),
        "start": pa.array(old[row, 0]),
        "end": pa.array(old[row, 1]),
        "old": _written(old[row]),
        "new": _written(new[row]),
    }
    return entries(len(row), step, "span", field=role, **columns, **_why(changes, row)), row


def _written(spans: I32) -> pa.StringArray:
    """Return spans (`int32[k, 2]`) as texts for the log: `start:end`, half-open."""
    return pa.array([f"{start}:{end}" for start, end in spans.tolist()], pa.string())


def _why(changes: Changes, row: I64) -> dict[str, pa.Array]:
    return {} if changes.reason is None else {"reason": changes.reason.take(pa.array(row))}
