from __future__ import annotations

from itertools import groupby

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
from reaug.transforms.random_deletion import RandomDeletion
from strategies import batches

NO_CANDIDATE = "random_deletion/no-candidate"
NONE_DRAWN = "random_deletion/none-drawn"


def propose(step: RandomDeletion, batch: Batch, seed: int = 0) -> Changes:
    return step.propose(batch, None, Draw(batch.keys, seed=seed, path="0.random_deletion"))


def outcomes(text: str, seeds: int = 60, **parameters: object) -> set[str]:
    """What may become of one sentence."""
    batch = batch_of(text)
    step = RandomDeletion(**{"rate": 0.6, "protect_end": False, **parameters})
    return {apply(batch, propose(step, batch, seed)).batch.row(0).sentence for seed in range(seeds)}


def skips(text: str, seeds: int = 20, **parameters: object) -> set[str | None]:
    batch = batch_of(text)
    step = RandomDeletion(**{"protect_end": False, **parameters})
    return {propose(step, batch, seed).skipped[0].as_py() for seed in range(seeds)}


def runs(text: str) -> list[str]:
    """Words and white space in turns, with the white space at both ends even where it is empty."""
    parts = ["".join(group) for _, group in groupby(text, str.isspace)]
    if not parts or not parts[0].isspace():
        parts.insert(0, "")
    return parts if len(parts) % 2 else [*parts, ""]


steps = st.builds(
    RandomDeletion, rate=st.sampled_from([0.1, 0.5, 1.0]), protect_between=st.booleans()
)


@given(steps, batches(), st.integers(0, 9))
def test_laws(step, batch, seed):
    check_laws(step, batch, seed=seed)


@given(steps, batches(), st.integers(0, 9))
def test_words_go_whole_and_nothing_else_changes(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    assert not len(refusals.row)
    for i in range(len(batch)):
        old, new = batch.row(i), after.row(i)
        assert (new.subject_word, new.object_word) == (old.subject_word, old.object_word)
        before, behind = runs(old.sentence), runs(new.sentence)
        assert subsequence(behind[1::2], before[1::2]), "no words are joined"
        assert (behind[0], behind[-1]) == (before[0], before[-1]), "the ends are as they were"
        assert subsequence(behind[2:-1:2], before[2:-1:2]), "white space is as it was"
        gone = len(before) != len(behind)
        assert gone == (changes.skipped[i].as_py() is None)


def subsequence(part: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(item in rest for item in part)


def test_what_may_become_of_a_sentence():
    assert outcomes("[S|PER|이순신]은 [O|LOC|한산도]에서 적은 배로 이겼다.") == {
        "이순신은 한산도에서 적은 배로 이겼다.",
        "이순신은 한산도에서 배로 이겼다.",
        "이순신은 한산도에서 적은 이겼다.",
        "이순신은 한산도에서 적은 배로",
        "이순신은 한산도에서 적은",
        "이순신은 한산도에서 배로",
        "이순신은 한산도에서 이겼다.",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # at the head, in the middle, at the end: one run of white space goes with a word
            " 그때  [S|PER|김구]는\t[O|LOC|상하이]에\n갔다 ",
            {
                " 그때  김구는\t상하이에\n갔다 ",
                " 김구는\t상하이에\n갔다 ",
                " 그때  김구는\t상하이에 ",
            },
        ),
        (
            "그 뒤\u3000[S|PER|김구]는 [O|LOC|상하이]에",
            {"그 뒤\u3000김구는 상하이에", "뒤\u3000김구는 상하이에", "그 김구는 상하이에"},
        ),
        (
            "[S|PER|a]\r\nb\r\nc\r\n[O|PER|d]",
            {"a\r\nb\r\nc\r\nd", "a\r\nb\r\nd", "a\r\nc\r\nd"},
        ),
    ],
)
def test_white_space(text, expected):
    assert outcomes(text, protect_between=False) == expected


def test_a_mention_with_white_space_at_its_ends_keeps_its_neighbours():
    text = "가 나[S|PER| 다] 라 [O|PER|마 ]바 사 아"
    sentences = outcomes(text, rate=1.0, protect_between=False)
    assert sentences <= {
        f"{head}나 다{middle} 마 바{tail}"
        for head in ("가 ", "")
        for middle in (" 라", "")
        for tail in (" 사 아", " 사", " 아", "")
    }


def test_the_eojeol_of_a_mention_keeps_its_particle_and_its_bracket():
    kept = "[S|ORG|삼성](Samsung Electronics)은 [O|LOC|수원] (水原)에 "
    sentences = outcomes(kept + "큰 공장을 지었다.", rate=1.0, protect_between=False)
    assert len(sentences) == 3
    assert all(new.startswith("삼성(Samsung Electronics)은 수원 (水原)에 ") for new in sentences)


def test_halves_of_brackets_and_quotes_stay():
    sentences = outcomes(
        "[S|PER|김구]는 [O|LOC|서울]에서 “나의 큰 소원”을 (다시 한번) 「소원」을 말했다.", rate=1.0
    )
    words = [new.removeprefix("김구는 서울에서 ").split() for new in sentences]
    assert all({"“나의", "소원”을", "(다시", "한번)"} <= set(new) for new in words)
    assert any("「소원」을" not in new for new in words)


