"""Two whole sets: labels given the types, sources, mentions, values of a column."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.drift import parse
from reaug.drift.aspects import FEWEST
from reaug.drift.set_drift import drift_of_sets, drift_of_tables
from reaug.errors import InputError, UsageError

TEXTS = (
    "[S|PER|이순신]은 [O|LOC|한산도]에 있다.",
    "[S|ORG|삼성]은 [O|PER|이재용]이 이끈다.",
    "[S|ORG|LG]는 [O|LOC|서울]에 있고 여의도에 산다.",
)


def rows(*counts: tuple[int, str, int]) -> pa.Table:
    """So many rows of a text of `TEXTS` with a label; every sentence another one."""
    pairs = [(TEXTS[n], label) for n, label, times in counts for _ in range(times)]
    texts = [f"{text} {i}" for i, (text, _) in enumerate(pairs)]
    return batch_of(*texts, label=[label for _, label in pairs]).table


BEFORE = rows((0, "a", 100), (0, "b", 100), (1, "a", 100), (1, "b", 100), (2, "c", 8))


def test_a_rule_that_changed_within_one_type_pair() -> None:
    # The labels of all rows are as they were: only given the types they are not.
    after = rows((0, "a", 140), (0, "b", 60), (1, "a", 60), (1, "b", 140), (2, "c", 8))
    drift = drift_of_tables(BEFORE, after)
    assert drift.label.js == 0.0
    assert not drift.test.drifted
    assert drift.drifted
    assert [pair.aspect.drifted for pair in drift.conditional.values()] == [True, True]
    assert drift.conditional["PER:LOC"][:2] == (200, 200)
    assert drift.left_out == {"ORG:LOC": "8 rows before, 8 after: fewer than 10"}
    assert drift.decisions["conditional"] <= 0.02
    document = drift.to_json()["conditional"]["PER:LOC"]
    assert list(document) == ["before", "after", "js", "noise_band", "p_value", "drifted"]


def test_a_pair_with_one_label_is_left_out() -> None:
    drift = drift_of_tables(rows((0, "a", 20)), rows((0, "a", 30)))
    assert drift.left_out == {"PER:LOC": "every row has the label a"}
    assert drift.conditional == {}
    assert not drift.drifted


def test_gates_name_figures_of_sets() -> None:
    after = rows((0, "a", 140), (0, "b", 60), (1, "a", 60), (1, "b", 140), (2, "c", 8))
    exprs = [
        'conditional["PER:LOC"].js > 0.01',
        'conditional["ORG:LOC"].js > 0.01',
        "drifted == true",
        "label.drifted == true",
        "labels.a.ratio < 0.5",
        "rows.after < 10",
        "source.js > 0.1",
    ]
    judged = drift_of_tables(BEFORE, after).judged([parse(expr) for expr in exprs])
    assert [gate.passed for gate in judged.gates] == [False, False, False, True, True, True, False]
    assert judged.gates[1].value is None
    assert "conditional has no 'ORG:LOC'" in str(judged.gates[1].reason)
    assert "source" in str(judged.gates[6].reason)  # one source only: not computed


def test_a_set_that_names_no_source_does_not_differ_by_that() -> None:
    named = rows((0, "a", 100))
    place = named.column_names.index("source")
    silent = named.set_column(place, "source", pa.nulls(100, pa.string()))
    wiki = named.set_column(place, "source", pa.array(["wiki", "news"] * 50))
    for before, after in ((wiki, silent), (silent, wiki), (silent, silent)):
        assert drift_of_tables(before, after).source is None


def test_rows_are_counted_by_source() -> None:
    table = rows((0, "a", 100))
    place = table.column_names.index("source")
    sides = [
        table.set_column(place, "source", pa.array(["wiki"] * n + [None] * (100 - n)))
        for n in (90, 20)
    ]
    drift = drift_of_tables(*sides)
    assert drift.sources["wiki"].after == 20
    assert drift.sources["(none)"].before == 10
    assert drift.source is not None
    assert drift.source.drifted


def test_reuse_of_mentions_is_measured() -> None:
    drift = drift_of_tables(rows((0, "a", 10)), rows((0, "a", 5), (1, "a", 5)))
    assert drift.reuse is not None
    assert drift.reuse[:4] == (1.0, 0.5, 1.0, 1.0)
    assert 0.98 < drift.reuse.expected_before <= 1


SET = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["a", "b", "새 관계"]), st.integers(1, 3)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=6)
@given(SET, SET, st.integers(0, 99))
def test_the_order_of_rows_changes_no_byte(before, after, seed):
    sides = rows(*before), rows(*after)
    random = np.random.default_rng(seed)
    stirred = [side.take(pa.array(random.permutation(side.num_rows))) for side in sides]
    expected = json.dumps(drift_of_tables(*sides).to_json(), allow_nan=False)
    assert json.dumps(drift_of_tables(*stirred).to_json()) == expected


@settings(max_examples=5)
@given(SET)
def test_a_set_beside_itself_has_not_drifted(some):
    drift = drift_of_tables(rows(*some), rows(*some))
    decided = None if drift.before.rows < FEWEST else False
    assert (drift.drifted, drift.p_value) == (decided, 1.0)


@pytest.mark.parametrize("other", [rows((0, "a", 1)), rows((1, "b", 1)), rows((0, "a", 300))])
def test_one_row_beside_another_set(other: pa.Table) -> None:
    drift = drift_of_tables(rows((0, "a", 1)), other)
    assert not drift.drifted
    json.dumps(drift.to_json(), allow_nan=False)


def test_no_rows() -> None:
    with pytest.raises(InputError, match="'after' has no rows"):
        drift_of_tables(BEFORE, BEFORE.slice(0, 0))


def test_rows_without_label_or_types() -> None:
    bare = BEFORE
    for name in ("label", "subject_type", "object_type"):
        bare = bare.set_column(
            bare.column_names.index(name), name, pa.nulls(bare.num_rows, pa.string())
        )
    drift = drift_of_tables(BEFORE, bare)
    assert drift.new == ["(none)"]
    assert drift.drifted


def test_replaced_parts_show_in_the_json() -> None:
    drift = replace(drift_of_tables(BEFORE, BEFORE), reuse=None, source=None)
    document = drift.to_json()
    assert document["reuse"] is None
    assert document["source"] is None


class TestBy:
    def sets(self, **columns: Any) -> list[Any]:
        tables = [rows((0, "a", 60), (0, "b", 60)), rows((0, "a", 60), (0, "b", 60))]
        for side, table in enumerate(tables):
            for name, values in columns.items():
                if values[side] is not None:
                    tables[side] = table.append_column(name, pa.array(values[side]))
        return [to_klue(table) for table in tables]

    def test_the_same_value_where_both_have_the_column(self) -> None:
        years = [[1] * 60 + [2] * 60, [1] * 30 + [2] * 30 + [2] * 30 + [3] * 30]
        by = drift_of_sets(*self.sets(year=years), by="year").by
        assert by["against"] == "same"
        assert list(by["values"]) == ["1", "2"]
        assert by["values"]["1"]["rows"] == {"before": 60, "after": 30}
        assert by["left_out"] == {"3": "no rows before"}
        assert by["values"]["2"]["label"]["drifted"]
        assert by["drifted"]
        assert "by" not in by["values"]["1"]

    def test_a_column_that_only_after_has_is_compared_with_all_rows(self) -> None:
        buckets = [None, [0] * 60 + [1] * 60]
        by = drift_of_sets(*self.sets(bucket=buckets), by="bucket").by
        assert by["against"] == "all"
        assert by["values"]["0"]["rows"] == {"before": 120, "after": 60}
        assert by["values"]["0"]["label"]["drifted"]

    def test_wrong_columns(self) -> None:
        sets = self.sets()
        with pytest.raises(UsageError, match="AFTER has no column 'year'; it has "):
            drift_of_sets(*sets, by="year")

    def test_nulls_are_a_value(self) -> None:
        column: list[Any] = [[None] * 60 + ["x"] * 60] * 2
        by = drift_of_sets(*self.sets(part=column), by="part").by
        assert list(by["values"]) == ["(none)", "x"]
        assert not by["drifted"]
