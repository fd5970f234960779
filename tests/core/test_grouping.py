from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.grouping import Groups, grouped

_KINDS = (pa.string(), pa.uint64(), pa.string(), pa.int64())
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["가", "나", "", None]),
        st.sampled_from([0, 1, 2**63, 2**64 - 1, None]),
        st.sampled_from(["a", "b", None]),
        st.integers(-5, 2**40),
    )
)


@given(_ROWS, st.integers(1, 3), st.integers(0, 9))
def test_rows_with_equal_values_are_one_group(
    rows: list[tuple[str | None, int | None, str | None, int]], width: int, cut: int
) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * 4
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, _KINDS, strict=True)]
    whole = pa.table(arrays, names=["text", "key", "other", "n"])
    table = pa.concat_tables([whole.slice(0, cut), whole.slice(cut)])  # in chunks
    keys = table.column_names[:width]
    sums, sizes = dict[tuple[object, ...], int](), dict[tuple[object, ...], int]()
    for row in rows:
        sums[row[:width]] = sums.get(row[:width], 0) + row[3]
        sizes[row[:width]] = sizes.get(row[:width], 0) + 1
    added, counted = grouped(table, keys, "n", added="n"), grouped(table, keys, "rows")
    assert [(*line.values(),) for line in added.to_pylist()] == [(*k, n) for k, n in sums.items()]
    assert [(*line.values(),) for line in counted.to_pylist()] == [
        (*key, n) for key, n in sizes.items()
    ]
    assert added.schema.types == [*_KINDS[:width], pa.int64()]


def test_many_values_in_many_columns_are_numbered_anew() -> None:
    n = 50_000
    ids = pa.array(range(n))
    groups = Groups.of(ids, ids, ids, ids, pa.array([0] * n))
    assert groups.of_row.tolist() == list(range(n))
    assert groups.sizes().tolist() == [1] * n
