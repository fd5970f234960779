"""What may enter: held against its parent, other sets, and what Korean is."""

from __future__ import annotations

import pytest

from reaug.core.examples import batch_of
from reaug.rewriting.acceptance import (
    FAR,
    LANGUAGE,
    LEAK,
    LENGTH,
    NEAR,
    PARTICLE,
    TEXT,
    Bounds,
    judged,
)
from reaug.rewriting.mention_marks import Restored, restored
from reaug.rewriting.other_sets import NONE, Others

BATCH = batch_of("[S|PER|한서율]은 어릴 때부터 [O|LOC|강릉]에서 살며 바다를 그렸다.")
BOUNDS = Bounds(0.9, 0.1, 0.5, 2.0)


def verdict(answer: str, others: Others = NONE) -> str:
    new = restored(answer, BATCH.row(0))
    assert isinstance(new, Restored), new
    done = judged(BATCH, {0: new}, BOUNDS, others)
    return done.faults.get(0) or done.new[0].sentence


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[SUBJ]은 어릴 때부터 [OBJ]에서 살며 바다를 그렸다.", NEAR),
        ("[SUBJ], [OBJ], 축구 경기 결과 발표.", FAR),
        ("[SUBJ]은 [OBJ]에서 lived and painted since childhood.", LANGUAGE),
        ("[SUBJ]은 [OBJ]에 살았다.", LENGTH),
        ("[SUBJ]은 **어릴 때부터** [OBJ]에서 자라며 바다를 그렸다.", TEXT),
        ("[SUBJ]은 어릴 때부터 [OBJ]에서 자라며 (바다를 자주 그렸다.", TEXT),
        ("어릴 때부터 [OBJ]에 산 [SUBJ]은 바다을 그렸다.", PARTICLE),
        (
            "어릴 때부터 [OBJ]에 산 [SUBJ]는 바다를 그렸다.",
            "어릴 때부터 강릉에 산 한서율은 바다를 그렸다.",
        ),
    ],
)
def test_an_answer_has_its_verdict(answer: str, expected: str) -> None:
    assert verdict(answer) == expected


def test_a_sentence_close_to_one_of_another_set_is_a_leak() -> None:
    others = Others(["어릴 때부터 강릉에 산 한서율은 바다를 그렸다."])
    assert verdict("어릴 때부터 [OBJ]에 산 [SUBJ]은 바다를 그렸다.", others) == LEAK
    assert verdict("어릴 때부터 [OBJ]에서 산 [SUBJ]은 바다를 그렸다.", others) == LEAK
    assert verdict("[OBJ]에서 자란 [SUBJ]은 늘 파도를 그리곤 했다.", others).startswith("강릉")


def test_an_empty_batch() -> None:
    assert judged(BATCH, {}, BOUNDS, NONE).new == {}
