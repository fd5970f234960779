"""A step's proposal: reasons, and how it is laid over a larger batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from laws import check_changes, proposals_of
from oracle import OracleProposal
from reaug.core.changes import Changes, reasons
from reaug.core.edits import Edits
from reaug.core.spans import KEEP
from strategies import batches, changes_for

KEPT = ("fields", "spans", "swap_roles", "columns", "drop", "reason", "skipped", "findings")


@given(st.data())
def test_spread_lays_a_proposal_for_some_rows_over_all(data: st.DataObject) -> None:
    batch = data.draw(batches())
    n = len(batch)
    some = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    rows = np.flatnonzero(np.array(some, dtype=np.bool_))
    few = data.draw(changes_for(batch.take(rows)))
    spread = few.spread(rows, n)
    wanted = [OracleProposal() for _ in range(n)]
    for row, proposal in zip(rows.tolist(), proposals_of(few, len(rows)), strict=True):
        wanted[row] = proposal
    assert proposals_of(spread, n) == wanted
    if few.reason is not None:
        assert spread.reason.take(pa.array(rows)).equals(few.reason)
        assert len(spread.reason) == n
    if few.columns is not None:
        assert spread.columns.num_rows == n
        assert spread.columns.take(pa.array(rows)).equals(few.columns)
    check_changes(batch, spread)


@given(st.data())
def test_the_result_is_that_of_the_rows_by_themselves(data: st.DataObject) -> None:
    batch = data.draw(batches(min_rows=1))
    rows = np.arange(len(batch))[data.draw(st.booleans()) :: 2]
    few = data.draw(changes_for(batch.take(rows)))
    alone = check_changes(batch.take(rows), few).batch.table.to_pylist()
    among = check_changes(batch, few.spread(rows, len(batch))).batch
    mine = [
        row
        for row in among.table.to_pylist()
        if row["_row_id"] in set(batch.take(rows).ids.to_pylist())
    ]
    assert mine == alone


@given(st.data())
def test_touched_rows_are_those_with_a_proposal(data: st.DataObject) -> None:
    batch = data.draw(batches())
    changes = data.draw(changes_for(batch))
    wanted = [
        bool(
            proposal.edits
            or proposal.fields
            or proposal.swap_roles
            or any(border is not None for border in proposal.spans)
        )
        for proposal in proposals_of(changes, len(batch))
    ]
    assert changes.touched(len(batch)).tolist() == wanted


def test_a_border_that_stays_is_the_constant_and_nothing_else() -> None:
    spans = np.array([[0, 3, KEEP, KEEP], [KEEP] * 4, [KEEP, -7, KEEP, KEEP]], dtype=np.int32)
    changes = Changes(spans=spans)
    assert changes.touched(3).tolist() == [True, False, True]  # -7 is refused, so it is proposed
    left = changes.without(np.array([True, False, False])).spans
    assert left.tolist() == [[KEEP] * 4, *spans[1:].tolist()]
    assert left.dtype == np.int32
    assert changes.spread(np.array([3, 1, 0]), 4).spans[2].tolist() == [KEEP] * 4


def test_reasons_are_the_first_mask_that_holds() -> None:
    masks = {
        "a/first": np.array([True, False, False, True]),
        "b/second": np.array([True, True, False, False]),
    }
    assert reasons(4, masks).to_pylist() == ["a/first", "b/second", None, "a/first"]
    assert reasons(2, {}).to_pylist() == [None, None]
    assert reasons(0, {"a/b": np.zeros(0, dtype=np.bool_)}).to_pylist() == []
    assert reasons(2, {}).type == pa.string()


def test_nothing_proposed_changes_nothing() -> None:
    assert proposals_of(Changes(), 2) == [OracleProposal(), OracleProposal()]
    assert proposals_of(Changes(Edits.of()).spread(np.array([1]), 3), 3) == [OracleProposal()] * 3
