"""What stays bounded is the same however it is put together."""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.bounded_tables import Members, Sampled, Tally, greatest, sample_size
from reaug.core.draws import mix

KEYS = st.lists(st.integers(0, 200), max_size=60)


def hashes(numbers: list[int]) -> np.ndarray:
    return mix(np.array(numbers, dtype=np.uint64))


@given(KEYS, KEYS, st.integers(1, 20))
def test_a_sample_of_a_sample_is_the_sample_of_all(a: list[int], b: list[int], most: int) -> None:
    def kept(keys: np.ndarray) -> np.ndarray:
        cut = greatest(keys, most)
        return keys if cut is None else keys[keys <= cut]

    parts = np.concatenate([kept(hashes(a)), kept(hashes(b))])
    assert np.array_equal(np.sort(kept(parts)), np.sort(kept(hashes(a + b))))
    assert len(np.unique(kept(parts))) == min(most, len({*a, *b}))


def test_how_many_keys_there_are_is_told() -> None:
    cut = greatest(hashes(list(range(50_000))), 5_000)
    sampled = sample_size(cut, 5_000)
    assert sampled is not None
    assert sampled.kept == 5_000
    assert sampled.of == pytest.approx(50_000, rel=0.05)
    assert sample_size(None) is None
    assert sample_size(greatest(hashes([1, 2, 2]), 2), 2) is None
    assert isinstance(sampled, Sampled)


@given(KEYS, KEYS)
def test_a_tally_never_counts_too_few(a: list[int], b: list[int]) -> None:
    ones = [np.ones(len(part), dtype=np.int64) for part in (a, b)]
    both = Tally.of(hashes(a), ones[0]) | Tally.of(hashes(b), ones[1])
    assert both.times(hashes(a + b)).tolist() == [(a + b).count(key) for key in a + b]


@pytest.mark.parametrize("most", [3, 10**6])
def test_a_set_is_the_same_in_any_order_and_forgets_nothing(most: int) -> None:
    parts = [hashes(list(range(at, at + 5))) for at in range(0, 40, 3)]
    members = reduce(or_, map(Members, parts)).packed(most)
    steps = Members(parts[-1]).packed(most)
    for part in parts[-2::-1]:
        steps = (Members(part).packed(most) | steps).packed(most)
    assert (members.bits is None) == (most > 100)
    assert np.array_equal(members.hashes, steps.hashes)
    assert (members.bits is None and steps.bits is None) or np.array_equal(members.bits, steps.bits)  # type: ignore[arg-type]  # both are
    assert members.holds(hashes(list(range(40)))).all()
    assert not members.holds(hashes(list(range(1000, 1100)))).any()


def test_nothing_is_in_no_set() -> None:
    empty = Members(np.zeros(0, dtype=np.uint64)).packed(1)
    assert not empty.holds(hashes([1, 2])).any()
    assert not empty.holds(np.zeros(2, dtype=np.uint64)).any()
