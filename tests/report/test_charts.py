from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.examples import batch_of
from reaug.drift import Profile, compare
from reaug.drift.set_drift import drift_of_tables
from reaug.report.charts import BINS, MOST, charts_of

LENGTHS = st.dictionaries(st.integers(1, 5000), st.integers(1, 50), min_size=1)


def profile(lengths: dict[int, int]) -> Profile:
    rows = sum(lengths.values())
    return Profile(rows, {"a": rows}, {"PER:ORG": rows}, dict(sorted(lengths.items())))


@given(LENGTHS, LENGTHS)
def test_every_row_is_in_one_bin(before: dict[int, int], after: dict[int, int]) -> None:
    charts = charts_of(compare(profile(before), profile(after)))
    chart, edges = charts["lengths"], charts["edges"]
    assert sum(chart["before"]) == sum(before.values())
    assert sum(chart["after"]) == sum(after.values())
    assert 1 <= len(edges) <= BINS
    assert edges == sorted(set(edges))


def table(*labels: str) -> pa.Table:
    table = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * len(labels)).table
    return table.set_column(table.schema.get_field_index("label"), "label", pa.array(labels))


def test_labels_by_their_larger_share() -> None:
    drift = drift_of_tables(table("a", "a", "b"), table("c", "b", "b", "b"), labels=["z", "a"])
    shown = charts_of(drift)["shares"]
    assert [series["name"] for series in shown] == ["b", "a", "c"]
    assert [series["rows"] for series in shown] == [[1, 3], [2, 0], [0, 1]]
    assert shown[2]["ratio"] is None
    assert shown[2]["interval"] is None


def test_the_grid_holds_every_row() -> None:
    grid = charts_of(drift_of_tables(table("a", "b"), table("a", "a", "b")))["grid"]
    assert (grid["pairs"], grid["labels"]) == (["PER:LOC"], ["a", "b"])
    assert (grid["before"], grid["after"], grid["rows"]) == ([[1, 1]], [[2, 1]], [2, 3])


def test_without_rows_there_is_no_grid() -> None:
    charts = charts_of(compare(profile({9: 3}), profile({9: 4})))
    assert charts["grid"] is None
    assert charts["conditional"] == charts["by"] == charts["buckets"] == []


def test_thousands_of_labels_are_cut() -> None:
    labels = [f"label-{n}" for n in range(3 * MOST)]
    charts = charts_of(drift_of_tables(table(*labels), table(*labels, "label-7")))
    assert len(charts["shares"]) == MOST
    assert charts["shares"][0]["name"] == "label-7"


def test_buckets_have_a_chart_each() -> None:
    charts = charts_of(compare(profile({5: 2}), profile({5: 1, 9: 2})), {"0": {5: 1}, "1": {9: 2}})
    assert [bucket["name"] for bucket in charts["buckets"]] == ["0", "1"]
    assert [sum(bucket["rows"]) for bucket in charts["buckets"]] == [1, 2]
