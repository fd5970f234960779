from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reaug.core.draws import row_keys
from reaug.shaping.curriculum.schedules import Phase, Schedule, allowed, competences, phases

ROWS = st.lists(st.integers(0, 12), min_size=1, max_size=40)
SEEDS = st.integers(0, 2**63 - 1)


def scheduled(lengths: list[int], kind: str, **given_: Any) -> list[Phase]:
    """Phases over rows with these lengths: buckets end at 3 and 7."""
    values = np.array(lengths, dtype=np.int64)
    keys = row_keys(f"줄-{i}" for i in range(len(lengths)))
    buckets = np.searchsorted([3, 7], values)
    schedule = Schedule(kind=kind, **given_)
    return phases(schedule, values, buckets, keys, np.arange(len(lengths)))


def orders(phases: list[Phase]) -> list[list[int]]:
    return [phase.rows.tolist() for phase in phases]


@given(ROWS, SEEDS, st.integers(1, 3))
def test_one_pass_trains_each_bucket_by_itself(lengths: list[int], seed: int, epochs: int) -> None:
    phases = scheduled(lengths, "one_pass", seed=seed, epochs=epochs)
    buckets = np.searchsorted([3, 7], lengths)
    for phase in phases:
        (bucket,) = phase.about["buckets"]
        assert sorted(phase.rows.tolist()) == np.flatnonzero(buckets == bucket).tolist()
    names = [phase.about["buckets"][0] for phase in phases]
    assert names == sorted(buckets[np.unique(buckets, return_index=True)[1]].tolist() * epochs)
    counts = Counter(row for order in orders(phases) for row in order)
    assert counts == dict.fromkeys(range(len(lengths)), epochs)


@given(ROWS, SEEDS)
def test_baby_steps_add_a_bucket_at_a_time(lengths: list[int], seed: int) -> None:
    phases = scheduled(lengths, "baby_step", seed=seed)
    buckets = np.searchsorted([3, 7], lengths)
    assert [phase.about["buckets"][-1] for phase in phases] == np.unique(buckets).tolist()
    for phase in phases:
        names = phase.about["buckets"]
        assert names == list(range(len(names)))
        assert sorted(phase.rows.tolist()) == np.flatnonzero(buckets <= names[-1]).tolist()
    assert sorted(phases[-1].rows.tolist()) == list(range(len(lengths)))


def test_phases_and_epochs_are_mixed_each_in_its_own_way() -> None:
    lengths = [1] * 30 + [5] * 30
    first, second, *_ = orders(scheduled(lengths, "one_pass", epochs=2))
    assert first != second != sorted(second)
    assert sorted(first) == sorted(second) != first
    short, both = orders(scheduled(lengths, "baby_step"))
    assert [row for row in both if row < 30] != short


def test_another_seed_is_another_order() -> None:
    lengths = list(range(12)) * 4
    for kind in ("one_pass", "baby_step", "competence"):
        first, same = (orders(scheduled(lengths, kind, seed=1)) for _ in range(2))
        assert first == same != orders(scheduled(lengths, kind, seed=2))


@given(ROWS, st.data())
def test_the_order_of_the_input_does_not_matter(lengths: list[int], data: st.DataObject) -> None:
    n = len(lengths)
    kind = data.draw(st.sampled_from(["one_pass", "baby_step", "competence"]))
    moved = np.array(data.draw(st.permutations(range(n))), dtype=np.int64)
    values, keys = np.array(lengths), row_keys(f"줄-{i}" for i in range(n))
    buckets = np.searchsorted([3, 7], values)
    schedule = Schedule(kind=kind)
    original = phases(schedule, values, buckets, keys, np.arange(n))
    shuffled = phases(schedule, values[moved], buckets[moved], keys[moved], np.arange(n))
    assert orders(original) == [moved[phase.rows].tolist() for phase in shuffled]
    assert [phase.about for phase in original] == [phase.about for phase in shuffled]


