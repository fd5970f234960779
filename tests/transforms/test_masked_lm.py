from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws
from masked_models import ADVERBS, NAMES, NOUNS, save_model, wordpiece
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.errors import UsageError
from reaug.korean.repair import repair
from reaug.transforms.masked_lm import MaskedLM
from strategies import PIECES, batches

NO_PLACE, TOKENS, NO_CANDIDATE = (
    f"masked_lm/{why}" for why in ("no-place", "tokens", "no-candidate")
)
PAIR = "[S|PER|이순신]은 [O|LOC|한산도]에서 "


def needed(rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A model, for the tests of every step."""
    return {"model": request.getfixturevalue("masked_model")}


def mended(batch: Batch, edits: Edits) -> Edits:
    """What the runner makes of a proposal."""
    return Edits.concat([edits, repair(batch, edits).edits])


def propose(step: MaskedLM, batch: Batch, seed: int = 0) -> Changes:
    return step.propose(batch, None, Draw(batch.keys, seed=seed, path="0.masked_lm"))


def outcome(step: MaskedLM, text: str, seed: int = 0) -> str:
    batch = batch_of(text)
    changes = propose(step, batch, seed)
    edits = mended(batch, changes.edits)
    after, _, refusals = apply(batch, Changes(edits))
    assert not len(refusals.row)
    return after.row(0).sentence


def outcomes(step: MaskedLM, text: str, seeds: int = 40) -> set[str]:
    return {outcome(step, text, seed) for seed in range(seeds)}


def skipped(step: MaskedLM, text: str) -> str | None:
    return propose(step, batch_of(text)).skipped[0].as_py()


@pytest.fixture(scope="session")
def liking(torch, tmp_path_factory):
    """Makes steps whose model likes some words, the first most."""
    saved: dict[tuple[str, ...], str] = {}

    def make(*liked: str, **parameters: object) -> MaskedLM:
        if liked not in saved:
            saved[liked] = save_model(tmp_path_factory.mktemp("liking"), liked=liked)
        return MaskedLM(model=saved[liked], **{"batch_size": 2, "top_k": len(liked), **parameters})

    return make


def sentences(n: int) -> list[str]:
    """Sentences of many lengths with words to replace."""
    chance = random.Random(3)
    stems = [f"{word}{tail}" for word in (*NOUNS, *NAMES) for tail in ("", "에서", "의", "도")]

    def some(most: int) -> str:
        count = chance.randint(0, most)
        return "".join(f"{chance.choice([*stems, *ADVERBS, '적은'])} " for _ in range(count))

    return [f"{some(3)}[S|PER|김구]는 {some(2)}[O|LOC|상하이]로 {some(25)}갔다." for _ in range(n)]


# The laws

words = st.sampled_from(
    ["회장은 ", "대표가 ", "서울로 ", "노래 ", "다시 ", "회장이다. ", "만났다 ", "배 "]
)
context = st.lists(st.one_of(words, words, st.sampled_from(PIECES)), max_size=9).map("".join)
rows = st.tuples(context, context, context).map(
    lambda parts: f"{parts[0]}[S|PER|이순신]은 {parts[1]}[O|LOC|한산도]에서 {parts[2]}"
)
parameters = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["replace", "insert"]),
        "ratio": st.sampled_from([0.15, 1.0]),
        "max_words": st.sampled_from([1, 5]),
        "protect_between": st.booleans(),
        "top_k": st.sampled_from([1, 300]),
        "max_tokens": st.sampled_from([16, 256]),
    }
)


@settings(max_examples=25)
@given(
    parameters, st.lists(rows, max_size=4).map(lambda texts: batch_of(*texts)), st.integers(0, 9)
)
def test_laws(masked_model, given_, batch, seed):
    step = MaskedLM(model=masked_model, batch_size=3, **given_)
    applied = check_laws(step, batch, seed=seed, repair=mended)
    assert not len(applied.refusals.row)


@settings(max_examples=15)
@given(parameters, batches(), st.integers(0, 9))
def test_laws_on_any_text(masked_model, given_, batch, seed):
    check_laws(MaskedLM(model=masked_model, batch_size=3, **given_), batch, seed=seed)


def test_nothing_depends_on_the_rows_beside_or_on_their_order(masked_model):
    step = MaskedLM(model=masked_model, top_k=300, ratio=0.5, batch_size=8)
    batch = batch_of(*sentences(300))

    def filled(rows: list[int]) -> dict[str, str]:
        part = batch.take(np.array(rows))
        after = apply(part, propose(step, part)).batch
        return dict(zip(after.ids.to_pylist(), after.sentence.to_pylist(), strict=True))

    expected = filled(list(range(300)))
    changed = sum(
        a != b for a, b in zip(expected.values(), batch.sentence.to_pylist(), strict=True)
    )
    assert changed > 250
    order = random.Random(4).sample(range(300), 300)
    assert filled(order) == expected
    for size in (7, 64):
        collected: dict[str, str] = {}
        for at in range(0, 300, size):
            collected |= filled(order[at : at + size])
        assert collected == expected
    assert filled([17]) == {"row-17": expected["row-17"]}


def test_another_seed_gives_others(masked_model):
    step = MaskedLM(model=masked_model, top_k=300)
    assert len(outcomes(step, PAIR + "회장이 대표를 서울에서 만났다", 12)) > 6


def test_the_draws_follow_the_softmax(liking):
    text = PAIR + "대회에서 만났다"
    n = 2000
    step = liking("회장", "사장", "장군", temperature=4.0)
    batch = batch_of(*[text] * n)
    count = dict.fromkeys(["회장", "사장", "장군"], 0)
    for word in propose(step, batch).edits.text.to_pylist():
        count[word] += 1
    weights = np.exp(-np.arange(3) * 2 / 4.0)  # `liked` words lie 2 apart
    expected = n * weights / weights.sum()
    assert np.all(abs(np.array(list(count.values())) - expected) < 5 * expected**0.5 + 0.1 * n)
    assert count["회장"] > count["사장"] > count["장군"] > 0
    cold = propose(liking("회장", "사장", "장군", temperature=0.05), batch)
    assert set(cold.edits.text.to_pylist()) == {"회장"}


def test_the_best_word_that_fits_is_taken_where_it_is_cold(liking):
    step = liking("이겼다", "##은", "사장", "장군", temperature=1e-9)
    assert outcomes(step, PAIR + "대회에서 만났다") == {"이순신은 한산도에서 사장에서 만났다"}


# What is replaced, and by what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("대표가 웃었다.", "회장이 웃었다."),
        ("대표는 웃었다.", "회장은 웃었다."),
        ("언덕으로 갔다.", "회장으로 갔다."),
        ("그는 대표였다.", "그는 회장이었다."),
        ("그는 가수이다.", "그는 회장이다."),
        ("대표와의 약속", "회장과의 약속"),
        ("대표에게 LG 漢字 1592년 😀", "회장에게 LG 漢字 1592년 😀"),
    ],
)
def test_the_particle_fits_the_new_word(liking, text, expected):
    sentences = outcomes(liking("회장", ratio=0.01), PAIR + text)
    assert f"이순신은 한산도에서 {expected}" in sentences


def test_a_word_takes_the_place_of_one_of_its_kind(liking):
    step = liking(
        "매우", "서울", "회장", "##은", ".", "[UNK]", "[MASK]", "가", "회장이", "모든", ratio=1.0
    )
    text = PAIR + "노래를 부산에서 다시 만났다"
    assert outcomes(step, text, 3) == {"이순신은 한산도에서 회장을 서울에서 매우 만났다"}


def test_special_tokens_marks_pieces_and_unknown_ones_are_never_taken(liking):
    step = liking("[UNK]", "[MASK]", "[CLS]", "##에서", ".", "은", "그", "이겼다", "회장이")
    assert skipped(step, PAIR + "노래를 불렀다") == NO_CANDIDATE


@pytest.mark.parametrize(
    "text",
    [
        PAIR + "회장이 웃었다",  # the word itself
        PAIR + "적은 회장님 노래를 불렀다",  # the word before it
        PAIR + "노래를 회장실에서",  # the word behind it
        "[S|POH|회장]은 [O|LOC|한산도]에서 노래를 그",  # a mention
        "[S|POH|부회장]은 [O|LOC|한산도]에서 노래를 그",  # a part of one
        "[S|ORG|회]는 [O|LOC|한산도]에서 노래를 그",  # a word that holds one
    ],
)
def test_words_that_repeat_or_hold_what_is_there_are_refused(liking, text):
    assert skipped(liking("회장"), text) == NO_CANDIDATE


def test_no_word_is_put_into_a_row_twice(liking):
    step = liking("회장", "사장", ratio=1.0)
    sentence = outcome(step, PAIR + "노래를 그 영화를 그 소설을")
    assert sentence.count("회장을") == sentence.count("사장을") == 1


def test_the_text_between_is_protected_by_default(liking):
    text = "그 [S|PER|김구]는 노래를 [O|LOC|상하이]로 갔다"
    assert skipped(liking("회장"), text) == NO_PLACE
    assert outcome(liking("회장", protect_between=False), text) == "그 김구는 회장을 상하이로 갔다"


def test_insertions_go_where_a_modifier_fits(liking):
    step = liking("매우", "모든", "서울", "회장", mode="insert", ratio=1.0, temperature=0.1)
    assert outcome(step, PAIR + "노래를 불렀다.") == "이순신은 한산도에서 모든 노래를 매우 불렀다."
    assert outcome(step, "많이 [S|PER|김구]는 [O|LOC|상하이]로 갔다") == (
        "많이 김구는 상하이로 매우 갔다"
    )


def test_how_many_words(liking):
    text = PAIR + "노래가 영화가 소설이 역사가 전쟁이 기술이 회사가 병원이 대회가 의사가"
    many = ["회장", "사장", "장군", "선수", "가수", "감독", "학교", "도시", "사람", "도서관"]
    for ratio, most, expected in ((0.01, 5, 1), (0.3, 5, 3), (1.0, 5, 5), (1.0, 50, 10)):
        step = liking(*many, ratio=ratio, max_words=most)
        assert propose(step, batch_of(text)).edits.size == expected


def test_a_long_sentence_is_read_through_windows(liking):
    text = PAIR + "노래를 " + "적은 그 " * 60 + "영화를 그"
    sentence = outcome(liking("회장", "사장", ratio=1.0, max_tokens=16), text)
    assert "노래" not in sentence
    assert "영화" not in sentence


@pytest.mark.parametrize(
    "text", [PAIR, PAIR + "갔다.", "[S|PER|가][O|PER|나]", " [S|PER|LG] [O|PER|漢] 1592년 😀"]
)
def test_a_row_without_a_place_says_so(liking, text):
    assert skipped(liking("회장"), text) == NO_PLACE


def test_a_row_whose_words_the_tokens_do_not_part_says_so(torch, tmp_path):
    words = sorted(wordpiece().get_vocab().items(), key=lambda item: item[1])
    whole_words = [word for word, _ in words if not word.startswith("##")]
    step = MaskedLM(model=save_model(tmp_path, tokenizer=wordpiece(whole_words)))
    assert skipped(step, PAIR + "회장이 웃었다") == TOKENS


def test_no_rows(liking):
    none = batch_of(PAIR).take(np.zeros(0, np.int64))
    changes = propose(liking("회장"), none)
    assert changes.edits.size == len(changes.skipped) == 0


def test_the_state_names_the_model(liking):
    step = liking("회장")
    state = step.finish(None, None)
    assert step.describe(state) == state
    assert sorted(state) == ["device", "digest", "torch"]
    assert len(state["digest"]) == 32


def test_a_model_that_cannot_serve_is_found_before_any_row(torch, tmp_path):
    with pytest.raises(UsageError, match="can be loaded from"):
        MaskedLM(model=str(tmp_path / "nowhere")).finish(None, None)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"model": ""},
        {"model": "m", "mode": "swap"},
        {"model": "m", "ratio": 0},
        {"model": "m", "ratio": 1.1},
        {"model": "m", "max_words": 0},
        {"model": "m", "top_k": 0},
        {"model": "m", "temperature": 0},
        {"model": "m", "temperature": float("nan")},
        {"model": "m", "temperature": float("inf")},
        {"model": "m", "device": "gpu"},
        {"model": "m", "batch_size": 0},
        {"model": "m", "threads": 0},
        {"model": "m", "max_tokens": 15},
        {"model": "m", "tokenizer": "t"},
    ],
)
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ValidationError):
        MaskedLM(**parameters)
