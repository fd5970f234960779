"""Splits: whole sentences, the same in any order of rows; training sets one within the other."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError
from reaug.probing.design import Design, sizes_that_fit
from reaug.probing.families import families_of, overlaps


def rows(count: int, sentences: int) -> Batch:
    """Rows of invented sentences, several of which have more than one row."""
    marked = [f"[S|PER|박바다]는 {i % sentences}번째로 [O|LOC|한밭]에 갔다." for i in range(count)]
    return batch_of(*marked)


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 60), st.integers(5, 30), st.integers(0, 2**31))
def test_no_sentence_is_trained_on_and_tested_on(count: int, sentences: int, seed: int) -> None:
    batch = rows(count, sentences)
    for split in Design(batch, seed=seed).splits(3):
        texts = np.array(batch.sentence.to_pylist(), dtype=object)
        assert not set(texts[split.train]) & set(texts[split.test])
        assert sorted([*split.train.tolist(), *split.test.tolist()]) == list(range(count))


def test_spellings_of_one_sentence_go_together() -> None:
    texts = [f"[S|PER|박바다]는 {i}번째로 [O|LOC|한밭]에 갔다." for i in range(21)]
    batch = batch_of(*texts, unicodedata.normalize("NFD", texts[0]))
    for split in Design(batch, seed=1).splits(10):
        assert (0 in split.test) == (21 in split.test)


def test_a_split_depends_on_its_number_alone_and_not_on_the_order_of_rows() -> None:
    batch = rows(40, 25)
    order = np.random.default_rng(0).permutation(40)
    [_, second] = Design(batch, seed=7).splits(2)
    [alone] = Design(batch.take(order), seed=7).splits(1, first=1)
    ids = np.array(batch.ids.to_pylist(), dtype=object)
    assert ids[second.train].tolist() == ids[order[alone.train]].tolist()


def test_smaller_training_sets_lie_within_larger_ones_and_hold_whole_sentences() -> None:
    batch = rows(60, 20)
    design = Design(batch, seed=3)
    [split] = design.splits(1)
    small, large = design.of_size(split.train, 10), design.of_size(split.train, 20)
    assert small.tolist() == large[: len(small)].tolist()
    texts = np.array(batch.sentence.to_pylist(), dtype=object)
    assert not set(texts[small]) & set(texts[split.train[len(small) :]])
    assert design.of_size(split.train, None) is split.train


def test_with_a_set_to_test_on_nothing_is_held_back() -> None:
    batch = rows(30, 10)
    [split] = Design(batch, seed=3, tested=0.0).splits(1)
    assert len(split.train) == 30
    assert len(split.test) == 0


COPIES = (
    "[S|PER|박바다]는 지난해 봄 [O|LOC|한밭]으로 이사해 작은 책방을 열었다.",
    "지난해 봄 [S|PER|박바다]는 [O|LOC|한밭]으로 이사해 작은 책방을 열었다!",
    "[S|PER|박바다]는 지난해 봄에 [O|LOC|한밭]으로 이사해 작은 책방을 열었다.",
)


OTHERS = (
    "[S|PER|이슬]은 강가에서 [O|DAT|가을]을 보냈다.",
    "[S|ORG|나래상사]의 대표는 [O|PER|한가람]이다.",
    "오늘 [O|LOC|부산]에는 [S|PER|김솔]이 타고 온 배가 들어왔다.",
    "축구를 하던 [S|PER|박한결]이 [O|ORG|푸른고]로 전학했다.",
    "[S|PER|최아라]와 [O|PER|최누리]는 쌍둥이 자매다.",
    "새 책은 [S|PER|정다운]이 쓰고 [O|ORG|별빛출판]이 냈다.",
)


def test_near_copies_are_never_parted() -> None:
    batch = batch_of(*COPIES, *OTHERS)
    family = families_of(batch)
    assert len(set(family[:3].tolist())) == 1
    assert len(set(family.tolist())) == 7
    for split in Design(batch, seed=2).splits(12):
        assert not set(family[split.train].tolist()) & set(family[split.test].tolist())
        assert len(split.test)


def test_families_do_not_depend_on_the_order_of_rows() -> None:
    odd = (
        "[S|PER|가][O|LOC|나]",
        "😀 [S|PER|王]과 [O|ORG|A社] 1",
        "[S|PER|王]! [O|ORG|B]",
        "[S|PER|1][O|DAT|2]",
    )
    batch = batch_of(*COPIES, *odd)
    order = np.array([5, 2, 6, 0, 4, 1, 3])
    assert families_of(batch.take(order)).tolist() == families_of(batch)[order].tolist()


def test_one_family_cannot_be_parted() -> None:
    with pytest.raises(InputError, match="3 rows form 1 families of near-duplicate sentences"):
        Design(batch_of(*COPIES), seed=1).splits(1)


def test_a_family_larger_than_the_part_is_trained_on() -> None:
    for split in Design(batch_of(*COPIES, *OTHERS), seed=5).splits(8):
        assert {0, 1, 2} <= set(split.train.tolist())


def test_overlap_is_of_sentences_in_any_spelling_and_of_their_edits() -> None:
    text = COPIES[0]
    train = batch_of(unicodedata.normalize("NFD", text), COPIES[1], OTHERS[0])
    same, near = overlaps(train, batch_of(text))
    assert (same.tolist(), near.tolist()) == ([0], [1])


def test_sizes_beyond_the_set_are_left_out() -> None:
    assert sizes_that_fit([None, 100, 5000, 200], 200) == [100, None]
