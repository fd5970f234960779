"""The edits on the page of a run: rows as they were before a step, restored from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import distinct
from reaug.core.batch import Batch
from reaug.core.draws import text_keys
from reaug.core.grouping import Groups
from reaug.core.log import Log, no_drops
from reaug.core.normal_form import plain
from reaug.core.text import contiguous
from reaug.core.undo import undo
from reaug.data.row_batches import passed

_ROW: Final = (schema.ROW_ID, schema.SENTENCE, *schema.SPANS, *schema.FIELDS)


class Edits(NamedTuple):
    """A sample of a run's edits: for each step, the edits of the rows with the smallest keys.

    A row's key is a hash of its id.

    items : the edits of the sample, as data for `run.js`.
    total : the number of all edits. An edit is a row of the result with a step that changed or
        copied it, or a dropped row.
    """

    items: list[dict[str, Any]]
    total: int


def edits_of(
    rows: pa.Table, changes: pa.Table, dropped: pa.Table | None, steps: Sequence[str], most: int
) -> Edits:
    """Return up to `most` edits of a run, each with its row.

    Parameters
    ----------
    rows
        The rows of the run's result.
    changes, dropped
        The log of the run; `dropped` is None if no row was dropped.
    steps
        The paths of the steps, in the order in which they ran.
    """
    copies = changes.filter(pc.equal(changes["kind"], "copy"))
    touched = changes.filter(pc.not_equal(changes["kind"], "copy"))
    # A copy that no other step changed is listed as a copy, otherwise under each step that changed
    # it.
    alone = pc.invert(pc.is_in(copies["row_id"], value_set=contiguous(touched["row_id"])))
    edited = pa.concat_tables([touched, copies.filter(alone)]).select(["step", "row_id"])
    edited = edited.take(pa.array(Groups.of(edited["step"], edited["row_id"]).first))
    rows_at_end = _rows_at_end(rows, pc.unique(edited["row_id"]))
    place = pc.index_in(
        contiguous(edited["row_id"]), value_set=contiguous(rows_at_end[schema.ROW_ID])
    )
    edited = edited.filter(pc.is_valid(place))  # rows that were dropped later are listed as dropped
    keys = contiguous(rows_at_end[schema.KEY]).take(place.drop_null())
    edited = pa.table(
        {"step": edited["step"], "id": edited["row_id"], "key": keys}
    ).combine_chunks()
    gone = None
    if dropped is not None:
        names = {"step": dropped["_step"], "id": dropped[schema.ROW_ID], "key": dropped[schema.KEY]}
        gone = pa.table(names).combine_chunks()
    chosen = _chosen([edited, *([] if gone is None else [gone])], steps, most)
    items = _changed(rows, changes, chosen[0], steps)
    if dropped is not None:
        items += _dropped(dropped, chosen[1], steps)
    ids = pa.array(sorted({item["row"][0] for item in items}), pa.string())
    shown = copies.filter(pc.is_in(copies["row_id"], value_set=ids))
    parents = dict(zip(shown["row_id"].to_pylist(), shown["old"].to_pylist(), strict=True))
    twins = {} if dropped is None else _twins_of(rows, dropped)
    for item in items:
        item["parent"] = parents.get(item["row"][0])
        item["twin"] = twins.get(item["row"][0]) if "dropped" in item["kinds"] else None
    # Copies come first, because they are the purpose of augmentation, and there may be many
    # corrections.
    items.sort(key=lambda item: (item["parent"] is None, item["step"], item["row"][0]))
    return Edits(items, edited.num_rows + (0 if gone is None else gone.num_rows))


def _rows_at_end(rows: pa.Table, ids: pa.Array) -> pa.Table:
    """Return the columns id and key of the rows with the given ids."""
    # The table may be very large, so rows are looked up by key, a hash of the id, one batch at a
    # time. Rows whose hashes collide are in the result as well.
    wanted = distinct(text_keys(ids))
    named = rows.select([schema.ROW_ID, schema.KEY])
    parts = []
    for batch in passed(named):
        keys = batch.column(schema.KEY).to_numpy()
        at = np.minimum(np.searchsorted(wanted, keys), max(len(wanted) - 1, 0))
        same = wanted[at] == keys if len(wanted) else np.zeros(len(keys), dtype=np.bool_)
        parts.append(batch.filter(pa.array(same)))
    return pa.Table.from_batches(parts, named.schema).combine_chunks()


def _chosen(tables: Sequence[pa.Table], steps: Sequence[str], most: int) -> list[dict[int, Any]]:
    """Return the ids of the rows whose edits the page shows, at most `most` in total."""
    # The result has a mapping for each table: from the index of a step to row ids. A step with few
    # edits shows all of them; the other steps share what is left.
    parts: list[tuple[int, int, pa.Table]] = []
    for i, table in enumerate(tables):
        for step, path in enumerate(steps):
            part = table.filter(pc.equal(table["step"], path))
            if part.num_rows:
                parts.append((i, step, part))
    parts.sort(key=lambda part: (part[2].num_rows, part[:2]))
    chosen: list[dict[int, Any]] = [{} for _ in tables]
    for left, (i, step, part) in zip(range(len(parts), 0, -1), parts, strict=True):
        take = min(part.num_rows, most // left)
        most -= take
        order = np.lexsort((part["id"].to_numpy().astype(str), part["key"].to_numpy()))
        chosen[i][step] = contiguous(part["id"].take(pa.array(order[:take])))
    return chosen


def _changed(
    rows: pa.Table, changes: pa.Table, chosen: dict[int, pa.Array], steps: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the chosen edits, each with the row as it was before the step."""
    # A copy has no row before the step that made it, so its row is that after the step. These rows
    # are not stored: steps are undone one by one, from the last step on.
    if not chosen:
        return []
    shown = pc.unique(pa.chunked_array(list(chosen.values())))
    core = rows.select(schema.CORE_SCHEMA.names)
    some = (each.filter(pc.is_in(each[schema.ROW_ID], value_set=shown)) for each in passed(core))
    batch = Batch(pa.Table.from_batches(some, core.schema).combine_chunks())
    changes = changes.filter(pc.is_in(changes["row_id"], value_set=shown))
    items: list[dict[str, Any]] = []
    for step in reversed(range(len(steps))):
        entries = changes.filter(pc.equal(changes["step"], steps[step]))
        if not entries.num_rows:
            continue
        before = undo(batch, Log(entries, no_drops(batch), (), steps[step]))
        if step in chosen:
            shown_entries = entries.filter(pc.is_in(entries["row_id"], value_set=chosen[step]))
            shown_rows = dict(_rows(before.table, chosen[step]))
            # a copy has no row before the step that made it
            if len(shown_rows) < len(chosen[step]):
                shown_rows = dict(_rows(batch.table, chosen[step])) | shown_rows
            items += _items(step, shown_entries, shown_rows)
        batch = before
    return items


