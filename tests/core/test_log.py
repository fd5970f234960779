"""The log and the way back: the inverse of every kind of entry."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laws import check_changes, edits_of
from oracle import OracleEdit
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import row_keys
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.examples import batch_of
from reaug.core.log import LOG_SCHEMA, Log, drops, entries, inverse, no_drops, ordered
from reaug.core.undo import undo
from strategies import batches, batches_with_changes, changes_for

ROW = "[S|PER|이순신]은 어제 [O|LOC|한산도]에서 이겼다."


def copies(batch: Batch, number: int = 1) -> Batch:
    """Copies of rows, with ids of their own."""
    ids = [f"{row_id}~0.copy#{number}" for row_id in batch.ids.to_pylist()]
    table = batch.table
    for name, values in ((schema.ROW_ID, ids), (schema.KEY, row_keys(ids))):
        field = table.schema.field(name)
        at = table.schema.get_field_index(name)
        table = table.set_column(at, field, pa.array(values, field.type))
    return Batch(table)


@given(batches_with_changes(max_rows=8))
def test_undo_of_apply_is_the_batch_itself(both: tuple[Batch, Changes]) -> None:
    batch, changes = both
    applied = check_changes(batch, changes)
    assert len(undo(applied.batch, applied.log)) == len(batch)


@given(st.data())
def test_steps_are_undone_in_reverse(data: st.DataObject) -> None:
    before = [data.draw(batches())]
    logs = []
    for i in range(3):
        changes = data.draw(changes_for(before[-1]))
        if changes.columns is not None:
            names = [f"{name}_{i}" for name in changes.columns.column_names]
            columns = changes.columns.rename_columns(names)
            changes = Changes(
                changes.edits,
                changes.fields,
                changes.swap_roles,
                columns,
                changes.drop,
                spans=changes.spans,
            )
        after, log, _ = apply(before[-1], changes, step=f"{i}.test")
        before.append(after)
        logs.append(log)
    now = before.pop()
    order = [(schema.POSITION, "ascending")]
    for log, wanted in zip(reversed(logs), reversed(before), strict=True):
        now = undo(now, log)
        assert now.table.sort_by(order).equals(wanted.table.sort_by(order))


@given(st.data())
def test_logs_of_parts_are_the_log_of_the_whole(data: st.DataObject) -> None:
    batch = data.draw(batches(min_rows=2))
    changes = data.draw(changes_for(batch))
    n = len(batch)
    result = apply(batch, changes, step="0.test")
    logs, parts = [], []
    place = data.draw(st.integers(0, n))
    for rows in (np.arange(place), np.arange(place, n)):
        index, mine = pa.array(rows), np.isin(changes.edits.row, rows)
        edits = changes.edits.take(mine)
        part = Changes(
            edits._replace(row=edits.row - (rows[0] if len(rows) else 0)),
            {name: values.take(index) for name, values in changes.fields.items()},
            None if changes.swap_roles is None else changes.swap_roles[rows],
            None if changes.columns is None else changes.columns.take(index),
            None if changes.drop is None else changes.drop[rows],
            None if changes.reason is None else changes.reason.take(index),
            spans=None if changes.spans is None else changes.spans[rows],
        )
        applied = apply(batch.take(rows), part, step="0.test")
        logs.append(applied.log)
        parts.append(applied.batch.table)
    joined = Log.concat(logs)
    assert joined.entries.equals(result.log.entries)
    assert joined.dropped.equals(result.log.dropped)
    assert (joined.columns, joined.step) == (result.log.columns, "0.test")
    back = undo(Batch(pa.concat_tables(parts)), joined).table
    order = [(schema.POSITION, "ascending")]
    assert back.sort_by(order).equals(batch.table.sort_by(order))


def test_the_inverse_of_an_edit_puts_the_old_text_back() -> None:
    batch = batch_of(ROW)
    edits = Edits.of([0, 0, 0], [0, 4, 11], [3, 4, 13], ["세종", "또 ", ""], np.array([1, 0, 0]))
    after, log, _ = apply(batch, Changes(edits), step="0.test")
    assert edits_of(inverse(log, after).edits) == [
        (0, OracleEdit(0, 2, "이순신", "subject")),
        (0, OracleEdit(3, 5, "", "context")),
        (0, OracleEdit(12, 12, "에서", "context")),
    ]
    assert undo(after, log).table.equals(batch.table)


def test_the_inverse_of_an_edit_of_a_swapped_row_has_the_other_role() -> None:
    batch = batch_of(ROW)
    edits = Edits.of([0, 0], [0, 8], [3, 11], ["세종", "여주"], np.array([SUBJECT, OBJECT]))
    after, log, _ = apply(batch, Changes(edits, swap_roles=np.array([True])))
    assert [edit.role for _, edit in edits_of(inverse(log, after).edits)] == ["object", "subject"]
    assert undo(after, log).table.equals(batch.table)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("name", schema.FIELDS)
def test_the_inverse_of_a_value_is_the_old_value(name: str, swap: bool) -> None:
    batch = batch_of(ROW, ROW)
    changes = Changes(
        fields={name: pa.array([None, "NEW"], pa.string())}, swap_roles=np.array([False, swap])
    )
    after, log, _ = apply(batch, changes)
    back = inverse(log, after)
    traded = {"subject_type": "object_type", "object_type": "subject_type"}
    assert list(back.fields) == [traded.get(name, name) if swap else name]
    assert undo(after, log).table.equals(batch.table)


def test_both_types_set_and_swapped_come_back() -> None:
    batch = batch_of(ROW)
    new = {"subject_type": pa.array(["ORG"]), "object_type": pa.array(["DAT"])}
    after, log, _ = apply(batch, Changes(fields=new, swap_roles=np.array([True])))
    assert (after.row(0).subject_type, after.row(0).object_type) == ("DAT", "ORG")
    assert undo(after, log).table.equals(batch.table)


def test_the_inverse_of_a_drop_is_the_whole_row() -> None:
    batch = batch_of(ROW, "[S|PER|갑]과 [O|PER|을]", "[S|PER|병] [O|PER|정]")
    drop = np.array([False, True, False])
    why = pa.array([None, "duplicate/exact", None])
    after, log, _ = apply(batch, Changes(drop=drop, reason=why), step="2.deduplicate")
    assert after.ids.to_pylist() == ["row-0", "row-2"]
    assert log.entries.num_rows == 0
    dropped = log.dropped.to_pylist()
    assert [(row["_step"], row["_reason"]) for row in dropped] == [
        ("2.deduplicate", why[1].as_py())
    ]
    assert log.dropped.drop_columns(["_step", "_reason"]).equals(batch.table.slice(1, 1))
    assert undo(after, log).table.sort_by(schema.POSITION).equals(batch.table)


def test_the_inverse_of_a_column_is_its_absence() -> None:
    batch = batch_of(ROW)
    after, log, _ = apply(batch, Changes(columns=pa.table({"길이": [21], "bucket": ["short"]})))
    assert after.table.column_names[-2:] == ["길이", "bucket"]
    assert undo(after, log).table.equals(batch.table)


def test_the_inverse_of_a_copy_is_its_absence() -> None:
    batch = batch_of(ROW, ROW)
    born = copies(batch)
    edited, log, _ = apply(born, Changes(Edits.of([1], [3], [4], ["이"])), step="0.copy")
    birth = entries(2, "0.copy", "copy", row_id=born.ids, old=batch.ids)
    both = Log(pa.concat_tables([birth, log.entries]), log.dropped, (), "0.copy")
    all_rows = Batch(pa.concat_tables([batch.table, edited.table]))
    assert undo(all_rows, both).table.equals(batch.table)


def test_entries_of_rows_that_are_not_there_are_left_out() -> None:
    batch = batch_of(ROW, ROW)
    after, log, _ = apply(batch, Changes(Edits.of([0, 1], [3, 3], [4, 4], ["이", "이"])))
    subset = after.take(np.array([1]))
    assert inverse(log, subset).edits.size == 1
    assert undo(subset, log).table.equals(batch.table.slice(1))


def test_a_log_that_does_not_fit_is_an_error_and_not_a_wrong_row() -> None:
    batch = batch_of(ROW)
    after, log, _ = apply(batch, Changes(Edits.of([0], [16], [18], ["싸웠"])), step="0.test")
    shorter = apply(after, Changes(Edits.of([0], [11], [18], [""])), step="1.test").batch
    with pytest.raises(Exception, match="row-0") as caught:
        undo(shorter, log)
    assert type(caught.value).__name__ == "InputError"


def test_entries_are_ordered_by_row_and_numbered_within_each() -> None:
    table = entries(4, "0.test", "field", row_id=pa.array(list("bacb")), field="label")
    result = ordered(table, np.array([1, 0, 2, 1]))
    assert result["row_id"].to_pylist() == list("abbc")
    assert result["ordinal"].to_pylist() == [0, 0, 1, 0]
    assert result.schema.equals(LOG_SCHEMA)
    assert ordered(table.slice(0, 0), np.zeros(0, np.int64)).num_rows == 0


def test_drops_of_no_rows_have_the_columns_of_a_drop() -> None:
    batch = batch_of(ROW)
    assert no_drops(batch).schema.equals(drops(batch, np.array([0]), "0.test", None).schema)
    assert no_drops(batch).column_names[:2] == ["_step", "_reason"]
