from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.draws import Draw, row_keys
from reaug.core.examples import batch_of
from reaug.core.graphemes import borders
from reaug.core.unit_choice import begins_grapheme, choose, clean_cuts, spare_one
from strategies import texts


def draw_of(n: int, seed: int = 0) -> Draw:
    return Draw(row_keys([f"행-{i}" for i in range(n)]), seed=seed, path="0.test")


counts = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8)


@given(counts, st.integers(0, 99))
def test_choose_takes_exactly_what_is_asked(pairs, seed):
    of = np.array([max(pair) for pair in pairs], dtype=np.int64)
    take = np.array([min(pair) for pair in pairs], dtype=np.int64)
    chosen = choose(draw_of(len(of), seed), "gap", of, take)
    row = np.repeat(np.arange(len(of)), of)
    assert np.bincount(row[chosen], minlength=len(of)).tolist() == take.tolist()


@given(counts, st.integers(0, 99))
def test_choose_does_not_depend_on_the_other_rows(pairs, seed):
    of = np.array([max(pair) for pair in pairs], dtype=np.int64)
    take = np.array([min(pair) for pair in pairs], dtype=np.int64)
    draw = draw_of(len(of), seed)
    choice = choose(draw, "gap", of, take)
    parts = [
        choose(draw.take(np.array([i])), "gap", of[i : i + 1], take[i : i + 1])
        for i in range(len(of))
    ]
    assert choice.tolist() == np.concatenate([*parts, np.zeros(0, np.bool_)]).tolist()


def test_choose_makes_each_set_equally_likely():
    n = 6000
    chosen = choose(draw_of(n), "gap", np.full(n, 4), np.full(n, 2)).reshape(n, 4)
    counts = Counter(map(tuple, chosen.tolist()))
    assert len(counts) == 6
    sigma = (n * (1 / 6) * (5 / 6)) ** 0.5
    assert all(abs(count - n / 6) < 5 * sigma for count in counts.values())


def test_spare_one_spares_the_highest_of_rows_that_lose_all():
    row = np.array([0, 0, 2, 3, 3, 3])
    taken = np.array([True, True, True, True, False, True])
    score = np.array([0.5, 0.1, 0.9, 0.3, 0.2, 0.1])
    assert spare_one(row, taken, score, 4).tolist() == [False, True, False, True, False, True]
    assert taken.sum() == 5, "the mask given is not changed"
    assert spare_one(row[:0], taken[:0], score[:0], 4).tolist() == []


@pytest.mark.parametrize(
    ("character", "begins"),
    [
        ("가", True),
        ("a", True),
        ("7", True),
        ("韓", True),
        ("😀", True),
        ("\u1112", True),  # a lead consonant begins a syllable
        ("\u1161", True),  # a vowel melts into a consonant, not into a space
        ("\u0301", False),
        ("\u200d", False),
        ("\ufe0f", False),
        ("\U0001f3fd", False),  # a skin tone
    ],
)
def test_begins_grapheme(character, begins):
    values = np.array([ord("가"), ord(character), ord(character)], dtype=np.uint32)
    assert begins_grapheme(values).tolist() == [True, begins, begins]
    assert begins_grapheme(values[:0]).tolist() == []


@given(texts(min_size=1).filter(lambda text: not set(text) & set("[]|")))
def test_clean_cuts_take_any_plain_text(text):
    batch = batch_of("[S|PER|가] " + text + " [O|LOC|나]")
    sentence = batch.row(0).sentence
    at = np.arange(len(sentence) + 1)
    clean = clean_cuts(batch, np.zeros(len(at), np.int64), at)
    assert clean[[0, -1]].all()
    cuts = at[clean].tolist()
    for start, end in [*zip(cuts, cuts, strict=True), *pairwise(cuts)]:
        new = f"{sentence[:start]}[M]{sentence[end:]}"
        assert borders(new).issuperset({start, start + 3})
    for cut in borders(sentence) - set(cuts):
        around = sentence[max(cut - 1, 0) : cut + 1]
        assert not around.isalnum(), "a cut between letters and digits is clean"


def test_clean_cuts_of_plain_and_hostile_text():
    batch = batch_of("[S|PER|김구]는 👩\u200d👧e\u0301 [O|LOC|서울]", "[S|PER|가] [O|LOC|나]")
    row = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    at = np.array([2, 4, 5, 6, 7, 8, 9, 1])
    expected = [True, True, False, False, True, False, True, True]
    assert clean_cuts(batch, row, at).tolist() == expected
    assert clean_cuts(batch, row[:0], at[:0]).tolist() == []