def _rows(table: pa.Table, ids: pa.Array) -> Iterator[tuple[str, list[Any]]]:
    rows_of_ids = table.filter(pc.is_in(table[schema.ROW_ID], value_set=ids)).select(list(_ROW))
    for row in zip(*(column.to_pylist() for column in rows_of_ids.columns), strict=True):
        yield row[0], list(row)


def _items(step: int, entries: pa.Table, rows: dict[str, list[Any]]) -> list[dict[str, Any]]:
    items: dict[str, dict[str, Any]] = {
        name: {"step": step, "row": row, "kinds": [], "edits": [], "fields": [], "reasons": []}
        for name, row in rows.items()
    }
    for entry in entries.to_pylist():
        item, kind = items[entry["row_id"]], entry["kind"]
        if kind == "edit":
            values = [entry[name] for name in ("start", "end", "new", "field")]
            item["edits"].append(values)
        elif kind in ("field", "span"):
            item["fields"].append([entry["field"], entry["old"], entry["new"]])
        for name, value in (("kinds", kind), ("reasons", entry["reason"])):
            if value and value not in item[name]:
                item[name].append(value)
    return list(items.values())


def _dropped(
    dropped: pa.Table, chosen: dict[int, pa.Array], steps: Sequence[str]
) -> list[dict[str, Any]]:
    items = []
    for step, ids in chosen.items():
        of_step = dropped.filter(pc.equal(dropped["_step"], steps[step]))
        of_step = of_step.filter(pc.is_in(of_step[schema.ROW_ID], value_set=ids))
        reasons = dict(
            zip(of_step[schema.ROW_ID].to_pylist(), of_step["_reason"].to_pylist(), strict=True)
        )
        for name, row in _rows(of_step, ids):
            values = {
                "edits": [],
                "fields": [],
                "reasons": [reasons[name]] if reasons[name] else [],
            }
            items.append({"step": step, "row": row, "kinds": ["dropped"], **values})
    return items


