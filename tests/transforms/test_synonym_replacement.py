from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.errors import InputError, MissingExtraError, UsageError
from reaug.korean import kiwi
from reaug.korean.repair import repair
from reaug.rulebook import load
from reaug.transforms.synonym_replacement import NO_PLACE, NO_WORD, SynonymReplacement
from strategies import batches

RULES = load("klue-re")
WORDS = {"모임": ("회의",), "조용히": ("가만히",), "바다": ("물가", "강"), "한산도": ("섬",)}
ALL = {"ratio": 1.0}


def needed(rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A list of words: tests of every step ask for it."""
    file: Path = request.getfixturevalue("tmp_path") / "synonyms.csv"
    words = {w for text in rows.sentence.to_pylist() for w in text.split() if w.isalnum()}
    lines = [f"{word},다른말,바꾼말" for word in sorted(words)] or ["모임,회의"]
    file.write_text("\n".join(lines), encoding="utf-8")
    return {"words": str(file), "ratio": 1.0}


def run(step: SynonymReplacement, batch: Batch, seed: int = 0, rules: Any = RULES) -> Any:
    state = step.finish(None, rules)
    draw = Draw(batch.keys, seed=seed, path="0.synonym_replacement")
    changes = step.propose(batch, state, draw)
    edits = Edits.concat([changes.edits, repair(batch, changes.edits).edits])
    return apply(batch, Changes(edits)).batch, changes


def becomes(text: str, words: Any = WORDS, **given: Any) -> str:
    after, _ = run(SynonymReplacement(words=words, **{**ALL, **given}), batch_of(text))
    return after.row(0).sentence


def why(text: str, words: Any = WORDS, **given: Any) -> str | None:
    _, changes = run(SynonymReplacement(words=words, **{**ALL, **given}), batch_of(text))
    return changes.skipped[0].as_py()


HEAD = "[S|PER|이순신]은 [O|LOC|한산도]에서 열린 "
BARE = "이순신은 한산도에서 열린 "


@given(batches(), st.integers(0, 9), st.booleans())
def test_laws(batch, seed, bare):
    words = {
        "회사": ("기업", "법인"),
        "서울특별시": ("서울",),
        "이순신": ("장군", "그 사람"),
        "LG": ("x",),
    }
    guard = dict.fromkeys(("protect_between", "protect_beside", "protect_end"), not bare)
    step = SynonymReplacement(words=words, ratio=1, **guard)
    check_laws(step, batch, seed=seed, rules=RULES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("모임을 떠났다.", "회의를 떠났다."),
        ("모임을 하늘만 보았다.", "회의를 하늘만 보았다."),
        ("모임은 조용히 끝났다.", "회의는 가만히 끝났다."),
        ("모임과, 잔치를 떠났다.", "회의와, 잔치를 떠났다."),
        ("모임, 그리고 잔치를 떠났다.", "회의, 그리고 잔치를 떠났다."),
        ("모임으로 떠났다.", "회의로 떠났다."),
        ("모임에서의 다툼이 길었다.", "회의에서의 다툼이 길었다."),
        ("모임이었고 모두 떠났다.", "회의였고 모두 떠났다."),
    ],
)
def test_a_word_gives_way_with_its_particle(text, expected):
    assert becomes(HEAD + text) == BARE + expected


@pytest.mark.parametrize(
    "text",
    [
        "모임터를 떠났다.",  # a longer word
        "모임(會)을 떠났다.",  # explained
        "모임 장소를 떠났다.",  # bare: a part of a compound
        "바다 모임을 떠났다.",  # behind a bare noun
        "모임을 했고 떠났다.",  # a verb with it
        "모임이 되었고 떠났다.",
        "모임을 할 때 떠났다.",
        "모임하고 떠났다.",
        "“모임을 떠났고 그” 뒤에 갔다.",  # half of a pair
        "조용히는 아니었다.",  # an adverb with a particle
        "큰 모임",  # the last eojeol
        "모임는 떠났다.",  # a particle that does not fit
        "\u1106\u1169\u110b\u1175\u11b7을 떠났다.",  # NFD
    ],
)
def test_what_is_left_alone(text):
    assert why(HEAD + text) == NO_PLACE
    assert becomes(HEAD + text) == BARE + text


def test_evidence_is_left_alone_and_never_put():
    words = {"남편": ("짝",), "모임": ("회장단", "회의"), "바다": ("가수",)}
    text = HEAD + "모임에서 남편과 바다로 떠났다."
    assert becomes(text, words) == BARE + "회의에서 남편과 바다로 떠났다."
    assert "모임과 모임을" in becomes("[S|PER|이순신]은 모임과 모임을 [O|LOC|한산도]에서 보았다.")
    freed = becomes(
        "[S|PER|이순신]은 모임과 모임을 [O|LOC|한산도]에서 보았다.",
        protect_between=False,
        protect_beside=False,
    )
    assert "회의와 회의를" in freed


def test_mentions_are_neither_touched_nor_repeated():
    assert "한산도를 보고" in becomes(
        "[S|PER|이순신]은 [O|LOC|한산도]에서 늘 한산도를 보고 살았다."
    )
    text = "[S|PER|이순신]은 [O|LOC|물가]에서 멀리 바다를 보고 살았다."
    assert why(text, {"바다": ("물가 마을",)}) == NO_WORD
    assert why(text, {"바다": ("물",)}) == NO_WORD


def test_all_synonyms_are_as_likely_and_ratio_counts_places():
    batch = batch_of(*[HEAD + "바다를 보고 바다를 듣고 바다를 지나 갔다."] * 900)
    after, changes = run(SynonymReplacement(words=WORDS, ratio=0.6), batch)
    assert changes.edits.size == 900 * 2
    texts = changes.edits.text.to_pylist()
    assert abs(texts.count("강") - 900) < 5 * 450**0.5
    assert after.row(0).sentence != batch.row(0).sentence
    _, changes = run(SynonymReplacement(words=WORDS, ratio=1, max_words=1), batch)
    assert changes.edits.size == 900


def test_the_longest_word_counts():
    words = {"바다": ("물",), "바닷가": ("해변",), "바닷가에": ("x",)}
    assert becomes(HEAD + "바닷가에 살고 싶었다.", words) == BARE + "x 살고 싶었다."
    del words["바닷가에"]
    assert becomes(HEAD + "바닷가에 살고 싶었다.", words) == BARE + "해변에 살고 싶었다."


def test_a_file_and_a_mapping_are_the_same_whatever_the_order(tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("\ufeff# 목록\n모임,회의, 회합\n\n바다\t강\n모임,모꼬지\n", encoding="utf-8")
    of_file = SynonymReplacement(words=str(file)).finish(None, None)
    given = {"바다": ("강",), "모임": ("모꼬지", "회합", "회의")}
    of_mapping = SynonymReplacement(words=given).finish(None, None)
    assert of_file.words.digest == of_mapping.words.digest
    both = SynonymReplacement(words={"모임": ("회의",)}, both_ways=True).finish(None, None)
    assert both.words.heads.to_pylist() == ["모임", "회의"]
    step = SynonymReplacement(words=given)
    assert step.describe(of_mapping) == {"words": 2, "digest": of_mapping.words.digest}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("모임,회의\n바다", "line 2: '바다' has no synonym"),
        ("큰 모임,회의", "line 1: '큰 모임' contains white space"),
        (",회의", "line 1: the first cell is empty"),
        ("모임,회\u0001의", "an invisible character"),
        ("모임,\u0301의", "combines with"),
        ("# 없음\n", "contains no words"),
        ("", "is empty"),
    ],
)
def test_a_broken_list_is_an_error_with_its_line(tmp_path, content, message):
    file = tmp_path / "words.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        SynonymReplacement(words=str(file)).finish(None, RULES)


def test_other_lists_that_will_not_do(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        SynonymReplacement(words=str(tmp_path / "none.csv")).finish(None, RULES)
    with pytest.raises(UsageError, match="words is empty"):
        SynonymReplacement(words={}).finish(None, RULES)
    with pytest.raises(UsageError, match="has no synonym"):
        SynonymReplacement(words={"모임": ()}).finish(None, RULES)
    with pytest.raises(UsageError, match="relation_lexicons"):
        SynonymReplacement(words={"남편": ("짝",)}).finish(None, RULES)


@pytest.mark.parametrize(
    "given", [{}, {"words": 3}, {"words": WORDS, "ratio": 0}, {"words": WORDS, "rate": 1}]
)
def test_wrong_parameters_are_refused(given):
    with pytest.raises(ValidationError):
        SynonymReplacement(**given)


def test_hostile_text_is_never_refused():
    text = "👨\u200d👧 모임을 [S|PER|e\u0301a] 와 [O|LOC|서\u0301] 에 👍🏽 모임을\u0301 🇰🇷"
    guard = dict.fromkeys(("protect_between", "protect_beside", "protect_end"), False)
    step = SynonymReplacement(words=WORDS, ratio=1, **guard)
    assert not len(check_laws(step, batch_of(*[text] * 9), rules=RULES).refusals.row)


def test_without_kiwi_the_error_prints_the_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "kiwipiepy", None)
    kiwi.analyser.cache_clear()
    with pytest.raises(MissingExtraError, match=r"pip install 'reaug\[kiwi\]'"):
        SynonymReplacement(words="kiwi").finish(None, RULES)


@pytest.mark.kiwi
def test_kiwi_puts_neighbours_that_fit():
    pytest.importorskip("kiwipiepy")
    kiwi.analyser.cache_clear()
    batch = batch_of(
        HEAD + "모임을 조용히 떠났다.",
        HEAD + "모임을 했고 바다 모임을 남편과 떠났다.",
        "😀 [S|PER|이순신]은 [O|LOC|한산도]에서 늘 새벽에 걸었다.",
        "[S|PER|이]=[O|PER|김]",
    )
    step = SynonymReplacement(words="kiwi", ratio=1)
    after, changes = run(step, batch)
    first = after.row(0).sentence
    assert first.startswith(BARE)
    assert "모임을" in first  # no neighbour of 모임 has it for a neighbour, too
    assert "조용히" not in first
    assert after.row(1).sentence == batch.row(1).sentence
    assert after.row(2).sentence.startswith("😀 이순신은 한산도에서 늘 ")
    assert changes.skipped.to_pylist() == [None, NO_PLACE, None, NO_PLACE]
    check_laws(step, batch, rules=RULES)
