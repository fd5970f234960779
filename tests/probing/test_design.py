"""Splits: whole sentences, the same in any order of rows; training sets one within the other."""

from __future__ import annotations

import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.probing.design import of_size, overlap, sizes_that_fit, splits_of


def rows(count: int, sentences: int) -> Batch:
    """Rows of invented sentences, several of which have more than one row."""
    marked = [f"[S|PER|박바다]는 {i % sentences}번째로 [O|LOC|한밭]에 갔다." for i in range(count)]
    return batch_of(*marked)


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 60), st.integers(5, 30), st.integers(0, 2**31))
def test_no_sentence_is_trained_on_and_tested_on(count: int, sentences: int, seed: int) -> None:
    batch = rows(count, sentences)
    for split in splits_of(batch, 3, seed=seed):
        texts = np.array(batch.sentence.to_pylist(), dtype=object)
        assert not set(texts[split.train]) & set(texts[split.test])
        assert sorted([*split.train.tolist(), *split.test.tolist()]) == list(range(count))


def test_spellings_of_one_sentence_go_together() -> None:
    text = "[S|PER|박바다]는 [O|LOC|한밭]에 갔다."
    batch = batch_of(text, unicodedata.normalize("NFD", text), *(f"{i} {text}" for i in range(20)))
    for split in splits_of(batch, 10, seed=1):
        assert (0 in split.test) == (1 in split.test)


def test_a_split_depends_on_its_number_alone_and_not_on_the_order_of_rows() -> None:
    batch = rows(40, 25)
    order = np.random.default_rng(0).permutation(40)
    [_, second] = splits_of(batch, 2, seed=7)
    [alone] = splits_of(batch.take(order), 1, seed=7, first=1)
    ids = np.array(batch.ids.to_pylist(), dtype=object)
    assert ids[second.train].tolist() == ids[order[alone.train]].tolist()


def test_smaller_training_sets_lie_within_larger_ones_and_hold_whole_sentences() -> None:
    batch = rows(60, 20)
    [split] = splits_of(batch, 1, seed=3)
    small, large = of_size(split.train, batch, 10), of_size(split.train, batch, 20)
    assert small.tolist() == large[: len(small)].tolist()
    texts = np.array(batch.sentence.to_pylist(), dtype=object)
    assert not set(texts[small]) & set(texts[split.train[len(small) :]])
    assert of_size(split.train, batch, None) is split.train


def test_with_a_set_to_test_on_nothing_is_held_back() -> None:
    batch = rows(30, 10)
    [split] = splits_of(batch, 1, seed=3, tested=0.0)
    assert len(split.train) == 30
    assert len(split.test) == 0


def test_overlap_is_of_sentences_in_any_spelling() -> None:
    text = "[S|PER|박바다]는 [O|LOC|한밭]에 갔다."
    train = batch_of(unicodedata.normalize("NFD", text), f"또 {text}")
    assert overlap(train, batch_of(text)).tolist() == [0]


def test_sizes() -> None:
    assert sizes_that_fit([None, 100, 5000, 200], 200) == [100, None]
