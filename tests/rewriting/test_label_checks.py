"""Whether a new sentence has its label still: what the model learns from, and what it says."""

from __future__ import annotations

from collections import Counter

import numpy as np

from reaug.core.batch import Batch
from reaug.core.draws import row_keys
from reaug.core.examples import batch_of
from reaug.rewriting.label_checks import LOST, Candidate, sample, verdicts
from reaug.rewriting.mention_marks import Restored
from reaug.rulebook import load

RULES = load("klue-re")
BORN = "[S|PER|한서율{}]은 [O|LOC|강릉{}]에서 태어나 자랐다."
LIVES = "[S|PER|윤태하{}]는 지금 [O|LOC|속초{}]에 살고 있다."
NAMES = ("가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하")


def rows(born: int, lives: int) -> Batch:
    texts = [BORN.format(_name(number), _name(number * 7)) for number in range(born)]
    texts += [LIVES.format(_name(number), _name(number * 5)) for number in range(lives)]
    labels = ["per:place_of_birth"] * born + ["per:place_of_residence"] * lives
    return batch_of(*texts, label=labels)


def _name(number: int) -> str:
    return NAMES[number % 14] + NAMES[number // 14 % 14]


def child_of(batch: Batch, at: int, text: str) -> Candidate:
    row = batch.row(at)
    sentence = text.format(row.subject_word, row.object_word)
    subject, place = (sentence.index(word) for word in (row.subject_word, row.object_word))
    spans = (
        (subject, subject + len(row.subject_word)),
        (place, place + len(row.object_word)),
    )
    return Candidate(f"key-{at}-{len(text)}", at, Restored(sentence, *spans))


def chosen(label: list[int], asked: list[int], most: int) -> Counter[int]:
    rows = np.array(label, np.int64)
    key = row_keys(map(str, range(len(label))))
    picked = sample(rows, key, np.array(asked, np.int64), most)
    order = np.random.default_rng(1).permutation(len(label))
    again = sample(rows[order], key[order], np.array(asked, np.int64), most)
    assert (again == picked[order]).all()
    return Counter(rows[picked].tolist())


def test_all_rows_are_learnt_from_where_they_are_few() -> None:
    assert chosen([0, 1, -1, 1, 2], [0], 99) == {0: 1, 1: 2, 2: 1}
    assert chosen([-1], [-1], 99) == {}
    assert chosen([], [], 99) == {}


def test_the_sample_has_the_labels_in_the_shares_in_which_they_are_rewritten() -> None:
    label = [0] * 900 + [1] * 90 + [2] * 9 + [-1]
    assert chosen(label, [2, 1, -1], 200) == {0: 101, 1: 90, 2: 9}  # rare ones are all there
    assert chosen(label * 10, label, 5_000) == {0: 4_343, 1: 567, 2: 90}
    assert sum(chosen(label, [0], 500).values()) <= 500
    assert chosen(label, [], 200) == {0: 101, 1: 90, 2: 9}


def test_a_sentence_of_another_label_loses_it_by_a_sample_too() -> None:
    batch = rows(150, 40)
    children = [
        child_of(batch, 3, "{} 씨는 지금 {}에 살고 있다."),
        child_of(batch, 3, "{}은 바닷가 {}에서 태어나 자랐다."),
        child_of(batch, 170, "{}은 어릴 때부터 {}에서 태어나 자랐다."),
    ]
    for learnt in (16_384, 80, 60):
        reasons = verdicts(batch, children, RULES, learnt=learnt)
        assert reasons == {children[0].key: LOST, children[2].key: LOST}


def test_rows_that_are_not_learnt_from_are_judged_whatever_the_order() -> None:
    batch = rows(150, 40)
    children = [child_of(batch, at, "{} 씨는 지금 {}에 살고 있다.") for at in range(100)]
    reasons = verdicts(batch, children, RULES, learnt=60)
    assert set(reasons.values()) == {LOST}
    assert len(reasons) >= 60
    assert reasons == verdicts(batch, children[::-1], RULES, learnt=60)
