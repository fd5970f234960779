"""What is decided, and which proposals would change it: held against what the kernel makes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.apply import apply
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.core.row_decisions import NOTHING, Decided, Part, overruling
from strategies import batches_with_changes

BORN = "[S|PER|이순신]은 [O|DAT|1545]년에 났다."
EVERY = sum(Part)


def rows_of(batch: Batch) -> dict[str, Row]:
    return {row.id: row for row in map(batch.row, range(len(batch)))}


def parts_of(row: Row) -> dict[Part, object]:
    return {
        Part.LABEL: row.label,
        Part.SUBJECT_TYPE: row.subject_type,
        Part.OBJECT_TYPE: row.object_type,
        Part.SUBJECT: row.subject_word,
        Part.OBJECT: row.object_word,
        Part.SENTENCE: row.sentence,
    }


@given(batches_with_changes(), st.data())
def test_no_decided_part_changes(proposal: tuple[Batch, Changes], data: st.DataObject) -> None:
    batch, changes = proposal
    parts = {
        row_id: data.draw(st.integers(0, EVERY))
        for row_id in batch.ids.to_pylist()
        if data.draw(st.booleans())
    }
    decided = Decided.of(parts)
    held = overruling(batch, changes, decided)
    after = rows_of(apply(batch, changes.without(held)).batch)
    applied = rows_of(apply(batch, changes).batch)
    for i, row in enumerate(map(batch.row, range(len(batch)))):
        what = parts.get(row.id, 0)
        if held[i]:
            assert after[row.id] == row
        else:  # as if nobody had decided anything
            assert after.get(row.id) == applied.get(row.id)
        if row.id in after:
            now, was = parts_of(after[row.id]), parts_of(row)
            assert all(now[part] == was[part] for part in was if what & part)
        else:
            assert not what & Part.ROW


@given(batches_with_changes())
def test_nothing_decided_and_nothing_left(proposal: tuple[Batch, Changes]) -> None:
    batch, changes = proposal
    assert not overruling(batch, changes, NOTHING).any()
    every = np.ones(len(batch), dtype=np.bool_)
    applied = apply(batch, changes.without(every))
    assert applied.log.entries.num_rows == applied.log.dropped.num_rows == 0


@pytest.mark.parametrize("text", ["1545", "", "가", "😀"])
def test_a_change_that_is_none(text: str) -> None:
    batch = batch_of(BORN)
    decided = Decided.of({"row-0": EVERY})
    same = Changes(
        Edits.of([0, 0], [5, 0], [9, 0], [text, ""], np.array([2, 0], np.int8)),
        fields={"label": batch.label, "object_type": pa.array([None], pa.string())},
        spans=batch.spans.copy(),
        swap_roles=np.zeros(1, np.bool_),
        drop=np.zeros(1, np.bool_),
    )
    assert overruling(batch, same, decided).tolist() == [text != "1545"]


def test_missing_values_are_values() -> None:
    table = batch_of(BORN).table
    at = table.schema.get_field_index("label")
    batch = Batch(table.set_column(at, table.field(at), pa.nulls(1, pa.string())))
    changes = Changes(fields={"label": pa.array(["per:title"])})
    assert overruling(batch, changes, Decided.of({"row-0": Part.LABEL})).tolist() == [True]


def test_joined_decisions_protect_the_parts_of_both() -> None:
    one, other = Decided.of({"b": Part.LABEL}), Decided.of({"b": Part.ROW, "가": Part.OBJECT})
    both = one.joined(other)
    assert both.ids.to_pylist() == ["b", "가"]
    assert both.parts.tolist() == [Part.LABEL | Part.ROW, Part.OBJECT]
    assert one.joined(NOTHING) is one
    assert NOTHING.joined(one) is one
    assert both.of_rows(pa.array(["가", "x", "b"])).tolist() == [16, 0, 65]