def test_the_text_between_is_protected_by_default():
    text = "어제 [S|PER|김구]는 아주 먼 [O|LOC|상하이]로 곧장 갔다"
    assert all("김구는 아주 먼 상하이로" in new for new in outcomes(text, rate=1.0))
    assert any("먼" not in new for new in outcomes(text, rate=1.0, protect_between=False))
    reverse = "어제 [O|LOC|상하이]로 아주 먼 [S|PER|김구]는 곧장 갔다"
    assert all("상하이로 아주 먼 김구는" in new for new in outcomes(reverse, rate=1.0))


def test_one_candidate_always_stays():
    sentences = outcomes("[S|PER|김구]는 [O|LOC|상하이]로 곧장 멀리 갔다", rate=1.0)
    assert sentences == {f"김구는 상하이로 {word}" for word in ("곧장", "멀리", "갔다")}


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|김구]는 [O|LOC|상하이]로",
        "[S|PER|김구]는 [O|LOC|상하이]로 갔다",
        "[S|PER|김구]는 아주 먼 [O|LOC|상하이]로",
        "[S|PER|김][O|LOC|이]",
        " [S|PER|김] \u0301 \u0301 [O|LOC|이]\u0301 ",
    ],
)
def test_a_row_without_a_choice_says_so(text):
    assert skips(text, rate=1.0) == {NO_CANDIDATE}


def test_a_row_of_which_nothing_is_drawn_says_so():
    assert skips("[S|PER|김구]는 [O|LOC|상하이]로 곧장 갔다", rate=0.3) == {None, NONE_DRAWN}


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧 가족이 [S|PER|e\u0301a] 와 [O|LOC|\u1112\u1161\u11ab] 에 👍🏽 산다 🇰🇷",
        "\0 가 \0\0 [S|PER|나]\0 다 [O|PER|라] \u0301마 바\u200d 사",
        "韓國 [S|PER|가]\u200b \u3000[O|PER|7] \ufe0f 1\ufe0f\u20e3 B. ",
    ],
)
def test_hostile_text_is_never_refused(text):
    batch = batch_of(*[text] * 30)
    for between in (True, False):
        step = RandomDeletion(rate=0.5, protect_between=between)
        assert not len(check_laws(step, batch).refusals.row)


def test_every_row_and_eojeol_draws_for_itself():
    n, k, rate = 3000, 10, 0.1
    words = "다라마바사아자차카타"
    batch = batch_of(*["[S|PER|가] [O|PER|나] " + " ".join(words)] * n)
    changes = propose(RandomDeletion(rate=rate, protect_end=False), batch, seed=42)
    gone = np.bincount(changes.edits.row, minlength=n)
    assert abs(gone.sum() - n * k * rate) < 5 * (n * k * rate * (1 - rate)) ** 0.5
    none = (1 - rate) ** k
    untouched = int((gone == 0).sum())
    assert abs(untouched - n * none) < 5 * (n * none * (1 - none)) ** 0.5
    assert changes.skipped.to_pylist().count(NONE_DRAWN) == untouched
    sentences = apply(batch, changes).batch.sentence.to_pylist()
    by_word = [sum(word not in new for new in sentences) for word in words]
    assert all(abs(m - n * rate) < 5 * (n * rate * (1 - rate)) ** 0.5 for m in by_word)
    assert sum(by_word) == gone.sum()


@pytest.mark.parametrize(
    "parameters", [{"rate": 0}, {"rate": 1.1}, {"rate": "많이"}, {"protect": True}]
)
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ValidationError):
        RandomDeletion(**parameters)


def test_the_last_eojeol_stays_unless_told_otherwise():
    texts = [f"[S|PER|김구]는 {'아주 ' * i}[O|LOC|상하이]에 기꺼이 배로 갔다." for i in range(40)]
    batch = batch_of(*texts)
    for protect_end in (True, False):
        step = RandomDeletion(rate=0.9, protect_end=protect_end)
        after = apply(batch, propose(step, batch, seed=3)).batch
        ends = [sentence.endswith("갔다.") for sentence in after.sentence.to_pylist()]
        assert all(ends) == protect_end


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "[S|PER|박지훈]은 [O|LOC|부산]에서 https://a.kr/b 를 열고 (표지) 를 보았다.",
            ("https://a.kr/b 를", "열고", "(표지) 를", "보았다."),
        ),
        (
            "[S|PER|박지훈] 은 [O|LOC|부산] 에서 책 을 학교 에서 읽었다 .",
            ("책 을", "학교 에서", "읽었다", "."),
        ),
    ],
)
def test_a_particle_goes_with_what_it_hangs_on(text: str, units: tuple[str, ...]):
    batch = batch_of(text)
    head = batch.row(0).sentence.partition(units[0])[0].strip()
    some = set()
    for sentence in outcomes(text):
        rest = sentence.removeprefix(head).strip()
        for unit in units:
            if rest.startswith(unit):
                rest = rest.removeprefix(unit).strip()
                some.add(unit)
        assert rest == "", "units go whole, and nothing that a mention governs goes"
    assert some == set(units)


def test_a_particle_stays_with_a_mention_or_a_bracket_that_stays():
    for sentence in outcomes("[S|PER|박지훈] 을 [O|LOC|부산]에서 (서울의 절) 을 본 새 벗이 왔다."):
        assert sentence.startswith("박지훈 을 부산에서 (서울의 절) 을")


def test_words_that_look_like_particles_go_alone():
    sentences = outcomes("[S|PER|박지훈]은 [O|LOC|부산]에서 새 이 사람 다 같이 왔다.")
    assert any("새 사람" in sentence for sentence in sentences)
