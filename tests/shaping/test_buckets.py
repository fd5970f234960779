from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reaug.shaping.curriculum.buckets import ENOUGH, LEVEL, measures_of, names, starved


def rows(*cells: tuple[str | None, int | None]) -> pa.Table:
    label, bucket = zip(*cells, strict=True)
    return pa.table({"label": pa.array(label, pa.string()), "bucket": pa.array(bucket, pa.int32())})


def starved_buckets(counts: list[list[int]]) -> list[tuple[int, str, int]]:
    labels = [f"관계{i}" for i in range(len(counts))]
    return [(entry.bucket, entry.label, entry.rows) for entry in starved(labels, np.array(counts))]


def test_a_label_that_a_bucket_lacks() -> None:
    assert starved_buckets([[20, 0], [50, 50]]) == [(1, "관계0", 0)]
    assert starved_buckets([[19, 0], [50, 50]]) == [(1, "관계0", 0)]  # by chance: 1 in 3,000
    assert starved_buckets([[7, 0], [50, 50]]) == []


def test_few_rows_in_a_small_bucket() -> None:
    # Chance alone leaves a label of 30 rows out of a bucket of 50 rows in 3,080: told all the same.
    assert starved_buckets([[20, 10, 0], [1_500, 1_500, 50]]) == [(2, "관계0", 0)]
    assert starved_buckets([[15, 10, 0], [1_500, 1_500, 50]]) == []


def test_fewer_than_chance_explains() -> None:
    assert starved_buckets([[60, 10], [500, 500]]) == [(1, "관계0", 10)]
    assert starved_buckets([[40, 24], [500, 500]]) == []  # unlikely, but no half is missing
    assert starved_buckets([[8, 2], [500, 500]]) == []


def test_a_rare_label_is_nothing_to_tell() -> None:
    for few in range(1, 6):
        assert starved_buckets([[few, 0, 0], [100, 100, 100]]) == []


def test_the_most_missed_come_first() -> None:
    entries = starved_buckets([[10, 90], [0, 60], [300, 20]])
    assert entries == [(0, "관계0", 10), (0, "관계1", 0), (1, "관계2", 20)]


@given(
    arrays(np.int64, st.tuples(st.integers(1, 5), st.integers(2, 4)), elements=st.integers(0, 60))
)
def test_starved_buckets_have_fewer_rows_than_expected_and_are_sorted(counts: np.ndarray) -> None:
    labels = [f"관계{i}" for i in range(len(counts))]
    entries = starved(labels, counts)
    assert [(entry.bucket, entry.rows - entry.expected) for entry in entries] == sorted(
        (entry.bucket, entry.rows - entry.expected) for entry in entries
    )
    for entry in entries:
        row = counts[labels.index(entry.label)]
        assert (entry.rows, entry.total) == (row[entry.bucket], row.sum())
        expected = row.sum() * counts[:, entry.bucket].sum() / counts.sum()
        assert entry.expected == pytest.approx(expected, abs=0.0501)
        assert entry.rows < expected / 2
    for i, b in np.argwhere(counts == 0).tolist():
        if counts[i].sum() >= ENOUGH * counts.shape[1] and counts[:, b].sum():
            assert (b, labels[i]) in [(entry.bucket, entry.label) for entry in entries]


def test_chance_is_seldom_told_of() -> None:
    rng = np.random.default_rng(5)
    shares = [0.5, 0.3, 0.1, 0.05, 0.03, 0.02]
    alarms = 0
    for _ in range(200):
        labels, buckets = rng.choice(6, 3_000, p=shares), rng.integers(0, 3, 3_000)
        alarms += bool(
            starved_buckets(np.histogram2d(labels, buckets, (6, 3))[0].astype(int).tolist())
        )
    assert alarms <= 200 * LEVEL


def test_rows_and_labels_of_each_bucket() -> None:
    table = rows(("나", 0), ("가", 1), ("가", 1), ("가", 0), (None, 1))
    measures = measures_of(pa.concat_tables([table, table]), "bucket", ["short", "long"])
    assert measures.figures == {
        "bucket_rows": [4, 6],
        "bucket_labels": {"가": [2, 4], "나": [2, 0]},
    }
    assert measures.warnings == ()


def test_a_bucket_without_rows_and_rows_without_a_bucket() -> None:
    measures = measures_of(
        rows(("가", 0), ("가", 2), ("나", None)), "bucket", names("char", (40, 281))
    )
    assert measures.figures["bucket_rows"] == [1, 0, 1]
    assert measures.figures["bucket_labels"] == {"가": [1, 0, 1], "나": [0, 0, 0]}
    assert measures.warnings == (
        "1 row has no bucket, and is in no schedule",
        "bucket 1 (char 41 to 281) has no rows; use fewer buckets or other thresholds",
    )


def test_what_a_warning_says() -> None:
    cells = [("per:date_of_birth", 0)] * 60 + [("no_relation", 1)] * 1_000
    cells += [("no_relation", 0)] * 500 + [("per:date_of_birth", 1)] * 4
    measures = measures_of(rows(*cells), "bucket", names("eojeol", (8,)))
    assert measures.warnings == (
        "bucket 1 (eojeol over 8; 1,004 of 1,564 rows) has too few rows of 1 label: "
        "per:date_of_birth 4 of its 64 rows (41.1 by chance); use fewer buckets or other "
        "thresholds",
    )


def test_many_labels_are_named_in_part() -> None:
    cells = [(f"관계{i}", 0) for i in range(8) for _ in range(30)] + [("다른", 1)] * 100
    [warning] = measures_of(rows(*cells), "bucket", ["short", "long"]).warnings[1:]
    assert "has too few rows of 8 labels: " in warning
    assert "관계4 0 of its 30 rows (8.8 by chance), 3 more labels; use" in warning


def test_names_of_buckets() -> None:
    assert names("char", ()) == ["any char"]
    assert names("token", (17,)) == ["token up to 17", "token over 17"]
    assert names("char", (3, 4, 9))[1:3] == ["char 4", "char 5 to 9"]
