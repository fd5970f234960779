"""The comparison of two profiles and its JSON."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.drift import DRIFT_NAMES, Drift, Profile, compare, parse
from reaug.drift.aspects import FEWEST
from reaug.errors import InputError, UsageError

KLUE = Path(__file__).resolve().parents[2].parent / "shared/data/klue-re/klue-re-v1.1_train.json"


def profile(
    labels: dict[str, int],
    type_pairs: dict[str, int] | None = None,
    lengths: dict[int, int] | None = None,
) -> Profile:
    rows = sum(labels.values())
    return Profile(rows, labels, type_pairs or {"PER:ORG": rows}, lengths or {10: rows})


COUNTS = st.dictionaries(st.sampled_from("가나다라마abc"), st.integers(1, 500), min_size=1)
LENGTHS = st.dictionaries(st.integers(0, 300), st.integers(1, 9), min_size=1, max_size=40)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    lengths = draw(LENGTHS)
    rows = sum(lengths.values())
    labels = Counter(draw(st.lists(st.sampled_from("가나다abc"), min_size=rows, max_size=rows)))
    return Profile(rows, dict(labels), {"PER:ORG": rows}, lengths)


def test_the_shape_of_the_json():
    drift = compare(
        profile({"per:title": 6, "org:members": 2}, {"PER:POH": 6, "ORG:ORG": 2}, {8: 4, 20: 4}),
        profile({"per:title": 4, "no_relation": 4}, {"PER:POH": 8}, {8: 8}),
    )
    result = drift.to_json()
    assert list(result) == [*DRIFT_NAMES, "gates"]
    assert result["rows"] == {"before": 8, "after": 8}
    names = ["js", "psi", "kl", "tvd", "linf", "cramers_v"]
    assert list(result["label"]) == [*names, "chi2", "noise_band", "p_value", "drifted"]
    assert list(result["label"]["noise_band"]) == names
    assert result["label"]["tvd"] == 0.5
    more = {
        name: [label.pop(key) for key in ("ratio_ci", "p_value", "chance")]
        for kind in ("labels", "type_pairs")
        for name, label in result[kind].items()
    }
    # 8 of 16 rows, none of the 4 (or the 2) among them
    assert more["no_relation"][2] == pytest.approx(1 / 26)
    assert more["org:members"][2] == pytest.approx(7 / 30)
    assert more["per:title"][2] is None
    assert more["no_relation"][0][1] is None
    assert result["labels"] == {
        "no_relation": shift(0, 4, 0.0, 0.5, None),
        "org:members": shift(2, 0, 0.25, 0.0, 0.0),
        "per:title": shift(6, 4, 0.75, 0.5, 0.5 / 0.75),
    }
    assert result["new"] == ["no_relation"]
    assert result["missing"] == ["org:members"]
    assert result["type_pairs"] == {
        "ORG:ORG": shift(2, 0, 0.25, 0.0, 0.0),
        "PER:POH": shift(6, 8, 0.75, 1.0, 1 / 0.75),
    }
    assert result["length"]["mean"] == {"before": 14.0, "after": 8.0}
    assert result["length"]["quantiles"]["p95"] == {"before": 20, "after": 8}
    assert result["length"]["js"] > 0.3
    assert result["gates"] == []


def shift(before: int, after: int, *shares: float | None) -> dict[str, Any]:
    keys = ("before", "after", "share_before", "share_after", "ratio")
    return dict(zip(keys, (before, after, *shares), strict=True))


@given(profiles(), profiles())
def test_the_json_is_strict_and_survives_a_round_trip(before, after):
    result = compare(before, after).to_json()
    assert json.loads(json.dumps(result, allow_nan=False)) == result


@given(profiles(), profiles(), st.randoms(use_true_random=False))
def test_the_order_of_the_counts_changes_no_byte(before, after, rng):
    def stirred(profile: Profile) -> Profile:
        parts = [
            dict(rng.sample(sorted(p.items()), len(p))) for p in (profile.labels, profile.lengths)
        ]
        return Profile(profile.rows, parts[0], profile.type_pairs, parts[1])

    expected = json.dumps(compare(before, after).to_json())
    assert json.dumps(compare(stirred(before), stirred(after)).to_json()) == expected


@given(profiles())
def test_a_set_beside_itself_has_no_drift(profile):
    result = compare(profile, profile.merge(profile)).to_json()
    chi2 = result["label"].pop("chi2")
    decided = None if profile.rows < FEWEST else False
    assert [result["label"].pop(name) for name in ("p_value", "drifted")] == [1.0, decided]
    assert (result["p_value"], result["drifted"]) == (1.0, decided)
    assert set(result["label"].pop("noise_band")) == set(result["label"])
    assert set(result["label"].values()) == {0.0}
    assert (chi2["statistic"], chi2["p_value"]) == (0.0, 1.0)
    assert {label["ratio"] for label in result["labels"].values()} == {1.0}
    assert result["new"] == result["missing"] == []
    assert result["length"]["js"] == 0.0


@given(profiles(), profiles())
def test_the_length_js_is_symmetric_and_bounded(before, after):
    forth, back = compare(before, after).length["js"], compare(after, before).length["js"]
    assert forth == back
    assert 0.0 <= forth <= math.sqrt(math.log(2))


def test_lengths_with_nothing_in_common_are_as_far_apart_as_can_be():
    before, after = profile({"a": 4}, lengths={9: 4}), profile({"a": 4}, lengths={10: 4})
    assert compare(before, after).length["js"] == math.sqrt(math.log(2))


@given(LENGTHS)
def test_quantiles_are_those_of_numpy_without_interpolation(lengths):
    rows = sum(lengths.values())
    profile = Profile(rows, {"a": rows}, {"PER:ORG": rows}, lengths)
    values = np.repeat(list(lengths), list(lengths.values()))
    quantiles = compare(profile, profile).length["quantiles"]
    assert quantiles["min"]["after"] == values.min()
    assert quantiles["max"]["before"] == values.max()
    for name, share in (("p25", 0.25), ("p50", 0.5), ("p75", 0.75)):
        assert quantiles[name]["before"] == np.quantile(values, share, method="inverted_cdf")


def test_labels_follow_the_order_asked_for_and_unused_ones_are_listed():
    before, after = profile({"b": 1, "z": 2, "가": 1}), profile({"a": 3, "z": 1})
    drift = compare(before, after, label_order=["z", "unused", "b", "z"])
    assert list(drift.labels) == ["z", "unused", "b", "a", "가"]
    assert drift.labels["unused"] == (0, 0, 0.0, 0.0, None, None, 1.0, None)
    assert (drift.new, drift.missing) == (["a"], ["b", "가"])
    assert drift.label == compare(before, after).label
    assert list(compare(before, after).labels) == ["a", "b", "z", "가"]


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_side_without_rows_is_an_input_error(side):
    sides = {"before": profile({"a": 1}), "after": profile({"a": 1}), side: Profile()}
    with pytest.raises(InputError, match=f"the data '{side}' has no rows"):
        compare(**sides)


def test_gates_on_a_drift():
    drift = compare(profile({"per:title": 6, "b": 2}), profile({"per:title": 2, "c": 2}))
    gates = [
        parse(expr)
        for expr in (
            'labels["per:title"].ratio < 0.5',
            "rows.after >= 4",
            "missing > 0",
            "labels.c.ratio > 2",
            "refused > 10",
            "length.quantiles.p50.after < 5",
        )
    ]
    judged = drift.judged(gates, {"refused": 3})
    assert drift.gates == ()
    assert [(result.value, result.passed) for result in judged.gates] == [
        (0.5 / 0.75, True),
        (4, False),
        (1, False),
        (None, False),
        (3, True),
        (10, True),
    ]
    assert judged.to_json()["gates"][3] == {
        "expr": "labels.c.ratio > 2",
        "value": None,
        "passed": False,
        "reason": "labels.c.ratio was not computed",
    }
    assert judged.to_json()["gates"][4] == {"expr": "refused > 10", "value": 3, "passed": True}
    with pytest.raises(UsageError, match="unknown name 'gates'"):
        drift.judged([parse("gates > 0")])


@pytest.fixture(scope="module")
def table() -> pa.Table:
    if not KLUE.exists():
        pytest.skip("the KLUE-RE training split is not in ../shared/data")
    rows = json.loads(KLUE.read_text(encoding="utf-8"))
    return pa.table(
        {
            "sentence": [row["sentence"] for row in rows],
            "subject_type": [row["subject_entity"]["type"] for row in rows],
            "object_type": [row["object_entity"]["type"] for row in rows],
            "label": [row["label"] for row in rows],
        }
    )


class TestOnKlue:
    """The figures that were measured on the real training split."""

    def relabelled(self, table: pa.Table, old: str, new: str, rows: int) -> Drift:
        labels = table["label"].to_pylist()
        places = [n for n, label in enumerate(labels) if label == old][:rows]
        for place in places:
            labels[place] = new
        after = table.set_column(3, "label", pa.array(labels))
        return compare(Profile.of(table), Profile.of(after))

    def test_the_counts_of_klue_are_known(self, table):
        profile = Profile.of(table)
        assert profile.rows == 32470
        assert len(profile.labels) == 30
        assert profile.labels["no_relation"] == 9534
        assert max(profile.lengths) == 455
        drift = compare(profile, profile)
        assert round(drift.length["mean"]["before"]) == 97
        assert drift.label.js == 0.0

    def test_400_rows_with_the_wrong_direction(self, table):
        drift = self.relabelled(table, "org:member_of", "org:members", 400)
        assert round(drift.label.js, 3) == 0.037
        assert round(drift.label.psi, 3) == 0.011
        assert round(drift.label.linf, 3) == 0.012
        assert drift.labels["org:members"].ratio == pytest.approx(820 / 420)

    def test_a_label_that_vanishes(self, table):
        kept = table.filter(pa.compute.not_equal(table["label"], "per:place_of_death"))
        drift = compare(Profile.of(table), Profile.of(kept))
        assert table.num_rows - kept.num_rows == 40
        assert round(drift.label.js, 3) == 0.021
        assert drift.missing == ["per:place_of_death"]

    def test_random_samples_of_300_rows_exceed_the_defaults_of_others(self, table):
        before = Profile.of(table)
        rng = random.Random(1)
        drifts = [
            compare(before, Profile.of(table.take(rng.sample(range(table.num_rows), 300))))
            for _ in range(60)
        ]
        js, psi, p_value = np.transpose(
            [(drift.label.js, drift.label.psi, drift.label.chi2.p_value) for drift in drifts]
        )
        assert np.median(js) > 0.1
        assert np.median(psi) > 0.1
        assert np.quantile(js, 0.95) == pytest.approx(0.144, abs=0.015)
        assert np.mean(p_value < 0.05) < 0.2  # the test itself keeps its level

    def test_a_shuffle_changes_no_byte(self, table):
        order = np.random.default_rng(1).permutation(table.num_rows)
        before = Profile.of(table)
        assert compare(before, Profile.of(table.take(order))).to_json() == (
            compare(before, before).to_json()
        )
