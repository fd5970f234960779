from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

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
from reaug.errors import InputError, UsageError
from reaug.rulebook import load
from reaug.transforms.random_insertion import NO_GAP, NO_WORD, RandomInsertion
from strategies import batches

RULES = load("klue-re")
WORDS = ("이윽고", "마침내")
TEXT = "[S|PER|김구]는 [O|LOC|상하이]로 그해 배로 멀리 떠났다."


def needed(rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A list of words: tests of every step ask for it."""
    file: Path = request.getfixturevalue("tmp_path") / "words.txt"
    file.write_text("이윽고\n마침내\n", encoding="utf-8")
    return {"words": str(file)}


def propose(step: RandomInsertion, batch: Batch, seed: int = 0) -> Changes:
    draw = Draw(batch.keys, seed=seed, path="0.random_insertion")
    return step.propose(batch, step.finish(None, RULES), draw)


def outcomes(text: str, words: Any = WORDS, seeds: int = 60, **given: Any) -> set[str]:
    batch = batch_of(text)
    step = RandomInsertion(words=words, **given)
    return {apply(batch, propose(step, batch, seed)).batch.row(0).sentence for seed in range(seeds)}


def why(text: str, words: Any = WORDS, **given: Any) -> str | None:
    return propose(RandomInsertion(words=words, **given), batch_of(text)).skipped[0].as_py()


steps = st.builds(
    RandomInsertion,
    words=st.sampled_from([WORDS, {"회사": ("기업",), "이순신": ("그이", "장군님")}]),
    ratio=st.sampled_from([0.1, 1.0]),
    max_words=st.integers(1, 4),
    protect_between=st.booleans(),
    protect_beside=st.booleans(),
    protect_end=st.booleans(),
)


@given(steps, batches(), st.integers(0, 9))
def test_laws(step, batch, seed):
    check_laws(step, batch, seed=seed, rules=RULES)


@given(steps, batches(), st.integers(0, 9))
def test_words_come_and_nothing_else_changes(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    assert not len(refusals.row)
    for i in range(len(batch)):
        old, new = batch.row(i), after.row(i)
        assert (new.subject_word, new.object_word) == (old.subject_word, old.object_word)
        added = Counter(new.sentence.split()) - Counter(old.sentence.split())
        assert set(added) <= {"이윽고", "마침내", "기업", "그이", "장군님"}
        assert len(new.sentence.split()) - len(old.sentence.split()) == sum(added.values())
        assert (not added) == (changes.skipped[i].as_py() is not None)


def test_where_a_word_may_come():
    sentences = outcomes(TEXT, ("이윽고",))
    assert sentences == {
        "김구는 상하이로 그해 이윽고 배로 멀리 떠났다.",
        "김구는 상하이로 그해 배로 이윽고 멀리 떠났다.",
        "김구는 상하이로 그해 배로 멀리 이윽고 떠났다.",
    }
    assert any(
        "상하이로 이윽고 그해" in outcome for outcome in outcomes(TEXT, protect_beside=False)
    )


def test_not_between_mentions_nor_beside_a_word_of_a_relation():
    text = "[S|PER|김구]는 또 늘 더 [O|PER|이봉창]을 보았고 먼 남편 곁 먼 배로 떠났다."
    sentences = outcomes(text, ("이윽고",), ratio=1, max_words=9)
    assert len(sentences) == 1
    words = next(iter(sentences)).split()
    assert words[:7] == ["김구는", "또", "늘", "더", "이봉창을", "보았고", "이윽고"]
    assert words[7:10] == ["먼", "남편", "곁"]
    freed = outcomes(text, ("이윽고",), protect_between=False)
    assert any("늘 이윽고 더" in sentence or "또 이윽고 늘" in sentence for sentence in freed)


def test_not_behind_the_end_of_a_sentence():
    text = "[S|PER|김구]는 [O|LOC|상하이]로 곧 갔다. 뒤에 배가 왔다."
    assert all("갔다. 뒤에" in outcome for outcome in outcomes(text, ratio=1, max_words=9))


def test_synonyms_come_to_rows_that_hold_their_word():
    words = {"모임": ("회의",), "바다": ("강",)}
    text = "[S|PER|김구]는 [O|LOC|상하이]에서 열린 모임을 멀리 떠났다."
    sentences = outcomes(text, words)
    assert all(
        "회의" in sentence and "모임을" in sentence and "강" not in sentence
        for sentence in sentences
    )
    assert len(sentences) == 3
    assert why(TEXT, words) == NO_WORD


def test_a_line_of_one_word_and_lines_with_synonyms(tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("이윽고\n모임,회의\n", encoding="utf-8")
    text = "[S|PER|김구]는 [O|LOC|상하이]에서 열린 모임을 멀리 떠났다."
    sentences = outcomes(text, str(file))
    assert any("이윽고" in sentence for sentence in sentences)
    assert any("회의" in sentence for sentence in sentences)
    step = RandomInsertion(words=str(file))
    assert step.describe(step.finish(None, None))["words"] == 2


def test_every_gap_and_every_word_is_as_likely():
    batch = batch_of(*[TEXT] * 3000)
    edits = propose(RandomInsertion(words=WORDS), batch).edits
    assert edits.size == 3000
    places = np.unique(edits.start, return_counts=True)[1]
    assert len(places) == 3
    assert np.all(np.abs(places - 1000) < 5 * (3000 * 2 / 9) ** 0.5)
    assert abs(edits.text.to_pylist().count("이윽고 ") - 1500) < 5 * 750**0.5


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|김구]는 [O|LOC|상하이]로",
        "[S|PER|김구]는 아주 먼 [O|LOC|상하이]로",
        "[S|PER|김]=[O|PER|이]",
        "윤해온화가 [S|PER|윤해온] [O|POH|화가]",
    ],
)
def test_a_row_without_a_gap_says_so(text):
    assert why(text) == NO_GAP


def test_a_word_that_repeats_a_mention_is_not_put():
    assert why(TEXT, ("상하",)) == NO_WORD
    assert why(TEXT, ("상하이행",)) == NO_WORD


def test_words_that_will_not_do(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("이윽고\n두 낱말\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        RandomInsertion(words=str(file)).finish(None, RULES)
    with pytest.raises(UsageError, match="relation_lexicons"):
        RandomInsertion(words=("회장",)).finish(None, RULES)


@pytest.mark.parametrize("given", [{}, {"words": WORDS, "ratio": 0}, {"words": WORDS, "n": 1}])
def test_wrong_parameters_are_refused(given):
    with pytest.raises(ValidationError):
        RandomInsertion(**given)


@pytest.mark.kiwi
def test_kiwi_inserts_neighbours_of_the_rows_words():
    pytest.importorskip("kiwipiepy")
    text = "[S|PER|김구]는 [O|LOC|상하이]에서 열린 모임을 멀리 떠났다."
    batch = batch_of(text, TEXT, "[S|PER|김]=[O|PER|이]")
    step = RandomInsertion(words="kiwi")
    changes = propose(step, batch)
    assert changes.skipped[0].as_py() is None
    assert changes.skipped[2].as_py() == NO_GAP
    check_laws(step, batch, rules=RULES)
