"""A look at a set batch by batch is a look at the whole."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.drift.set_drift import drift_of_tables
from reaug.drift.set_summary import Seen, look_at, look_at_batch, merged
from reaug.engine import stored_rows
from reaug.engine.set_features import look_by
from reaug.errors import UsageError
from strategies import batches


def alike(a: Seen, b: Seen) -> None:
    """Equal but for the numbers that name sentences, which name the same rows."""
    assert a.profile == b.profile
    for name in ("label", "type_pair", "source"):
        one, other = getattr(a.coded, name), getattr(b.coded, name)
        assert one.names == other.names
        assert one.codes.tolist() == other.codes.tolist()
    assert a.coded.length.tolist() == b.coded.length.tolist()
    assert a.coded.words == b.coded.words
    sides = [np.unique(side.coded.sentence, return_inverse=True)[1] for side in (a, b)]
    pairs = set(zip(*(side.tolist() for side in sides), strict=True))
    assert len(pairs) == len(set(sides[0].tolist())) == len(set(sides[1].tolist()))


@given(batch=batches(), cut=st.integers(0, 8), second=st.integers(0, 8))
def test_summaries_of_parts_merge_in_any_order(batch: Batch, cut: int, second: int) -> None:
    first, last = sorted((cut, second))
    table = batch.table
    parts = [table.slice(0, first), table.slice(first, last - first), table.slice(last)]
    looks = [look_at_batch(part.combine_chunks()) for part in parts]
    alike(merged(merged(looks[0], looks[1]), looks[2]), look_at(table))
    alike(merged(looks[0], merged(looks[1], looks[2])), look_at(table))


TEXTS = (
    "[S|PER|이순신]은 [O|LOC|한산도]에 있다.",
    "[S|PER|김구]는 [O|LOC|해주] 사람이다 🚀",
    "[S|ORG|LG]와 [O|ORG|三星]",
)


def rows(times: int) -> pa.Table:
    texts = [f"{TEXTS[i % 3]} {i // 2}" for i in range(times)]
    return batch_of(*texts, label=["a" if i % 5 else "b" for i in range(times)]).table


def test_drift_by_two_processes_is_that_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 7)
    before, after = rows(60), rows(41)
    with look_by("local", 2) as look:
        drift = drift_of_tables(before, after, look=look)
    assert drift.to_json() == drift_of_tables(before, after).to_json()


def test_an_empty_set_and_an_unknown_engine() -> None:
    with look_by("local", 2) as look:
        assert look(rows(0)).profile.rows == 0
    with pytest.raises(UsageError, match="unknown engine"), look_by("dask"):
        pass