_DUPLICATE: Final = "duplicate/"
_TOGETHER: Final = 1 << 17


def _twins_of(rows: pa.Table, gone: pa.Table) -> dict[str, str]:
    """Return by id of a row that was dropped as a duplicate, the id of its twin: an equal row.

    The twin is the row that was kept. If none was kept, because the labels contradict each other,
    it is another dropped row. A row has no twin if a later step rewrote the row that was kept.

    Parameters
    ----------
    rows
        The rows of the run's result.
    gone
        The dropped rows of the run, with the column `_reason`.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2).table
    >>> gone = table.slice(1).append_column("_reason", pa.array(["duplicate/exact"]))
    >>> _twins_of(table.slice(0, 1), gone)
    {'row-1': 'row-0'}
    """
    same = gone.filter(pc.fill_null(pc.starts_with(gone["_reason"], _DUPLICATE), fill_value=False))
    if not same.num_rows:
        return {}
    dropped = _texts(same)
    wanted = contiguous(dropped["sentence"])
    first: dict[tuple[str, ...], list[str]] = {}
    some = (pa.Table.from_batches([batch]) for batch in passed(rows, _TOGETHER))
    for table in (*(_among(_texts(_likely_rows(part, wanted)), wanted) for part in some), dropped):
        for row_id, key in _keyed(table):
            first.setdefault(key, []).append(row_id)
    twins = {}
    for row_id, key in _keyed(dropped):
        other = next((other_id for other_id in first[key] if other_id != row_id), None)
        if other is not None:
            twins[row_id] = other
    return twins


def _likely_rows(rows: pa.Table, sentences: pa.Array) -> pa.Table:
    """Return a small part of the rows, which has all rows with one of the given sentences."""
    # The sentences are in normal form. Rows whose sentence is not in normal form are few, so all of
    # them are included unseen.
    text = contiguous(rows[schema.SENTENCE])
    return rows.filter(pc.or_(pc.is_in(text, value_set=sentences), pa.array(~plain(text))))


def _among(table: pa.Table, sentences: pa.Array) -> pa.Table:
    """Return the rows that have one of the given sentences."""
    return table.filter(pc.is_in(table["sentence"], value_set=sentences))


def _texts(table: pa.Table) -> pa.Table:
    """Return sentence, spans and id of rows in normal form (the form that duplicates share)."""
    core = table.select(schema.CORE_SCHEMA.names).combine_chunks()
    normal = Batch(core).normal.table.select([schema.SENTENCE, *schema.SPANS])
    return normal.rename_columns(["sentence", "a", "b", "c", "d"]).append_column(
        "id", core[schema.ROW_ID]
    )


def _keyed(table: pa.Table) -> list[tuple[str, tuple[str, ...]]]:
    columns = [table[name].to_pylist() for name in ("id", "sentence", "a", "b", "c", "d")]
    return [(row[0], tuple(map(str, row[1:]))) for row in zip(*columns, strict=True)]
