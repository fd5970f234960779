"""The parts of near-duplicates: kinds of edits, originals, candidates in bounded number."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.audit.near import candidates as search
from reaug.audit.near.candidates import agreeing, candidates
from reaug.audit.near.copies import originals
from reaug.audit.near.edit_description import KINDS, Edit
from reaug.audit.near.pairs import Pairs, pairs
from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import I64, U8, U64, Bool

WORDS = st.lists(
    st.sampled_from(["세종은", "한글을", "1443년", "만들었다", "李", "a", "😀"]), max_size=8
)


@given(copy=WORDS, original=WORDS)
def test_an_edit_accounts_for_every_word(copy: list[str], original: list[str]) -> None:
    edit = Edit.of(copy, original)
    assert len(copy) - len(original) == edit.inserted - edit.deleted or edit.spaced
    assert edit.message("en")
    assert edit.message("ko")
    assert edit.main in KINDS
    assert (edit == Edit(marks=1)) == (copy == original)


@pytest.mark.parametrize(
    ("copy", "edit"),
    [
        ("세종은 한글을 널리 만들었다", Edit(inserted=1)),
        ("한글을 세종은 만들었다", Edit(moved=1)),
        ("세종은 만들었다", Edit(deleted=1)),
        ("세종은 그림을 만들었다", Edit(replaced=1)),
        ("세종은 한글을 만들엇다", Edit(respelled=1)),
        ("세종은 한글을만들었다", Edit(spaced=1)),
        ("한글을 세종은 크게 지었다", Edit(moved=1, inserted=1, replaced=1)),
    ],
)
def test_an_edit_is_described_by_its_kind(copy: str, edit: Edit) -> None:
    assert Edit.of(copy.split(), ["세종은", "한글을", "만들었다"]) == edit


def test_of_a_chain_the_middle_is_the_original() -> None:
    chain = Pairs(np.array([0, 1]), np.array([1, 2]), np.ones(2, np.bool_), np.array([0.9, 0.9]))
    assert originals(chain, np.zeros(3), np.arange(3)) == {0: 1, 2: 1}


def test_of_a_pair_the_plausible_is_the_original_and_else_the_least_row_id() -> None:
    pair = Pairs(np.array([0]), np.array([1]), np.ones(1, np.bool_), np.array([0.9]))
    assert originals(pair, np.array([-9.0, 1.0]), np.arange(2)) == {0: 1}
    assert originals(pair, np.array([0.0, 0.5]), np.arange(2)) == {1: 0}


@given(texts=st.lists(st.text(max_size=30), max_size=6))
def test_pairs_of_any_texts_are_ordered(texts: list[str]) -> None:
    sentences = Sentences(pa.array(texts, pa.string()))
    assert sentences.texts == sorted(set(texts), key=lambda text: text.encode())
    result = pairs(sentences)
    assert (result.one < result.other).all()


def test_a_pattern_in_thousands_gives_few_pairs_a_sentence() -> None:
    # They differ in a name: sentences with different numbers are no candidates.
    texts = [f"{chr(0xAC00 + i)}씨는 이번 대회 결승에서 크게 이겼다" for i in range(3000)]
    first, _ = candidates(Sentences(pa.array(texts)))
    assert 3000 < len(first) < 3000 * 62 * 2


def _families(count: int, size: int) -> tuple[list[U64], U8, U64]:
    """The keys of six bands, the signatures and the marks of families of equal sentences."""
    family = np.repeat(np.arange(count, dtype=np.uint64), size)
    keys = [family * np.uint64(2 * band + 1) for band in range(6)]
    return keys, (family % 251).astype(np.uint8)[:, None], np.zeros((len(family), 2), np.uint64)


def test_the_signatures_of_a_pair_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, numbers, marks = _families(200, 20)
    compared = []

    def counting(numbers: U8, one: I64, other: I64, least: float) -> Bool:
        compared.append(len(one))
        return alike(numbers, one, other, least)

    alike = search._alike
    monkeypatch.setattr(search, "_alike", counting)
    monkeypatch.setattr(search, "_MERGED", 10_000)
    found = agreeing(keys, numbers, np.ones(len(marks), np.bool_), marks, 0.5)
    assert len(found) == 200 * 20 * 19 // 2
    assert len(compared) > 10
    assert sum(compared) == len(found)  # although each agrees in six bands


def test_a_search_takes_few_bytes_a_sentence() -> None:
    keys, numbers, marks = _families(100_000, 2)
    filled = np.ones(len(marks), np.bool_)
    agreeing(keys[:1], numbers, filled, marks, 1.0)  # imports
    tracemalloc.start()
    try:
        found = agreeing(keys, numbers, filled, marks, 1.0)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found) == 100_000
    assert most < 11 * keys[0].nbytes
