"""Sentences by what they hold, counted as a plain loop counts them."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reaug.drift.sentence_counts import SentenceCounts

SIDE = st.lists(st.tuples(st.integers(-3, 6), st.integers(0, 3)), max_size=25)


def counter_of(counted: SentenceCounts) -> Counter[tuple[tuple[int, ...], int, int]]:
    return Counter(
        (tuple(kind), before, after)
        for kind, before, after in zip(
            counted.kinds.table().tolist(),
            counted.before.tolist(),
            counted.after.tolist(),
            strict=True,
        )
    )


def counts_of(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> SentenceCounts:
    groups, codes = (
        tuple(np.array([row[i] for row in side], dtype=np.int64) for side in (before, after))
        for i in (0, 1)
    )
    return SentenceCounts.of_rows(groups, codes, 4)


@given(SIDE, SIDE)
def test_kinds_are_those_of_a_plain_loop(before, after):
    counts = []
    for side in (before, after):
        sentences: dict[int, list[int]] = {}
        for sentence, code in side:
            sentences.setdefault(sentence, [0] * 4)[code] += 1
        counts.append(Counter(tuple(held) for held in sentences.values()))
    expected = Counter(
        (kind, counts[0][kind], counts[1][kind]) for kind in {*counts[0], *counts[1]}
    )
    counted = counts_of(before, after)
    assert counter_of(counted) == expected
    assert [side.sum() for side in counted.rows] == [len(before), len(after)]


@given(SIDE, SIDE, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(before, after, random):
    shuffled = counts_of(random.sample(before, len(before)), random.sample(after, len(after)))
    counted = counts_of(before, after)
    assert counted.kinds.table().tolist() == shuffled.kinds.table().tolist()
    assert [side.tolist() for side in counted[1:]] == [side.tolist() for side in shuffled[1:]]


def test_no_two_kinds_are_taken_for_one() -> None:
    random = np.random.default_rng(0)
    group, code = random.integers(20_000, size=30_000), random.integers(30, size=30_000)
    counted = SentenceCounts.of_rows((group, group[:1]), (code, code[:1]), 30)
    assert counted.rows[0].tolist() == np.bincount(code, minlength=30).tolist()
    held = np.zeros((20_000, 30), dtype=np.int64)
    np.add.at(held, (group, code), 1)
    held = np.unique(held[held.any(axis=1)], axis=0)
    assert np.unique(counted.kinds.table(), axis=0).tolist() == held.tolist()


def test_counts_alone_are_sentences_of_one_row() -> None:
    counted = SentenceCounts.of_counts({"a": 2}, {"b": 3}, ["a", "b"])
    assert counted.kinds.table().tolist() == [[1, 0], [0, 1]]
    assert [side.tolist() for side in counted.rows] == [[2, 0], [0, 3]]


@given(SIDE, SIDE)
def test_sentences_given_by_small_numbers_have_the_same_counts(before, after):
    by_number = [[(sentence + 3, code) for sentence, code in side] for side in (before, after)]
    groups, codes = (
        tuple(np.array([row[i] for row in side], dtype=kind) for side in by_number)
        for i, kind in ((0, np.int32), (1, np.int64))
    )
    numbered = SentenceCounts.of_rows(groups, codes, 4)
    assert counter_of(numbered) == counter_of(counts_of(before, after))
