from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.rulebook import load
from reaug.transforms.random_swap import NO_PAIR, SAME_WORD, RandomSwap
from strategies import batches

PATTERN = load("klue-re").relation_pattern
BARE = {"protect_between": False, "protect_beside": False, "protect_end": False}


def propose(step: RandomSwap, batch: Batch, seed: int = 0, state: str | None = None) -> Changes:
    return step.propose(batch, state, Draw(batch.keys, seed=seed, path="0.random_swap"))


def outcomes(text: str, seeds: int = 60, state: str | None = None, **given: object) -> set[str]:
    """What may become of one sentence."""
    batch = batch_of(text)
    step = RandomSwap(**given)
    batches = [apply(batch, propose(step, batch, seed, state)).batch for seed in range(seeds)]
    return {after.row(0).sentence for after in batches}


def skips(text: str, **given: object) -> set[str | None]:
    batch = batch_of(text)
    return {propose(RandomSwap(**given), batch, s).skipped[0].as_py() for s in range(20)}


steps = st.builds(
    RandomSwap,
    rate=st.sampled_from([0.1, 0.5]),
    max_swaps=st.integers(1, 4),
    protect_between=st.booleans(),
    protect_beside=st.booleans(),
    protect_end=st.booleans(),
)


@given(steps, batches(), st.integers(0, 9))
def test_laws(step, batch, seed):
    check_laws(step, batch, seed=seed, state=PATTERN)


@given(steps, batches(), st.integers(0, 9))
def test_words_trade_places_and_nothing_else_changes(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    assert not len(refusals.row)
    for i in range(len(batch)):
        old, new = batch.row(i), after.row(i)
        assert (new.subject_word, new.object_word) == (old.subject_word, old.object_word)
        before, behind = old.sentence.split(), new.sentence.split()
        assert Counter(before) == Counter(behind)
        moved = sum(a != b for a, b in zip(before, behind, strict=True))
        assert (moved == 0) == (changes.skipped[i].as_py() is not None)
        assert moved <= 2 * step.max_swaps
        blank = [c for c in old.sentence if c.isspace()]
        assert [c for c in new.sentence if c.isspace()] == blank


def test_what_may_become_of_a_sentence():
    assert outcomes("[S|PER|김구]는 [O|LOC|상하이]로 그해 봄 배로 멀리 떠났다.") == {
        "김구는 상하이로 그해 배로 봄 멀리 떠났다.",
        "김구는 상하이로 그해 멀리 배로 봄 떠났다.",
        "김구는 상하이로 그해 봄 멀리 배로 떠났다.",
    }


def test_evidence_stays_between_and_beside_mentions():
    text = "늘 조용한 [S|PER|김구]는 아주 먼 [O|LOC|상하이]로 곧 배로 갔다"
    assert outcomes(text) == {"배로 조용한 김구는 아주 먼 상하이로 곧 늘 갔다"}
    freed = outcomes(text, protect_between=False, protect_beside=False)
    assert any("먼 아주" in sentence for sentence in freed)
    assert all("김구는" in sentence and "상하이로" in sentence for sentence in freed)


def test_words_that_tell_a_relation_stay():
    text = "[S|PER|한서율]은 [O|PER|도하준]을 그때 만나 회장이 남편과 조용히 도시로 떠나 살았다."
    sentences = outcomes(text, state=PATTERN, rate=0.5)
    assert len(sentences) > 1
    assert all(sentence.split()[4:6] == ["회장이", "남편과"] for sentence in sentences)
    assert any(outcome.split()[4:6] != ["회장이", "남편과"] for outcome in outcomes(text, rate=0.5))


@pytest.mark.parametrize("mark", [".", "!", "?", ".”", "…", ")."])
def test_the_verb_at_the_end_of_every_sentence_stays(mark):
    text = f"[S|PER|김구]는 [O|LOC|상하이]로 곧 갔다{mark} 뒤에 배가 왔다 그래 갔다."
    sentences = outcomes(text, rate=0.5)
    assert all(
        sentence.split()[3] == f"갔다{mark}" and sentence.endswith("갔다.")
        for sentence in sentences
    )


def test_halves_of_brackets_and_quotes_stay():
    sentences = outcomes(
        '[S|PER|김구]는 [O|LOC|서울]에서 “나의 큰 소원”을 "다시 한번" 「소원」을 널리 말했다.',
        rate=0.5,
        **BARE,
    )
    words = [sentence.split() for sentence in sentences]
    assert all((w[2], w[4], w[5], w[6]) == ("“나의", "소원”을", '"다시', '한번"') for w in words)
    assert any(w[7] != "「소원」을" for w in words)


def test_a_bracket_behind_a_mention_stays():
    sentences = outcomes(
        "[S|ORG|삼성]은 [O|LOC|수원] (水原) 옛 땅에 큰 공장을 지었다", rate=0.5, **BARE
    )
    assert all(sentence.startswith("삼성은 수원 (水原) ") for sentence in sentences)


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|김구]는 [O|LOC|상하이]로",
        "[S|PER|김구]는 [O|LOC|상하이]로 곧 배로 갔다",
        "[S|PER|김]=[O|PER|이]",
        "[S|PER|김구]는 \u0301 \u0301 [O|PER|이]\u0301 ",
    ],
)
def test_a_row_without_a_pair_says_so(text):
    assert skips(text) == {NO_PAIR}


def test_the_same_word_twice_is_no_pair():
    assert skips("[S|PER|김구]는 [O|LOC|상하이]로 또 멀리 멀리 갔다") == {SAME_WORD}


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧 가족이 [S|PER|e\u0301a] 와 [O|LOC|\u1112\u1161\u11ab] 에 👍🏽 산다 🇰🇷",
        "\0 가 \0\0 [S|PER|나]\0 다 [O|PER|라] \u0301마 바\u200d 사",
        "韓國 [S|PER|가]\u200b \u3000[O|PER|7] \ufe0f 1\ufe0f\u20e3 B. ㄱ ﾀﾞ",
    ],
)
def test_hostile_text_is_never_refused(text):
    batch = batch_of(*[text] * 30)
    assert not len(check_laws(RandomSwap(rate=0.5, **BARE), batch).refusals.row)


def test_the_rate_counts_pairs_and_every_pair_is_as_likely():
    words = "다 라 마 바 사 아 자 차 카 타"
    batch = batch_of(*[f"[S|PER|가] [O|PER|나] {words}"] * 3000)
    step = RandomSwap(rate=0.2, max_swaps=9, **BARE)
    changes = propose(step, batch)
    assert (np.bincount(changes.edits.row) == 4).all()
    after = apply(batch, changes).batch.sentence.to_pylist()
    moved = [
        sum(w[i] != old for w in (s.split() for s in after))
        for i, old in enumerate(f"가 나 {words}".split())
    ]
    assert moved[:2] == [0, 0]
    assert all(abs(m - 1200) < 5 * (3000 * 0.4 * 0.6) ** 0.5 for m in moved[2:])


@pytest.mark.parametrize("parameters", [{"rate": 0}, {"rate": 0.6}, {"max_swaps": 0}, {"n": 1}])
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ValidationError):
        RandomSwap(**parameters)
