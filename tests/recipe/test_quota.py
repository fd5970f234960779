"""Quotas: how many copies of each group a target asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reaug.recipe.quota import Balance, quotas

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 400), min_size=1)


def wanted(counts: dict[str, int], other: dict[str, int] | None = None, **aim: object) -> dict:
    return quotas(counts, counts, Balance(**aim), other)


@pytest.mark.parametrize(
    ("aim", "copies"),
    [
        ({"to": 5}, {}),
        ({"to": 50}, {"b": 10, "c": 40}),
        ({"to": 50, "budget": 20}, {"c": 20}),  # the lowest first
        ({"to": 50, "budget": 40}, {"b": 5, "c": 35}),  # then both, to one height
        ({"to": "uniform"}, {"b": 50, "c": 80}),
        ({"to": "sqrt"}, {"b": 20, "c": 20}),
        ({"to": "natural", "budget": 140}, {"a": 90, "b": 40, "c": 10}),
        ({"to": "natural", "budget": 7}, {"a": 5, "b": 2}),
    ],
)
def test_targets_need_these_copies(aim: dict[str, object], copies: dict[str, int]) -> None:
    assert wanted({"a": 90, "b": 40, "c": 10}, **aim) == copies


def test_another_set_is_matched() -> None:
    counts, other = {"a": 90, "b": 40}, {"a": 3, "b": 2, "c": 1}
    assert wanted(counts, other, match="dev") == {"b": 20, "c": 30}
    assert quotas(counts, counts, Balance(match="dev", budget=10), other) == {"b": 10}


def test_no_budget_for_what_cannot_be_copied() -> None:
    counts = {"a": 90, "b": 40, "c": 10}
    able = {"a": 90, "b": 40}
    assert quotas(counts, able, Balance(to=50, budget=10)) == {"b": 10}
    assert quotas(counts, able, Balance(to=50)) == {"b": 10, "c": 40}


@given(COUNTS, COUNTS, st.integers(1, 2000))
def test_a_budget_is_spent_whole_and_never_more(
    counts: dict[str, int], other: dict[str, int], budget: int
) -> None:
    aims: list[dict[str, object]] = [{"to": 300}, {"to": "uniform"}, {"to": "sqrt"}]
    for aim in [*aims, {"to": "natural"}, {"match": "x"}]:
        against = other if "match" in aim else None
        full = None if aim.get("to") == "natural" else wanted(counts, against, **aim)
        some = wanted(counts, against, **aim, budget=budget)
        if full is None:
            assert sum(some.values()) == budget
            continue
        able = sum(want for group, want in full.items() if counts.get(group))
        assert abs(sum(some.values()) - min(budget, able)) <= 1
        assert sum(some.values()) <= budget
        assert set(some) <= set(counts)


@given(COUNTS)
def test_the_order_of_groups_does_not_show(counts: dict[str, int]) -> None:
    turned = dict(reversed(counts.items()))
    for aim in ({"to": 300, "budget": 100}, {"to": "sqrt"}, {"to": "natural", "budget": 33}):
        assert wanted(counts, **aim) == wanted(turned, **aim)


@pytest.mark.parametrize(
    "aim",
    [
        {},
        {"to": 0},
        {"to": 5, "match": "x"},
        {"to": "natural"},
        {"to": "cubic"},
        {"to": 5, "budget": 0},
        {"to": True},
        {"to": 5, "by": "type"},
        {"to": 5, "max_copies": 0},
    ],
)
def test_a_target_that_is_none(aim: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Balance(**aim)