@given(ROWS, SEEDS, st.integers(1, 9), st.floats(0.01, 1), st.integers(1, 3), st.data())
def test_competence_admits_longer_rows_step_by_step(
    lengths: list[int], seed: int, size: int, c0: float, epochs: int, data: st.DataObject
) -> None:
    n = len(lengths)
    steps = data.draw(st.none() | st.integers(1, 50))
    options = {"seed": seed, "batch_size": size, "c0": c0, "epochs": epochs, "steps": steps}
    phases = scheduled(lengths, "competence", **options)
    batch = min(size, n)
    assert len(phases) == -(-epochs * n // batch)
    available = [phase.about["available"] for phase in phases]
    assert all(a <= b for a, b in pairwise(available))
    reached = competences(Schedule(kind="competence", **options), n).tolist()
    assert all(a <= b for a, b in pairwise(reached))
    if steps is None or steps < len(phases):
        assert (reached[-1], available[-1]) == (1, n)
    if steps is not None:
        assert reached[0] == pytest.approx(c0)
    easy = sorted(lengths)
    for phase, competence in zip(phases, reached, strict=True):
        rows = phase.rows.tolist()
        assert len(set(rows)) == len(rows) == batch
        difficulty = [Fraction(sum(x <= y for x in lengths), n) for y in lengths]
        eligible = sum(d <= competence for d in difficulty)
        assert phase.about["available"] == max(eligible, batch)
        assert all(lengths[row] <= easy[phase.about["available"] - 1] for row in rows)
        assert phase.about["competence"] == pytest.approx(competence, abs=1e-6)


def test_the_square_root_by_hand() -> None:
    schedule = Schedule(kind="competence", batch_size=1, c0=0.5, steps=4)
    reached = competences(schedule, 6).tolist()
    by_hand = [(t * 0.75 / 4 + 0.25) ** 0.5 for t in range(4)]
    assert reached == pytest.approx([*by_hand, 1, 1])
    assert reached[-2:] == [1, 1]


def test_a_row_of_each_difficulty() -> None:
    # difficulties 0.4, 0.4, 0.8, 0.8, 1: rows of one length go together
    lengths = np.array([7, 2, 2, 7, 9])
    numbers = allowed(lengths, np.array([0.0, 0.39, 0.4, 0.79, 0.8, 0.99, 1.0]))
    assert numbers.tolist() == [0, 0, 2, 2, 4, 4, 5]


def test_few_rows_have_one_batch() -> None:
    (only,) = scheduled([5, 1], "competence", batch_size=32)
    assert sorted(only.rows.tolist()) == [0, 1]
    assert only.about == {"competence": 1.0, "available": 2}


def test_all_sets_of_a_batch_are_drawn_alike() -> None:
    options = {"batch_size": 2, "c0": 1.0, "epochs": 100, "seed": 3}
    phases = scheduled([4] * 120, "competence", **options)
    few = scheduled([4] * 5, "competence", **options)
    assert len(phases) == 6_000
    pairs = Counter(frozenset(order) for order in orders(few))
    assert set(pairs) == {frozenset(pair) for pair in combinations(range(5), 2)}
    assert min(pairs.values()) > 10  # of 25 each
    counts = np.bincount(np.concatenate([phase.rows for phase in phases]), minlength=120)
    assert 60 < counts.min() <= counts.max() < 145  # of 100 each: four deviations


def test_positions_of_rows_that_are_not_all() -> None:
    keys = row_keys(["가", "나"])
    places = np.array([3, 8])
    for kind in ("one_pass", "baby_step", "competence"):
        listed = phases(Schedule(kind=kind), np.array([1, 9]), np.array([0, 2]), keys, places)
        assert set(listed[-1].rows.tolist()) <= {3, 8}
    none = np.zeros(0, dtype=np.int64)
    assert phases(Schedule(kind="competence"), none, none, row_keys([]), none) == []


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"kind": "random"}, "'one_pass', 'baby_step' or 'competence'"),
        ({}, "Field required"),
        ({"kind": "one_pass", "batch_size": 4}, "batch_size applies only to kind: competence"),
        ({"kind": "baby_step", "steps": 4}, "steps applies only to kind: competence"),
        ({"kind": "baby_step", "c0": 0.5}, "c0 applies only to kind: competence, not baby_step"),
        ({"kind": "competence", "c0": 0}, "greater than 0"),
        ({"kind": "competence", "c0": 1.5}, "less than or equal to 1"),
        ({"kind": "competence", "c0": float("nan")}, "c0"),
        ({"kind": "competence", "steps": 0}, "greater than or equal to 1"),
        ({"kind": "competence", "batch_size": 0}, "greater than or equal to 1"),
        ({"kind": "competence", "epochs": 1.5}, "valid integer"),
        ({"kind": "one_pass", "seed": -1}, "greater than or equal to 0"),
        ({"kind": "one_pass", "size": 3}, "Extra inputs"),
    ],
)
def test_wrong_parameters(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Schedule.model_validate(given_)
