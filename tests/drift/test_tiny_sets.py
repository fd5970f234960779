"""Sets of a few rows: nothing is decided, and no interval says otherwise than the decision."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from reaug.drift import compare, evaluate, parse
from reaug.drift.aspects import FEWEST
from reaug.drift.bands import ALPHA
from reaug.drift.profile import Profile
from reaug.report.drift import drift_view


def profile(labels: dict[str, int]) -> Profile:
    rows = sum(labels.values())
    return Profile(rows=rows, labels=labels, type_pairs={"PER:ORG": rows}, lengths={9: rows})


def shown(before: Profile, after: Profile) -> str:
    screen = io.StringIO()
    Console(file=screen, width=160).print(drift_view(compare(before, after, times=199)))
    return screen.getvalue()


COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=1)


@settings(max_examples=60, deadline=None)
@given(before=COUNTS, after=COUNTS)
def test_an_interval_holds_one_where_its_label_did_not_drift(
    before: dict[str, int], after: dict[str, int]
) -> None:
    drift = compare(profile(before), profile(after), times=199)
    few = min(sum(before.values()), sum(after.values())) < FEWEST
    assert drift.too_few == few
    assert (drift.drifted is None) == few
    for shift in drift.labels.values():
        assert shift.ratio_ci is not None
        low, high = shift.ratio_ci
        holds_one = low <= 1 and (high is None or high >= 1)
        assert holds_one == (few or shift.p_value > ALPHA)
        if shift.ratio is not None:
            assert low <= shift.ratio * (1 + 1e-9)
            assert high is None or shift.ratio <= high * (1 + 1e-9)
    if not few and not drift.test.drifted:
        assert all(shift.p_value > ALPHA for shift in drift.labels.values())


@pytest.mark.parametrize("rows", [1, 3, FEWEST - 1])
def test_too_few_rows_are_no_word_on_drift(rows: int) -> None:
    after = profile({"a": rows})
    text = shown(profile({"a": 30, "b": 200}), after)
    assert f"too few rows to tell (at least {FEWEST} needed on each side)" in text
    assert "no drift" not in text
    assert " *" not in text.partition("rows and shares")[0]
    drift = compare(profile({"a": 30, "b": 200}), after, times=99)
    for path in ("drifted", "label.drifted", "length.drifted", "type_pair.drifted"):
        (result,) = evaluate([parse(f"{path} == true")], drift.to_json())
        assert not result.passed
        assert "was not computed" in (result.reason or "")


def test_enough_rows_are_decided() -> None:
    assert compare(profile({"a": FEWEST}), profile({"b": FEWEST}), times=199).drifted is True
    assert "no drift" in shown(profile({"a": 20, "b": 20}), profile({"a": 20, "b": 21}))
