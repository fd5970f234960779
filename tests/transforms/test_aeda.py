from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.transforms.aeda import AEDA
from strategies import batches

NAVY = "[S|PER|이순신]은 조선의 장군으로 [O|LOC|한산도]에서 크게 이겼다."
MARKS = (".", ";", "?", ":", "!", ",")


def propose(step: AEDA, batch: Batch, seed: int = 0) -> Changes:
    return step.propose(batch, None, Draw(batch.keys, seed=seed, path="0.aeda"))


def run(step: AEDA, batch: Batch, seed: int = 0) -> Applied:
    return apply(batch, propose(step, batch, seed), step="0.aeda")


def places(changes: Changes) -> list[tuple[int, int, str]]:
    edits = changes.edits
    return list(zip(edits.row.tolist(), edits.start.tolist(), edits.text.to_pylist(), strict=True))


steps = st.builds(
    AEDA,
    ratio=st.sampled_from([0.0, 0.3, 1.0]),
    max_marks=st.integers(1, 6),
    marks=st.sampled_from([MARKS, ("…",), ("ㅋㅋ", "!")]),
)


@given(steps, batches(), st.integers(0, 9))
def test_laws(step, batch, seed):
    check_laws(step, batch, seed=seed)


@given(steps, batches(), st.integers(0, 9))
def test_only_marks_come_and_no_row_is_refused(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    assert not len(refusals.row)
    for i in range(len(batch)):
        old, new = batch.row(i).sentence.split(), after.row(i).sentence.split()
        added = Counter(new) - Counter(old)
        many = sum(added.values())
        assert many == len(new) - len(old), "a mark is a word of its own"
        assert set(added) <= set(step.marks)
        assert many <= min(step.max_marks, max(1, int(step.ratio * len(old))))
        skipped = changes.skipped[i].as_py()
        assert (many == 0) == (skipped == "aeda/no-gap")


def test_a_mark_stands_before_an_eojeol_with_a_space_behind_it():
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서")
    after = run(AEDA(marks=(";",)), batch).batch.row(0)
    assert after.sentence == "이순신은 ; 한산도에서"
    assert (after.subject_word, after.object_word) == ("이순신", "한산도")


def test_one_mark_at_every_gap_but_those_of_a_mention():
    batch = batch_of("  [S|PER|이 순신]은  조선의\t[O|LOC|한산도 앞 바다] 옆\r\n섬\u3000밖 ")
    step = AEDA(ratio=1, max_marks=9, marks=("!",))
    changes = [propose(step, batch, seed) for seed in range(200)]
    positions = {place for change in changes for _, place, _ in places(change)}
    sentence = batch.row(0).sentence
    assert positions == {sentence.index(word) for word in ("조선의", "한산도", "옆", "섬", "밖")}
    full = max(changes, key=lambda change: change.edits.size)
    after = apply(batch, full).batch.row(0)
    assert after.sentence == "  이 순신은  ! 조선의\t! 한산도 앞 바다 ! 옆\r\n! 섬\u3000! 밖 "
    assert (after.subject_word, after.object_word) == ("이 순신", "한산도 앞 바다")


def test_a_row_without_a_gap_says_so():
    batch = batch_of(
        "[S|PER|이순신]과[O|LOC|한산도]",
        " [S|PER|이 순신][O|LOC|섬 둘] ",
        "[S|PER|가][O|LOC|나]",
        NAVY,
        "[S|PER|가] [O|LOC|\u0301]",  # a mark without its letter belongs to the space
    )
    changes = propose(AEDA(), batch)
    assert changes.skipped.to_pylist() == ["aeda/no-gap"] * 3 + [None, "aeda/no-gap"]
    assert {row for row, _, _ in places(changes)} == {3}


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|👩\u200d👧 가족]은 👍🏽 [O|LOC|서울 e\u0301]에 \u1112\u1161\u11ab 산다",
        "[S|PER|韓國 銀行](BOK)은 \0 [O|DAT|1950년 6월]\r\n\r\n설립  되었다 ",
        "[S|PER|a] \u0301b [O|PER|c]\n\u0301d",
    ],
)
def test_hostile_text_is_never_refused(text):
    batch = batch_of(*[text] * 40)
    step = AEDA(ratio=1)
    assert not len(check_laws(step, batch).refusals.row)


def test_count_gap_and_mark_are_uniform():
    n = 4000
    batch = batch_of(*["[S|PER|가] 나 다 라 마 [O|LOC|바] 사 아 자 차"] * n)
    insertions = places(propose(AEDA(ratio=0.4), batch, seed=42))
    count = np.bincount([row for row, _, _ in insertions], minlength=n)
    near(Counter(count.tolist()), dict.fromkeys((1, 2, 3, 4), n / 4), n)
    marks = len(insertions)
    texts = Counter(text for _, _, text in insertions)
    near(texts, {f"{mark} ": marks / 6 for mark in MARKS}, marks)
    gaps = Counter(place for _, place, _ in insertions)
    near(gaps, dict.fromkeys(range(2, 20, 2), marks / 9), marks)


def near(counts: Counter, expected: dict, n: int) -> None:
    """Within five standard deviations of a binomial count."""
    assert set(counts) == set(expected)
    for value, mean in expected.items():
        assert abs(counts[value] - mean) < 5 * (mean * (1 - mean / n)) ** 0.5, value


def test_every_row_draws_for_itself():
    batch = batch_of(*[NAVY] * 50)
    sentences = run(AEDA(), batch).batch.sentence.to_pylist()
    assert len(set(sentences)) > 10
    assert sentences != run(AEDA(), batch, seed=1).batch.sentence.to_pylist()
    assert sentences == run(AEDA(), batch).batch.sentence.to_pylist()


@pytest.mark.parametrize(
    "parameters",
    [
        {"ratio": -0.1},
        {"ratio": 1.5},
        {"max_marks": 0},
        {"marks": ()},
        {"marks": ("",)},
        {"marks": (" ;",)},
        {"marks": (". .",)},
        {"marks": ("\u0301",)},
        {"mark": (".",)},
    ],
)
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ValidationError):
        AEDA(**parameters)
