"""Rows written inline."""

from __future__ import annotations

import pytest

from reaug.core import schema
from reaug.core.draws import row_keys
from reaug.core.examples import batch_of


def test_marks_become_mentions() -> None:
    batch = batch_of(
        "[O|LOC|한산도]에서 [S|PER|이순신]이 이겼다.", "[S|PER|😀][O||e\u0301]", label=["a", "b"]
    )
    assert batch.table.schema.equals(schema.CORE_SCHEMA)
    first, second = batch.row(0), batch.row(1)
    assert first.sentence == "한산도에서 이순신이 이겼다."
    assert (first.subject, first.object, first.label) == ((6, 9), (0, 3), "a")
    assert (second.sentence, second.subject, second.object) == ("😀e\u0301", (0, 1), (1, 3))
    assert (second.subject_type, second.object_type) == ("PER", "")
    assert batch.ids.to_pylist() == ["row-0", "row-1"]
    assert batch.keys.tolist() == row_keys(["row-0", "row-1"]).tolist()
    assert batch.numpy(schema.POSITION).tolist() == [0, 1]


def test_no_rows() -> None:
    assert len(batch_of()) == 0


def test_a_row_without_both_marks_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="mark one subject"):
        batch_of("[S|PER|이순신]은 이겼다.")
